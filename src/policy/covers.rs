//! Whether one operator asks for no more than another, whatever the value.

use super::condition::{Comparison, Needle, Operand, Operator, Set};
use super::ranges::Ranges;
use super::regions::{Prover, is_negated};
use super::sets::{Anchor, ScalarSet, Shared, Words};

impl Prover {
    /// Whatever meets `narrow` meets `wide`, negations aside.
    #[must_use]
    pub fn covers(&self, wide: &Operator, narrow: &Operator) -> bool {
        match (wide, narrow) {
            (
                Operator::Equal { to: Operand::Field(a), fold: f, .. },
                Operator::Equal { to: Operand::Field(b), fold: g, .. },
            ) => a == b && f == g,
            // Tests of one list share what it was made into, so that it need not be gone through.
            (Operator::In { set: Set::Values(a), fold: f, .. }, Operator::In { set: Set::Values(b), fold: g, .. }) => {
                f == g && Shared::ptr_eq(a, b)
            }
            (Operator::In { set: Set::Field(a), fold: f, .. }, Operator::In { set: Set::Field(b), fold: g, .. })
            | (Operator::All { set: Set::Field(a), fold: f }, Operator::All { set: Set::Field(b), fold: g }) => {
                a == b && f == g
            }
            (Operator::All { set: Set::Values(a), fold: f }, Operator::All { set: Set::Values(b), fold: g }) => {
                f == g && (Shared::ptr_eq(a, b) || (a.count() > 0 && is_part(a, b)))
            }
            (
                Operator::Compare { how: a, to: Operand::Field(x) },
                Operator::Compare { how: b, to: Operand::Field(y) },
            ) => x == y && (a == b || *a == or_equal(*b)),
            (
                Operator::Find { needle: Needle::Field(wide, x), fold: f },
                Operator::Find { needle: Needle::Field(narrow, y), fold: g },
            ) => x == y && f == g && (wide == narrow || *wide == Anchor::Anywhere),
            (
                Operator::Find { needle: Needle::Words(a), fold: f },
                Operator::Find { needle: Needle::Words(b), fold: g },
            ) => f == g && (Shared::ptr_eq(a, b) || self.has_all(a, b)),
            (
                Operator::Regex { pattern, ignore_case, fold, .. },
                Operator::Regex { pattern: b, ignore_case: i, fold: f, .. },
            ) => (pattern, ignore_case, fold) == (b, i, f),
            (Operator::Within(a), Operator::Within(b)) => {
                Ranges::of_blocks(b).without(&Ranges::of_blocks(a)).is_empty()
            }
            (Operator::Size { unit: a, tests: x }, Operator::Size { unit: b, tests: y }) => {
                a == b
                    && x.len() == y.len()
                    && x.iter().zip(y).all(|(x, y)| is_negated(x) == is_negated(y) && self.covers(x, y))
            }
            _ => false,
        }
    }

    /// Every text with one of the narrow words where they are looked for has one of the wide words where these are.
    fn has_all(&self, wide: &Words, narrow: &Words) -> bool {
        (wide.anchor() == narrow.anchor() || wide.anchor() == Anchor::Anywhere)
            && narrow.words().iter().all(|word| {
                self.count(1);
                let forwards = match narrow.anchor() {
                    Anchor::End => word.iter().rev().copied().collect(),
                    Anchor::Anywhere | Anchor::Start => word.to_vec(),
                };
                String::from_utf8(forwards).is_ok_and(|word| wide.find_in(&word))
            })
    }
}

const fn or_equal(how: Comparison) -> Comparison {
    match how {
        Comparison::Greater | Comparison::GreaterOrEqual => Comparison::GreaterOrEqual,
        Comparison::Less | Comparison::LessOrEqual => Comparison::LessOrEqual,
    }
}

fn is_part(part: &ScalarSet, whole: &ScalarSet) -> bool {
    part.texts.count() <= whole.texts.count()
        && part.texts.iter().all(|text| whole.texts.contains(text))
        && part.numbers.iter().all(|number| whole.has_number(*number))
        && (!part.bools[0] || whole.bools[0])
        && (!part.bools[1] || whole.bools[1])
        && (!part.null || whole.null)
}
