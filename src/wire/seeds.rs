//! How `serde` hands the parts of a body to a [`Reading`].

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Fault, Key, OBJECTS, Object, Reading};
use crate::raw::{NULL, TEXT, kind};

/// The visits of JSON types that a visitor has no use for: the value is unusual, and whoever reads has another way for
/// that. (What `serde` would do by itself, naming the value it found, brings the printing of floats into the module.)
macro_rules! unusual {
    ($lifetime:lifetime: $($kind:ident)*) => { $($crate::wire::unusual!(@ $lifetime $kind);)* };
    (@ $lifetime:lifetime null) => {
        fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> { Err(E::custom($crate::wire::UNUSUAL)) }
    };
    (@ $lifetime:lifetime bool) => {
        fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Self::Value, E> { Err(E::custom($crate::wire::UNUSUAL)) }
    };
    (@ $lifetime:lifetime integer) => {
        fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Self::Value, E> { Err(E::custom($crate::wire::UNUSUAL)) }
        fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Self::Value, E> { Err(E::custom($crate::wire::UNUSUAL)) }
    };
    (@ $lifetime:lifetime float) => {
        fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Self::Value, E> { Err(E::custom($crate::wire::UNUSUAL)) }
    };
    (@ $lifetime:lifetime text) => {
        fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Self::Value, E> { Err(E::custom($crate::wire::UNUSUAL)) }
    };
    (@ $lifetime:lifetime array) => {
        fn visit_seq<A: serde::de::SeqAccess<$lifetime>>(self, _: A) -> Result<Self::Value, A::Error> {
            Err(serde::de::Error::custom($crate::wire::UNUSUAL))
        }
    };
    (@ $lifetime:lifetime object) => {
        fn visit_map<A: serde::de::MapAccess<$lifetime>>(self, _: A) -> Result<Self::Value, A::Error> {
            Err(serde::de::Error::custom($crate::wire::UNUSUAL))
        }
    };
}
pub(crate) use unusual;

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

    unusual!('a: null bool integer float text array);
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
        deserializer.deserialize_any(self)
    }
}

impl<'a, T: Object<'a>> Visitor<'a> for List<'_, 'a, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(OBJECTS)
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    unusual!('a: bool integer float text object);

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
                    .deserialize_any(Members { object: &mut *self.entries, reading: &mut *self.reading })
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
        deserializer.deserialize_any(self)
    }
}

impl<'a, T: Object<'a>> Visitor<'a> for Entry<'_, 'a, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<(), A::Error> {
        self.0.visit_map(map)
    }

    unusual!('a: bool integer float text array);
}

/// Matches a key without keeping it.
pub(super) struct Name<K>(pub(super) PhantomData<K>);

impl<'a, K: Key> DeserializeSeed<'a> for Name<K> {
    type Value = Option<K>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a, K: Key> Visitor<'a> for Name<K> {
    type Value = Option<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(K::named(name))
    }

    unusual!('a: null bool integer float array object);
}

/// A text that borrows from the body where it has no escapes; none for null.
pub(super) struct Text;

impl<'a> DeserializeSeed<'a> for Text {
    type Value = Option<Cow<'a, str>>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Text {
    type Value = Option<Cow<'a, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(TEXT)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    unusual!('a: bool integer float array object);
}

/// An integer of 64 bits that is spelled as one; none for null.
pub(super) struct Integer;

impl<'a> DeserializeSeed<'a> for Integer {
    type Value = Option<i64>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Integer {
    type Value = Option<i64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Self::Value, E> {
        i64::try_from(value).map(Some).map_err(|_| E::custom(super::UNUSUAL))
    }

    unusual!('a: bool float text array object);
}
