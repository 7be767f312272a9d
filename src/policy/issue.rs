//! What is wrong, or doubtful, in a policy: as data, with its place.

use std::fmt;

use crate::place::Place;
use crate::reader::Stop;
use crate::writer::Writer;

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

impl Issue {
    /// What is wrong with a text that is no JSON.
    #[must_use]
    pub fn not_json(text: &str, stop: Stop) -> Self {
        let (message, hint) = if text.starts_with('\u{feff}') {
            (
                "found a byte order mark, expected an object".to_owned(),
                Some("a policy is UTF-8 without a byte order mark"),
            )
        } else {
            let (before, rest) = text.split_at_checked(stop.offset).unwrap_or_default();
            (stop.message.to_owned(), not_json_hint(before, rest))
        };
        let place = Place::at(text, stop.offset);
        let hint = hint.map(str::to_owned);
        Self { code: "not-json", path: String::new(), message, hint, place: Some(place) }
    }

    fn write(&self, json: &mut Writer) {
        json.open("{");
        json.name("code").text(self.code);
        json.name("path").text(&self.path);
        json.name("message").text(&self.message);
        if let Some(hint) = &self.hint {
            json.name("hint").text(hint);
        }
        if let Some(place) = self.place {
            json.name("line").count(place.line);
            json.name("column").count(place.column);
        }
        json.close("}");
    }
}

/// What to write instead of what begins with `rest` and is no JSON.
fn not_json_hint(before: &str, rest: &str) -> Option<&'static str> {
    match rest.chars().next()? {
        '/' | '#' => Some("JSON has no comments; `description` is for people"),
        '\'' | '‘' | '’' | '“' | '”' => Some("names and texts stand in straight double quotes"),
        '}' | ']' if before.trim_ascii_end().ends_with(',') => Some("remove the comma before it"),
        _ => None,
    }
}

/// Writes issues as an array.
pub fn write_issues(json: &mut Writer, issues: &[Issue]) {
    json.open("[");
    for issue in issues {
        issue.write(json);
    }
    json.close("]");
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

impl Pointer {
    /// Goes down to a member and says where to come back to.
    pub fn enter(&mut self, name: &str) -> usize {
        let mark = self.0.len();
        self.0.push('/');
        append_name(&mut self.0, name);
        mark
    }

    /// Goes down to an item and says where to come back to.
    pub fn enter_item(&mut self, index: usize) -> usize {
        let mark = self.0.len();
        self.0.push('/');
        append_index(&mut self.0, index);
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

/// Appends a name as a step of a JSON Pointer.
pub fn append_name(pointer: &mut String, name: &str) {
    let mut start = 0;
    for (at, byte) in name.bytes().enumerate() {
        if matches!(byte, b'~' | b'/') {
            pointer.push_str(name.get(start..at).unwrap_or_default());
            pointer.push_str(if byte == b'~' { "~0" } else { "~1" });
            start = at + 1;
        }
    }
    pointer.push_str(name.get(start..).unwrap_or_default());
}

/// Appends an index as a step of a JSON Pointer.
pub fn append_index(pointer: &mut String, index: usize) {
    let mut divisor = 1;
    while index / divisor >= 10 {
        divisor *= 10;
    }
    while divisor > 0 {
        let digit = index / divisor % 10;
        pointer.push_str("0123456789".get(digit..=digit).unwrap_or_default());
        divisor /= 10;
    }
}

/// The name among `known` that `wrong` was most likely meant to be.
#[must_use]
pub fn nearest<'k>(wrong: &str, known: &[&'k str]) -> Option<&'k str> {
    // A name as long as a message is no slip of the fingers, and comparing it would cost its length squared.
    if wrong.len() > 64 {
        return None;
    }
    let wrong = wrong.to_ascii_lowercase().into_bytes();
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        let distance = strsim::generic_levenshtein(&wrong, &name.to_ascii_lowercase().into_bytes());
        let is_near = distance <= name.len().max(3) / 3;
        if is_near && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}
