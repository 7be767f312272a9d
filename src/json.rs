//! JSON as a tree that borrows its texts, for policies and facts: members keep their order and their repetitions.
//! (A callback's body never becomes a tree: its dialect reads it key by key.)

use std::cmp::Ordering;
use std::fmt;

use crate::numbers::integer_of;
use crate::reader::{Depth, Kind, Reader, Stop, Stopped};
use crate::texts::Texts;
use crate::writer::Writer;

/// How deep arrays and objects may nest in a policy or in facts: enough for conditions 64 deep, and far from the end
/// of any runtime's stack.
pub const MAX_DEPTH: Depth = (256, "more than 256 arrays and objects are open at once");

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
    Text(&'a str),
    /// An array.
    Array(Vec<Json<'a>>),
    /// An object: its members in order, repeated ones too.
    Object(Vec<Member<'a>>),
}

/// A member of an object.
pub type Member<'a> = (&'a str, Json<'a>);

/// A number, exact where it is an integer of 64 bits.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A signed 64-bit integer.
    Integer(i64),
    /// Any other number; never a float that is an integer of 64 bits.
    Float(f64),
}

impl Number {
    /// The number that is spelled so in JSON; none where no float can hold it.
    #[must_use]
    pub fn parse(spelled: &str) -> Option<Self> {
        integer_of(spelled).map(Self::Integer).or_else(|| Self::of(float_of(spelled)))
    }

    /// The number that a float is; none of what is not finite.
    #[must_use]
    #[allow(clippy::cast_possible_truncation)]
    pub fn of(value: f64) -> Option<Self> {
        // What has more digits than a float holds may be read as an integer.
        let is_integer =
            value.fract() == 0.0 && (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&value);
        value.is_finite().then_some(if is_integer { Self::Integer(value as i64) } else { Self::Float(value) })
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    /// Compares by value, exactly.
    #[allow(clippy::cast_precision_loss)]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (*self, *other) {
            (Self::Integer(a), Self::Integer(b)) => Some(a.cmp(&b)),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(&b),
            // A float that is no integer of 64 bits is close to 0 or beyond them all, and no integer equals it: one that
            // is rounded to it is less.
            (Self::Integer(a), Self::Float(b)) => (a as f64).partial_cmp(&b).map(|order| order.then(Ordering::Less)),
            (Self::Float(_), Self::Integer(_)) => other.partial_cmp(self).map(Ordering::reverse),
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

#[cfg(target_family = "wasm")]
fn float_of(spelled: &str) -> f64 {
    crate::wasm::float_of(spelled)
}

#[cfg(not(target_family = "wasm"))]
fn float_of(spelled: &str) -> f64 {
    spelled.parse().unwrap_or(f64::NAN)
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
    /// Reads a JSON text to its end; texts with escapes go to `texts`.
    ///
    /// # Errors
    /// The text is not strict JSON, nests deeper than [`MAX_DEPTH`] or has a number that no float can hold.
    pub fn parse(text: &'a str, texts: &'a Texts) -> Result<Self, Stop> {
        let mut reader = Reader::new(text, MAX_DEPTH, texts);
        let mut value = Self::Null;
        match value.read(&mut reader).and_then(|()| reader.end()) {
            Ok(()) => Ok(value),
            Err(Stopped) => Err(reader.stop()),
        }
    }

    /// Reads the next value in place of this one.
    fn read(&mut self, reader: &mut Reader<'a>) -> Result<(), Stopped> {
        match reader.kind()? {
            Kind::Null | Kind::Boolean => {
                if let Some(value) = reader.word()? {
                    *self = Self::Bool(value);
                }
            }
            Kind::Number => {
                let offset = reader.offset();
                let number = Number::parse(reader.number()?);
                *self = Self::Number(number.ok_or_else(|| reader.stop_at("found a number that is too large", offset))?);
            }
            Kind::Text => *self = Self::Text(reader.text()?),
            Kind::Array => {
                let mut more = reader.enter()?;
                *self = Self::Array(Vec::new());
                let Self::Array(items) = self else { return Ok(()) };
                while more {
                    items.push(Self::Null);
                    if let Some(item) = items.last_mut() {
                        item.read(reader)?;
                    }
                    more = reader.another(Kind::Array)?;
                }
            }
            Kind::Object => {
                let mut more = reader.enter()?;
                *self = Self::Object(Vec::new());
                let Self::Object(members) = self else { return Ok(()) };
                while more {
                    members.push((reader.name()?, Self::Null));
                    if let Some((_, value)) = members.last_mut() {
                        value.read(reader)?;
                    }
                    more = reader.another(Kind::Object)?;
                }
            }
        }
        Ok(())
    }

    /// The members, where it is an object.
    #[must_use]
    pub fn members(&self) -> Option<&[Member<'a>]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The own member of that name; the first where it is repeated.
    #[must_use]
    #[inline(never)]
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.members()?.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The value as JSON text that every reader keeps exactly: integers beyond ±(2^53 − 1) as decimal text.
    #[must_use]
    pub fn to_portable(&self) -> String {
        let mut json = Writer::default();
        self.write(&mut json, integer_json);
        json.finish()
    }

    fn write(&self, json: &mut Writer, integer: fn(i64) -> String) {
        match self {
            Self::Null => json.json("null"),
            Self::Bool(value) => json.boolean(*value),
            Self::Number(Number::Integer(value)) => json.json(&integer(*value)),
            Self::Number(Number::Float(value)) => json.json(&float_text(*value)),
            Self::Text(text) => json.text(text),
            Self::Array(items) => {
                json.open("[");
                for item in items {
                    item.write(json, integer);
                }
                json.close("]");
            }
            Self::Object(members) => {
                json.open("{");
                for (name, value) in members {
                    value.write(json.name(name), integer);
                }
                json.close("}");
            }
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
        let mut json = Writer::default();
        self.write(&mut json, |value| value.to_string());
        f.write_str(json.as_str())
    }
}

/// Appends a text as JSON.
pub fn append_quoted(json: &mut String, text: &str) {
    json.push('"');
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        if !matches!(byte, b'"' | b'\\' | 0..=0x1f) {
            continue;
        }
        json.push_str(text.get(start..at).unwrap_or_default());
        start = at + 1;
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..=0x0f => "\\u000",
            _ => "\\u001",
        };
        json.push_str(escape);
        if escape.len() > 2 {
            let digit = usize::from(byte & 15);
            json.push_str("0123456789abcdef".get(digit..=digit).unwrap_or_default());
        }
    }
    json.push_str(text.get(start..).unwrap_or_default());
    json.push('"');
}

/// The greatest integer that every JSON reader keeps exactly.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// An integer as JSON: decimal text where a reader might round it.
#[must_use]
pub fn integer_json(value: i64) -> String {
    if value.unsigned_abs() > MAX_SAFE_INTEGER { format!("\"{value}\"") } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_more_digits_than_a_float_holds_is_what_the_float_is() {
        for (spelled, expected) in [
            ("2.99999999999999999999", Some(Number::Integer(3))),
            ("3.00000000000000000001", Some(Number::Integer(3))),
            ("-1e-400", Some(Number::Integer(0))),
            ("9223372036854775807.5", Some(Number::Float(9_223_372_036_854_775_808.0))),
            ("2.5", Some(Number::Float(2.5))),
            ("1e400", None),
        ] {
            let parsed = Number::parse(spelled);
            assert_eq!(parsed, expected, "{spelled}");
            assert_eq!(
                parsed.map(|number| matches!(number, Number::Integer(_))),
                expected.map(|number| matches!(number, Number::Integer(_))),
                "{spelled}"
            );
        }
    }
}
