//! How `serde` hands the parts of a body to a [`Reading`].

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Fault, Key, OBJECTS, Object, Reading};
use crate::raw::{NULL, TEXT, kind};

/// Hands the members of one object over.
pub(super) struct Members<'r, 'a, T> {
    pub(super) object: &'r mut T,
    pub(super) reading: &'r mut Reading<'a>,
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

/// Hands the entries of a list over; null, and null among them, is skipped.
pub(super) struct List<'r, 'a, T> {
    pub(super) entries: &'r mut T,
    pub(super) reading: &'r mut Reading<'a>,
    /// The key where every entry must be an object.
    pub(super) strict: Option<&'static str>,
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
pub(super) struct Name<K>(pub(super) PhantomData<K>);

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
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

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
