//! Regular expressions: compiled within limits, so that no policy takes memory without bound.

use regex_lite::{Regex, RegexBuilder};

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
        // The size itself is not told, so it is found, to the next power of two, by asking for ever more.
        let mut limit = SMALLEST_LIMIT;
        let regex = loop {
            match RegexBuilder::new(pattern).case_insensitive(ignore_case).size_limit(limit).build() {
                Ok(regex) => break regex,
                Err(error) if !error.to_string().contains("size limit") => return Err(error.to_string()),
                Err(_) if limit < MAX_REGEX => limit *= 2,
                Err(_) => return Err(format!("compiles to more than {} KiB", MAX_REGEX >> 10)),
            }
        };
        self.size += limit;
        if self.size > MAX_REGEXES {
            return Err(format!("all regular expressions compile to more than {} MiB", MAX_REGEXES >> 20));
        }
        Ok(regex)
    }

    /// Bytes that the expressions may take.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }
}
