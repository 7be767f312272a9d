//! How operators meet the values of a callback: total, whatever the values are.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::net::IpAddr;

use super::condition::{Needle, Operand, Operator, Set, Unit};
use super::sets::{Anchor, Scalar, canonical_address};
use crate::event::{Context, Member, Value};
use crate::fold::fold;
use crate::json::{Json, Number};
use crate::order::sorted;

impl Operator {
    /// The operator holds for a value: on many values if any meets it, `$ne` and `$nin` if none equals.
    #[must_use]
    pub fn holds(&self, value: Value, context: &Context) -> bool {
        match self {
            Self::Equal { to, fold, negated } => *negated != any(value, |item| to.equals(item, *fold, context)),
            Self::In { set, fold, negated } => *negated != set.held_by(value, *fold, context),
            Self::All { set, fold } => set.all_in(value, *fold, context),
            Self::Exists(expected) => *expected == exists(value),
            Self::Compare { how, to } => any(value, |item| {
                let order = number_of(item).and_then(|number| number.partial_cmp(&to.number(context)?));
                order.is_some_and(|order| how.met_by(order))
            }),
            Self::Find { needle, fold } => any_text(value, *fold, |text| needle.is_in(text, *fold, context)),
            Self::Regex { regex, fold, .. } => any_text(value, *fold, |text| regex.is_match(text)),
            Self::Size { unit, tests } => any_text(value, false, |text| {
                let size = match unit {
                    Unit::ScalarValues => text.chars().count(),
                    Unit::Bytes => text.len(),
                };
                let size = Value::Number(Number::Integer(i64::try_from(size).unwrap_or(i64::MAX)));
                tests.iter().all(|test| test.holds(size, context))
            }),
            Self::Within(blocks) => any(value, |item| address_of(item).is_some_and(|address| blocks.contain(address))),
            Self::Not(operators) => !operators.iter().all(|operator| operator.holds(value, context)),
        }
    }
}

fn exists(value: Value) -> bool {
    match value {
        Value::Missing => false,
        Value::Members(members) => !members.is_empty(),
        _ => true,
    }
}

/// One of a field's values.
#[derive(Clone, Copy)]
pub(super) enum Item<'v> {
    Text(&'v str),
    Number(Number),
    Address(IpAddr),
    Bool(bool),
    Null,
    /// An object or an array inside an array of the host's facts, which equals nothing.
    Other,
}

impl<'v> Item<'v> {
    fn of_fact(fact: &'v Json) -> Self {
        match fact {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => Self::Number(*number),
            Json::Text(text) => Self::Text(text),
            Json::Array(_) | Json::Object(_) => Self::Other,
        }
    }
}

fn member_item<'v>(member: &'v Member<'v>) -> Item<'v> {
    Item::Text(&member.id)
}

/// Some value of the field meets the predicate; never where there is none.
pub(super) fn any<'v>(value: Value<'v>, mut predicate: impl FnMut(Item<'v>) -> bool) -> bool {
    match value {
        Value::Missing => false,
        Value::Text(text) => predicate(Item::Text(text)),
        Value::Number(number) => predicate(Item::Number(number)),
        Value::Address(address) => predicate(Item::Address(address)),
        Value::Members(members) => members.iter().map(member_item).any(predicate),
        Value::Fact(Json::Array(items)) => items.iter().map(Item::of_fact).any(predicate),
        Value::Fact(fact) => predicate(Item::of_fact(fact)),
    }
}

fn any_text(value: Value, fold: bool, predicate: impl Fn(&str) -> bool) -> bool {
    any(value, |item| matches!(item, Item::Text(text) if predicate(&folded(text, fold))))
}

fn folded(text: &str, wanted: bool) -> Cow<'_, str> {
    if wanted { fold(text) } else { Cow::Borrowed(text) }
}

fn number_of(item: Item) -> Option<Number> {
    match item {
        Item::Number(number) => Some(number),
        _ => None,
    }
}

/// The address of an item: facts spell addresses as text.
pub(super) fn address_of(item: Item) -> Option<IpAddr> {
    match item {
        Item::Address(address) => Some(address),
        Item::Text(text) => text.parse().ok().map(canonical_address),
        _ => None,
    }
}

/// The single value of a field, where it has one.
fn single(value: Value) -> Option<Item> {
    match value {
        Value::Missing | Value::Members(_) | Value::Fact(Json::Array(_)) => None,
        Value::Text(text) => Some(Item::Text(text)),
        Value::Number(number) => Some(Item::Number(number)),
        Value::Address(address) => Some(Item::Address(address)),
        Value::Fact(fact) => Some(Item::of_fact(fact)),
    }
}

/// Whether two values of callbacks are equal; texts are folded where asked.
fn same(a: Item, b: Item, fold: bool) -> bool {
    match (a, b) {
        (Item::Text(a), Item::Text(b)) => folded(a, fold) == folded(b, fold),
        (Item::Number(a), Item::Number(b)) => a == b,
        (Item::Bool(a), Item::Bool(b)) => a == b,
        (Item::Null, Item::Null) => true,
        (Item::Address(_), Item::Text(_)) | (Item::Text(_) | Item::Address(_), Item::Address(_)) => {
            address_of(a).is_some_and(|address| address_of(b) == Some(address))
        }
        _ => false,
    }
}

impl Operand {
    fn equals(&self, item: Item, fold: bool, context: &Context) -> bool {
        match self {
            Self::Value(value) => match (value, item) {
                (Scalar::Text(own), Item::Text(text)) => **own == *folded(text, fold),
                (Scalar::Number(own), Item::Number(number)) => *own == number,
                (Scalar::Address(own), item) => address_of(item) == Some(*own),
                (Scalar::Bool(own), Item::Bool(value)) => *own == value,
                (Scalar::Null, Item::Null) => true,
                _ => false,
            },
            Self::Field(field) => single(context.value(field)).is_some_and(|own| same(own, item, fold)),
        }
    }

    fn number(&self, context: &Context) -> Option<Number> {
        match self {
            Self::Value(Scalar::Number(number)) => Some(*number),
            Self::Value(_) => None,
            Self::Field(field) => single(context.value(field)).and_then(number_of),
        }
    }
}

impl Set {
    /// Some of the value's values is in the set.
    pub(super) fn held_by(&self, value: Value, fold: bool, context: &Context) -> bool {
        match self {
            Self::Values(set) => any(value, |item| match item {
                Item::Text(text) => set.texts.contains(&folded(text, fold)),
                Item::Number(number) => set.has_number(number),
                Item::Address(address) => set.addresses.binary_search(&address).is_ok(),
                Item::Bool(value) => set.bools[usize::from(value)],
                Item::Null => set.null,
                Item::Other => false,
            }),
            Self::Field(field) => many(context.value(field)).is_some_and(|own| {
                let own = Values::new(own, fold);
                any(value, |item| own.has(item, fold))
            }),
        }
    }

    /// Every listed value is among the field's; nothing listed never holds.
    fn all_in(&self, value: Value, fold: bool, context: &Context) -> bool {
        match self {
            Self::Values(set) => {
                let present = Values::new(value, fold);
                set.count() > 0
                    && (!set.null || present.null)
                    && (!set.bools[0] || present.bools[0])
                    && (!set.bools[1] || present.bools[1])
                    && set.numbers.iter().all(|number| present.has(Item::Number(*number), fold))
                    && set.texts.count() <= present.texts.len()
                    && set.texts.iter().all(|text| present.has_text(text))
            }
            Self::Field(field) => many(context.value(field)).is_some_and(|own| {
                let present = Values::new(value, fold);
                exists_any(own) && !any(own, |wanted| !present.has(wanted, fold))
            }),
        }
    }
}

/// A many-valued field's values; a single value is no array to look in.
fn many(value: Value) -> Option<Value> {
    matches!(value, Value::Members(_) | Value::Fact(Json::Array(_))).then_some(value)
}

fn exists_any(value: Value) -> bool {
    any(value, |_| true)
}

/// The values of a callback's field, sorted to be looked up: a hash could be attacked, since they come from outside.
#[derive(Default)]
struct Values<'v> {
    texts: Vec<Cow<'v, str>>,
    numbers: Vec<Number>,
    addresses: Vec<IpAddr>,
    bools: [bool; 2],
    null: bool,
}

impl<'v> Values<'v> {
    fn new(value: Value<'v>, fold: bool) -> Self {
        let mut all = Self::default();
        any(value, |item| {
            match item {
                Item::Text(text) => all.texts.push(folded(text, fold)),
                Item::Number(number) => all.numbers.push(number),
                Item::Address(address) => all.addresses.push(address),
                Item::Bool(value) => all.bools[usize::from(value)] = true,
                Item::Null => all.null = true,
                Item::Other => {}
            }
            false
        });
        all.texts = sorted(all.texts, Ord::cmp);
        all.texts.dedup();
        all.numbers = sorted(all.numbers, |a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
        all
    }

    fn has(&self, item: Item, fold: bool) -> bool {
        match item {
            Item::Text(text) => self.has_text(&folded(text, fold)),
            Item::Number(number) => {
                self.numbers.binary_search_by(|own| own.partial_cmp(&number).unwrap_or(Ordering::Less)).is_ok()
            }
            Item::Address(address) => {
                self.addresses.contains(&address)
                    || self.texts.iter().any(|text| address_of(Item::Text(text)) == Some(address))
            }
            Item::Bool(value) => self.bools[usize::from(value)],
            Item::Null => self.null,
            Item::Other => false,
        }
    }

    fn has_text(&self, text: &str) -> bool {
        self.texts.binary_search_by(|own| (**own).cmp(text)).is_ok()
    }
}

impl Needle {
    fn is_in(&self, text: &str, fold: bool, context: &Context) -> bool {
        match self {
            Self::Words(words) => words.find_in(text),
            Self::Field(anchor, field) => match single(context.value(field)) {
                Some(Item::Text(needle)) => {
                    let needle = folded(needle, fold);
                    !needle.is_empty()
                        && match anchor {
                            Anchor::Anywhere => text.contains(&*needle),
                            Anchor::Start => text.starts_with(&*needle),
                            Anchor::End => text.ends_with(&*needle),
                        }
                }
                _ => false,
            },
        }
    }
}
