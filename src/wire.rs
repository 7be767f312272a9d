//! Reading a callback's body: strict JSON in one pass, key by key, never a tree.
//!
//! A body of the shapes that the platforms send is read straight into an event. Whatever else comes is read once more,
//! carefully: each value is first taken as it stands, so that a value of an impossible type is noted and the read goes
//! on to the end, where it is known which dialect the body speaks.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess};
use serde_json::value::RawValue;

use crate::body::SPACE;
use crate::event::{Event, Slot};
use crate::fields::{Field, Phase, Platform};
use crate::place::{Place, message_of};
use crate::raw::{MAX_OPEN, NULL, NUMBER, OBJECT, TEXT, integer_of, kind, lone_surrogate, text_of, too_deep};
use crate::rejection::Rejection;
pub(crate) use seeds::unusual;
use seeds::{Integer, List, Members, Name, Text};

mod seeds;

const INTEGER: &str = "a 64-bit integer";
const OBJECTS: &str = "an array of objects";

/// What the first, quick read of a body says of a value that is not of its key's usual type.
pub const UNUSUAL: &str = "a value of an unusual type";

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
        deserializer.deserialize_any(Members { object: &mut object, reading: self })?;
        deserializer.end()?;
        Ok(object)
    }

    fn not_strict(&self, error: &serde_json::Error) -> Rejection {
        if let Some(kind) = kind(self.text.trim_start_matches(SPACE)).filter(|kind| *kind != OBJECT) {
            return Rejection::unreadable(format!("the body is {kind}, expected an object"));
        }
        let place = self.stopped_at.map_or_else(|| Place::of_error(self.text, error), |at| Place::at(self.text, at));
        Rejection::unreadable(format!("the body is not strict JSON: {} at {place}", message_of(error)))
    }
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
            return map.next_value_seed(Text);
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
        map.next_value_seed(Text)
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
            return map.next_value_seed(Integer);
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
        if self.careful { Ok(integer_of(self.raw(map)?)) } else { map.next_value_seed(Integer) }
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
            (at, format!("more than {MAX_OPEN} arrays and objects are open at once"))
        } else if let Some(at) = lone_surrogate(raw) {
            (at, "half of a surrogate pair".to_owned())
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
