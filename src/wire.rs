//! Reading a callback's body: strict JSON in one pass, key by key, never a tree.
//!
//! A body of the shapes that the platforms send is read straight into an event. Whatever else comes is read once more,
//! carefully: each value is first taken as it stands, so that a value of an impossible type is noted and the read goes
//! on to the end, where it is known which dialect the body speaks.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::event::{Event, Slot};
use crate::fields::{Field, Phase, Platform};
use crate::rejection::{Reason, Rejection};

/// The most bytes that a body may have.
pub const MAX_BYTES: usize = 1 << 20;

/// How many arrays and objects may be open at once, the body's own object counted.
pub const MAX_OPEN: usize = 64;

const NULL: &str = "null";
const TEXT: &str = "text";
const NUMBER: &str = "a number";
const INTEGER: &str = "a 64-bit integer";
const OBJECTS: &str = "an array of objects";

/// JSON's white space.
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// The keys of one kind of object, as [`keys!`] declares them.
pub trait Key: Copy {
    /// The key that is spelled so.
    fn named(name: &str) -> Option<Self>;
    /// The spelling.
    fn name(self) -> &'static str;
    /// One bit that no other key of the object has.
    fn bit(self) -> u32;
}

/// Declares the known keys of one kind of object.
macro_rules! keys {
    ($($key:ident = $name:literal),* $(,)?) => {
        #[derive(Clone, Copy)]
        #[repr(u8)]
        enum Key {
            $($key,)*
        }

        impl $crate::wire::Key for Key {
            fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$key),)*
                    _ => None,
                }
            }

            fn name(self) -> &'static str {
                match self {
                    $(Self::$key => $name,)*
                }
            }

            fn bit(self) -> u32 {
                1 << self as u8
            }
        }
    };
}
pub(crate) use keys;

/// An object of the body: the body itself or an entry of a list.
pub trait Object<'a> {
    /// Takes the members of one object.
    ///
    /// # Errors
    /// The text is no strict JSON or, unless it is read carefully, has a value of an unusual shape.
    fn members<A: MapAccess<'a>>(&mut self, reading: &mut Reading<'a>, map: A) -> Result<(), A::Error>;
}

/// What is wrong with a known key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It comes twice in one object.
    Repeated(&'static str),
    /// One of the list under it is of an impossible type.
    Entry {
        /// The key.
        key: &'static str,
        /// What the entry is.
        found: &'static str,
    },
    /// Its value is of an impossible type.
    Type {
        /// The key.
        key: &'static str,
        /// What the value is.
        found: &'static str,
        /// What the value must be.
        expected: &'static str,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repeated(key) => write!(f, "`{key}` comes twice in one object"),
            Self::Entry { key, found } => write!(f, "an entry of `{key}` is {found}, expected an object"),
            Self::Type { key, found, expected } => write!(f, "`{key}` is {found}, expected {expected}"),
        }
    }
}

/// A body as one dialect reads it.
pub struct Reading<'a> {
    text: &'a str,
    command_key: &'static str,
    careful: bool,
    /// How many arrays and objects are open.
    open: usize,
    /// Where the text stops being strict JSON, if it is for another reason than its syntax.
    stopped_at: Option<usize>,
    /// The command, where it is text.
    pub command: Option<Cow<'a, str>>,
    /// What is wrong with the command.
    pub command_fault: Option<Fault>,
    /// The key of the other dialect's command is there too.
    pub other_command: bool,
    /// The first thing that is wrong with another known key.
    pub fault: Option<Fault>,
    /// What the keys give, without the command and its phase.
    pub event: Event<'a>,
}

impl<'a> Reading<'a> {
    /// A body not read yet, of the dialect that has its command under this key.
    #[must_use]
    pub fn new(text: &'a str, platform: Platform, command_key: &'static str) -> Self {
        Self {
            text,
            command_key,
            careful: false,
            open: 1,
            stopped_at: None,
            command: None,
            command_fault: None,
            other_command: false,
            fault: None,
            event: Event::new(platform, Phase::Before, Cow::Borrowed("")),
        }
    }

    /// Reads the object that the body is.
    ///
    /// # Errors
    /// The text is not an object in strict JSON.
    pub fn read<T: Object<'a> + Default>(&mut self) -> Result<T, Rejection> {
        if let Ok(object) = self.pass() {
            return Ok(object);
        }
        *self = Self::new(self.text, self.event.platform, self.command_key);
        self.careful = true;
        self.pass().map_err(|error| self.not_strict(&error))
    }

    fn pass<T: Object<'a> + Default>(&mut self) -> Result<T, serde_json::Error> {
        let mut object = T::default();
        let mut deserializer = serde_json::Deserializer::from_str(self.text);
        deserializer.deserialize_map(Members { object: &mut object, reading: self })?;
        deserializer.end()?;
        Ok(object)
    }

    fn not_strict(&self, error: &serde_json::Error) -> Rejection {
        if let Some(kind) = kind(self.text.trim_start_matches(SPACE)).filter(|kind| *kind != "an object") {
            return unreadable(format!("the body is {kind}, expected an object"));
        }
        let before = self.stopped_at.and_then(|at| self.text.get(..at));
        let place = before.map_or_else(|| place_of(self.text, error), place);
        let message = error.to_string();
        let suffix = format!(" at line {} column {}", error.line(), error.column());
        let what = message.strip_suffix(&suffix).unwrap_or(&message);
        unreadable(format!("the body is not strict JSON: {what} at {place}"))
    }
}

/// The body as text.
///
/// # Errors
/// It is too long, not UTF-8, or begins with a byte order mark.
pub fn text(body: &[u8]) -> Result<&str, Rejection> {
    if body.len() > MAX_BYTES {
        return Err(unreadable(format!("the body has {} bytes, expected at most {MAX_BYTES}", body.len())));
    }
    let text = std::str::from_utf8(body).map_err(|error| {
        let before = body.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok());
        unreadable(format!("the body is not UTF-8 at {}", place(before.unwrap_or_default())))
    })?;
    if text.starts_with('\u{feff}') {
        return Err(unreadable(format!("the body begins with a byte order mark at {}", place(""))));
    }
    Ok(text)
}

/// Which dialect's reader to try first: Tencent's keys begin in upper case, `OpenIM`'s in lower case.
#[must_use]
pub fn guess(text: &str) -> Platform {
    let first_key = text.trim_start_matches(SPACE).strip_prefix('{').map(|rest| rest.trim_start_matches(SPACE));
    match first_key.and_then(|key| key.as_bytes().get(1)) {
        Some(b'A'..=b'Z') => Platform::Tencent,
        _ => Platform::OpenIm,
    }
}

/// The rejection of a body whose dialect cannot be told.
#[must_use]
pub fn unreadable(message: String) -> Rejection {
    Rejection { reason: Reason::Unreadable, message, dialect: None, decides: true }
}

/// The place after this much of the body.
fn place(before: &str) -> String {
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.get(line_start..).unwrap_or_default().encode_utf16().count() + 1;
    format!("line {line}, column {column}")
}

/// The place of an error, whose column counts bytes from 1 and is 0 at the beginning of a line.
fn place_of(text: &str, error: &serde_json::Error) -> String {
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let before = line.char_indices().take_while(|(at, _)| at + 1 < error.column());
    let column = before.map(|(_, letter)| letter.len_utf16()).sum::<usize>() + 1;
    format!("line {}, column {column}", error.line().max(1))
}

/// What a JSON value is, by its first byte.
fn kind(raw: &str) -> Option<&'static str> {
    Some(match raw.as_bytes().first()? {
        b'"' => TEXT,
        b'{' => "an object",
        b'[' => "an array",
        b't' | b'f' => "a boolean",
        b'n' => NULL,
        b'-' | b'0'..=b'9' => NUMBER,
        _ => return None,
    })
}

impl<'a> Reading<'a> {
    /// The next known key that comes for the first time in its object; `seen` collects the bits of the keys.
    ///
    /// # Errors
    /// As of [`Object::members`].
    pub fn key<K: Key, A: MapAccess<'a>>(&mut self, map: &mut A, seen: &mut u32) -> Result<Option<K>, A::Error> {
        while let Some(key) = map.next_key_seed(Name(PhantomData::<K>))? {
            let Some(key) = key else {
                self.raw(map)?;
                continue;
            };
            if *seen & key.bit() == 0 {
                *seen |= key.bit();
                return Ok(Some(key));
            }
            self.note(key.name(), Fault::Repeated(key.name()));
            self.raw(map)?;
        }
        Ok(None)
    }

    /// The text of a key that must hold one; none for null.
    ///
    /// # Errors
    /// As of [`Object::members`].
    pub fn text<K: Key, A: MapAccess<'a>>(&mut self, map: &mut A, key: K) -> Result<Option<Cow<'a, str>>, A::Error> {
        if !self.careful {
            return Ok(map.next_value::<Option<Text<'a>>>()?.map(|text| text.0));
        }
        let raw = self.raw(map)?;
        let text = text_of(raw);
        if text.is_none() {
            self.note_type(key.name(), raw, TEXT);
        }
        Ok(text)
    }

    /// Gives a field the text of a key that must hold one; null is nothing.
    ///
    /// # Errors
    /// As of [`Object::members`].
    pub fn set_text<K: Key, A: MapAccess<'a>>(&mut self, map: &mut A, key: K, field: Field) -> Result<(), A::Error> {
        let text = self.text(map, key)?;
        self.event.set_text(field, text);
        Ok(())
    }

    /// The text of a key that may hold anything.
    ///
    /// # Errors
    /// As of [`Object::members`].
    pub fn any_text<A: MapAccess<'a>>(&mut self, map: &mut A) -> Result<Option<Cow<'a, str>>, A::Error> {
        if self.careful {
            return Ok(text_of(self.raw(map)?));
        }
        Ok(map.next_value::<Option<Text<'a>>>()?.map(|text| text.0))
    }

    /// Gives a field the text of a key that may hold anything; what is no text is nothing.
    ///
    /// # Errors
    /// As of [`Object::members`].
    pub fn set_any_text<A: MapAccess<'a>>(&mut self, map: &mut A, field: Field) -> Result<(), A::Error> {
        let text = self.any_text(map)?;
        self.event.set_text(field, text);
        Ok(())
    }

    /// The integer of a key that must hold one; none for null.
    ///
    /// # Errors
    /// As of [`Object::members`].
    pub fn integer<K: Key, A: MapAccess<'a>>(&mut self, map: &mut A, key: K) -> Result<Option<i64>, A::Error> {
        if !self.careful {
            return map.next_value();
        }
        let raw = self.raw(map)?;
        let integer = integer_of(raw);
        if integer.is_none() {
            self.note_type(key.name(), raw, INTEGER);
        }
        Ok(integer)
    }

    /// The integer of a key that may hold anything.
    ///
    /// # Errors
    /// As of [`Object::members`].
    pub fn any_integer<A: MapAccess<'a>>(&mut self, map: &mut A) -> Result<Option<i64>, A::Error> {
        if self.careful { Ok(integer_of(self.raw(map)?)) } else { map.next_value() }
    }

    /// Gives a field the integer of a key that may hold anything; what is no integer is nothing.
    ///
    /// # Errors
    /// As of [`Object::members`].
    pub fn set_any_integer<A: MapAccess<'a>>(&mut self, map: &mut A, field: Field) -> Result<(), A::Error> {
        if let Some(value) = self.any_integer(map)? {
            self.event.set(field, Slot::Integer(value));
        }
        Ok(())
    }

    /// The entries of a key that must hold an array of objects; null, and null among them, is skipped.
    ///
    /// # Errors
    /// As of [`Object::members`].
    pub fn list<K: Key, A: MapAccess<'a>, T: Object<'a>>(
        &mut self,
        map: &mut A,
        key: K,
        entries: &mut T,
    ) -> Result<(), A::Error> {
        self.entries(map, Some(key.name()), entries)
    }

    /// The entries of a key that may hold anything; what is no object among them is skipped.
    ///
    /// # Errors
    /// As of [`Object::members`].
    pub fn any_list<A: MapAccess<'a>, T: Object<'a>>(&mut self, map: &mut A, entries: &mut T) -> Result<(), A::Error> {
        self.entries(map, None, entries)
    }

    fn entries<A: MapAccess<'a>, T: Object<'a>>(
        &mut self,
        map: &mut A,
        strict: Option<&'static str>,
        entries: &mut T,
    ) -> Result<(), A::Error> {
        let raw = if self.careful { Some(self.raw(map)?) } else { None };
        self.open += 2;
        let list = List { entries, reading: &mut *self, strict };
        match raw {
            None => map.next_value_seed(list)?,
            Some(raw) if raw.starts_with('[') => {
                list.deserialize(&mut serde_json::Deserializer::from_str(raw)).map_err(A::Error::custom)?;
            }
            Some(raw) => {
                if let Some(key) = strict {
                    self.note_type(key, raw, OBJECTS);
                }
            }
        }
        self.open -= 2;
        Ok(())
    }

    /// The value as it stands in the body, known to be strict JSON.
    ///
    /// # Errors
    /// It is not.
    pub fn raw<A: MapAccess<'a>>(&mut self, map: &mut A) -> Result<&'a str, A::Error> {
        let raw = map.next_value::<&RawValue>()?.get();
        self.check(raw)?;
        Ok(raw)
    }

    fn check<E: serde::de::Error>(&mut self, raw: &'a str) -> Result<(), E> {
        let (at, what) = if raw.starts_with(['[', '{'])
            && let Some(at) = too_deep(raw, self.open)
        {
            (at, format!("more than {MAX_OPEN} arrays and objects are open"))
        } else if let Some(at) = lone_surrogate(raw) {
            (at, "half a surrogate pair".to_owned())
        } else {
            return Ok(());
        };
        self.stopped_at = raw.as_ptr().addr().checked_sub(self.text.as_ptr().addr()).map(|start| start + at);
        Err(E::custom(what))
    }

    fn note_type(&mut self, key: &'static str, raw: &str, expected: &'static str) {
        match kind(raw) {
            None | Some(NULL) => {}
            Some(NUMBER) if expected == INTEGER => {
                self.note(key, Fault::Type { key, found: "a fraction or beyond 64 bits", expected });
            }
            Some(found) => self.note(key, Fault::Type { key, found, expected }),
        }
    }

    fn note(&mut self, key: &'static str, fault: Fault) {
        let first = if key == self.command_key { &mut self.command_fault } else { &mut self.fault };
        first.get_or_insert(fault);
    }
}

/// Where a value opens more arrays and objects than may be open.
fn too_deep(raw: &str, mut open: usize) -> Option<usize> {
    let mut bytes = raw.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'[' | b'{' => {
                open += 1;
                if open > MAX_OPEN {
                    return Some(at);
                }
            }
            b']' | b'}' => open = open.saturating_sub(1),
            b'"' => loop {
                match bytes.next() {
                    Some((_, b'\\')) => {
                        bytes.next();
                    }
                    Some((_, b'"')) | None => break,
                    Some(_) => {}
                }
            },
            _ => {}
        }
    }
    None
}

/// Where a value has an escaped half of a surrogate pair without the other half.
fn lone_surrogate(raw: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += raw.get(at..)?.find('\\')?;
        match escaped_unit(raw, at) {
            None => at += 2,
            Some(0xd800..=0xdbff) if matches!(escaped_unit(raw, at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => return Some(at),
            Some(_) => at += 6,
        }
    }
}

/// The UTF-16 unit of an escape `\uXXXX`.
fn escaped_unit(raw: &str, at: usize) -> Option<u16> {
    let digits = raw.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

/// The text of a value that is one.
#[must_use]
pub fn text_of(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') { serde_json::from_str(raw).ok().map(Cow::Owned) } else { Some(Cow::Borrowed(inner)) }
}

/// The integer that a value is by value, not by spelling: `3.0` is 3.
#[must_use]
pub fn integer_of(raw: &str) -> Option<i64> {
    raw.parse().ok().or_else(|| integer_by_value(raw))
}

fn integer_by_value(raw: &str) -> Option<i64> {
    let (negative, number) = raw.strip_prefix('-').map_or((false, raw), |number| (true, number));
    if !number.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = || whole.bytes().chain(fraction.bytes()).skip_while(|digit| *digit == b'0');
    let count = i64::try_from(digits().count()).ok()?;
    if count == 0 {
        return Some(0);
    }
    // The value is the digits as one integer, times ten to the power of this.
    let power = saturating(exponent).saturating_sub(i64::try_from(fraction.len()).ok()?);
    // No integer of 64 bits has more than 19 digits; only zeros may stand behind the decimal point.
    if count.saturating_add(power) > 19 || count.saturating_add(power) < 1 {
        return None;
    }
    let mut value: i64 = 0;
    let zeros = usize::try_from(power).unwrap_or(0);
    let kept = usize::try_from(count.saturating_add(power.min(0))).ok()?;
    if digits().skip(kept).any(|digit| digit != b'0') {
        return None;
    }
    for digit in digits().take(kept).chain(std::iter::repeat_n(b'0', zeros)) {
        let digit = i64::from(digit - b'0');
        value = value.checked_mul(10)?.checked_add(if negative { -digit } else { digit })?;
    }
    Some(value)
}

/// An exponent, however many digits it has.
fn saturating(exponent: &str) -> i64 {
    let (negative, digits) = match exponent.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, exponent.trim_start_matches('+')),
    };
    let size = digits
        .bytes()
        .fold(0_i64, |size, digit| size.saturating_mul(10).saturating_add(i64::from(digit.wrapping_sub(b'0'))));
    if negative { -size } else { size }
}

/// The integer that a value is, or that the ASCII digits of its text are.
#[must_use]
pub fn integer_or_digits(raw: &str) -> Option<i64> {
    match text_of(raw) {
        Some(text) if text.bytes().all(|digit| digit.is_ascii_digit()) => text.parse().ok(),
        Some(_) => None,
        None => integer_of(raw),
    }
}

/// Reads the members of one object whose JSON text is known to be strict.
#[must_use]
pub fn members_of<'a, V: Visitor<'a>>(raw: &'a str, visitor: V) -> Option<V::Value> {
    serde_json::Deserializer::from_str(raw).deserialize_map(visitor).ok()
}

struct Members<'r, 'a, T> {
    object: &'r mut T,
    reading: &'r mut Reading<'a>,
}

impl<'a, T: Object<'a>> Visitor<'a> for Members<'_, 'a, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<(), A::Error> {
        self.object.members(self.reading, map)
    }
}

struct List<'r, 'a, T> {
    entries: &'r mut T,
    reading: &'r mut Reading<'a>,
    /// The key where every entry must be an object.
    strict: Option<&'static str>,
}

impl<'a, T: Object<'a>> DeserializeSeed<'a> for List<'_, 'a, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'a, T: Object<'a>> Visitor<'a> for List<'_, 'a, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(OBJECTS)
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut sequence: A) -> Result<(), A::Error> {
        if !self.reading.careful {
            while sequence
                .next_element_seed(Entry(Members { object: &mut *self.entries, reading: &mut *self.reading }))?
                .is_some()
            {}
            return Ok(());
        }
        while let Some(raw) = sequence.next_element::<&RawValue>()? {
            let raw = raw.get();
            if raw.starts_with('{') {
                serde_json::Deserializer::from_str(raw)
                    .deserialize_map(Members { object: &mut *self.entries, reading: &mut *self.reading })
                    .map_err(A::Error::custom)?;
            } else if let (Some(key), Some(found)) = (self.strict, kind(raw))
                && found != NULL
            {
                self.reading.note(key, Fault::Entry { key, found });
            }
        }
        Ok(())
    }
}

struct Entry<'r, 'a, T>(Members<'r, 'a, T>);

impl<'a, T: Object<'a>> DeserializeSeed<'a> for Entry<'_, 'a, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'a, T: Object<'a>> Visitor<'a> for Entry<'_, 'a, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self.0)
    }
}

/// Matches a key without keeping it.
struct Name<K>(PhantomData<K>);

impl<'a, K: Key> DeserializeSeed<'a> for Name<K> {
    type Value = Option<K>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<K: Key> Visitor<'_> for Name<K> {
    type Value = Option<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(K::named(name))
    }
}

/// A text that borrows from the body where it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'a> Deserialize<'a> for Text<'a> {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        struct AsText;

        impl<'a> Visitor<'a> for AsText {
            type Value = Text<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(TEXT)
            }

            fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(AsText)
    }
}
