//! Values in the form in which they are looked up.

use crate::address::Address;
use crate::json::{Json, Number};
use crate::value::Item;

impl<'v> Item<'v> {
    /// The value that has a key; the first address of a block.
    #[must_use]
    pub fn of_key(key: &'v [u8]) -> Self {
        let Some(([0xff, kind], bits)) = key.split_first_chunk() else {
            return str::from_utf8(key).map_or(Self::Fact(&Json::Null), Self::Text);
        };
        let bits = bits.iter().fold(0, |bits, byte| bits << 8 | u128::from(*byte));
        match (*kind, u64::try_from(bits)) {
            (..=ADDRESS, _) => Self::Address(Address::of_bits(bits)),
            (INTEGER, Ok(bits)) => Self::Number(Number::Integer(bits.cast_signed())),
            (FLOAT, Ok(bits)) => Self::Number(Number::Float(f64::from_bits(bits))),
            (WORD, Ok(0)) => Self::Fact(&Json::Bool(false)),
            (WORD, Ok(1)) => Self::Fact(&Json::Bool(true)),
            _ => Self::Fact(&Json::Null),
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
            Self::Address(address) => return Some(block_key(address.bits(), ADDRESS, room)),
            Self::Fact(Json::Bool(value)) => (u128::from(*value), WORD),
            Self::Fact(Json::Null) => (2, WORD),
            Self::Fact(_) => return None,
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

/// The key is of a text: all others begin with a byte that no text has.
#[must_use]
pub fn is_text(key: &[u8]) -> bool {
    key.first() != Some(&0xff)
}

/// Room for the key of what is no text.
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
