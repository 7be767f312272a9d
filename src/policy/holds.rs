//! How operators meet the values of a callback: total, whatever the values are.

use std::borrow::Cow;

use super::condition::{Needle, Operand, Operator, Set, Unit};
use super::item::{Item, Key, items, single};
use crate::address::Address;
use crate::event::{Context, Value};
use crate::fold::fold;
use crate::json::Number;
use crate::order::sorted;

impl Operator {
    /// The operator holds for a value: on many values if any meets it, `$ne` and `$nin` if none equals.
    #[must_use]
    pub fn holds(&self, value: Value, context: &Context) -> bool {
        let met = match self {
            Self::All { set, fold } => set.all_in(value, *fold, context),
            Self::Exists(expected) => *expected == exists(value),
            Self::Not(operators) => !operators.iter().all(|operator| operator.holds(value, context)),
            Self::In { set: Set::Field(field), fold, .. } => {
                let own = Present::new(many(context.value(field)), *fold);
                items(value).any(|item| own.has(item, *fold))
            }
            _ => items(value).any(|item| self.is_met_by(item, context)),
        };
        met != matches!(self, Self::Equal { negated: true, .. } | Self::In { negated: true, .. })
    }

    /// Visits the values that the operator names, of a block the first and the last, until one visit says that it is
    /// enough: then true.
    pub fn any_value(&self, visit: &mut dyn FnMut(Item) -> bool) -> bool {
        match self {
            Self::Equal { to: Operand::Value(value), .. } | Self::Compare { to: Operand::Value(value), .. } => {
                visit(Item::of_scalar(value))
            }
            Self::In { set: Set::Values(set), .. } | Self::All { set: Set::Values(set), .. } => set.any(visit),
            Self::Find { needle: Needle::Words(words), .. } => words.any(visit),
            Self::Within(blocks) => blocks.any(&mut |Address(first), length| {
                let last = first | u128::MAX.checked_shr(length.into()).unwrap_or_default();
                visit(Item::Address(Address(first))) || visit(Item::Address(Address(last)))
            }),
            Self::Size { tests, .. } | Self::Not(tests) => tests.iter().any(|test| test.any_value(visit)),
            _ => false,
        }
    }

    /// One of a field's values, folded if it is to be, meets the operator, negations aside.
    fn is_met_by(&self, item: Item, context: &Context) -> bool {
        if self.folds() {
            return is_met(item, true, context, &mut |item| self.is_met_as_is(item, context));
        }
        self.is_met_as_is(item, context)
    }

    fn is_met_as_is(&self, item: Item, context: &Context) -> bool {
        match (self, item) {
            (Self::Equal { to: Operand::Value(own), .. }, item) => equal(Item::of_scalar(own), item),
            (Self::Equal { to: Operand::Field(field), fold, .. }, item) => match single(context.value(field)) {
                Some(Item::Text(own)) => equal(Item::Text(&folded(own, *fold)), item),
                own => own.is_some_and(|own| equal(own, item)),
            },
            (Self::In { set: Set::Values(set), .. }, item) => set.has(item),
            (Self::Compare { how, to }, Item::Number(number)) => {
                let bound = match to {
                    Operand::Value(value) => Some(Item::of_scalar(value)),
                    Operand::Field(field) => single(context.value(field)),
                };
                matches!(bound, Some(Item::Number(bound)) if number.partial_cmp(&bound).is_some_and(|order| how.met_by(order)))
            }
            (Self::Find { needle, fold }, Item::Text(text)) => needle.is_in(text, *fold, context),
            (Self::Regex { regex, .. }, Item::Text(text)) => regex.is_match(text),
            (Self::Size { unit, tests }, Item::Text(text)) => {
                let size = match unit {
                    Unit::ScalarValues => text.chars().count(),
                    Unit::Bytes => text.len(),
                };
                let size = Value::Number(Number::Integer(i64::try_from(size).unwrap_or(i64::MAX)));
                tests.iter().all(|test| test.holds(size, context))
            }
            (Self::Within(blocks), item) => item.address().is_some_and(|address| blocks.contain(address)),
            _ => false,
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

fn folded(text: &str, wanted: bool) -> Cow<'_, str> {
    if wanted { fold(text) } else { Cow::Borrowed(text) }
}

/// The item, folded if it is to be, meets the test.
#[inline(never)]
pub(super) fn is_met(item: Item, fold: bool, context: &Context, test: &mut dyn FnMut(Item) -> bool) -> bool {
    match (item, context.folding) {
        (Item::Text(text), Some(folding)) if fold => folding.is_met(text, &mut |folded| test(Item::Text(folded))),
        (Item::Text(text), None) if fold => test(Item::Text(&folded(text, true))),
        (item, _) => test(item),
    }
}

fn equal(own: Item, item: Item) -> bool {
    match (own, item) {
        (Item::Text(own), Item::Text(text)) => own == text,
        (Item::Number(own), Item::Number(number)) => own == number,
        (Item::Bool(own), Item::Bool(value)) => own == value,
        (Item::Null, Item::Null) => true,
        (Item::Address(_), _) | (_, Item::Address(_)) => {
            own.address().is_some_and(|address| item.address() == Some(address))
        }
        _ => false,
    }
}

impl Set {
    /// Every listed value is among the field's; nothing listed never holds.
    fn all_in(&self, value: Value, fold: bool, context: &Context) -> bool {
        let present = Present::new(value, fold);
        match self {
            Self::Values(set) => {
                (1..=present.keys.len()).contains(&set.count()) && !set.any(&mut |wanted| !present.has(wanted, false))
            }
            Self::Field(field) => {
                let own = many(context.value(field));
                items(own).next().is_some() && items(own).all(|wanted| present.has(wanted, fold))
            }
        }
    }
}

/// A many-valued field's values; a single value is no array to look in.
fn many(value: Value) -> Value {
    if single(value).is_some() { Value::Missing } else { value }
}

/// The values of a callback's field, sorted to be looked up: a hash could be attacked, since they come from outside.
struct Present<'v> {
    value: Value<'v>,
    keys: Vec<Cow<'v, [u8]>>,
}

impl<'v> Present<'v> {
    fn new(value: Value<'v>, fold: bool) -> Self {
        let mut keys = Vec::new();
        for item in items(value) {
            if let Some(key) = key(item, fold) {
                keys.push(key);
            }
        }
        Self { value, keys: sorted(keys, Ord::cmp) }
    }

    fn has(&self, wanted: Item, fold: bool) -> bool {
        match wanted {
            Item::Address(_) => items(self.value).any(|item| item.address() == wanted.address()),
            wanted => key(wanted, fold).is_some_and(|key| self.keys.binary_search(&key).is_ok()),
        }
    }
}

fn key(item: Item, fold: bool) -> Option<Cow<[u8]>> {
    match item {
        Item::Text(text) => Some(match folded(text, fold) {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        }),
        item => item.key(&mut Key::default()).map(|key| Cow::Owned(key.to_vec())),
    }
}

impl Needle {
    fn is_in(&self, text: &str, fold: bool, context: &Context) -> bool {
        match self {
            Self::Words(words) => words.find_in(text),
            Self::Field(anchor, field) => match single(context.value(field)) {
                Some(Item::Text(needle)) => {
                    let needle = folded(needle, fold);
                    !needle.is_empty() && anchor.finds(needle.as_bytes(), text.as_bytes())
                }
                _ => false,
            },
        }
    }
}
