//! Texts that had to be made: of escapes, of percent-encoding, for messages.

use std::fmt;

use elsa::FrozenVec;

/// Keeps texts, so that what is read borrows all that it holds: from what was received, or from here.
#[derive(Default)]
pub struct Texts(FrozenVec<String>);

impl Texts {
    /// Keeps a text.
    #[inline(never)]
    pub fn keep(&self, text: String) -> &str {
        self.0.push_get(text)
    }

    /// Makes a text, and keeps it.
    #[inline(never)]
    pub fn format(&self, text: fmt::Arguments) -> &str {
        self.keep(text.to_string())
    }
}
