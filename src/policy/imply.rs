//! Whether conditions can hold, alone or while another does not.
//!
//! A condition is spread into alternatives: conjunctions of literals, each a test of one field that holds or does not.
//! An alternative stands in worlds, the pairs of platform and phase in which it may hold; literals of one field are
//! checked together in each, and an alternative that is left without a world is dropped. What is left over-states
//! what can hold, so that nothing left is a proof that nothing can.

use crate::fields::{Field, FieldRef, GROUP_TYPES, Phase, Platform, WEEKDAYS};
use crate::settings::Apps;

use super::condition::{Condition, Operator, Set};
use super::sets::{Listed, Shared};
use super::sight::{Platforms, combines, compares_with_field, operand};
use super::witness::{Ask, Prover, asks_where, is_negated, lists_nothing};
use crate::value::Item;

/// How many alternatives a condition may have: of more, nothing is said.
pub const MAX_ALTERNATIVES: usize = 1024;

/// The pairs of platform and phase in which a condition may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worlds(u8);

const WORLDS: [(Platform, Phase); 4] = [
    (Platform::Tencent, Phase::Before),
    (Platform::OpenIm, Phase::Before),
    (Platform::Tencent, Phase::After),
    (Platform::OpenIm, Phase::After),
];

impl Worlds {
    /// Every world after creation.
    pub const AFTER: Self = Self(0b1100);

    /// Those of some platforms before creation, and after creation too where that is asked for.
    #[must_use]
    pub const fn on(platforms: Platforms, after: bool) -> Self {
        Self(platforms.0 | if after { platforms.0 << 2 } else { 0 })
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
    /// The only alternative where nothing is asked but that the world is one of these.
    #[must_use]
    pub const fn anything_in(worlds: Worlds) -> Self {
        Self { worlds, literals: Vec::new() }
    }

    /// Where it may hold.
    #[must_use]
    pub const fn worlds(&self) -> Worlds {
        self.worlds
    }

    /// The alternative with nothing asked of the field.
    #[must_use]
    pub fn without(&self, field: &FieldRef) -> Self {
        let mut literals = Vec::new();
        for literal in &self.literals {
            if literal.field != field {
                literals.push(*literal);
            }
        }
        Self { worlds: self.worlds, literals }
    }
}

/// The alternatives of which some holds; none where they would be too many.
pub type Alternatives<'p> = Option<Vec<Alternative<'p>>>;

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

    /// The condition holds wherever some of the alternatives does: a proof if true.
    #[must_use]
    pub fn implies_all<'p>(&self, alternatives: &[Alternative<'p>], condition: &'p Condition) -> bool {
        !alternatives.iter().any(|alternative| self.leaves_some(alternative, condition, false))
    }

    /// The alternative may be left where a condition holds, or does not: a proof if false.
    #[must_use]
    pub fn leaves_some<'p>(&self, from: &Alternative<'p>, condition: &'p Condition, holds: bool) -> bool {
        match combines(condition, holds) {
            Some((false, holds)) => condition.branches().iter().any(|branch| self.leaves_some(from, branch, holds)),
            _ => self.left(from, condition, holds).is_none_or(|left| !left.is_empty()),
        }
    }

    /// What is left of an alternative where a condition holds, or does not.
    #[must_use]
    pub fn left<'p>(&self, from: &Alternative<'p>, condition: &'p Condition, holds: bool) -> Alternatives<'p> {
        let mut left = vec![from.clone()];
        self.narrow(&mut left, condition, holds)?;
        Some(left)
    }

    /// The alternative where a field exists, or does not; none where that cannot be.
    #[must_use]
    pub fn where_exists<'p>(
        &self,
        from: &Alternative<'p>,
        field: &'p FieldRef,
        holds: bool,
    ) -> Option<Alternative<'p>> {
        let mut left = from.clone();
        self.meets(&mut left, Literal { field, holds, asks: None }).then_some(left)
    }

    /// Leaves of alternatives what there is where a condition holds, or does not; none where nothing can be said.
    fn narrow<'p>(&self, left: &mut Vec<Alternative<'p>>, condition: &'p Condition, holds: bool) -> Option<()> {
        let Condition::Test(test) = condition else {
            let (all, holds) = combines(condition, holds)?;
            let branches = condition.branches();
            return each(left, all, branches.len(), &|left, index| self.narrow(left, branches.get(index)?, holds));
        };
        self.narrow_by_test(left, &test.field, &test.operator, holds)
    }

    fn narrow_by_test<'p>(
        &self,
        left: &mut Vec<Alternative<'p>>,
        field: &'p FieldRef,
        operator: &'p Operator,
        holds: bool,
    ) -> Option<()> {
        let mut literal = Literal { field, holds, asks: Some(operator) };
        match operator {
            Operator::Not(operators) => {
                return each(left, !holds, operators.len(), &|left, index| {
                    self.narrow_by_test(left, field, operators.get(index)?, !holds)
                });
            }
            _ if lists_nothing(operator) => {
                if holds != is_negated(operator) {
                    left.clear();
                }
                return Some(());
            }
            Operator::Exists(expected) => literal = Literal { field, holds: *expected == holds, asks: None },
            _ => {
                literal.holds = holds != is_negated(operator);
                if let Some(other) = operand(operator)
                    && literal.holds
                {
                    self.ask(left, Literal { field: other, holds: true, asks: None });
                }
            }
        }
        self.ask(left, literal);
        (!self.is_exhausted()).then_some(())
    }

    fn ask<'p>(&self, left: &mut Vec<Alternative<'p>>, literal: Literal<'p>) {
        left.retain_mut(|left| self.meets(left, literal));
    }

    /// Adds a literal to an alternative: false if that leaves nothing of it.
    fn meets<'p>(&self, alternative: &mut Alternative<'p>, literal: Literal<'p>) -> bool {
        alternative.literals.push(literal);
        for (world, (platform, phase)) in WORLDS.into_iter().enumerate() {
            let world = Worlds(1 << world);
            if !alternative.worlds.and(world).is_empty() && !self.may_hold(literal.field, alternative, platform, phase)
            {
                alternative.worlds.0 -= world.0;
            }
        }
        !alternative.worlds.is_empty()
    }

    /// What an alternative asks of a field may all be so in a world.
    fn may_hold(&self, field: &FieldRef, alternative: &Alternative, platform: Platform, phase: Phase) -> bool {
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

/// Leaves what there is where all of so many things hold, or one of them.
fn each<'p>(
    left: &mut Vec<Alternative<'p>>,
    all: bool,
    things: usize,
    narrow: &dyn Fn(&mut Vec<Alternative<'p>>, usize) -> Option<()>,
) -> Option<()> {
    let from = if all { Vec::new() } else { std::mem::take(left) };
    for thing in 0..things {
        if all {
            narrow(left, thing)?;
            continue;
        }
        let mut branch = from.clone();
        narrow(&mut branch, thing)?;
        left.append(&mut branch);
        if left.len() > MAX_ALTERNATIVES {
            return None;
        }
    }
    Some(())
}
