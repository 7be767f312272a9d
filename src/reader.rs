//! Strict JSON, value by value.
//!
//! The lexer is `hifijson`'s. It keeps what a tree of floats loses and strictness needs: how a number is spelled, where
//! each value stands, and which escapes are halves of surrogate pairs, in values that nobody reads too. Nothing here
//! recurses deeper than the arrays and objects that may be open.

use std::borrow::Cow;

use hifijson::num::LexWrite;
use hifijson::str::LexAlloc as _;
use hifijson::token::Lex as _;
use hifijson::{SliceLexer, escape, str as text, token};

use crate::place::Place;

/// Where a text stops being strict JSON, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What was found or expected.
    pub message: Cow<'static, str>,
    /// The offset in bytes.
    pub offset: usize,
}

/// Half of a surrogate pair in an escape.
pub const HALF_PAIR: &str = "found half of a surrogate pair, expected a whole character";
/// The end of the text where more must come.
pub const TOO_SOON: &str = "the text ends too soon";

impl Stop {
    /// The place in the text that was read.
    #[must_use]
    pub fn place(&self, text: &str) -> Place {
        Place::at(text, self.offset)
    }
}

/// What a JSON value is, by its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A text.
    Text,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// What it is called in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::Text => "text",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// Reads one JSON value.
pub struct Reader<'a> {
    whole: &'a str,
    rest: &'a str,
    /// How many arrays and objects are open, and how many may be.
    open: usize,
    most: usize,
}

type Item<'s, 'a> = &'s mut dyn FnMut(&mut Reader<'a>) -> Result<(), Box<Stop>>;
type Member<'m, 'a> = &'m mut dyn FnMut(&mut Reader<'a>, Cow<'a, str>) -> Result<(), Box<Stop>>;

impl<'a> Reader<'a> {
    /// Begins before the value; at most `most` arrays and objects may be open at once.
    #[must_use]
    pub const fn new(text: &'a str, most: usize) -> Self {
        Self { whole: text, rest: text, open: 0, most }
    }

    /// How many bytes were read.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.whole.len() - self.rest.len()
    }

    fn stop<T>(&self, message: &'static str) -> Result<T, Box<Stop>> {
        let message = if self.rest.is_empty() { TOO_SOON } else { message };
        Err(Box::new(Stop { message: message.into(), offset: self.offset() }))
    }

    /// The next byte that is no white space.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        loop {
            let first = self.rest.as_bytes().first().copied();
            if !matches!(first, Some(b' ' | b'\t' | b'\n' | b'\r')) {
                return first;
            }
            self.advance(1);
        }
    }

    #[inline]
    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Has the lexer read on from here.
    fn lex<T>(&mut self, read: impl FnOnce(&mut SliceLexer<'a>) -> T) -> T {
        let mut lexer = SliceLexer::new(self.rest.as_bytes());
        let result = read(&mut lexer);
        self.advance(self.rest.len() - lexer.as_slice().len());
        result
    }

    /// What the next value is.
    ///
    /// # Errors
    /// None begins here.
    #[inline]
    pub fn kind(&mut self) -> Result<Kind, Box<Stop>> {
        Ok(match self.peek() {
            Some(b'"') => Kind::Text,
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'n') => Kind::Null,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            _ => return self.stop("expected a value"),
        })
    }

    /// The object that comes next; `member` must read the value of each.
    ///
    /// # Errors
    /// It is no strict JSON, or `member` stopped.
    pub fn object(&mut self, member: Member<'_, 'a>) -> Result<(), Box<Stop>> {
        let mut more = self.enter(b'}')?;
        while more {
            if self.peek() != Some(b'"') {
                return self.stop("expected a name in double quotes");
            }
            let name = self.text()?;
            if self.peek() != Some(b':') {
                return self.stop("expected `:`");
            }
            self.advance(1);
            member(self, name)?;
            more = self.another(b'}', "expected `,` or `}`")?;
        }
        Ok(())
    }

    /// The array that comes next; `item` must read each value.
    ///
    /// # Errors
    /// It is no strict JSON, or `item` stopped.
    pub fn array(&mut self, item: Item<'_, 'a>) -> Result<(), Box<Stop>> {
        let mut more = self.enter(b']')?;
        while more {
            item(self)?;
            more = self.another(b']', "expected `,` or `]`")?;
        }
        Ok(())
    }

    /// Opens an array or object; true if something is in it.
    fn enter(&mut self, end: u8) -> Result<bool, Box<Stop>> {
        if self.open == self.most {
            let message = format!("more than {} arrays and objects are open at once", self.most).into();
            return Err(Box::new(Stop { message, offset: self.offset() }));
        }
        self.open += 1;
        self.advance(1);
        let more = self.peek() != Some(end);
        if !more {
            self.leave();
        }
        Ok(more)
    }

    fn leave(&mut self) {
        self.advance(1);
        self.open -= 1;
    }

    /// Goes to what follows a value in an array or object; false at its end.
    fn another(&mut self, end: u8, expected: &'static str) -> Result<bool, Box<Stop>> {
        match self.peek() {
            Some(b',') => {
                self.advance(1);
                if self.peek() == Some(end) { self.stop("found a comma with nothing behind it") } else { Ok(true) }
            }
            Some(next) if next == end => {
                self.leave();
                Ok(false)
            }
            _ => self.stop(expected),
        }
    }

    /// The text that comes next; it borrows where it has no escapes.
    ///
    /// # Errors
    /// It is no strict JSON.
    pub fn text(&mut self) -> Result<Cow<'a, str>, Box<Stop>> {
        let inside = self.rest.get(1..).unwrap_or_default();
        let plain = inside.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f));
        if let Some((text, rest)) = plain.and_then(|end| inside.split_at_checked(end))
            && let Some(rest) = rest.strip_prefix('"')
        {
            self.rest = rest;
            return Ok(Cow::Borrowed(text));
        }
        self.unusual_text()
    }

    /// A text with escapes, or what is no text.
    #[cold]
    fn unusual_text(&mut self) -> Result<Cow<'a, str>, Box<Stop>> {
        let start = self.offset();
        self.lex(|lexer| lexer.discarded().str_string()).map_err(|error| {
            let message = match error {
                text::Error::Control => "found a control character, which JSON escapes",
                text::Error::Escape(escape::Error::InvalidChar(_) | escape::Error::ExpectedLowSurrogate) => HALF_PAIR,
                text::Error::Escape(escape::Error::Eof) | text::Error::Eof => TOO_SOON,
                text::Error::Escape(_) | text::Error::Utf8(_) => "found an escape that JSON has not",
            };
            let end = self.offset();
            let read = self.whole.get(start..end).unwrap_or_default();
            let offset = match error {
                text::Error::Control => end.saturating_sub(1),
                text::Error::Escape(escape::Error::Eof) | text::Error::Eof => end,
                _ => start + failed_escape(read),
            };
            Box::new(Stop { message: message.into(), offset })
        })
    }

    /// The number that comes next, as it is spelled.
    ///
    /// # Errors
    /// It is no strict JSON.
    pub fn number(&mut self) -> Result<&'a str, Box<Stop>> {
        match self.lex(LexWrite::num_string).validated() {
            Ok((number, _)) => Ok(number),
            Err(_) => self.stop("found a number that is not spelled as JSON's"),
        }
    }

    /// The boolean or null that comes next.
    ///
    /// # Errors
    /// It is no strict JSON.
    pub fn word(&mut self) -> Result<Option<bool>, Box<Stop>> {
        let offset = self.offset();
        self.lex(token::Lex::null_or_bool).ok_or_else(|| Box::new(Stop { message: "expected a value".into(), offset }))
    }

    /// Any value, as it stands in the text.
    ///
    /// # Errors
    /// It is no strict JSON.
    pub fn skip(&mut self) -> Result<&'a str, Box<Stop>> {
        let kind = self.kind()?;
        let start = self.rest;
        match kind {
            Kind::Text => drop(self.text()?),
            Kind::Number => drop(self.number()?),
            Kind::Null | Kind::Boolean => drop(self.word()?),
            Kind::Array => self.array(&mut |reader| reader.skip().map(drop))?,
            Kind::Object => self.object(&mut |reader, _| reader.skip().map(drop))?,
        }
        Ok(start.get(..start.len() - self.rest.len()).unwrap_or_default())
    }

    /// The end of the text.
    ///
    /// # Errors
    /// Something stands behind the value.
    pub fn end(&mut self) -> Result<(), Box<Stop>> {
        match self.peek() {
            None => Ok(()),
            Some(_) => self.stop("found something behind the value"),
        }
    }
}

/// Where in a text, read as far as it can be, the escape begins that cannot: the last one, or the first half of a
/// surrogate pair before it.
fn failed_escape(read: &str) -> usize {
    let last = read.rfind('\\').unwrap_or_default();
    let first_half = last.checked_sub(6).filter(|before| match read.as_bytes().get(*before..last) {
        Some([b'\\', b'u', b'd' | b'D', half, ..]) => matches!(half, b'8' | b'9' | b'a' | b'b' | b'A' | b'B'),
        _ => false,
    });
    first_half.unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(text: &str) -> Option<(String, usize)> {
        let mut reader = Reader::new(text, 64);
        let read = reader.skip().and_then(|_| reader.end());
        read.err().map(|stop| (stop.message.into_owned(), stop.offset))
    }

    #[test]
    fn json_is_read_to_its_end() {
        for good in [
            "null",
            " [ ] ",
            "{}",
            "[true,false]",
            "-0",
            "1e999",
            "12.5E+3",
            "\"\\u00e9\\ud83d\\ude00\\/\"",
            "{\"a\":{\"a\":[1]}}",
        ] {
            assert_eq!(stop(good), None, "{good}");
        }
    }

    #[test]
    fn a_stop_tells_what_and_where() {
        for (text, message, offset) in [
            ("", TOO_SOON, 0),
            ("{", TOO_SOON, 1),
            ("[1,", TOO_SOON, 3),
            ("\"abc", TOO_SOON, 4),
            ("ok", "expected a value", 0),
            ("nul", "expected a value", 0),
            ("[1 2]", "expected `,` or `]`", 3),
            ("[1,]", "found a comma with nothing behind it", 3),
            ("{\"a\" 1}", "expected `:`", 5),
            ("{a:1}", "expected a name in double quotes", 1),
            ("{} x", "found something behind the value", 3),
            ("01", "found something behind the value", 1),
            ("-x", "found a number that is not spelled as JSON's", 1),
            ("[\"a\nb\"]", "found a control character, which JSON escapes", 3),
            ("[\"\\x\"]", "found an escape that JSON has not", 2),
            ("[\"\\ud800\"]", HALF_PAIR, 2),
            ("[\"\\udc00\\ud800\"]", HALF_PAIR, 2),
            ("{\"\\ud83d\\u0041\":1}", HALF_PAIR, 2),
        ] {
            assert_eq!(stop(text), Some((message.to_owned(), offset)), "{text}");
        }
    }

    #[test]
    fn only_so_many_arrays_and_objects_are_open() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(stop(&nested(64)), None);
        assert_eq!(stop(&nested(65)), Some(("more than 64 arrays and objects are open at once".to_owned(), 64)));
        assert_eq!(
            stop(&"[".repeat(500_000)),
            Some(("more than 64 arrays and objects are open at once".to_owned(), 64))
        );
        assert_eq!(stop(&format!("[{}[]]", "[],".repeat(100))), None);
    }

    #[test]
    fn places_count_lines_and_utf16_units() {
        let text = "{\n\"😀\":1,}";
        let stop = Reader::new(text, 64).skip().unwrap_err();
        assert_eq!(stop.place(text).to_string(), "line 2, column 8");
    }
}
