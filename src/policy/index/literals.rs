//! What a text must contain for a regular expression to match it, as far as its spelling tells plainly.

use std::iter::Peekable;
use std::str::Chars;

/// Texts one of which is in every text that the pattern matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literals {
    /// One for each alternative, none empty; in lower case where case is ignored.
    pub texts: Vec<String>,
    /// ASCII letters match in both cases.
    pub ignore_case: bool,
}

/// What stands in a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    Literal(char),
    /// It takes no room: an anchor, a boundary.
    Nothing,
    Other,
}

/// The literals of a pattern that compiles; none where an alternative has none, or the pattern sets flags within.
#[must_use]
pub fn required(pattern: &str, ignore_case: bool) -> Option<Literals> {
    let (pattern, flagged) = without_flags(pattern)?;
    let mut scan = Scan { chars: pattern.chars().peekable(), run: String::new(), longest: String::new() };
    let mut texts = Vec::new();
    loop {
        match scan.chars.next() {
            next @ (None | Some('|')) => {
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
    chars: Peekable<Chars<'p>>,
    run: String,
    longest: String,
}

impl Scan<'_> {
    fn item(&mut self, first: char) -> Option<()> {
        let item = match first {
            '(' => self.group()?,
            '[' => self.class(),
            '\\' => self.escape()?,
            '.' => Item::Other,
            '^' | '$' => Item::Nothing,
            literal => Item::Literal(literal),
        };
        let repeats = self.repeats();
        match (item, repeats) {
            (Item::Literal(literal), None) => self.run.push(literal),
            (Item::Literal(literal), Some(true)) => {
                self.run.push(literal);
                self.cut();
            }
            (Item::Nothing, _) => {}
            (Item::Literal(_), Some(false)) | (Item::Other, _) => self.cut(),
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
        while let Some(sign) = self.chars.next_if(|char| matches!(char, '?' | '*' | '+' | '{')) {
            let once = match sign {
                '{' => {
                    let once = self.chars.peek().is_some_and(|digit| ('1'..='9').contains(digit));
                    self.chars.find(|char| *char == '}');
                    once
                }
                sign => sign == '+',
            };
            self.chars.next_if_eq(&'?');
            at_least_once = Some(once && at_least_once != Some(false));
        }
        at_least_once
    }

    /// Reads to the end of a group; none where it sets flags for what comes behind it.
    fn group(&mut self) -> Option<Item> {
        let mut depth = 1;
        let mut before = '(';
        while depth > 0 {
            let char = self.chars.next()?;
            match char {
                '\\' => drop(self.chars.next()),
                '[' => drop(self.class()),
                '(' => depth += 1,
                ')' => depth -= 1,
                '?' if before == '(' => {
                    let flags = |char: &char| char.is_ascii_alphabetic() || *char == '-';
                    while self.chars.next_if(flags).is_some() {}
                    match self.chars.peek() {
                        Some(')') => return None,
                        Some('<') => drop(self.chars.find(|char| *char == '>')),
                        _ => {}
                    }
                }
                _ => {}
            }
            before = char;
        }
        Some(Item::Other)
    }

    /// Reads to the end of a class; its first `]` may be one of its characters.
    fn class(&mut self) -> Item {
        self.chars.next_if_eq(&'^');
        if self.chars.next_if_eq(&'-').is_none() {
            self.chars.next_if_eq(&']');
        }
        while let Some(char) = self.chars.next() {
            match char {
                ']' => break,
                '\\' => drop(self.chars.next()),
                // `[:alpha:]`
                '[' => drop(self.chars.find(|char| *char == ']')),
                _ => {}
            }
        }
        Item::Other
    }

    fn escape(&mut self) -> Option<Item> {
        let char = self.chars.next()?;
        Some(match char {
            'A' | 'z' | 'B' | '<' | '>' => Item::Nothing,
            'b' => {
                let mut ahead = self.chars.clone();
                if ahead.next() == Some('{') && ahead.next().is_some_and(|char| !char.is_ascii_digit() && char != ' ') {
                    self.chars.find(|char| *char == '}');
                }
                Item::Nothing
            }
            'x' | 'u' | 'U' => {
                if self.chars.peek() == Some(&'{') {
                    self.chars.find(|char| *char == '}');
                } else {
                    let digits = if char == 'x' {
                        2
                    } else if char == 'u' {
                        4
                    } else {
                        8
                    };
                    for _ in 0..digits {
                        self.chars.next();
                    }
                }
                Item::Other
            }
            letter if letter.is_ascii_alphanumeric() => Item::Other,
            punctuation => Item::Literal(punctuation),
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
            let required = required(pattern, false).map(|found| found.texts.join(" "));
            assert_eq!(required.as_deref(), Some(texts), "{pattern}");
        }
        for pattern in ["", r"\d+", "a|", "a*", "(ab)", "ab(?i)c", "(ab(?i)c)d", "(?x)a b", "a?"] {
            assert_eq!(required(pattern, false), None, "{pattern}");
        }
    }
}
