//! Whether conditions can hold, alone or while another does not.
//!
//! A condition is spread into alternatives: conjunctions of literals, each a test of one field that holds or does not.
//! An alternative stands in worlds, the pairs of platform and phase in which it may hold; literals of one field are
//! checked together in each, and an alternative that is left without a world is dropped. What is left over-states
//! what can hold, so that nothing left is a proof that nothing can.

use crate::event::Value;
use crate::fields::{Field, FieldRef, GROUP_TYPES, Phase, Platform, WEEKDAYS};
use crate::settings::Apps;

use super::condition::{Condition, Operator, Set};
use super::item::Item;
use super::sets::ScalarSet;
use super::sight::{Platforms, combines, compares_with_field, operand};
use super::witness::{Ask, Prover, asks_where, is_negated, lists_nothing};

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
    #[inline(never)]
    pub fn anything_in(worlds: Worlds) -> Vec<Self> {
        vec![Self { worlds, literals: Vec::new() }]
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
pub struct Spreader<'p> {
    apps: &'p Apps,
    prover: Prover,
    /// The apps that are listed, the days of the week, the types that only Tencent has, the empty text.
    known: [Operator; 4],
}

impl<'p> Spreader<'p> {
    /// Of a policy that accepts these apps.
    #[must_use]
    pub fn new(apps: &'p Apps) -> Self {
        let listed = match apps {
            Apps::Listed(apps) => &**apps,
            Apps::Any => &[],
        };
        let known = [
            one_of(&mut listed.iter().map(|app| &**app)),
            one_of(&mut WEEKDAYS.iter().copied()),
            one_of(&mut GROUP_TYPES.iter().copied().take(6)),
            one_of(&mut [""].into_iter()),
        ];
        Self { apps, prover: Prover::default(), known }
    }

    /// So much was looked at that nothing is proved any more.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.prover.is_exhausted()
    }

    /// The condition holds wherever some of the alternatives does: a proof if true.
    #[must_use]
    pub fn implies_all(&self, alternatives: &[Alternative<'p>], condition: &'p Condition) -> bool {
        alternatives.iter().all(|alternative| !self.leaves_some(vec![alternative.clone()], condition, false))
    }

    /// Some of the alternatives may be left where a condition holds, or does not: a proof if false.
    #[must_use]
    pub fn leaves_some(&self, from: Vec<Alternative<'p>>, condition: &'p Condition, holds: bool) -> bool {
        match combines(condition, holds) {
            Some((false, holds)) => condition.branches().any(|branch| self.leaves_some(from.clone(), branch, holds)),
            _ => self.spread(from, condition, holds).is_none_or(|left| !left.is_empty()),
        }
    }

    /// What is left of alternatives where a condition holds, or does not.
    #[must_use]
    pub fn spread(&self, from: Vec<Alternative<'p>>, condition: &'p Condition, holds: bool) -> Alternatives<'p> {
        let Condition::Test(test) = condition else {
            let (all, holds) = combines(condition, holds)?;
            return each(from, all, &mut condition.branches(), &|from, branch| self.spread(from, branch, holds));
        };
        self.spread_test(from, &test.field, &test.operator, holds)
    }

    fn spread_test(
        &self,
        from: Vec<Alternative<'p>>,
        field: &'p FieldRef,
        operator: &'p Operator,
        holds: bool,
    ) -> Alternatives<'p> {
        match operator {
            Operator::Not(operators) => each(from, !holds, &mut operators.iter(), &|from, operator| {
                self.spread_test(from, field, operator, !holds)
            }),
            Operator::Exists(expected) => self.where_exists(from, field, *expected == holds),
            _ => {
                let holds = holds != is_negated(operator);
                if lists_nothing(operator) {
                    return Some(if holds { Vec::new() } else { from });
                }
                let from = self.with(from, Literal { field, holds, asks: Some(operator) })?;
                match operand(operator) {
                    Some(other) if holds => self.where_exists(from, other, true),
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

    fn with(&self, from: Vec<Alternative<'p>>, literal: Literal<'p>) -> Alternatives<'p> {
        if self.is_exhausted() {
            return None;
        }
        // A test of platform or phase alone says nothing more than in which worlds it holds.
        let is_of_world = matches!(literal.field, FieldRef::Known(Field::Platform | Field::Phase))
            && !literal.asks.is_some_and(compares_with_field);
        let mut left = Vec::with_capacity(from.len());
        for mut alternative in from {
            let worlds = if is_of_world {
                self.worlds_of(literal)
            } else {
                alternative.literals.push(literal);
                let platforms = Platforms::where_true(&|platform| {
                    !alternative.worlds.and(Worlds::on(Platforms::of(platform), true)).is_empty()
                        && self.may_hold(literal.field, &alternative, platform)
                });
                Worlds::on(platforms, true)
            };
            alternative.worlds = alternative.worlds.and(worlds);
            if !alternative.worlds.is_empty() {
                left.push(alternative);
            }
        }
        Some(left)
    }

    /// The worlds in which a test of platform or phase is as wanted.
    fn worlds_of(&self, literal: Literal) -> Worlds {
        let mut worlds = Worlds(0);
        for (world, (platform, phase)) in WORLDS.into_iter().enumerate() {
            let name = if *literal.field == FieldRef::Known(Field::Phase) { phase.name() } else { platform.name() };
            if literal.holds == literal.asks.is_none_or(|operator| self.prover.holds(operator, Value::Text(name))) {
                worlds.0 |= 1 << world;
            }
        }
        worlds
    }

    /// What an alternative asks of a field may all be so on a platform.
    fn may_hold(&self, field: &FieldRef, alternative: &Alternative, platform: Platform) -> bool {
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
        asks.iter().filter(|(_, wanted)| *wanted).all(|(operator, _)| {
            if matches!(operator, Operator::All { set: Set::Values(_), .. }) {
                return !self.prover.excludes(&unwanted, operator) && self.prover.all_possible(operator, &unwanted);
            }
            let mut asks = unwanted.clone();
            asks.push((operator, true));
            self.prover.possible(info.kind, &asks)
        })
    }

    /// What is known of a field's values besides their kind.
    fn known_of(&self, field: &FieldRef, platform: Platform) -> Option<Ask<'_>> {
        let FieldRef::Known(field) = field else { return None };
        let [apps, weekdays, tencents_types, empty] = &self.known;
        match field {
            Field::TimeWeekday => Some((weekdays, true)),
            Field::AppId if matches!(self.apps, Apps::Listed(_)) && !self.apps.is_none() => Some((apps, true)),
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
            Field::AppId => platform == Platform::OpenIm || matches!(self.apps, Apps::Any) || self.apps.is_none(),
            _ => true,
        }
    }
}

fn one_of(texts: &mut dyn Iterator<Item = &str>) -> Operator {
    let mut set = ScalarSet::default();
    for text in texts {
        set.insert(Item::Text(text));
    }
    Operator::In { set: Set::Values(set.into()), fold: false, negated: false }
}

/// What is left where all of several things hold, or one of them.
fn each<'p, T: ?Sized>(
    mut from: Vec<Alternative<'p>>,
    all: bool,
    things: &mut dyn Iterator<Item = &'p T>,
    spread: &dyn Fn(Vec<Alternative<'p>>, &'p T) -> Alternatives<'p>,
) -> Alternatives<'p> {
    let mut left = Vec::new();
    for thing in things {
        if all {
            from = spread(from, thing)?;
            continue;
        }
        left.extend(spread(from.clone(), thing)?);
        if left.len() > MAX_ALTERNATIVES {
            return None;
        }
    }
    Some(if all { from } else { left })
}
