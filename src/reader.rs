//! Strict JSON, value by value, pulled by who reads it.
//!
//! It keeps what a tree of floats loses and strictness needs: how a number is spelled, where each value stands, and
//! which escapes are halves of surrogate pairs, in values that nobody reads too. Nothing is allocated but a text with
//! escapes. It is our own because reading is most of a call's time and of this project's purpose: no crate that reads
//! JSON tells the offset of each of these faults, and the text has been found to be UTF-8 already.

#[cfg(test)]
mod tests;

use crate::place::Place;
use crate::texts::Texts;

/// Where a text stops being strict JSON, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What was found or expected.
    pub message: &'static str,
    /// The offset in bytes.
    pub offset: usize,
}

/// The reader has stopped: it tells where and why, and is of no other use.
#[derive(Clone, Copy, Debug)]
pub struct Stopped;

/// How many arrays and objects may be open at once, and what is said of more.
pub type Depth = (usize, &'static str);

/// Half of a surrogate pair in an escape.
pub const HALF_PAIR: &str = "found half of a surrogate pair, expected a whole character";
/// An escape that is none of JSON's.
const NO_ESCAPE: &str = "found an escape that JSON has not";
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

/// How many bytes of a text are looked at where it is read, before [`Reader::pass_long`] goes on.
const SHORT: usize = 32;

/// Reads one JSON value.
pub struct Reader<'a> {
    text: &'a str,
    texts: &'a Texts,
    /// How many bytes were read.
    at: usize,
    /// How many arrays and objects are open.
    open: usize,
    depth: Depth,
    stop: Stop,
}

#[expect(
    clippy::inline_always,
    reason = "the module inlines little by itself, and calls for a few bytes each cost most"
)]
impl<'a> Reader<'a> {
    /// Begins before the value. Texts with escapes go to `texts`.
    #[must_use]
    pub const fn new(text: &'a str, depth: Depth, texts: &'a Texts) -> Self {
        Self { text, texts, at: 0, open: 0, depth, stop: Stop { message: "", offset: 0 } }
    }

    /// How many bytes were read.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.at
    }

    /// Where and why it has stopped.
    #[must_use]
    pub const fn stop(&self) -> Stop {
        self.stop
    }

    /// Stops at an offset.
    #[cold]
    #[inline(never)]
    pub const fn stop_at(&mut self, message: &'static str, offset: usize) -> Stopped {
        self.stop = Stop { message, offset };
        Stopped
    }

    /// Stops before the next byte.
    #[cold]
    #[inline(never)]
    pub const fn stop_here(&mut self, message: &'static str) -> Stopped {
        self.stop_at(if self.at >= self.text.len() { TOO_SOON } else { message }, self.at)
    }

    /// The next byte; 0, which JSON has nowhere, at the end.
    #[inline(always)]
    fn byte(&self) -> u8 {
        self.byte_at(self.at)
    }

    #[inline(always)]
    fn byte_at(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or_default()
    }

    /// The next byte that is no white space, by which a value can be told; 0 at the end.
    #[inline(always)]
    pub fn peek(&mut self) -> u8 {
        loop {
            let byte = self.byte();
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return byte;
            }
            self.at += 1;
        }
    }

    /// What was read since then.
    #[inline(always)]
    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// What the next value is.
    ///
    /// # Errors
    /// None begins here.
    #[inline]
    pub fn kind(&mut self) -> Result<Kind, Stopped> {
        Ok(match self.peek() {
            b'"' => Kind::Text,
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b't' | b'f' => Kind::Boolean,
            b'n' => Kind::Null,
            b'-' | b'0'..=b'9' => Kind::Number,
            _ => return Err(self.stop_here("expected a value")),
        })
    }

    /// Opens the array or object that comes next; true if something is in it.
    ///
    /// # Errors
    /// Too many are open.
    pub fn enter(&mut self) -> Result<bool, Stopped> {
        let (most, beyond) = self.depth;
        if self.open == most {
            return Err(self.stop_at(beyond, self.at));
        }
        // Both kinds of brackets close two characters after the one that opens.
        let end = self.byte().wrapping_add(2);
        self.at += 1;
        let more = self.peek() != end;
        self.at += usize::from(!more);
        self.open += usize::from(more);
        Ok(more)
    }

    /// Passes the name of the next member of an object if it is this one, spelled as platforms do: without white space
    /// and escapes. Else nothing is read.
    #[inline(always)]
    pub fn passes_name(&mut self, name: &str) -> bool {
        let end = self.at + name.len() + 3;
        let passes = match self.text.as_bytes().get(self.at..end) {
            Some([b'"', inside @ .., b'"', b':']) => equal(inside, name.as_bytes()),
            _ => false,
        };
        if passes {
            self.at = end;
        }
        passes
    }

    /// Passes an object that has this member alone, a text, spelled as platforms do: without white space and escapes.
    /// Else nothing is read.
    pub fn passes_only_text(&mut self, name: &str) -> Option<&'a str> {
        let start = self.at;
        self.at += 1;
        if self.byte_at(start) == b'{' && self.passes_name(name) && self.byte() == b'"' {
            self.at += 1;
            let inside = self.at;
            self.pass_plain();
            let text = self.since(inside);
            if self.byte() == b'"' && self.byte_at(self.at + 1) == b'}' {
                self.at += 2;
                return Some(text);
            }
        }
        self.at = start;
        None
    }

    /// The name of the next member of an object; its value comes next.
    ///
    /// # Errors
    /// It is no strict JSON.
    pub fn name(&mut self) -> Result<&'a str, Stopped> {
        if self.peek() != b'"' {
            return Err(self.stop_here("expected a name in double quotes"));
        }
        let name = self.text()?;
        if self.peek() != b':' {
            return Err(self.stop_here("expected `:`"));
        }
        self.at += 1;
        Ok(name)
    }

    /// Goes from one value of an array to the next; false at its end, which closes it.
    ///
    /// # Errors
    /// It is no strict JSON.
    #[inline(always)]
    pub fn another_item(&mut self) -> Result<bool, Stopped> {
        self.next(b']')
    }

    /// Goes from one member of an object to the next; false at its end, which closes it.
    ///
    /// # Errors
    /// It is no strict JSON.
    #[inline(always)]
    pub fn another_member(&mut self) -> Result<bool, Stopped> {
        self.next(b'}')
    }

    /// Goes from one value of an array or object to the next, where that need not be fast.
    ///
    /// # Errors
    /// It is no strict JSON.
    #[inline(never)]
    pub fn another(&mut self, kind: Kind) -> Result<bool, Stopped> {
        self.next(if kind == Kind::Object { b'}' } else { b']' })
    }

    #[inline(always)]
    fn next(&mut self, end: u8) -> Result<bool, Stopped> {
        let next = self.peek();
        if next == b',' {
            self.at += 1;
            if self.peek() == end { Err(self.stop_here("found a comma with nothing behind it")) } else { Ok(true) }
        } else if next == end {
            self.at += 1;
            self.open -= 1;
            Ok(false)
        } else {
            Err(self.stop_here(if end == b'}' { "expected `,` or `}`" } else { "expected `,` or `]`" }))
        }
    }

    /// The text that comes next.
    ///
    /// # Errors
    /// It is no strict JSON.
    #[inline]
    pub fn text(&mut self) -> Result<&'a str, Stopped> {
        self.at += 1;
        let start = self.at;
        self.pass_plain();
        if self.byte() == b'"' {
            let text = self.since(start);
            self.at += 1;
            return Ok(text);
        }
        self.escaped_text(start)
    }

    /// Passes what is plainly a text, up to its end, an escape or what may not be in it.
    #[inline(always)]
    fn pass_plain(&mut self) {
        let (eights, _) = self.text.as_bytes().get(self.at..).unwrap_or_default().as_chunks::<8>();
        for eight in eights.iter().take(SHORT / 8) {
            let found = not_plain(*eight);
            if found != 0 {
                self.at += (found.trailing_zeros() / 8) as usize;
                return;
            }
            self.at += 8;
        }
        self.pass_long();
    }

    /// The same for what is not short: 32 bytes at a time while they are ASCII.
    #[inline(never)]
    fn pass_long(&mut self) {
        let mut at = self.at;
        let bytes = self.text.as_bytes();
        let eights = bytes.get(at..).unwrap_or_default().as_chunks::<8>().0;
        for &[a, b, c, d] in eights.as_chunks::<4>().0 {
            let found = not_plain_ascii(a) | not_plain_ascii(b) | not_plain_ascii(c) | not_plain_ascii(d);
            if found & HIGHEST != 0 {
                break;
            }
            at += 32;
        }
        for eight in bytes.get(at..).unwrap_or_default().as_chunks::<8>().0 {
            if not_plain(*eight) != 0 {
                break;
            }
            at += 8;
        }
        for byte in bytes.get(at..).unwrap_or_default() {
            if matches!(byte, b'"' | b'\\' | 0..=0x1f) {
                break;
            }
            at += 1;
        }
        self.at = at;
    }

    /// A text with escapes, or what is no text, read up to the first of these.
    #[cold]
    fn escaped_text(&mut self, mut start: usize) -> Result<&'a str, Stopped> {
        let mut text = String::new();
        loop {
            text.push_str(self.since(start));
            match self.byte() {
                b'"' => {
                    self.at += 1;
                    return Ok(self.texts.keep(text));
                }
                b'\\' => text.push(self.escape()?),
                _ => return Err(self.stop_here("found a control character, which JSON escapes")),
            }
            start = self.at;
            self.pass_plain();
        }
    }

    fn escape(&mut self) -> Result<char, Stopped> {
        let start = self.at;
        self.at += 2;
        let character = match self.text.as_bytes().get(start + 1) {
            Some(b'u') => match self.hex(start)? {
                high @ 0xd800..0xdc00 if self.text.as_bytes().get(self.at..self.at + 2) == Some(b"\\u") => {
                    self.at += 2;
                    let low = self.hex(start)?.wrapping_sub(0xdc00);
                    if low < 0x400 { char::from_u32(0x10000 + ((high - 0xd800) << 10) + low) } else { None }
                }
                unit => char::from_u32(unit),
            },
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            Some(byte @ (b'"' | b'\\' | b'/')) => Some(char::from(*byte)),
            Some(_) => return Err(self.stop_at(NO_ESCAPE, start)),
            None => return Err(self.stop_at(TOO_SOON, start + 1)),
        };
        character.ok_or_else(|| self.stop_at(HALF_PAIR, start))
    }

    /// The four hexadecimal digits that come next, of an escape that began at `start`.
    fn hex(&mut self, start: usize) -> Result<u32, Stopped> {
        let mut value = 0;
        for _ in 0..4 {
            let Some(byte) = self.text.as_bytes().get(self.at) else { return Err(self.stop_here(TOO_SOON)) };
            let Some(digit) = char::from(*byte).to_digit(16) else { return Err(self.stop_at(NO_ESCAPE, start)) };
            value = value << 4 | digit;
            self.at += 1;
        }
        Ok(value)
    }

    /// The number that comes next, as it is spelled.
    ///
    /// # Errors
    /// It is no strict JSON.
    pub fn number(&mut self) -> Result<&'a str, Stopped> {
        let start = self.at;
        self.at += usize::from(self.byte() == b'-');
        if self.byte() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), b'e' | b'E') {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), b'+' | b'-'));
            self.digits()?;
        }
        Ok(self.since(start))
    }

    fn digits(&mut self) -> Result<(), Stopped> {
        let start = self.at;
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
        if self.at == start { Err(self.stop_here("found a number that is not spelled as JSON's")) } else { Ok(()) }
    }

    /// The boolean or null that comes next.
    ///
    /// # Errors
    /// It is no strict JSON.
    pub fn word(&mut self) -> Result<Option<bool>, Stopped> {
        let (word, value) = match self.byte() {
            b'n' => ("null", None),
            b't' => ("true", Some(true)),
            _ => ("false", Some(false)),
        };
        if self.text.get(self.at..self.at + word.len()) != Some(word) {
            return Err(self.stop_at("expected a value", self.at));
        }
        self.at += word.len();
        Ok(value)
    }

    /// Any value, as it stands in the text.
    ///
    /// # Errors
    /// It is no strict JSON.
    pub fn skip(&mut self) -> Result<&'a str, Stopped> {
        let kind = self.kind()?;
        let start = self.at;
        match kind {
            Kind::Null | Kind::Boolean => drop(self.word()?),
            Kind::Number => _ = self.number()?,
            Kind::Text => _ = self.text()?,
            Kind::Array | Kind::Object => {
                let mut more = self.enter()?;
                while more {
                    if kind == Kind::Object {
                        self.name()?;
                    }
                    self.skip()?;
                    more = self.another(kind)?;
                }
            }
        }
        Ok(self.since(start))
    }

    /// The end of the text.
    ///
    /// # Errors
    /// Something stands behind the value.
    pub fn end(&mut self) -> Result<(), Stopped> {
        self.peek();
        if self.at == self.text.len() { Ok(()) } else { Err(self.stop_here("found something behind the value")) }
    }
}

/// Whether texts are equal, eight bytes at a time: where the module runs, comparing slices goes byte by byte.
#[must_use]
#[inline]
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && same_bytes(a, b)
}

/// The same for texts of one length.
#[inline(never)]
fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    let (Some(a_last), Some(b_last)) = (a.last_chunk::<8>(), b.last_chunk::<8>()) else {
        while let (Some(a), Some(b)) = (a.get(at), b.get(at)) {
            if a != b {
                return false;
            }
            at += 1;
        }
        return true;
    };
    let (a_eights, b_eights) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
    while let (Some(a), Some(b)) = (a_eights.get(at), b_eights.get(at)) {
        if u64::from_le_bytes(*a) != u64::from_le_bytes(*b) {
            return false;
        }
        at += 1;
    }
    u64::from_le_bytes(*a_last) == u64::from_le_bytes(*b_last)
}

/// Every byte's lowest and highest bit.
const LOWEST: u64 = 0x0101_0101_0101_0101;
const HIGHEST: u64 = LOWEST << 7;

/// Of eight bytes of a text the least significant one that is `"`, `\` or a control character, by its highest bit;
/// above it other bits may be set.
#[inline]
const fn not_plain(eight: [u8; 8]) -> u64 {
    not_plain_ascii(eight) & !u64::from_le_bytes(eight) & HIGHEST
}

/// The same where all are ASCII. Some others have a highest bit as well, and lower bits mean nothing.
#[inline]
const fn not_plain_ascii(eight: [u8; 8]) -> u64 {
    let eight = u64::from_le_bytes(eight);
    // A control character or `"` is less than 0x21 once its second bit is flipped; a space and `!` are not.
    let quote_or_control = (eight ^ (LOWEST * 0x02)).wrapping_sub(LOWEST * 0x21);
    let backslash = (eight ^ (LOWEST * 0x5c)).wrapping_sub(LOWEST);
    quote_or_control | backslash
}
