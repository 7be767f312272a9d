//! The values of fields as conditions meet them.

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

    /// Visits the values, none where the field is missing, until one visit says that it is enough: then true.
    #[inline(never)]
    pub fn any(self, visit: &mut dyn FnMut(Item<'v>) -> bool) -> bool {
        match self {
            Self::One(item) => visit(item),
            Self::Members(members) => members.iter().any(|member| visit(Item::Text(member.id))),
            Self::Array(Json::Array(facts)) => facts.iter().any(|fact| visit(Item::of_fact(fact))),
            _ => false,
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
                    json.text(member.id);
                }
                json.close("]");
            }
        }
    }
}

impl<'v> Item<'v> {
    /// An integer.
    #[must_use]
    pub const fn integer(value: i64) -> Self {
        Self::Number(Number::Integer(value))
    }

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
