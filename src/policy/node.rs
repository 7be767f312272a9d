//! A value of a policy's JSON together with where it stands, so that whatever is wrong with it can be told of its place.

use crate::json::{Json, Member};

/// A value and the steps to it: each step lies on the stack of whoever walks, and becomes a pointer only when asked.
#[derive(Clone, Copy, Debug)]
pub struct Node<'n, 'j> {
    /// The value.
    pub value: &'j Json<'j>,
    step: Step<'j>,
    up: Option<&'n Node<'n, 'j>>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'j> {
    Name(&'j str),
    Index(usize),
}

impl<'n, 'j> Node<'n, 'j> {
    /// The whole document.
    #[must_use]
    pub const fn root(value: &'j Json<'j>) -> Self {
        Self { value, step: Step::Index(0), up: None }
    }

    /// A member of that object.
    #[must_use]
    pub const fn member(&'n self, name: &'j str, value: &'j Json<'j>) -> Self {
        Self { value, step: Step::Name(name), up: Some(self) }
    }

    /// An item of that array.
    #[must_use]
    pub const fn item(&'n self, index: usize, value: &'j Json<'j>) -> Self {
        Self { value, step: Step::Index(index), up: Some(self) }
    }

    /// An item of that array; where the value is none, it stands for an array of itself.
    #[must_use]
    pub const fn itself_or_item(&'n self, index: usize, value: &'j Json<'j>) -> Self {
        if let Json::Text(_) = self.value { *self } else { self.item(index, value) }
    }

    /// The name of the member that this is.
    #[must_use]
    pub const fn name(&self) -> &'j str {
        match self.step {
            Step::Name(name) => name,
            Step::Index(_) => "",
        }
    }

    /// The first member of that name, where the value is an object that has one.
    #[must_use]
    #[inline(never)]
    pub fn get(&'n self, name: &'j str) -> Option<Self> {
        self.value.member(name).map(|value| self.member(name, value))
    }

    /// The members, where the value is an object.
    #[must_use]
    pub fn members(&self) -> Option<&'j [Member<'j>]> {
        match self.value {
            Json::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The JSON Pointer, as RFC 6901 says.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut pointer = String::with_capacity(self.length());
        self.append_pointer(&mut pointer);
        pointer
    }

    /// The length of the pointer in bytes, before escapes.
    #[must_use]
    pub fn length(&self) -> usize {
        let mut length = 0;
        let mut node = self;
        while let Some(up) = node.up {
            length += match node.step {
                Step::Name(name) => name.len() + 1,
                Step::Index(_) => 6,
            };
            node = up;
        }
        length
    }

    /// Appends the pointer to a text.
    pub fn append_pointer(&self, text: &mut String) {
        let Some(up) = self.up else { return };
        up.append_pointer(text);
        text.push('/');
        match self.step {
            Step::Name(name) => append_name(text, name),
            Step::Index(index) => append_index(text, index),
        }
    }
}

/// Appends a name as a step of a JSON Pointer.
pub fn append_name(pointer: &mut String, name: &str) {
    let mut rest = name;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'~' | b'/')) {
        pointer.push_str(rest.get(..at).unwrap_or_default());
        pointer.push_str(if rest.as_bytes().get(at) == Some(&b'~') { "~0" } else { "~1" });
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    pointer.push_str(rest);
}

/// Appends an index as a step of a JSON Pointer.
pub fn append_index(pointer: &mut String, index: usize) {
    let mut divisor = 1;
    while index / divisor >= 10 {
        divisor *= 10;
    }
    while divisor > 0 {
        let digit = index / divisor % 10;
        pointer.push_str("0123456789".get(digit..=digit).unwrap_or_default());
        divisor /= 10;
    }
}
