//! JSON as a tree that borrows its texts, for policies and facts: members keep their order and their repetitions.
//! (A callback's body never becomes a tree: its dialect reads it key by key.)

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// How deep arrays and objects may nest in a policy or in facts: enough for conditions 64 deep, and far from the end
/// of any runtime's stack.
pub const MAX_DEPTH: u32 = 256;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    Text(Cow<'a, str>),
    /// An array.
    Array(Vec<Json<'a>>),
    /// An object: its members in order, repeated ones too.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// A number, exact where it is an integer of 64 bits.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A signed 64-bit integer.
    Integer(i64),
    /// Any other number; never a float that is an integer of 64 bits.
    Float(f64),
}

impl Number {
    /// The number of a float: an integer where it has the value of one.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::float_cmp)]
    pub fn of_float(value: f64) -> Self {
        // The bounds are exact: both powers of two are floats, and the cast of any float between them is exact.
        if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&value) && value.trunc() == value {
            Self::Integer(value as i64)
        } else {
            Self::Float(value)
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    /// Compares by value, exactly.
    #[allow(clippy::cast_possible_truncation)]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (*self, *other) {
            (Self::Integer(a), Self::Integer(b)) => Some(a.cmp(&b)),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(&b),
            (Self::Float(a), Self::Integer(b)) => Self::Integer(b).partial_cmp(&Self::Float(a)).map(Ordering::reverse),
            (Self::Integer(a), Self::Float(b)) if b >= 9_223_372_036_854_775_808.0 => {
                a.partial_cmp(&a).map(|_| Ordering::Less)
            }
            (Self::Integer(a), Self::Float(b)) if b < -9_223_372_036_854_775_808.0 => {
                a.partial_cmp(&a).map(|_| Ordering::Greater)
            }
            (Self::Integer(_), Self::Float(b)) if b.is_nan() => None,
            // A float within 64 bits that is no integer lies between its floor and the next integer.
            (Self::Integer(a), Self::Float(b)) => {
                Some(if a <= b.floor() as i64 { Ordering::Less } else { Ordering::Greater })
            }
        }
    }
}

impl fmt::Display for Number {
    /// As JSON text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => f.write_str(&float_text(*value)),
        }
    }
}

/// A float as JavaScript prints it, so that every runtime prints the same.
#[cfg(target_family = "wasm")]
fn float_text(value: f64) -> String {
    crate::wasm::float_text(value)
}

/// A float as JavaScript prints it (ECMA-262, `Number::toString`).
#[cfg(not(target_family = "wasm"))]
fn float_text(value: f64) -> String {
    let shortest = format!("{value:e}");
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-6..21).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{}", exponent.unsigned_abs())
        }
        _ => value.to_string(),
    }
}

impl<'a> Json<'a> {
    /// Reads a JSON text to its end.
    ///
    /// # Errors
    /// The text is not JSON, nests deeper than [`MAX_DEPTH`] or has a number that no float can hold.
    pub fn parse(text: &'a str) -> Result<Self, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        deserializer.disable_recursion_limit();
        let value = Tree { depth: 0 }.deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(value)
    }

    /// The own member of that name; the first where it is repeated.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The value as JSON text that every reader keeps exactly: integers beyond ±(2^53 − 1) as decimal text.
    #[must_use]
    pub fn to_portable(&self) -> String {
        match self {
            Self::Number(Number::Integer(value)) => integer_json(*value),
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(Json::to_portable).collect();
                format!("[{}]", items.join(","))
            }
            Self::Object(members) => {
                let member = |(key, value): &(Cow<str>, Json)| format!("{}:{}", quoted(key), value.to_portable());
                format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
            }
            _ => self.to_string(),
        }
    }

    /// The name of the value's type, for messages.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

impl fmt::Display for Json<'_> {
    /// As compact JSON text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if i == 0 { '[' } else { ',' })?;
                }
                f.write_str(if items.is_empty() { "[]" } else { "]" })
            }
            Self::Object(members) => {
                for (i, (key, value)) in members.iter().enumerate() {
                    write!(f, "{}{}:{value}", if i == 0 { '{' } else { ',' }, quoted(key))?;
                }
                f.write_str(if members.is_empty() { "{}" } else { "}" })
            }
        }
    }
}

/// A text as JSON.
#[must_use]
pub fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// The greatest integer that every JSON reader keeps exactly.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// An integer as JSON: decimal text where a reader might round it.
#[must_use]
pub fn integer_json(value: i64) -> String {
    if value.unsigned_abs() > MAX_SAFE_INTEGER { format!("\"{value}\"") } else { value.to_string() }
}

#[derive(Clone, Copy)]
struct Tree {
    depth: u32,
}

impl Tree {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(E::custom(format_args!("arrays and objects nest deeper than {MAX_DEPTH}")));
        }
        Ok(Self { depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Tree {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Json::Number(Number::Integer(value)))
    }

    #[allow(clippy::cast_precision_loss)]
    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Json::Number(i64::try_from(value).map_or(Number::Float(value as f64), Number::Integer)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Json::Number(Number::of_float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let inner = self.deeper()?;
        let mut members = Vec::new();
        while let Some(key) = map.next_key_seed(inner)? {
            let Json::Text(key) = key else { return Err(A::Error::custom("a member's name is not text")) };
            members.push((key, map.next_value_seed(inner)?));
        }
        Ok(Json::Object(members))
    }
}
