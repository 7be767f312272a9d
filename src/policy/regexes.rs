//! Regular expressions: compiled within limits, so that no policy takes memory without bound.

use regex_lite::{Regex, RegexBuilder};

use super::automaton::contains;

/// What one regular expression may compile to, in bytes.
pub const MAX_REGEX: usize = 64 << 10;
/// What all regular expressions of a policy may compile to, in bytes.
pub const MAX_REGEXES: usize = 16 << 20;

const SMALLEST_LIMIT: usize = 256;

/// The regular expressions of a policy so far.
#[derive(Debug, Default)]
pub struct Regexes {
    size: usize,
}

impl Regexes {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn compile(&mut self, pattern: &str, ignore_case: bool) -> Result<Regex, String> {
        let mut builder = RegexBuilder::new(pattern);
        builder.case_insensitive(ignore_case);
        // The size itself is not told, so it is found by asking for ever more, and then, where it is large, for less.
        let mut size = SMALLEST_LIMIT;
        let regex = loop {
            match builder.size_limit(size).build() {
                Ok(regex) => break regex,
                Err(error) if !contains(error.to_string().as_bytes(), b"size limit") => return Err(error.to_string()),
                Err(_) if size < MAX_REGEX => size *= 2,
                Err(_) => return Err(format!("it would take more than {} KiB", MAX_REGEX >> 10)),
            }
        };
        let mut less = size / 4;
        while less >= SMALLEST_LIMIT {
            if builder.size_limit(size - less).build().is_ok() {
                size -= less;
            }
            less /= 2;
        }
        self.size += size;
        if self.size > MAX_REGEXES {
            return Err(format!("all of the policy would take more than {} MiB", MAX_REGEXES >> 20));
        }
        Ok(regex)
    }

    /// Bytes that the expressions may take.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }
}

/// What to write instead of a pattern that failed with this message.
#[must_use]
pub fn hint(message: &str) -> Option<&'static str> {
    const HINTS: [(&str, &str); 7] = [
        ("look-around", "a second test, inside `$not`, can say what must not be there"),
        ("backreferences", "a pattern cannot refer to what it matched before"),
        ("Unicode character classes", "list the characters or their ranges, such as `[一-鿿]`"),
        ("nested character classes", "one class lists all of its characters, such as `[0-9a-f]`"),
        ("repetition operator", "`*`, `+` and `?` repeat what stands before them; `.*` is any text"),
        ("escape sequence", "`\\\\` in JSON is one `\\` in the pattern"),
        ("would take more", "`$contains` with a list finds many words; smaller counts in `{ }` take less"),
    ];
    HINTS.iter().find(|(part, _)| contains(message.as_bytes(), part.as_bytes())).map(|(_, hint)| *hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pattern_takes_is_counted_as_it_is() {
        let takes = |pattern: &str| {
            let mut regexes = Regexes::default();
            regexes.compile(pattern, false).unwrap();
            regexes.size()
        };
        // Each of these `a` takes the same.
        let (less, more) = (takes("a{600}"), takes("a{1200}"));
        assert!((19..21).contains(&(more * 10 / less)), "{less} {more}");
    }
}
