//! Which rules of a policy can ever be reached and match.

use crate::decide::is_looked_at;
use crate::fields::{FieldRef, Phase, Platform};
use crate::settings::Apps;

use super::imply::{Alternative, Part, Spreader};
use super::sight::Platforms;
use super::{Policy, Rule};

/// How many pairs of rules a report compares: enough for every pair of 1,400 rules.
pub const MAX_PAIRS: usize = 1_000_000;

/// What becomes of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate<'p> {
    /// As far as can be told it matches some callback.
    Matches,
    /// Its tests contradict each other, whatever the callback.
    Contradicts,
    /// It matches after creation only, when it is not looked at.
    TooLate,
    /// It matches no callback that the policy accepts.
    NotAccepted,
    /// Whenever it matches, the rule of that id has decided before.
    Decided(&'p str),
}

/// Follows the rules of a policy in order.
#[derive(Debug)]
pub struct Reach<'p> {
    spreader: Spreader,
    accepted: Platforms,
    deciding: Vec<&'p Rule>,
    pairs: usize,
    given_up: bool,
}

impl<'p> Reach<'p> {
    /// Begins before the first rule of a policy, of which callbacks of these platforms are of interest.
    #[must_use]
    pub fn new(policy: &'p Policy, accepted: Platforms) -> Self {
        let spreader = Spreader::new(&policy.settings.tencent.apps);
        Self { spreader, accepted, deciding: Vec::new(), pairs: 0, given_up: false }
    }

    /// Not every rule was compared with all before it: the policy is too large for a report.
    #[must_use]
    pub const fn has_given_up(&self) -> bool {
        self.given_up
    }

    /// What becomes of the next rule that is enabled.
    pub fn next(&mut self, rule: &'p Rule) -> Fate<'p> {
        let fate = self.fate(rule);
        if rule.decides() {
            self.deciding.push(rule);
        }
        self.given_up |= self.spreader.is_exhausted();
        fate
    }

    fn fate(&mut self, rule: &'p Rule) -> Fate<'p> {
        let after = is_looked_at(rule, Phase::After);
        let anything = Alternative::anything_from(self.accepted, after);
        let Some(alternatives) = self.spreader.left(&anything, Part::Condition(&rule.when, true), usize::MAX) else {
            return Fate::Matches;
        };
        if alternatives.is_empty() {
            return self.why_never(rule);
        }
        if alternatives.iter().any(|alternative| alternative.phase() == Phase::After) {
            return Fate::Matches;
        }
        for earlier in &self.deciding {
            if self.pairs == MAX_PAIRS || self.spreader.is_exhausted() {
                self.given_up = true;
                break;
            }
            self.pairs += 1;
            if !self.spreader.leaves_some(&alternatives, Part::Condition(&earlier.when, false)) {
                return Fate::Decided(&earlier.id);
            }
        }
        Fate::Matches
    }

    fn why_never(&self, rule: &'p Rule) -> Fate<'p> {
        let matches = |spreader: &Spreader, platforms| {
            spreader.leaves_some(&Alternative::anything_from(platforms, true), Part::Condition(&rule.when, true))
        };
        if matches(&self.spreader, self.accepted) {
            Fate::TooLate
        } else if matches(&Spreader::new(&Apps::Any), Platforms::BOTH) {
            Fate::NotAccepted
        } else {
            Fate::Contradicts
        }
    }

    /// A rule may decide callbacks of a platform.
    #[must_use]
    pub fn may_decide(&self, rule: &'p Rule, platform: Platform) -> bool {
        self.spreader.leaves_some(&[anything_on(platform)], Part::Condition(&rule.when, true))
    }

    /// Some rule decides whatever comes from a platform.
    #[must_use]
    pub fn all_is_decided(&self, platform: Platform) -> bool {
        let leaves_some =
            |rule: &&'p Rule| self.spreader.leaves_some(&[anything_on(platform)], Part::Condition(&rule.when, false));
        !self.deciding.iter().all(leaves_some)
    }

    /// The rule can match on a platform, and cannot where the field is missing.
    #[must_use]
    pub fn needs(&self, rule: &'p Rule, field: &'p FieldRef, platform: Platform) -> bool {
        let missing = anything_on(platform).with(Part::exists(field, false));
        !self.spreader.leaves_some(&[missing], Part::Condition(&rule.when, true)) && self.may_decide(rule, platform)
    }

    /// The rule can match on a platform because the field is missing: with some value it would not.
    #[must_use]
    pub fn profits(&self, rule: &'p Rule, field: &'p FieldRef, platform: Platform) -> bool {
        let missing = [anything_on(platform).with(Part::exists(field, false))];
        let depends = |alternative: Alternative<'p>| {
            let other = alternative.without(field).with(Part::exists(field, true));
            self.spreader.leaves_some(&[other], Part::Condition(&rule.when, false))
        };
        let left = self.spreader.left(&missing, Part::Condition(&rule.when, true), usize::MAX);
        left.is_some_and(|left| left.into_iter().any(depends))
    }
}

const fn anything_on<'p>(platform: Platform) -> Alternative<'p> {
    Alternative::anything(platform, Phase::Before)
}
