//! Strict JSON, value by value, from bytes that nobody has looked at yet.
//!
//! The lexer is `hifijson`'s. It keeps what a tree of floats loses and strictness needs: how a number is spelled, where
//! each value stands, and which escapes are halves of surrogate pairs, in values that nobody reads too. Nothing here
//! recurses deeper than the arrays and objects that may be open.

use std::borrow::Cow;

use hifijson::num::LexWrite as _;
use hifijson::str::LexAlloc as _;
use hifijson::token::Lex as _;
use hifijson::{SliceLexer, escape, str as text};

use crate::place::Place;

/// Where bytes stop being strict JSON, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What was found or expected.
    pub message: Cow<'static, str>,
    /// The offset in bytes.
    pub offset: usize,
}

/// Half of a surrogate pair in an escape.
pub const HALF_PAIR: &str = "found half of a surrogate pair, expected a whole character";
/// Bytes that are no characters.
pub const NOT_UTF8: &str = "found bytes that are not UTF-8";
/// The end of the text where more must come.
pub const TOO_SOON: &str = "the text ends too soon";

impl Stop {
    /// The place in the bytes that were read.
    #[must_use]
    pub fn place(&self, bytes: &[u8]) -> Place {
        let before = bytes.get(..self.offset).unwrap_or(bytes);
        let before = String::from_utf8_lossy(before);
        Place::at(&before, before.len())
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
    bytes: &'a [u8],
    lexer: SliceLexer<'a>,
    /// How many arrays and objects are open, and how many may be.
    open: usize,
    most: usize,
}

type Step<'s, 'a> = &'s mut dyn FnMut(&mut Reader<'a>) -> Result<(), Stop>;
type Member<'m, 'a> = &'m mut dyn FnMut(&mut Reader<'a>, Cow<'a, str>) -> Result<(), Stop>;

impl<'a> Reader<'a> {
    /// Begins before the value; at most `most` arrays and objects may be open at once.
    #[must_use]
    pub fn new(bytes: &'a [u8], most: usize) -> Self {
        Self { bytes, lexer: SliceLexer::new(bytes), open: 0, most }
    }

    /// How many bytes were read.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.bytes.len() - self.lexer.as_slice().len()
    }

    fn stop<T>(&self, message: &'static str) -> Result<T, Stop> {
        let message = if self.lexer.as_slice().is_empty() { TOO_SOON } else { message };
        Err(Stop { message: message.into(), offset: self.offset() })
    }

    /// What the next value is.
    ///
    /// # Errors
    /// None begins here.
    pub fn kind(&mut self) -> Result<Kind, Stop> {
        Ok(match self.lexer.ws_peek() {
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
    pub fn object(&mut self, member: Member<'_, 'a>) -> Result<(), Stop> {
        self.sequence(b'}', "expected `,` or `}`", &mut |reader| {
            if reader.lexer.ws_peek() != Some(b'"') {
                return reader.stop("expected a name in double quotes");
            }
            let name = reader.text()?;
            if reader.lexer.expect(SliceLexer::ws_peek, b':').is_none() {
                return reader.stop("expected `:`");
            }
            member(reader, name)
        })
    }

    /// The array that comes next; `item` must read each value.
    ///
    /// # Errors
    /// It is no strict JSON, or `item` stopped.
    pub fn array(&mut self, item: Step<'_, 'a>) -> Result<(), Stop> {
        self.sequence(b']', "expected `,` or `]`", item)
    }

    fn sequence(&mut self, end: u8, expected: &'static str, step: Step<'_, 'a>) -> Result<(), Stop> {
        if self.open == self.most {
            let message = format!("more than {} arrays and objects are open at once", self.most).into();
            return Err(Stop { message, offset: self.offset() });
        }
        self.open += 1;
        let mut more = self.lexer.discarded().ws_peek() != Some(end);
        while more {
            step(self)?;
            match self.lexer.ws_peek() {
                Some(b',') => {
                    if self.lexer.discarded().ws_peek() == Some(end) {
                        return self.stop("found a comma with nothing behind it");
                    }
                }
                Some(next) if next == end => more = false,
                _ => return self.stop(expected),
            }
        }
        self.lexer.discarded();
        self.open -= 1;
        Ok(())
    }

    /// The text that comes next; it borrows from the bytes where it has no escapes.
    ///
    /// # Errors
    /// It is no strict JSON.
    pub fn text(&mut self) -> Result<Cow<'a, str>, Stop> {
        let start = self.offset();
        self.lexer.discarded().str_string().map_err(|error| {
            let message = match error {
                text::Error::Control => "found a control character, which JSON escapes",
                text::Error::Utf8(_) => NOT_UTF8,
                text::Error::Escape(escape::Error::InvalidChar(_) | escape::Error::ExpectedLowSurrogate) => HALF_PAIR,
                text::Error::Escape(escape::Error::Eof) | text::Error::Eof => TOO_SOON,
                text::Error::Escape(_) => "found an escape that JSON has not",
            };
            // Where the text begins is easier to find than where in it something cannot be seen.
            let offset = if message == TOO_SOON { self.offset() } else { start };
            Stop { message: message.into(), offset }
        })
    }

    /// The number that comes next, as it is spelled.
    ///
    /// # Errors
    /// It is no strict JSON.
    pub fn number(&mut self) -> Result<&'a str, Stop> {
        match self.lexer.num_string().validated() {
            Ok((number, _)) => Ok(number),
            Err(_) => self.stop("found a number that is not spelled as JSON's"),
        }
    }

    /// The boolean or null that comes next.
    ///
    /// # Errors
    /// It is no strict JSON.
    pub fn word(&mut self) -> Result<Option<bool>, Stop> {
        let offset = self.offset();
        self.lexer.null_or_bool().ok_or(Stop { message: "expected a value".into(), offset })
    }

    /// Any value, as it stands in the bytes.
    ///
    /// # Errors
    /// It is no strict JSON.
    pub fn skip(&mut self) -> Result<&'a [u8], Stop> {
        let kind = self.kind()?;
        let start = self.lexer.as_slice();
        match kind {
            Kind::Text => drop(self.text()?),
            Kind::Number => drop(self.number()?),
            Kind::Null | Kind::Boolean => drop(self.word()?),
            Kind::Array => self.array(&mut |reader| reader.skip().map(drop))?,
            Kind::Object => self.object(&mut |reader, _| reader.skip().map(drop))?,
        }
        Ok(start.get(..start.len() - self.lexer.as_slice().len()).unwrap_or_default())
    }

    /// The end of the bytes.
    ///
    /// # Errors
    /// Something stands behind the value.
    pub fn end(&mut self) -> Result<(), Stop> {
        match self.lexer.ws_peek() {
            None => Ok(()),
            Some(_) => self.stop("found something behind the value"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(bytes: &[u8]) -> Option<(String, usize)> {
        let mut reader = Reader::new(bytes, 64);
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
            assert_eq!(stop(good.as_bytes()), None, "{good}");
        }
    }

    #[test]
    fn a_stop_tells_what_and_where() {
        for (bytes, message, offset) in [
            (&b""[..], TOO_SOON, 0),
            (b"{", TOO_SOON, 1),
            (b"[1,", TOO_SOON, 3),
            (b"\"abc", TOO_SOON, 4),
            (b"ok", "expected a value", 0),
            (b"nul", "expected a value", 0),
            (b"[1 2]", "expected `,` or `]`", 3),
            (b"[1,]", "found a comma with nothing behind it", 3),
            (b"{\"a\" 1}", "expected `:`", 5),
            (b"{a:1}", "expected a name in double quotes", 1),
            (b"{} x", "found something behind the value", 3),
            (b"01", "found something behind the value", 1),
            (b"-x", "found a number that is not spelled as JSON's", 1),
            (b"[\"a\nb\"]", "found a control character, which JSON escapes", 1),
            (b"[\"\\x\"]", "found an escape that JSON has not", 1),
            (b"[\"\\ud800\"]", HALF_PAIR, 1),
            (b"[\"\\udc00\\ud800\"]", HALF_PAIR, 1),
            (b"{\"\\ud83d\\u0041\":1}", HALF_PAIR, 1),
            (b"[\"\xff\"]", NOT_UTF8, 1),
            (b"[\"\xed\xa0\x80\"]", NOT_UTF8, 1),
            (b"[\xff]", "expected a value", 1),
        ] {
            assert_eq!(stop(bytes), Some((message.to_owned(), offset)), "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn only_so_many_arrays_and_objects_are_open() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(stop(nested(64).as_bytes()), None);
        assert_eq!(
            stop(nested(65).as_bytes()),
            Some(("more than 64 arrays and objects are open at once".to_owned(), 64))
        );
        assert_eq!(
            stop("[".repeat(500_000).as_bytes()),
            Some(("more than 64 arrays and objects are open at once".to_owned(), 64))
        );
        assert_eq!(stop(format!("[{}[]]", "[],".repeat(100)).as_bytes()), None);
    }

    #[test]
    fn places_count_lines_and_utf16_units() {
        let bytes = "{\n\"😀\":1,}".as_bytes();
        let stop = Reader::new(bytes, 64).skip().unwrap_err();
        assert_eq!(stop.place(bytes).to_string(), "line 2, column 8");
    }
}
