//! The values of a field one by one, and how each is looked up.

use std::slice;

use super::sets::Scalar;
use crate::address::Address;
use crate::event::{Member, Value};
use crate::json::{Json, Number};

/// One of a field's values.
#[derive(Clone, Copy)]
pub enum Item<'v> {
    /// A text.
    Text(&'v str),
    /// A number.
    Number(Number),
    /// An address.
    Address(Address),
    /// A boolean, of facts.
    Bool(bool),
    /// `null`, of facts.
    Null,
    /// An object or an array inside an array of the host's facts, which equals nothing.
    Other,
}

impl<'v> Item<'v> {
    /// A value of the host's facts, or of a policy.
    #[must_use]
    pub fn of_fact(fact: &'v Json) -> Self {
        match fact {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => Self::Number(*number),
            Json::Text(text) => Self::Text(text),
            Json::Array(_) | Json::Object(_) => Self::Other,
        }
    }

    /// The value that a policy writes.
    #[must_use]
    pub fn of_scalar(value: &'v Scalar) -> Self {
        match value {
            Scalar::Null => Self::Null,
            Scalar::Bool(value) => Self::Bool(*value),
            Scalar::Number(number) => Self::Number(*number),
            Scalar::Text(text) => Self::Text(text),
            Scalar::Address(address) => Self::Address(*address),
        }
    }

    /// The value on its own; none equals [`Item::Other`].
    #[must_use]
    pub fn to_scalar(self) -> Option<Scalar> {
        Some(match self {
            Self::Null => Scalar::Null,
            Self::Bool(value) => Scalar::Bool(value),
            Self::Number(number) => Scalar::Number(number),
            Self::Text(text) => Scalar::Text(text.into()),
            Self::Address(address) => Scalar::Address(address),
            Self::Other => return None,
        })
    }

    /// The value that has a key; the first address of a block.
    #[must_use]
    pub fn of_key(key: &'v [u8]) -> Self {
        let Some(([0xff, kind], bits)) = key.split_first_chunk() else {
            return str::from_utf8(key).map_or(Self::Other, Self::Text);
        };
        let bits = bits.iter().fold(0, |bits, byte| bits << 8 | u128::from(*byte));
        match (*kind, u64::try_from(bits)) {
            (..=ADDRESS, _) => Self::Address(Address(bits)),
            (INTEGER, Ok(bits)) => Self::Number(Number::Integer(bits.cast_signed())),
            (FLOAT, Ok(bits)) => Self::Number(Number::Float(f64::from_bits(bits))),
            (WORD, Ok(2)) => Self::Null,
            (WORD, Ok(bits)) => Self::Bool(bits == 1),
            _ => Self::Other,
        }
    }

    /// The value of a field that has it alone.
    #[must_use]
    pub const fn alone(self) -> Value<'v> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Number(number) => Value::Number(number),
            Self::Address(address) => Value::Address(address),
            Self::Bool(false) => Value::Fact(&Json::Bool(false)),
            Self::Bool(true) => Value::Fact(&Json::Bool(true)),
            Self::Null => Value::Fact(&Json::Null),
            Self::Other => Value::Missing,
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

    /// The bytes that equal values have in common, and other values have not: those of a text, or made in `room`.
    #[must_use]
    #[inline(never)]
    pub fn key<'k>(self, room: &'k mut Key) -> Option<&'k [u8]>
    where
        'v: 'k,
    {
        let (bits, kind) = match self {
            Self::Text(text) => return Some(text.as_bytes()),
            Self::Number(Number::Integer(value)) => (u128::from(value.cast_unsigned()), INTEGER),
            Self::Number(Number::Float(value)) => (u128::from(value.to_bits()), FLOAT),
            Self::Address(Address(bits)) => return Some(block_key(bits, ADDRESS, room)),
            Self::Bool(value) => (u128::from(value), WORD),
            Self::Null => (2, WORD),
            Self::Other => return None,
        };
        Some(filled(bits, kind, room))
    }
}

/// The kinds of keys beside blocks, whose kind is their length.
const ADDRESS: u8 = 128;
const INTEGER: u8 = 129;
const FLOAT: u8 = 130;
const WORD: u8 = 131;
const PLACE: u8 = 132;

/// Room for the key of what is no text: such a key begins with a byte that no text has.
pub type Key = [u8; 18];

/// The key of the addresses that share so many first bits with that position.
pub fn block_key(position: u128, length: u8, room: &mut Key) -> &[u8] {
    filled(position & !u128::MAX.checked_shr(length.into()).unwrap_or_default(), length, room)
}

/// The key of something else at a place in memory.
pub fn place_key(place: usize, room: &mut Key) -> &[u8] {
    filled(place as u128, PLACE, room)
}

fn filled(bits: u128, kind: u8, room: &mut Key) -> &[u8] {
    *room = [0xff; 18];
    let [_, own_kind, rest @ ..] = room;
    *own_kind = kind;
    *rest = bits.to_be_bytes();
    room
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

/// The values of a field; none where it is missing.
#[must_use]
pub fn items(value: Value) -> Items {
    match value {
        Value::Members(members) => Items::Members(members.iter()),
        Value::Fact(Json::Array(facts)) => Items::Facts(facts.iter()),
        value => Items::One(single(value)),
    }
}

/// The single value of a field, where it has one.
#[must_use]
pub fn single(value: Value) -> Option<Item> {
    Some(match value {
        Value::Missing | Value::Members(_) | Value::Fact(Json::Array(_)) => return None,
        Value::Text(text) => Item::Text(text),
        Value::Number(number) => Item::Number(number),
        Value::Address(address) => Item::Address(address),
        Value::Fact(fact) => Item::of_fact(fact),
    })
}
