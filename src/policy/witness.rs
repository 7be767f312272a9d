//! Whether there can be a value that meets some operators and does not meet others, found by trying.
//!
//! Along numbers and addresses the answers of operators change at few points only, so that it is enough to try these
//! and what follows them. A text is told by how it begins: whatever operators say of "`a` and something that no policy
//! mentions" they say of nearly all texts that begin with `a`.
//!
//! The answer "no" is a proof. "Yes" may be wrong where operators are not seen through: regular expressions, comparisons
//! with another field, words inside a text. It is right for whatever `$eq`, `$in`, `$gt` and its kin, `$startsWith` and
//! `$cidr` say of one value, negated or not.

use std::cell::Cell;
use std::mem::discriminant;

use crate::address::Address;
use crate::fields::Kind;
use crate::json::{Json, Number};

use super::condition::{Comparison, Needle, Operand, Operator, Set, Unit};
use super::item::is_text;
use super::sets::{Anchor, Shared};
use super::sight::{compares_with_field, holds_alone, operand};
use crate::value::Item;

/// An operator, taken without its negation, and whether a value shall meet it.
pub type Ask<'a> = (&'a Operator, bool);

/// Looks for values within a bound of work.
#[derive(Debug, Default)]
pub struct Prover {
    work: Cell<usize>,
}

/// How many values and pairs of operators a prover looks at before it gives up: a few seconds' worth.
const MAX_WORK: usize = 20_000_000;

impl Prover {
    /// Too much work was done, so that nothing is proved any more.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.work.get() > MAX_WORK
    }

    /// Counts work.
    pub fn count(&self, work: usize) {
        self.work.set(self.work.get().saturating_add(work));
    }

    /// Some value of a kind may be what all asks want; `$all` is wanted last, and of several values.
    #[must_use]
    pub fn possible(&self, kind: Kind, asks: &[Ask]) -> bool {
        self.count(asks.len());
        if asks.iter().any(|(narrow, wanted)| *wanted && self.excludes(asks, narrow)) {
            return false;
        }
        if let [unwanted @ .., (all @ Operator::All { set: Set::Values(_), .. }, true)] = asks {
            return self.all_possible(all, unwanted);
        }
        let asks = asks_where(asks, &|(operator, _)| !compares_with_field(operator));
        if let Some(few) = fewest(&asks, false) {
            return few.any_value(&mut |item| self.meets(&asks, item));
        }
        match kind {
            Kind::Text | Kind::Choice(_) => self.some_text(&asks),
            Kind::Anything => self.some_text(&asks) || self.some_near(&asks, kind),
            Kind::Integer { .. } | Kind::Address => self.some_near(&asks, kind),
        }
    }

    /// What meets the operator meets one that must not be met.
    fn excludes(&self, asks: &[Ask], operator: &Operator) -> bool {
        self.count(asks.len());
        asks.iter().any(|(wide, wanted)| !wanted && self.covers(wide, operator))
    }

    /// Every value of `$all` may be present while nothing is that must not be; the asks are of that alone.
    fn all_possible(&self, all: &Operator, asks: &[Ask]) -> bool {
        let fold = all.folds();
        let asks = asks_where(asks, &|(operator, _)| !compares_with_field(operator) && (!fold || operator.folds()));
        !all.any_value(&mut |item| !self.meets(&asks, item))
    }

    /// The item is what all asks want of it, as far as it alone tells.
    #[must_use]
    #[inline(never)]
    pub fn meets(&self, asks: &[Ask], item: Item) -> bool {
        self.count(1 + asks.len());
        self.is_exhausted()
            || asks.iter().all(|(operator, wanted)| (holds_alone(operator, item) != is_negated(operator)) == *wanted)
    }

    fn some_near(&self, asks: &[Ask], kind: Kind) -> bool {
        some_near(asks, kind, &|item| self.meets(asks, item))
    }

    fn some_text(&self, asks: &[Ask]) -> bool {
        [false, true].into_iter().all(|fold| self.some_beginning(asks, fold))
            && [Unit::ScalarValues, Unit::Bytes].into_iter().all(|unit| self.some_size(asks, unit))
    }

    /// Some text, folded or not, begins as is wanted, and not as it must not. There are ever longer texts of one
    /// beginning, so that single texts that must not be leave others.
    fn some_beginning(&self, asks: &[Ask], fold: bool) -> bool {
        let asks = asks_where(asks, &|(operator, _)| !fold || operator.folds());
        if let Some(few) = fewest(&asks, fold) {
            return few.any_value(&mut |item| matches!(item, Item::Text(_)) && self.meets(&asks, item));
        }
        let asks = asks_where(&asks, &|ask| is_told_by_beginning(ask, fold));
        self.meets(&asks, Item::Text(""))
            || asks.iter().any(|(operator, wanted)| {
                *wanted && operator.any_value(&mut |item| matches!(item, Item::Text(_)) && self.meets(&asks, item))
            })
    }

    /// Some number of characters or bytes is as is wanted.
    fn some_size(&self, asks: &[Ask], unit: Unit) -> bool {
        let asks =
            asks_where(asks, &|(operator, _)| matches!(operator, Operator::Size { unit: own, .. } if *own == unit));
        some_near(&asks, Kind::Integer { min: 0, max: i64::MAX }, &|size| {
            self.count(1 + asks.len());
            asks.iter().all(|(operator, wanted)| {
                matches!(operator, Operator::Size { tests, .. } if tests.iter().all(|test| holds_alone(test, size)))
                    == *wanted
            })
        })
    }

    /// Whatever meets `narrow` meets `wide`, negations aside, as far as the two tell without trying values.
    fn covers(&self, wide: &Operator, narrow: &Operator) -> bool {
        let field = operand(wide);
        let are_alike = discriminant(wide) == discriminant(narrow) && wide.folds() == narrow.folds();
        if !are_alike || field != operand(narrow) {
            return false;
        }
        match (wide, narrow) {
            (Operator::Compare { how, .. }, Operator::Compare { how: stricter, .. }) => {
                field.is_some() && (how == stricter || *how == or_equal(*stricter))
            }
            (
                Operator::Find { needle: Needle::Field(anchor, _), .. },
                Operator::Find { needle: Needle::Field(own, _), .. },
            ) => anchor == own || *anchor == Anchor::Anywhere,
            // Tests of one list share what it was made into, so that it need not be gone through.
            (Operator::Find { needle: Needle::Words(a), .. }, Operator::Find { needle: Needle::Words(b), .. }) => {
                Shared::ptr_eq(a, b)
                    || (a.anchor() == b.anchor() || a.anchor() == Anchor::Anywhere)
                        && !narrow.any_value(&mut |word| {
                            self.count(1);
                            !holds_alone(wide, word)
                        })
            }
            (Operator::In { set: Set::Values(a), .. }, Operator::In { set: Set::Values(b), .. }) => {
                Shared::ptr_eq(a, b)
            }
            (Operator::All { set: Set::Values(_), .. }, Operator::All { set: Set::Values(set), .. }) => {
                !wide.any_value(&mut |item| !set.has(item))
            }
            (
                Operator::Regex { pattern: a, ignore_case, .. },
                Operator::Regex { pattern: b, ignore_case: ignored, .. },
            ) => (a, ignore_case) == (b, ignored),
            (Operator::Within(_), _) => !self.some_near(&[(narrow, true), (wide, false)], Kind::Address),
            (Operator::Size { unit, tests: a }, Operator::Size { unit: own, tests: b }) => {
                unit == own
                    && a.len() == b.len()
                    && a.iter().zip(b).all(|(a, b)| is_negated(a) == is_negated(b) && self.covers(a, b))
            }
            _ => field.is_some(),
        }
    }
}

/// The operator lists values, but none, so that nothing meets it.
#[must_use]
pub fn lists_nothing(operator: &Operator) -> bool {
    matches!(operator, Operator::In { .. } | Operator::All { .. } | Operator::Find { .. } | Operator::Within(_))
        && operand(operator).is_none()
        && !operator.any_value(&mut |_| true)
}

/// Those of the asks that are as is wanted: one loop, where each iterator would be compiled into another.
#[must_use]
pub fn asks_where<'a>(asks: &[Ask<'a>], keep: &dyn Fn(&Ask) -> bool) -> Vec<Ask<'a>> {
    let mut kept = Vec::new();
    for ask in asks {
        if keep(ask) {
            kept.push(*ask);
        }
    }
    kept
}

/// What the operator says is turned round.
#[must_use]
pub const fn is_negated(operator: &Operator) -> bool {
    matches!(operator, Operator::Equal { negated: true, .. } | Operator::In { negated: true, .. })
}

const fn or_equal(how: Comparison) -> Comparison {
    match how {
        Comparison::Greater | Comparison::GreaterOrEqual => Comparison::GreaterOrEqual,
        Comparison::Less | Comparison::LessOrEqual => Comparison::LessOrEqual,
    }
}

/// Of what is wanted and met by few values, compared folded or not, the one with the fewest.
fn fewest<'p>(asks: &[Ask<'p>], folded: bool) -> Option<&'p Operator> {
    let mut fewest = None;
    let mut least = usize::MAX;
    for (operator, wanted) in asks {
        let count = match operator {
            Operator::Equal { to: Operand::Value(key), fold, .. } if *fold == folded || !is_text(key) => 1,
            Operator::In { set: Set::Values(set), fold, .. } if *fold == folded => set.count(),
            _ => continue,
        };
        if *wanted && (fewest.is_none() || count < least) {
            (fewest, least) = (Some(*operator), count);
        }
    }
    fewest
}

/// What the ask says of a text, folded or not, it says of all that begin with it and go on like no text that a policy
/// mentions.
fn is_told_by_beginning((operator, wanted): &Ask, folded: bool) -> bool {
    operator.folds() == folded
        && match operator {
            Operator::Compare { .. } => true,
            Operator::Find { needle: Needle::Words(words), .. } => match words.anchor() {
                Anchor::Start => true,
                Anchor::Anywhere => !wanted,
                Anchor::End => false,
            },
            _ => false,
        }
}

/// Some value of a kind, but a text, meets the predicate: tried are those that the operators name, the least, and what
/// follows each.
fn some_near(asks: &[Ask], kind: Kind, meets: &dyn Fn(Item) -> bool) -> bool {
    let mut near = |item: Item| some_next(item, &|item| is_of(kind, item) && meets(item));
    asks.iter().any(|(operator, _)| operator.any_value(&mut near))
        || match kind {
            Kind::Integer { min, .. } => near(Item::Number(Number::Integer(min))),
            // Blocks around those of IPv4 do not hold them.
            Kind::Address => [0, *Address::V4.start(), *Address::V4.end()]
                .into_iter()
                .any(|at| near(Item::Address(Address::of_bits(at)))),
            _ => {
                near(Item::Number(Number::Float(f64::MIN)))
                    || [Json::Null, Json::Bool(false), Json::Bool(true)].iter().any(|fact| near(Item::Fact(fact)))
            }
        }
}

fn is_of(kind: Kind, item: Item) -> bool {
    match (kind, item) {
        (Kind::Integer { min, max }, Item::Number(Number::Integer(integer))) => (min..=max).contains(&integer),
        (Kind::Address, Item::Address(_)) => true,
        (Kind::Anything, item) => !matches!(item, Item::Text(_)),
        _ => false,
    }
}

/// A value meets the predicate, or what follows it; of numbers the next integer or the next float.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn some_next(item: Item, meets: &dyn Fn(Item) -> bool) -> bool {
    match item {
        Item::Number(number) => {
            let (integer, float) = match number {
                Number::Integer(integer) => (integer, integer as f64),
                Number::Float(float) => (float as i64, float),
            };
            let next = Number::Integer(integer.saturating_add(1));
            [Some(Number::Integer(integer)), Some(next), Number::of(float), Number::of(float.next_up())]
                .into_iter()
                .any(|number| number.is_some_and(|number| meets(Item::Number(number))))
        }
        Item::Address(at) => meets(item) || meets(Item::Address(Address::of_bits(at.bits().wrapping_add(1)))),
        item => meets(item),
    }
}
