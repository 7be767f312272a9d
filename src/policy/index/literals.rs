//! What a text must contain for a regular expression to match it, as far as its spelling tells plainly.

use std::slice;

/// Texts one of which is in every text that the pattern matches, in UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literals {
    /// One for each alternative, none empty; in lower case where case is ignored.
    pub texts: Vec<Vec<u8>>,
    /// ASCII letters match in both cases.
    pub ignore_case: bool,
}

/// What stands in a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    /// A character that matches itself, now at the end of the run.
    Literal,
    /// It takes no room: an anchor, a boundary.
    Nothing,
    Other,
}

/// The literals of a pattern that compiles; none where an alternative has none, or the pattern sets flags within.
#[must_use]
pub fn required(pattern: &str, ignore_case: bool) -> Option<Literals> {
    let (rest, flagged) = without_flags(pattern)?;
    let mut scan = Scan { rest: rest.as_bytes().iter(), run: Vec::new(), longest: Vec::new() };
    let mut texts = Vec::new();
    loop {
        match scan.next() {
            next @ (None | Some(b'|')) => {
                scan.cut();
                if scan.longest.is_empty() {
                    return None;
                }
                texts.push(std::mem::take(&mut scan.longest));
                if next.is_none() {
                    break;
                }
            }
            Some(first) => scan.item(first)?,
        }
    }
    let ignore_case = ignore_case || flagged;
    if ignore_case {
        for text in &mut texts {
            text.make_ascii_lowercase();
        }
    }
    Some(Literals { texts, ignore_case })
}

/// The pattern behind the flags that it begins with, and whether these ignore case.
fn without_flags(pattern: &str) -> Option<(&str, bool)> {
    let Some(inside) = pattern.strip_prefix("(?") else { return Some((pattern, false)) };
    let flags = inside.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (flags, rest) = inside.split_at_checked(flags)?;
    match rest.strip_prefix(')') {
        // White space counts for nothing after `x`.
        Some(rest) => (!flags.contains('x')).then_some((rest, flags.contains('i'))),
        None => Some((pattern, false)),
    }
}

struct Scan<'p> {
    rest: slice::Iter<'p, u8>,
    run: Vec<u8>,
    longest: Vec<u8>,
}

impl Scan<'_> {
    fn next(&mut self) -> Option<u8> {
        self.rest.next().copied()
    }

    fn peek(&self) -> Option<u8> {
        self.rest.as_slice().first().copied()
    }

    fn next_is(&mut self, wanted: u8) -> bool {
        let is = self.peek() == Some(wanted);
        if is {
            self.next();
        }
        is
    }

    fn skip_behind(&mut self, last: u8) {
        while self.next().is_some_and(|byte| byte != last) {}
    }

    fn item(&mut self, first: u8) -> Option<()> {
        let before = self.run.len();
        let item = match first {
            b'(' => self.group()?,
            b'[' => self.class(),
            b'\\' => self.escape()?,
            b'.' => Item::Other,
            b'^' | b'$' => Item::Nothing,
            _ => {
                self.run.push(first);
                while let Some(next @ 0x80..0xc0) = self.peek() {
                    self.run.push(next);
                    self.next();
                }
                Item::Literal
            }
        };
        let at_least_once = self.repeats();
        if item == Item::Literal && at_least_once == Some(false) {
            self.run.truncate(before);
        }
        if item == Item::Other || item == Item::Literal && at_least_once.is_some() {
            self.cut();
        }
        Some(())
    }

    /// Ends a run of literals.
    fn cut(&mut self) {
        if self.run.len() > self.longest.len() {
            std::mem::swap(&mut self.run, &mut self.longest);
        }
        self.run.clear();
    }

    /// How often the item before comes: at least once, perhaps never, or once where nothing says.
    fn repeats(&mut self) -> Option<bool> {
        let mut at_least_once = None;
        while let Some(sign @ (b'?' | b'*' | b'+' | b'{')) = self.peek() {
            self.next();
            let once = match sign {
                b'{' => {
                    let once = matches!(self.peek(), Some(b'1'..=b'9'));
                    self.skip_behind(b'}');
                    once
                }
                sign => sign == b'+',
            };
            self.next_is(b'?');
            at_least_once = Some(once && at_least_once != Some(false));
        }
        at_least_once
    }

    /// Reads to the end of a group; none where it sets flags for what comes behind it.
    fn group(&mut self) -> Option<Item> {
        let mut depth = 1;
        let mut before = b'(';
        while depth > 0 {
            let byte = self.next()?;
            match byte {
                b'\\' => drop(self.next()),
                b'[' => drop(self.class()),
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'?' if before == b'(' => {
                    while let Some(b'a'..=b'z' | b'A'..=b'Z' | b'-') = self.peek() {
                        self.next();
                    }
                    match self.peek() {
                        Some(b')') => return None,
                        Some(b'<') => self.skip_behind(b'>'),
                        _ => {}
                    }
                }
                _ => {}
            }
            before = byte;
        }
        Some(Item::Other)
    }

    /// Reads to the end of a class; its first `]` may be one of its characters.
    fn class(&mut self) -> Item {
        self.next_is(b'^');
        if !self.next_is(b'-') {
            self.next_is(b']');
        }
        while let Some(byte) = self.next() {
            match byte {
                b']' => break,
                b'\\' => drop(self.next()),
                // `[:alpha:]`
                b'[' => self.skip_behind(b']'),
                _ => {}
            }
        }
        Item::Other
    }

    fn escape(&mut self) -> Option<Item> {
        let byte = self.next()?;
        Some(match byte {
            b'A' | b'z' | b'B' | b'<' | b'>' => Item::Nothing,
            b'b' => {
                if let [b'{', b'a'..=b'z', ..] = self.rest.as_slice() {
                    self.skip_behind(b'}');
                }
                Item::Nothing
            }
            b'x' | b'u' | b'U' => {
                if self.next_is(b'{') {
                    self.skip_behind(b'}');
                } else {
                    let digits = match byte {
                        b'x' => 2,
                        b'u' => 4,
                        _ => 8,
                    };
                    self.rest.nth(digits - 1);
                }
                Item::Other
            }
            letter if letter.is_ascii_alphanumeric() => Item::Other,
            punctuation => {
                self.run.push(punctuation);
                Item::Literal
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_run_of_each_alternative_is_required() {
        for (pattern, texts) in [
            (r"casino[-_ ]?\d+", "casino"),
            (r"\bpoker\b", "poker"),
            (r"[a-z]+ room$", " room"),
            (r"(?:buy|sell) gold", " gold"),
            (r"a{2}bcd*e", "bc"),
            (r"ab+?cde", "cde"),
            (r"ab+*cd", "cd"),
            (r"x\.com|y\.org", "x.com y.org"),
            (r"[]x]ab[^]y]c", "ab"),
            (r"(?<n[1]>x)ab", "ab"),
            (r"\b{start}room", "room"),
            (r"\u{62}ad\x61bc", "ad"),
            ("(?i)Room", "room"),
            ("(?s-u:Ab)cd", "cd"),
        ] {
            let required = required(pattern, false).map(|found| String::from_utf8(found.texts.join(&b' ')).unwrap());
            assert_eq!(required.as_deref(), Some(texts), "{pattern}");
        }
        for pattern in ["", r"\d+", "a|", "a*", "(ab)", "ab(?i)c", "(ab(?i)c)d", "(?x)a b", "a?"] {
            assert_eq!(required(pattern, false), None, "{pattern}");
        }
    }
}
