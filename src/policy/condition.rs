//! Conditions as they are decided: what is asked of which field. (How operators meet values is in `holds`.)

use std::cmp::Ordering;

use regex_lite::Regex;

use super::item::is_text;
use super::sets::{Anchor, Listed, Shared};
use crate::event::Context;
use crate::fields::{Field, FieldRef};
use crate::json::Number;

/// When a rule matches.
#[derive(Debug)]
pub enum Condition {
    /// Every branch holds; without branches always.
    All(Vec<Condition>),
    /// Some branch holds: `$or`.
    Any(Vec<Condition>),
    /// No branch holds: `$nor`.
    Neither {
        /// The JSON Pointer of the branches, since a trace names the one that held.
        path: Box<str>,
        /// What must not hold.
        branches: Vec<Condition>,
    },
    /// One test of one field.
    Test(Test),
}

/// One operator on one field.
#[derive(Debug)]
pub struct Test {
    /// The field that is looked at.
    pub field: FieldRef,
    /// What is asked of it.
    pub operator: Operator,
    /// How the policy wrote it.
    pub source: Source,
}

/// How a policy wrote a test, for traces and warnings.
#[derive(Debug, Default)]
pub struct Source {
    /// The operator's name.
    pub name: &'static str,
    /// The path, and behind it what is expected.
    written: Box<str>,
    path_ends: usize,
}

impl Source {
    /// A test of that operator at that path.
    #[must_use]
    pub fn new(name: &'static str, path: &str, expected: &str) -> Self {
        Self { name, written: (path.to_owned() + expected).into(), path_ends: path.len() }
    }

    /// The JSON Pointer of the value that is compared with.
    #[must_use]
    pub fn path(&self) -> &str {
        self.written.get(..self.path_ends).unwrap_or_default()
    }

    /// The value that is compared with, as JSON; a list by its reference.
    #[must_use]
    pub fn expected(&self) -> &str {
        self.written.get(self.path_ends..).unwrap_or_default()
    }

    /// Bytes of memory held.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.written.len()
    }
}

/// What a test asks of a field's value.
#[derive(Debug)]
pub enum Operator {
    /// `$eq`, negated `$ne`.
    Equal {
        /// The key of the value.
        to: Operand<Box<[u8]>>,
        /// Both sides are folded.
        fold: bool,
        /// It must not hold.
        negated: bool,
    },
    /// `$in`, negated `$nin`.
    In {
        /// The values.
        set: Set,
        /// Both sides are folded.
        fold: bool,
        /// It must not hold.
        negated: bool,
    },
    /// `$all`.
    All {
        /// The values.
        set: Set,
        /// Both sides are folded.
        fold: bool,
    },
    /// `$exists`.
    Exists(bool),
    /// `$gt`, `$gte`, `$lt`, `$lte`.
    Compare {
        /// Which of them.
        how: Comparison,
        /// The bound.
        to: Operand<Number>,
    },
    /// `$contains`, `$startsWith`, `$endsWith`.
    Find {
        /// What is looked for, and where.
        needle: Needle,
        /// The text is folded; the words already are.
        fold: bool,
    },
    /// `$regex`.
    Regex {
        /// The compiled pattern.
        regex: Regex,
        /// The pattern as written.
        pattern: Box<str>,
        /// `$options` is `i`.
        ignore_case: bool,
        /// The text is folded, the pattern is not.
        fold: bool,
    },
    /// `$length` and `$bytes`.
    Size {
        /// What is counted.
        unit: Unit,
        /// All of which the count must meet.
        tests: Vec<Operator>,
    },
    /// `$cidr`.
    Within(Shared<Listed>),
    /// `$not`: some of these does not hold.
    Not(Vec<Operator>),
}

/// A single value to compare with.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand<T> {
    /// Written in the policy.
    Value(T),
    /// Another field of the same callback.
    Field(FieldRef),
}

/// Several values to compare with.
#[derive(Clone, Debug)]
pub enum Set {
    /// Written in the policy.
    Values(Shared<Listed>),
    /// The values of a many-valued field of the same callback.
    Field(FieldRef),
}

/// What text operators look for.
#[derive(Debug)]
pub enum Needle {
    /// Any of these words.
    Words(Shared<Listed>),
    /// The text of another field of the same callback.
    Field(Anchor, FieldRef),
}

/// An order that a number must have to a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `$gt`
    Greater,
    /// `$gte`
    GreaterOrEqual,
    /// `$lt`
    Less,
    /// `$lte`
    LessOrEqual,
}

impl Comparison {
    /// The order of value and bound meets the comparison.
    #[must_use]
    pub const fn met_by(self, order: Ordering) -> bool {
        match self {
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
        }
    }
}

/// What is counted of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Unicode scalar values: `$length`.
    ScalarValues,
    /// UTF-8 bytes: `$bytes`.
    Bytes,
}

impl Condition {
    /// The condition that always holds.
    #[must_use]
    pub fn always() -> Self {
        Self::All(Vec::new())
    }

    /// The conditions that it combines.
    #[must_use]
    pub fn branches(&self) -> &[Self] {
        match self {
            Self::All(branches) | Self::Any(branches) | Self::Neither { branches, .. } => branches,
            Self::Test(_) => &[],
        }
    }

    /// The condition holds for a callback.
    #[must_use]
    pub fn holds(&self, context: &Context) -> bool {
        match self {
            Self::All(branches) => branches.iter().all(|branch| branch.holds(context)),
            Self::Any(branches) => branches.iter().any(|branch| branch.holds(context)),
            Self::Neither { branches, .. } => !branches.iter().any(|branch| branch.holds(context)),
            Self::Test(test) => test.holds(context),
        }
    }
}

impl Test {
    /// The test holds for a callback.
    #[must_use]
    pub fn holds(&self, context: &Context) -> bool {
        self.without_counting(context).unwrap_or_else(|| self.operator.holds(context.value(&self.field), context))
    }

    /// What a bound on `members.count` comes to, where that is sure without comparing ids: there are at most as many
    /// different ones as the list is long.
    fn without_counting(&self, context: &Context) -> Option<bool> {
        let (FieldRef::Known(Field::MembersCount), Operator::Compare { how, to: Operand::Value(bound) }) =
            (&self.field, &self.operator)
        else {
            return None;
        };
        let met = |count: usize| {
            let count = Number::Integer(i64::try_from(count).ok()?);
            count.partial_cmp(bound).map(|order| how.met_by(order))
        };
        let most = context.event.members.len();
        let answer = met(most)?;
        let is_sure = met(most.min(1)) == Some(answer) || met(context.event.least_member_count()) == Some(answer);
        is_sure.then_some(answer)
    }
}

impl Operator {
    /// `$fold` is beside the operator.
    #[must_use]
    pub const fn folds(&self) -> bool {
        match self {
            Self::Equal { fold, .. }
            | Self::In { fold, .. }
            | Self::All { fold, .. }
            | Self::Find { fold, .. }
            | Self::Regex { fold, .. } => *fold,
            _ => false,
        }
    }

    /// `$fold` beside the operator makes a difference to it.
    #[must_use]
    pub fn folds_something(&self) -> bool {
        match self {
            Self::Equal { to: Operand::Value(key), .. } => self.folds() && is_text(key),
            Self::In { set: Set::Values(set), .. } | Self::All { set: Set::Values(set), .. } => {
                self.folds() && set.texts() > 0
            }
            _ => self.folds(),
        }
    }
}
