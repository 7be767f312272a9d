//! The values of fields as conditions meet them.

use std::slice;

use crate::address::Address;
use crate::event::{Member, first_members};
use crate::json::{Json, Number};
use crate::writer::Writer;

/// A field's value.
#[derive(Clone, Copy, Debug)]
pub enum Value<'v> {
    /// There is none.
    Missing,
    /// A single value.
    One(Item<'v>),
    /// The ids of the members.
    Members(&'v [Member<'v>]),
    /// An array of the host's facts.
    Array(&'v Json<'v>),
}

/// A single value, or one of several.
#[derive(Clone, Copy, Debug)]
pub enum Item<'v> {
    /// A text.
    Text(&'v str),
    /// A number.
    Number(Number),
    /// An address.
    Address(Address),
    /// What only facts hold: a boolean, `null`, and what equals nothing, an object or an array inside an array.
    Fact(&'v Json<'v>),
}

impl<'v> Value<'v> {
    /// Something of the host's facts.
    #[must_use]
    pub fn of_fact(fact: &'v Json) -> Self {
        match fact {
            Json::Array(_) => Self::Array(fact),
            fact => Self::One(Item::of_fact(fact)),
        }
    }

    /// The value of a field that has one alone.
    #[must_use]
    pub const fn single(self) -> Option<Item<'v>> {
        match self {
            Self::One(item) => Some(item),
            _ => None,
        }
    }

    /// The values one by one; none where the field is missing.
    #[must_use]
    pub fn items(self) -> Items<'v> {
        match self {
            Self::Members(members) => Items::Members(members.iter()),
            Self::Array(Json::Array(facts)) => Items::Facts(facts.iter()),
            value => Items::One(value.single()),
        }
    }

    /// Writes the value as JSON; nothing where there is none.
    pub fn write(self, json: &mut Writer) {
        match self {
            Self::Missing => {}
            Self::One(Item::Text(text)) => json.text(text),
            Self::One(Item::Number(Number::Integer(value))) => json.integer(value),
            Self::One(Item::Number(number)) => json.json(&number.to_string()),
            Self::One(Item::Address(address)) => json.text(&address.to_string()),
            Self::One(Item::Fact(fact)) | Self::Array(fact) => json.json(&fact.to_portable()),
            Self::Members(members) => {
                json.open("[");
                for member in first_members(members) {
                    json.text(&member.id);
                }
                json.close("]");
            }
        }
    }
}

impl<'v> Item<'v> {
    /// A value of the host's facts, or of a policy.
    #[must_use]
    pub fn of_fact(fact: &'v Json) -> Self {
        match fact {
            Json::Number(number) => Self::Number(*number),
            Json::Text(text) => Self::Text(text),
            fact => Self::Fact(fact),
        }
    }

    /// The address that it is: facts spell addresses as text.
    #[must_use]
    #[inline(never)]
    pub fn address(self) -> Option<Address> {
        match self {
            Self::Address(address) => Some(address),
            Self::Text(text) => Address::parse(text),
            _ => None,
        }
    }
}

/// The values of a field, one by one.
pub enum Items<'v> {
    /// At most one.
    One(Option<Item<'v>>),
    /// The ids of members.
    Members(slice::Iter<'v, Member<'v>>),
    /// Those of an array of the host's facts.
    Facts(slice::Iter<'v, Json<'v>>),
}

impl<'v> Iterator for Items<'v> {
    type Item = Item<'v>;

    #[inline]
    fn next(&mut self) -> Option<Item<'v>> {
        match self {
            Self::One(item) => item.take(),
            Self::Members(members) => members.next().map(|member| Item::Text(&member.id)),
            Self::Facts(facts) => facts.next().map(Item::of_fact),
        }
    }
}
