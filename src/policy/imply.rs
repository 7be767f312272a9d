//! Whether conditions can hold, alone or while another does not.
//!
//! A condition is spread into alternatives: conjunctions of literals, each a test of one field that holds or does not.
//! An alternative is of one platform and phase; literals of one field are checked together, and an alternative in which
//! they contradict each other is dropped. What is left over-states what can hold, so that nothing left is a proof that
//! nothing can.

use crate::fields::{Field, FieldRef, GROUP_TYPES, Phase, Platform, WEEKDAYS};
use crate::settings::Apps;

use super::condition::{Condition, Operator, Set, Test};
use super::sets::{Listed, Shared};
use super::sight::{Platforms, combines, compares_with_field, operand};
use super::witness::{Ask, Prover, asks_where, is_negated, lists_nothing};
use crate::value::Item;

/// How many alternatives a condition may have, and how many may be tried to find them: of more, nothing is said.
const MAX_ALTERNATIVES: usize = 1024;
const MAX_TRIED: usize = 16 * MAX_ALTERNATIVES;

/// A test of one field that holds, or does not.
#[derive(Clone, Copy, Debug)]
pub struct Literal<'p> {
    field: &'p FieldRef,
    holds: bool,
    /// None asks whether the field exists. Negations of operators are in `holds`.
    asks: Option<&'p Operator>,
}

/// What is asked of callbacks.
#[derive(Clone, Copy, Debug)]
pub enum Part<'p> {
    /// A condition that holds, or does not.
    Condition(&'p Condition, bool),
    /// Conditions of which one holds, or one does not.
    OneOf(&'p [Condition], bool),
    /// A test of one field.
    Test(Literal<'p>),
}

impl<'p> Part<'p> {
    /// The field exists, or does not.
    #[must_use]
    pub const fn exists(field: &'p FieldRef, holds: bool) -> Self {
        Self::Test(Literal { field, holds, asks: None })
    }
}

/// Literals all of which hold for callbacks of a platform and phase.
#[derive(Clone, Debug)]
pub struct Alternative<'p> {
    platform: Platform,
    phase: Phase,
    literals: Vec<Literal<'p>>,
    /// What is not yet spread into literals.
    parts: Vec<Part<'p>>,
}

impl<'p> Alternative<'p> {
    /// Anything that comes from a platform in a phase.
    #[must_use]
    pub const fn anything(platform: Platform, phase: Phase) -> Self {
        Self { platform, phase, literals: Vec::new(), parts: Vec::new() }
    }

    /// Anything that comes from some platforms before creation, and after creation too where that is asked for.
    #[must_use]
    pub fn anything_from(platforms: Platforms, after: bool) -> Vec<Self> {
        let mut all = Vec::new();
        for platform in [Platform::Tencent, Platform::OpenIm] {
            for phase in [Phase::Before, Phase::After] {
                if platforms.has(platform) && (after || phase == Phase::Before) {
                    all.push(Self::anything(platform, phase));
                }
            }
        }
        all
    }

    /// When it may hold.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// The alternative with nothing asked of the field.
    #[must_use]
    pub fn without(mut self, field: &FieldRef) -> Self {
        self.literals.retain(|literal| literal.field != field);
        self
    }

    /// The alternative where a part is so too.
    #[must_use]
    #[inline(never)]
    pub fn with(&self, part: Part<'p>) -> Self {
        let mut with = self.clone();
        with.parts.push(part);
        with
    }

    /// Adds a part: one of those that must all be so, or one of several, each of which makes another alternative.
    #[inline(never)]
    fn add(&mut self, part: Part<'p>, all: bool, others: &mut Vec<Self>) {
        if all {
            self.parts.push(part);
        } else {
            others.push(self.with(part));
        }
    }
}

/// Spreads conditions of one policy.
#[derive(Debug)]
pub struct Spreader {
    prover: Prover,
    lists_apps: bool,
    /// The apps that are listed, the days of the week, the types that only Tencent has, the empty text.
    known: [Operator; 4],
}

impl Spreader {
    /// Of a policy that accepts these apps.
    #[must_use]
    pub fn new(apps: &Apps) -> Self {
        let listed = match apps {
            Apps::Listed(apps) => Shared::clone(apps),
            Apps::Any => Shared::default(),
        };
        let lists_apps = listed.count() > 0;
        let known = [
            one_of(listed),
            one_of(texts(WEEKDAYS)),
            one_of(texts(GROUP_TYPES.get(..6).unwrap_or_default())),
            one_of(texts(&[""])),
        ];
        Self { prover: Prover::default(), lists_apps, known }
    }

    /// So much was looked at that nothing is proved any more.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.prover.is_exhausted()
    }

    /// Some alternative may be left where a part is so: a proof if false.
    #[must_use]
    pub fn leaves_some<'p>(&self, from: &[Alternative<'p>], part: Part<'p>) -> bool {
        self.left(from, part, 1).is_none_or(|left| !left.is_empty())
    }

    /// What is left of alternatives where a part is so, or as much as is enough; none where it takes too much to tell.
    #[must_use]
    pub fn left<'p>(&self, from: &[Alternative<'p>], part: Part<'p>, enough: usize) -> Option<Vec<Alternative<'p>>> {
        let mut open = Vec::new();
        for alternative in from.iter().rev() {
            open.push(alternative.with(part));
        }
        let mut left = Vec::new();
        let mut tried = 0;
        while left.len() < enough
            && let Some(mut alternative) = open.pop()
        {
            tried += 1;
            if tried > MAX_TRIED || left.len() == MAX_ALTERNATIVES || self.is_exhausted() {
                return None;
            }
            if self.spread(&mut alternative, &mut open) {
                left.push(alternative);
            }
        }
        Some(left)
    }

    /// Spreads an alternative into literals; false if they contradict each other, or at others that take its place.
    fn spread<'p>(&self, alternative: &mut Alternative<'p>, others: &mut Vec<Alternative<'p>>) -> bool {
        while let Some(part) = alternative.parts.pop() {
            let goes_on = match part {
                Part::Condition(Condition::Test(Test { field, operator, .. }), holds) => {
                    self.meets(alternative, Literal { field, holds, asks: Some(operator) }, others)
                }
                Part::Condition(condition, holds) => {
                    let (all, holds) = combines(condition, holds);
                    if all {
                        let branches = condition.branches().iter().rev();
                        alternative.parts.extend(branches.map(|branch| Part::Condition(branch, holds)));
                    } else {
                        alternative.parts.push(Part::OneOf(condition.branches(), holds));
                    }
                    true
                }
                // Of thousands of branches only one is looked at at a time: each is a copy of all else that is asked.
                Part::OneOf(branches, holds) => branches.split_first().is_some_and(|(first, rest)| {
                    if !rest.is_empty() {
                        others.push(alternative.with(Part::OneOf(rest, holds)));
                    }
                    alternative.parts.push(Part::Condition(first, holds));
                    true
                }),
                Part::Test(literal) => self.meets(alternative, literal, others),
            };
            if !goes_on {
                return false;
            }
        }
        true
    }

    /// Adds a literal to an alternative: false if that leaves nothing of it, or others.
    fn meets<'p>(
        &self,
        alternative: &mut Alternative<'p>,
        mut literal: Literal<'p>,
        others: &mut Vec<Alternative<'p>>,
    ) -> bool {
        if let Some(operator) = literal.asks {
            literal.holds ^= is_negated(operator);
            if lists_nothing(operator) {
                return !literal.holds;
            }
            if let Operator::Not(operators) = operator {
                let all = !literal.holds;
                for operator in operators.iter().rev() {
                    alternative.add(Part::Test(Literal { holds: all, asks: Some(operator), ..literal }), all, others);
                }
                return all;
            }
            if let Operator::Exists(expected) = operator {
                literal = Literal { holds: *expected == literal.holds, asks: None, ..literal };
            }
            if let Some(other) = operand(operator)
                && literal.holds
            {
                alternative.parts.push(Part::exists(other, true));
            }
        }
        alternative.literals.push(literal);
        self.may_hold(literal.field, alternative)
    }

    /// What an alternative asks of a field may all be so.
    fn may_hold(&self, field: &FieldRef, alternative: &Alternative) -> bool {
        let Alternative { platform, phase, .. } = *alternative;
        self.prover.count(alternative.literals.len() / 8);
        let mut asks: Vec<Ask> = Vec::new();
        let (mut must_exist, mut must_be_missing) = (false, false);
        for literal in alternative.literals.iter().filter(|literal| literal.field == field) {
            must_exist |= literal.holds;
            match literal.asks {
                None => must_be_missing |= !literal.holds,
                Some(operator) => asks.push((operator, literal.holds)),
            }
        }
        if !must_exist && self.may_be_missing(field, platform) {
            return true;
        }
        if must_be_missing || !Platforms::sending(field).has(platform) {
            return false;
        }
        if let FieldRef::Known(own @ (Field::Platform | Field::Phase)) = field {
            let name = if *own == Field::Phase { phase.name() } else { platform.name() };
            let asks = asks_where(&asks, &|(operator, _)| !compares_with_field(operator));
            return self.prover.meets(&asks, Item::Text(name));
        }
        let info = field.info();
        if let Some(known) = self.known_of(field, platform) {
            asks.push(known);
        }
        if !info.many {
            return self.prover.possible(info.kind, &asks);
        }
        // Each value that is wanted may be another than the rest.
        let unwanted = asks_where(&asks, &|(_, wanted)| !wanted);
        if asks.len() == unwanted.len() {
            // Members exist if there is one; a fact may be an empty array.
            return matches!(field, FieldRef::Facts(_)) || self.prover.possible(info.kind, &asks);
        }
        asks.iter().filter(|(_, wanted)| *wanted).all(|ask| {
            let mut asks = unwanted.clone();
            asks.push(*ask);
            self.prover.possible(info.kind, &asks)
        })
    }

    /// What is known of a field's values besides their kind.
    fn known_of(&self, field: &FieldRef, platform: Platform) -> Option<Ask<'_>> {
        let FieldRef::Known(field) = field else { return None };
        let [apps, weekdays, tencents_types, empty] = &self.known;
        match field {
            Field::TimeWeekday => Some((weekdays, true)),
            Field::AppId if self.lists_apps => Some((apps, true)),
            Field::GroupType if platform == Platform::OpenIm => Some((tencents_types, false)),
            // An empty id and an empty parameter of the URL count as missing.
            Field::AppId
            | Field::OperationId
            | Field::OperatorId
            | Field::OwnerId
            | Field::GroupId
            | Field::GroupCreatorId
            | Field::MembersId
            | Field::ClientPlatform => Some((empty, false)),
            _ => None,
        }
    }

    /// Callbacks of a platform may come without the field.
    fn may_be_missing(&self, field: &FieldRef, platform: Platform) -> bool {
        let FieldRef::Known(field) = field else { return true };
        match field {
            Field::Platform
            | Field::Phase
            | Field::MembersCount
            | Field::TimeHour
            | Field::TimeMinute
            | Field::TimeEpochMs
            | Field::TimeWeekday => false,
            Field::MembersAdminCount => platform == Platform::Tencent,
            // Where apps are listed, a callback without one is not accepted.
            Field::AppId => platform == Platform::OpenIm || !self.lists_apps,
            _ => true,
        }
    }
}

fn texts(texts: &[&str]) -> Shared<Listed> {
    let mut set = Listed::default();
    for text in texts {
        set.insert(Item::Text(text));
    }
    set.into()
}

fn one_of(set: Shared<Listed>) -> Operator {
    Operator::In { set: Set::Values(set), fold: false, negated: false }
}
