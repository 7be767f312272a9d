//! Whether there can be a value for which some operators hold and others do not.
//!
//! The answer "no" is a proof. "Yes" may be wrong where operators are not seen through: regular expressions, comparisons
//! with another field, words inside a text. It is right for whatever `$eq`, `$in`, `$gt` and its kin, `$startsWith` and
//! `$cidr` say of one value, negated or not.

use std::cell::Cell;

use crate::event::{Context, Event, Value};
use crate::fields::{Field, FieldRef, GROUP_TYPES, Kind, Phase, Platform, WEEKDAYS};
use crate::json::{Json, Number};
use crate::settings::Apps;

use super::condition::{Comparison, Needle, Operand, Operator, Set, Unit};
use super::ranges::Ranges;
use super::sets::{Anchor, Scalar, ScalarSet, Words};
use super::sight::compares_with_field;

/// The single values that a field can take on a platform.
#[derive(Clone, Copy, Debug)]
pub enum Values<'p> {
    /// These texts alone.
    Few(&'p [&'p str]),
    /// The listed apps alone.
    Apps(&'p [Box<str>]),
    /// Any text but these.
    TextBut(&'static [&'static str]),
    /// The integers from the first to the second.
    Integers(i64, i64),
    /// An address.
    Addresses,
    /// Any JSON value.
    Anything,
}

impl<'p> Values<'p> {
    /// The values of a field on a platform, where the policy accepts these apps.
    #[must_use]
    pub fn of(field: &FieldRef, platform: Platform, apps: &'p Apps) -> Self {
        const NOT_EMPTY: Values = Values::TextBut(&[""]);
        match (field, field.info().kind) {
            (FieldRef::Known(Field::Platform), _) => match platform {
                Platform::Tencent => Self::Few(&["tencent"]),
                Platform::OpenIm => Self::Few(&["openim"]),
            },
            (FieldRef::Known(Field::Phase), _) => Self::Few(&["before", "after"]),
            (FieldRef::Known(Field::TimeWeekday), _) => Self::Few(WEEKDAYS),
            (FieldRef::Known(Field::GroupType), _) => match (platform, GROUP_TYPES) {
                (Platform::OpenIm, [tencent @ .., _, _, _]) => Self::TextBut(tencent),
                _ => Self::TextBut(&[]),
            },
            (FieldRef::Known(Field::AppId), _) => match apps {
                Apps::Listed(apps) if !apps.is_empty() => Self::Apps(apps),
                _ => NOT_EMPTY,
            },
            // An empty id and an empty parameter of the URL count as missing.
            (
                FieldRef::Known(
                    Field::OperationId
                    | Field::OperatorId
                    | Field::OwnerId
                    | Field::GroupId
                    | Field::GroupCreatorId
                    | Field::MembersId
                    | Field::ClientPlatform,
                ),
                _,
            ) => NOT_EMPTY,
            (_, Kind::Text | Kind::Choice(_)) => Self::TextBut(&[]),
            (_, Kind::Integer { min, max }) => Self::Integers(min, max),
            (_, Kind::Address) => Self::Addresses,
            (_, Kind::Anything) => Self::Anything,
        }
    }

    fn has_text(self, text: &str) -> bool {
        match self {
            Self::Few(texts) => texts.contains(&text),
            Self::Apps(apps) => apps.iter().any(|app| **app == *text),
            Self::TextBut(texts) => !texts.contains(&text),
            Self::Integers(..) | Self::Addresses => false,
            Self::Anything => true,
        }
    }
}

/// Finds out whether values are possible, within a bound of work.
#[derive(Debug)]
pub struct Prover {
    event: Event<'static>,
    work: Cell<usize>,
}

/// How many values and pairs of operators a prover looks at before it gives up: a few seconds' worth.
const MAX_WORK: usize = 20_000_000;

impl Default for Prover {
    fn default() -> Self {
        Self { event: Event::new(Platform::Tencent, Phase::Before, "".into()), work: Cell::new(0) }
    }
}

impl Prover {
    /// Too much work was done, so that nothing is proved any more.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.work.get() > MAX_WORK
    }

    /// Counts work that was done.
    pub fn count(&self, work: usize) {
        self.work.set(self.work.get().saturating_add(work));
    }

    /// The operator, taken without its negation, holds for a value.
    #[must_use]
    pub fn holds(&self, operator: &Operator, value: Value) -> bool {
        let context = Context { event: &self.event, now: 0, offset_minutes: 0, facts: None };
        operator.holds(value, &context) != is_negated(operator)
    }

    /// Some value of the field may meet all that is wanted and nothing that is not, negations aside.
    #[must_use]
    pub fn possible(&self, values: Values, wanted: &[&Operator], unwanted: &[&Operator]) -> bool {
        self.count(1 + wanted.len() * unwanted.len());
        if wanted.iter().any(|wanted| unwanted.iter().any(|unwanted| self.covers(unwanted, wanted))) {
            return false;
        }
        let question = Question { prover: self, values, wanted: &known(wanted), unwanted: &known(unwanted) };
        match values {
            Values::Few(_) | Values::Apps(_) | Values::TextBut(_) => question.has_text(),
            Values::Integers(min, max) => question.has_number_in(Ranges::integers(min, max)),
            Values::Addresses => question.has_number_in(Ranges::all()),
            Values::Anything => {
                let others = [Json::Null, Json::Bool(false), Json::Bool(true)];
                question.has_text()
                    || question.has_real_number()
                    || others.iter().any(|other| question.is_met_by(Value::Fact(other)))
            }
        }
    }

    /// What meets an operator need not meet any that is unwanted.
    #[must_use]
    pub fn possible_beside(&self, wanted: &Operator, unwanted: &[&Operator]) -> bool {
        !unwanted.iter().any(|unwanted| self.covers(unwanted, wanted))
    }

    /// Every value of the set may be present while nothing that is unwanted is.
    #[must_use]
    pub fn all_possible(&self, values: Values, set: &ScalarSet, fold: bool, unwanted: &[&Operator]) -> bool {
        let unwanted: Vec<&Operator> =
            known(unwanted).into_iter().filter(|operator| !fold || folds(operator)).collect();
        let question = Question { prover: self, values, wanted: &[], unwanted: &unwanted };
        self.count(set.count() * (1 + unwanted.len()));
        let constants = [(Json::Bool(false), set.bools[0]), (Json::Bool(true), set.bools[1]), (Json::Null, set.null)];
        set.count() > 0
            && set.texts.iter().all(|text| (fold || values.has_text(text)) && question.is_met_by(Value::Text(text)))
            && set.numbers.iter().all(|number| question.is_met_by(Value::Number(*number)))
            && constants.iter().all(|(value, listed)| !listed || question.is_met_by(Value::Fact(value)))
    }
}

/// The operators that compare with no other field.
fn known<'p>(operators: &[&'p Operator]) -> Vec<&'p Operator> {
    operators.iter().copied().filter(|operator| !compares_with_field(operator)).collect()
}

/// What the operator says is turned round.
#[must_use]
pub const fn is_negated(operator: &Operator) -> bool {
    matches!(operator, Operator::Equal { negated: true, .. } | Operator::In { negated: true, .. })
}

const fn folds(operator: &Operator) -> bool {
    match operator {
        Operator::Equal { fold, .. }
        | Operator::In { fold, .. }
        | Operator::All { fold, .. }
        | Operator::Find { fold, .. }
        | Operator::Regex { fold, .. } => *fold,
        _ => false,
    }
}

struct Question<'q, 'p> {
    prover: &'q Prover,
    values: Values<'q>,
    wanted: &'q [&'p Operator],
    unwanted: &'q [&'p Operator],
}

impl Question<'_, '_> {
    fn is_met_by(&self, value: Value) -> bool {
        self.wanted.iter().all(|operator| self.prover.holds(operator, value))
            && !self.unwanted.iter().any(|operator| self.prover.holds(operator, value))
    }

    fn has_text(&self) -> bool {
        if self.wanted.iter().any(|operator| suits_no_text(operator)) {
            return false;
        }
        let meets = |text: &str| {
            self.prover.count(1 + self.wanted.len() + self.unwanted.len());
            self.values.has_text(text) && self.is_met_by(Value::Text(text))
        };
        match self.values {
            Values::Few(texts) => return texts.iter().any(|text| meets(text)),
            Values::Apps(apps) => return apps.iter().any(|app| meets(app)),
            _ => {}
        }
        if let Some(operator) = fewest(self.wanted, false) {
            return any_text(operator, meets);
        }
        if let Some(operator) = fewest(self.wanted, true) {
            let of_folded = |operators: &[&Operator], holds: bool, text: &str| {
                self.prover.count(1 + operators.len());
                operators
                    .iter()
                    .filter(|operator| folds(operator))
                    .all(|operator| self.prover.holds(operator, Value::Text(text)) == holds)
            };
            if !any_text(operator, |text| of_folded(self.wanted, true, text) && of_folded(self.unwanted, false, text)) {
                return false;
            }
        }
        self.has_beginning(false)
            && self.has_beginning(true)
            && self.has_size(Unit::ScalarValues)
            && self.has_size(Unit::Bytes)
    }

    /// Some text, folded or not, begins as is wanted, and not as it must not. There are ever longer texts of one
    /// beginning, so that single texts that must not be leave others.
    fn has_beginning(&self, fold: bool) -> bool {
        let starts = self.wanted.iter().filter_map(|operator| words_of(operator, fold, Anchor::Start));
        let mut beginnings: Option<Vec<&str>> = None;
        for words in starts {
            self.prover.count(words.words().len());
            beginnings = Some(match beginnings {
                None => texts(words.words()).collect(),
                Some(beginnings) => longer(&beginnings, words),
            });
        }
        let Some(beginnings) = beginnings else { return true };
        let barred: Vec<&Words> = [Anchor::Start, Anchor::Anywhere]
            .into_iter()
            .flat_map(|anchor| self.unwanted.iter().filter_map(move |operator| words_of(operator, fold, anchor)))
            .collect();
        self.prover.count(beginnings.len() * (1 + barred.len()));
        beginnings.iter().any(|beginning| !barred.iter().any(|words| words.find_in(beginning)))
    }

    /// Some number of characters or bytes is as is wanted.
    fn has_size(&self, unit: Unit) -> bool {
        let sizes = |operator: &Operator| match operator {
            Operator::Size { unit: own, tests } if *own == unit => Ranges::of_operators(tests),
            _ => None,
        };
        let mut left = Ranges::integers(0, i64::MAX);
        for ranges in self.wanted.iter().filter_map(|operator| sizes(operator)) {
            left = left.and(&ranges);
        }
        for ranges in self.unwanted.iter().filter_map(|operator| sizes(operator)) {
            left = left.without(&ranges);
        }
        !left.is_empty()
    }

    fn has_number_in(&self, mut left: Ranges) -> bool {
        for ranges in self.wanted.iter().filter_map(|operator| ranges_of(operator)) {
            self.prover.count(ranges.count());
            left = left.and(&ranges);
        }
        for ranges in self.unwanted.iter().filter_map(|operator| ranges_of(operator)) {
            self.prover.count(ranges.count());
            left = left.without(&ranges);
        }
        !left.is_empty()
    }

    /// Some number of the host's facts, which need not be whole: between two numbers there are others.
    fn has_real_number(&self) -> bool {
        let mut between = Between::default();
        for operator in self.wanted {
            match operator {
                Operator::Compare { how, to: Operand::Value(Scalar::Number(bound)) } => between.narrow(*how, *bound),
                Operator::Equal { to: Operand::Value(Scalar::Number(number)), .. } => {
                    return self.is_met_by(Value::Number(*number));
                }
                Operator::In { set: Set::Values(set), .. } => {
                    self.prover.count(set.numbers.len() * (self.wanted.len() + self.unwanted.len()));
                    return set.numbers.iter().any(|number| self.is_met_by(Value::Number(*number)));
                }
                _ => return false,
            }
        }
        for operator in self.unwanted {
            if let Operator::Compare { how, to: Operand::Value(Scalar::Number(bound)) } = operator {
                between.narrow(opposite(*how), *bound);
            }
        }
        match between {
            Between { least: Some(least), greatest: Some(greatest) } if least > greatest => false,
            Between { least: Some(least), greatest: Some(greatest) } if least == greatest => {
                self.is_met_by(Value::Number(least))
            }
            _ => true,
        }
    }
}

fn suits_no_text(operator: &Operator) -> bool {
    match operator {
        Operator::Compare { .. } => true,
        Operator::Find { needle: Needle::Words(words), .. } => words.words().is_empty(),
        Operator::Within(blocks) => blocks.is_empty(),
        _ => false,
    }
}

/// The integers and addresses for which the operator holds, taken without its negation.
fn ranges_of(operator: &Operator) -> Option<Ranges> {
    let ranges = Ranges::of_operator(operator)?;
    Some(if is_negated(operator) { ranges.complement() } else { ranges })
}

/// Two bounds of a number, each included or not.
#[derive(Default)]
struct Between {
    least: Option<Number>,
    greatest: Option<Number>,
}

impl Between {
    fn narrow(&mut self, how: Comparison, bound: Number) {
        match how {
            Comparison::Greater | Comparison::GreaterOrEqual if self.least.is_none_or(|least| bound > least) => {
                self.least = Some(bound);
            }
            Comparison::Less | Comparison::LessOrEqual if self.greatest.is_none_or(|greatest| bound < greatest) => {
                self.greatest = Some(bound);
            }
            _ => {}
        }
    }
}

const fn opposite(how: Comparison) -> Comparison {
    match how {
        Comparison::Greater => Comparison::LessOrEqual,
        Comparison::GreaterOrEqual => Comparison::Less,
        Comparison::Less => Comparison::GreaterOrEqual,
        Comparison::LessOrEqual => Comparison::Greater,
    }
}

/// Of the operators that few texts meet, compared folded or not, the one with the fewest.
fn fewest<'p>(operators: &[&'p Operator], fold: bool) -> Option<&'p Operator> {
    let counted = operators.iter().filter_map(|operator| Some((*operator, text_count(operator, fold)?)));
    counted.min_by_key(|(_, count)| *count).map(|(operator, _)| operator)
}

/// How many texts meet an operator, where they can be counted.
fn text_count(operator: &Operator, folded: bool) -> Option<usize> {
    match operator {
        Operator::Equal { to: Operand::Value(Scalar::Text(_)), fold, .. } => (*fold == folded).then_some(1),
        Operator::Equal { to: Operand::Value(Scalar::Null | Scalar::Bool(_) | Scalar::Number(_)), .. } => Some(0),
        Operator::In { set: Set::Values(set), fold, .. } => (*fold == folded).then(|| set.texts.count()),
        _ => None,
    }
}

/// Some text that meets an operator with few meets the predicate too.
fn any_text(operator: &Operator, predicate: impl Fn(&str) -> bool) -> bool {
    match operator {
        Operator::Equal { to: Operand::Value(Scalar::Text(text)), .. } => predicate(text),
        Operator::In { set: Set::Values(set), .. } => set.texts.iter().any(predicate),
        _ => false,
    }
}

fn words_of(operator: &Operator, folded: bool, wanted: Anchor) -> Option<&Words> {
    match operator {
        Operator::Find { needle: Needle::Words(words), fold } if *fold == folded && words.anchor() == wanted => {
            Some(words)
        }
        _ => None,
    }
}

fn texts(words: &[Box<[u8]>]) -> impl Iterator<Item = &str> {
    words.iter().filter_map(|word| std::str::from_utf8(word).ok())
}

/// The longer of each beginning and word of which one begins with the other.
fn longer<'w>(beginnings: &[&'w str], words: &'w Words) -> Vec<&'w str> {
    let sorted = words.words();
    let mut both = Vec::new();
    for beginning in beginnings {
        if words.find_in(beginning) {
            both.push(*beginning);
            continue;
        }
        let from = sorted.partition_point(|word| **word < *beginning.as_bytes());
        let following = sorted.get(from..).unwrap_or_default();
        let end = following.partition_point(|word| word.starts_with(beginning.as_bytes()));
        both.extend(texts(following.get(..end).unwrap_or_default()));
    }
    both
}
