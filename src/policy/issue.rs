//! What is wrong, or doubtful, in a policy: as data, with its place.

use std::fmt;

use crate::json::quoted;

/// A mistake in a policy, or a warning about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// A stable word in kebab case, such as `unknown-field`.
    pub code: &'static str,
    /// The JSON Pointer of the smallest existing thing that must change.
    pub path: String,
    /// What was found and what was expected, on one line.
    pub message: String,
    /// What to write instead, where that can be guessed.
    pub hint: Option<String>,
    /// Where `path` begins in the policy's text, when the policy is text.
    pub place: Option<Place>,
}

/// A place in a text, as editors count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in UTF-16 units.
    pub column: usize,
}

impl Place {
    /// The place of `serde_json`'s line and column, which count bytes: the column is that of the last byte read.
    #[must_use]
    pub fn of_error(text: &str, error: &serde_json::Error) -> Self {
        let line = error.line().max(1);
        let line_text = text.split('\n').nth(line - 1).unwrap_or_default();
        let mut end = error.column().saturating_sub(1).min(line_text.len());
        while !line_text.is_char_boundary(end) {
            end -= 1;
        }
        Self { line, column: line_text.get(..end).unwrap_or_default().encode_utf16().count() + 1 }
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
        Self { text, offset: 0, place: Place { line: 1, column: 1 } }
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

impl Issue {
    /// The issue as JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = format!(
            "{{\"code\":\"{}\",\"path\":{},\"message\":{}",
            self.code,
            quoted(&self.path),
            quoted(&self.message)
        );
        if let Some(hint) = &self.hint {
            json += &format!(",\"hint\":{}", quoted(hint));
        }
        if let Some(place) = self.place {
            json += &format!(",\"line\":{},\"column\":{}", place.line, place.column);
        }
        json.push('}');
        json
    }
}

/// Issues as a JSON array.
#[must_use]
pub fn issues_json(issues: &[Issue]) -> String {
    let items: Vec<String> = issues.iter().map(Issue::to_json).collect();
    format!("[{}]", items.join(","))
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => write!(f, "{}:{} ", place.line, place.column)?,
            None if self.path.is_empty() => {}
            None => write!(f, "{} ", self.path)?,
        }
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " (hint: {hint})"),
            None => Ok(()),
        }
    }
}

/// A JSON Pointer that grows and shrinks as a policy is walked.
#[derive(Debug, Default)]
pub struct Pointer(String);

/// One step of a [`Pointer`].
pub trait Step {
    /// Appends the step, escaped as RFC 6901 says.
    fn append(self, pointer: &mut String);
}

impl Step for usize {
    fn append(self, pointer: &mut String) {
        *pointer += &self.to_string();
    }
}

impl Step for &str {
    fn append(self, pointer: &mut String) {
        for character in self.chars() {
            match character {
                '~' => pointer.push_str("~0"),
                '/' => pointer.push_str("~1"),
                other => pointer.push(other),
            }
        }
    }
}

impl Pointer {
    /// Goes one step down and says where to come back to.
    pub fn enter(&mut self, step: impl Step) -> usize {
        let mark = self.0.len();
        self.0.push('/');
        step.append(&mut self.0);
        mark
    }

    /// Comes back from [`Pointer::enter`].
    pub fn leave(&mut self, mark: usize) {
        self.0.truncate(mark);
    }

    /// The pointer as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name among `known` that `wrong` was most likely meant to be.
pub fn nearest<'k>(wrong: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // A name as long as a message is no slip of the fingers, and comparing it would cost its length squared.
    if wrong.len() > 64 {
        return None;
    }
    let lower = wrong.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(&lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= name.chars().count().max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
