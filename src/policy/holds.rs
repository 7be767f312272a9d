//! How operators meet the values of a callback: total, whatever the values are.

use super::condition::{Needle, Operand, Operator, Set, Unit};
use super::item::Key;
use crate::address::Address;
use crate::event::Context;
use crate::json::Number;
use crate::order::sorted;
use crate::value::{Item, Value};

impl Operator {
    /// The operator holds for a value: on many values if any meets it, `$ne` and `$nin` if none equals.
    #[must_use]
    pub fn holds(&self, value: Value, context: &Context) -> bool {
        let met = match self {
            Self::All { set, fold } => set.all_in(value, *fold, context),
            Self::Exists(expected) => *expected == exists(value),
            Self::Not(operators) => !operators.iter().all(|operator| operator.holds(value, context)),
            Self::In { set: Set::Field(field), fold, .. } => {
                let own = Present::new(many(context.value(field)), *fold, context);
                value.any(&mut |item| own.has(item, *fold, context))
            }
            _ => value.any(&mut |item| self.is_met_by(item, context)),
        };
        met != matches!(self, Self::Equal { negated: true, .. } | Self::In { negated: true, .. })
    }

    /// Visits the values that the operator names, of a block the first and the last, until one visit says that it is
    /// enough: then true.
    pub fn any_value(&self, visit: &mut dyn FnMut(Item) -> bool) -> bool {
        match self {
            Self::Equal { to: Operand::Value(key), .. } => visit(Item::of_key(key)),
            Self::Compare { to: Operand::Value(bound), .. } => visit(Item::Number(*bound)),
            Self::In { set: Set::Values(set), .. } | Self::All { set: Set::Values(set), .. } => set.any(visit),
            Self::Find { needle: Needle::Words(words), .. } => words.any_word(visit),
            Self::Within(listed) => listed.blocks.any(&mut |first, length| {
                let last = first.bits() | u128::MAX.checked_shr(length.into()).unwrap_or_default();
                visit(Item::Address(first)) || visit(Item::Address(Address::of_bits(last)))
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
            (Self::Equal { to: Operand::Value(own), .. }, item) => item.key(&mut Key::default()) == Some(own),
            (Self::Equal { to: Operand::Field(field), fold, .. }, item) => context
                .value(field)
                .single()
                .is_some_and(|own| is_met(own, *fold, context, &mut |own| equal(own, item))),
            (Self::In { set: Set::Values(set), .. }, item) => set.has(item),
            (Self::Compare { how, to }, Item::Number(number)) => {
                let bound = match to {
                    Operand::Value(bound) => Some(*bound),
                    Operand::Field(field) => match context.value(field) {
                        Value::One(Item::Number(bound)) => Some(bound),
                        _ => None,
                    },
                };
                bound.and_then(|bound| number.partial_cmp(&bound)).is_some_and(|order| how.met_by(order))
            }
            (Self::Find { needle, fold }, Item::Text(text)) => needle.is_in(text, *fold, context),
            (Self::Regex { regex, .. }, Item::Text(text)) => regex.is_match(text),
            (Self::Size { unit, tests }, Item::Text(text)) => {
                let size = match unit {
                    Unit::ScalarValues => text.chars().count(),
                    Unit::Bytes => text.len(),
                };
                let size = Value::One(Item::Number(Number::Integer(i64::try_from(size).unwrap_or(i64::MAX))));
                tests.iter().all(|test| test.holds(size, context))
            }
            (Self::Within(listed), item) => item.address().is_some_and(|address| listed.blocks.contain(address)),
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

/// The item, folded if it is to be, meets the test.
#[inline(never)]
pub(super) fn is_met(item: Item, fold: bool, context: &Context, test: &mut dyn FnMut(Item) -> bool) -> bool {
    match item {
        Item::Text(text) if fold => context.folding.is_met(text, &mut |folded| test(Item::Text(folded))),
        item => test(item),
    }
}

#[inline(never)]
fn equal(own: Item, item: Item) -> bool {
    match (own, item) {
        (Item::Address(_), _) | (_, Item::Address(_)) => {
            own.address().is_some_and(|address| item.address() == Some(address))
        }
        _ => own.key(&mut Key::default()).is_some_and(|key| item.key(&mut Key::default()) == Some(key)),
    }
}

impl Set {
    /// Every listed value is among the field's; nothing listed never holds.
    fn all_in(&self, value: Value, fold: bool, context: &Context) -> bool {
        let present = Present::new(value, fold, context);
        match self {
            Self::Values(set) => {
                (1..=present.keys.len()).contains(&set.count())
                    && !set.any(&mut |wanted| !present.has(wanted, false, context))
            }
            Self::Field(field) => {
                let own = many(context.value(field));
                own.any(&mut |_| true) && !own.any(&mut |wanted| !present.has(wanted, fold, context))
            }
        }
    }
}

/// A many-valued field's values; a single value is no array to look in.
fn many(value: Value) -> Value {
    if value.single().is_some() { Value::Missing } else { value }
}

/// The values of a callback's field, sorted to be looked up: a hash could be attacked, since they come from outside.
struct Present<'v> {
    value: Value<'v>,
    keys: Vec<Vec<u8>>,
}

impl<'v> Present<'v> {
    fn new(value: Value<'v>, fold: bool, context: &Context) -> Self {
        let mut keys = Vec::new();
        value.any(&mut |item| {
            key_is(item, fold, context, &mut |key| {
                keys.push(key.to_vec());
                false
            })
        });
        Self { value, keys: sorted(keys, Ord::cmp) }
    }

    fn has(&self, wanted: Item, fold: bool, context: &Context) -> bool {
        match wanted {
            Item::Address(_) => self.value.any(&mut |item| item.address() == wanted.address()),
            wanted => key_is(wanted, fold, context, &mut |key| {
                self.keys.binary_search_by(|own| own.as_slice().cmp(key)).is_ok()
            }),
        }
    }
}

/// The item has a key, folded if it is to be, that meets the test.
fn key_is(item: Item, fold: bool, context: &Context, test: &mut dyn FnMut(&[u8]) -> bool) -> bool {
    is_met(item, fold, context, &mut |item| item.key(&mut Key::default()).is_some_and(&mut *test))
}

impl Needle {
    fn is_in(&self, text: &str, fold: bool, context: &Context) -> bool {
        match self {
            Self::Words(words) => words.find_in(text),
            Self::Field(anchor, field) => match context.value(field).single() {
                Some(needle) => is_met(needle, fold, context, &mut |needle| match needle {
                    Item::Text(needle) => !needle.is_empty() && anchor.finds(needle.as_bytes(), text.as_bytes()),
                    _ => false,
                }),
                None => false,
            },
        }
    }
}
