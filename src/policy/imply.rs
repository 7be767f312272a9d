//! Whether conditions can hold, alone or while another does not.
//!
//! A condition is spread into alternatives: conjunctions of literals, each a test of one field that holds or does not.
//! An alternative stands in worlds, the pairs of platform and phase in which it may hold; literals of one field are
//! checked together in each, and an alternative that is left without a world is dropped. What is left over-states
//! what can hold, so that nothing left is a proof that nothing can.

use crate::event::Value;
use crate::fields::{Field, FieldRef, Phase, Platform};
use crate::settings::Apps;

use super::condition::{Condition, Operator, Set};
use super::regions::{Prover, Values, is_negated};
use super::sight::{Platforms, compares_with_field, operand};

/// How many alternatives a condition may have: of more, nothing is said.
pub const MAX_ALTERNATIVES: usize = 1024;

/// The pairs of platform and phase in which a condition may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worlds(u8);

const WORLDS: [(Platform, Phase); 4] = [
    (Platform::Tencent, Phase::Before),
    (Platform::Tencent, Phase::After),
    (Platform::OpenIm, Phase::Before),
    (Platform::OpenIm, Phase::After),
];

impl Worlds {
    /// The worlds of which platform and phase are as is wanted.
    pub fn of(wanted: impl Fn(Platform, Phase) -> bool) -> Self {
        let worlds = WORLDS.iter().enumerate().filter(|(_, (platform, phase))| wanted(*platform, *phase));
        Self(worlds.fold(0, |worlds, (index, _)| worlds | 1 << index))
    }

    /// Those of some platforms before creation, and after creation too where that is asked for.
    #[must_use]
    pub fn on(platforms: Platforms, after: bool) -> Self {
        Self::of(|platform, phase| platforms.has(platform) && (after || phase == Phase::Before))
    }

    /// Those that are in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// There is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A test of one field that holds, or does not.
#[derive(Clone, Copy, Debug)]
struct Literal<'p> {
    field: &'p FieldRef,
    holds: bool,
    /// None asks whether the field exists. Negations of operators are in `holds`.
    asks: Option<&'p Operator>,
}

/// Literals all of which hold, and where they may.
#[derive(Clone, Debug)]
pub struct Alternative<'p> {
    worlds: Worlds,
    literals: Vec<Literal<'p>>,
}

impl Alternative<'_> {
    /// Nothing is asked but that the world is one of these.
    #[must_use]
    pub const fn anything_in(worlds: Worlds) -> Self {
        Self { worlds, literals: Vec::new() }
    }

    /// Where it may hold.
    #[must_use]
    pub const fn worlds(&self) -> Worlds {
        self.worlds
    }

    /// It asks something of the field.
    #[must_use]
    pub fn reads(&self, field: &FieldRef) -> bool {
        self.literals.iter().any(|literal| literal.field == field)
    }

    /// The alternative with nothing asked of the field.
    #[must_use]
    pub fn without(&self, field: &FieldRef) -> Self {
        let literals = self.literals.iter().filter(|literal| literal.field != field).copied().collect();
        Self { worlds: self.worlds, literals }
    }
}

/// The alternatives of which some holds; none where they would be too many.
pub type Alternatives<'p> = Option<Vec<Alternative<'p>>>;

/// Spreads conditions of one policy.
#[derive(Debug)]
pub struct Spreader<'p> {
    apps: &'p Apps,
    prover: Prover,
}

impl<'p> Spreader<'p> {
    /// Of a policy that accepts these apps.
    #[must_use]
    pub fn new(apps: &'p Apps) -> Self {
        Self { apps, prover: Prover::default() }
    }

    /// So much was looked at that nothing is proved any more.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.prover.is_exhausted()
    }

    /// The condition can never hold where an alternative does: a proof if true.
    #[must_use]
    pub fn excludes(&self, alternative: &Alternative<'p>, condition: &'p Condition) -> bool {
        self.spread(vec![alternative.clone()], condition, true).is_some_and(|left| left.is_empty())
    }

    /// The condition holds wherever an alternative does: a proof if true.
    #[must_use]
    pub fn implies(&self, alternative: &Alternative<'p>, condition: &'p Condition) -> bool {
        match condition {
            Condition::All(branches) => branches.iter().all(|branch| self.implies(alternative, branch)),
            Condition::Neither(branches) => branches.iter().all(|branch| self.excludes(alternative, &branch.condition)),
            Condition::Any(_) | Condition::Test(_) => {
                self.spread(vec![alternative.clone()], condition, false).is_some_and(|left| left.is_empty())
            }
        }
    }

    /// What is left of alternatives where a condition holds, or does not.
    #[must_use]
    pub fn spread(&self, from: Vec<Alternative<'p>>, condition: &'p Condition, holds: bool) -> Alternatives<'p> {
        match (condition, holds) {
            (Condition::All(branches), true) | (Condition::Any(branches), false) => {
                branches.iter().try_fold(from, |left, branch| self.spread(left, branch, holds))
            }
            (Condition::Any(branches), true) | (Condition::All(branches), false) => {
                one_of(&from, branches, &|from, branch| self.spread(from, branch, holds))
            }
            (Condition::Neither(branches), true) => {
                branches.iter().try_fold(from, |left, branch| self.spread(left, &branch.condition, false))
            }
            (Condition::Neither(branches), false) => {
                one_of(&from, branches, &|from, branch| self.spread(from, &branch.condition, true))
            }
            (Condition::Test(test), holds) => self.spread_test(from, &test.field, &test.operator, holds),
        }
    }

    fn spread_test(
        &self,
        from: Vec<Alternative<'p>>,
        field: &'p FieldRef,
        operator: &'p Operator,
        holds: bool,
    ) -> Alternatives<'p> {
        match operator {
            Operator::Not(operators) if holds => {
                one_of(&from, operators, &|from, operator| self.spread_test(from, field, operator, false))
            }
            Operator::Not(operators) => {
                operators.iter().try_fold(from, |left, operator| self.spread_test(left, field, operator, true))
            }
            Operator::Exists(expected) => self.with(from, Literal { field, holds: *expected == holds, asks: None }),
            _ => {
                let holds = holds != is_negated(operator);
                let from = self.with(from, Literal { field, holds, asks: Some(operator) })?;
                match operand(operator) {
                    Some(other) if holds => self.with(from, Literal { field: other, holds: true, asks: None }),
                    _ => Some(from),
                }
            }
        }
    }

    /// What is left of alternatives where a field exists, or does not.
    #[must_use]
    pub fn where_exists(&self, from: Vec<Alternative<'p>>, field: &'p FieldRef, holds: bool) -> Alternatives<'p> {
        self.with(from, Literal { field, holds, asks: None })
    }

    fn with(&self, mut from: Vec<Alternative<'p>>, literal: Literal<'p>) -> Alternatives<'p> {
        if self.is_exhausted() {
            return None;
        }
        from.retain_mut(|alternative| {
            if !Self::is_about_world(literal) {
                alternative.literals.push(literal);
            }
            alternative.worlds = alternative.worlds.and(self.worlds_left(alternative, literal));
            !alternative.worlds.is_empty()
        });
        Some(from)
    }

    /// The literal says nothing more than in which worlds it holds.
    fn is_about_world(literal: Literal) -> bool {
        let is_of_world = matches!(literal.field, FieldRef::Known(Field::Platform | Field::Phase));
        is_of_world && !literal.asks.is_some_and(compares_with_field)
    }

    /// The worlds in which the literals of a literal's field may all hold.
    fn worlds_left(&self, alternative: &Alternative<'p>, literal: Literal<'p>) -> Worlds {
        if Self::is_about_world(literal) {
            return Worlds::of(|platform, phase| {
                let name = if *literal.field == FieldRef::Known(Field::Phase) { phase.name() } else { platform.name() };
                literal.holds == literal.asks.is_none_or(|operator| self.prover.holds(operator, Value::Text(name)))
            });
        }
        let literals = || alternative.literals.iter().filter(|other| other.field == literal.field);
        let on = |platform| {
            let is_asked = !alternative.worlds.and(Worlds::of(|own, _| own == platform)).is_empty();
            is_asked && self.may_hold(literal.field, literals(), platform)
        };
        let (tencent, openim) = (on(Platform::Tencent), on(Platform::OpenIm));
        Worlds::on(Platforms { tencent, openim }, true)
    }

    /// Literals of one field may all hold on a platform.
    fn may_hold<'l>(
        &self,
        field: &'p FieldRef,
        literals: impl Iterator<Item = &'l Literal<'p>>,
        platform: Platform,
    ) -> bool
    where
        'p: 'l,
    {
        let (mut must_exist, mut must_be_missing) = (false, false);
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        for literal in literals {
            match (literal.asks, literal.holds) {
                (None, true) => must_exist = true,
                (None, false) => must_be_missing = true,
                (Some(operator), true) => wanted.push(operator),
                (Some(operator), false) => unwanted.push(operator),
            }
        }
        must_exist |= !wanted.is_empty();
        let may_be_missing = self.may_be_missing(field, platform);
        if must_be_missing || !Platforms::sending(field).has(platform) {
            return may_be_missing && !must_exist;
        }
        if may_be_missing && !must_exist {
            return true;
        }
        let values = Values::of(field, platform, self.apps);
        if !field.info().many {
            return self.prover.possible(values, &wanted, &unwanted);
        }
        if wanted.is_empty() {
            // Members exist if there is one; a fact may be an empty array.
            return matches!(field, FieldRef::Facts(_)) || self.prover.possible(values, &[], &unwanted);
        }
        wanted.iter().all(|operator| match operator {
            Operator::All { set: Set::Values(set), fold } => {
                self.prover.possible_beside(operator, &unwanted)
                    && self.prover.all_possible(values, set, *fold, &unwanted)
            }
            _ => self.prover.possible(values, &[operator], &unwanted),
        })
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
            Field::AppId => platform == Platform::OpenIm || matches!(self.apps, Apps::Any) || self.apps.is_none(),
            _ => true,
        }
    }
}

/// What is left where one of several things holds.
fn one_of<'p, T>(
    from: &[Alternative<'p>],
    branches: &'p [T],
    spread: &dyn Fn(Vec<Alternative<'p>>, &'p T) -> Alternatives<'p>,
) -> Alternatives<'p> {
    let mut all = Vec::new();
    for branch in branches {
        all.extend(spread(from.to_vec(), branch)?);
        if all.len() > MAX_ALTERNATIVES {
            return None;
        }
    }
    Some(all)
}
