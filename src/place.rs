//! Where something is wrong in a text that people wrote or a platform sent.

use std::fmt::{self, Write};

/// A place in a text, as editors count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in UTF-16 units.
    pub column: usize,
}

impl Place {
    /// Where every text begins.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place of a byte offset.
    #[must_use]
    pub fn at(text: &str, offset: usize) -> Self {
        Places::new(text).at(offset)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Finds places in one pass over a text.
#[derive(Debug)]
pub struct Places<'t> {
    text: &'t str,
    offset: usize,
    place: Place,
}

impl<'t> Places<'t> {
    /// Begins at the start of the text.
    #[must_use]
    pub const fn new(text: &'t str) -> Self {
        Self { text, offset: 0, place: Place::START }
    }

    /// The place of a byte offset, not before the one asked for last.
    pub fn at(&mut self, offset: usize) -> Place {
        for character in self.text.get(self.offset..offset).unwrap_or_default().chars() {
            if character == '\n' {
                self.place = Place { line: self.place.line + 1, column: 1 };
            } else {
                self.place.column += character.len_utf16();
            }
        }
        self.offset = offset;
        self.place
    }
}

/// How much of a text from outside a message quotes, in Unicode scalar values.
const LONGEST_QUOTE: usize = 64;

/// A text from outside as a message quotes it: on one line, what cannot be seen spelled out, and not for ever.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'t>(&'t str);

/// Quotes a text from outside.
#[must_use]
pub const fn shown(text: &str) -> Shown<'_> {
    Shown(text)
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (count, letter) in self.0.chars().enumerate() {
            if count == LONGEST_QUOTE {
                return f.write_char('…');
            }
            if letter.is_control()
                || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
            {
                write!(f, "\\u{{{:x}}}", u32::from(letter))?;
            } else {
                f.write_char(letter)?;
            }
        }
        Ok(())
    }
}
