//! Walking a policy's JSON: where we are, what was wrong so far, and the words for it.

use std::borrow::Cow;

use crate::order::order;

use crate::json::{Json, Number};
use crate::place::shown;

use super::issue::{Issue, Pointer, Step, nearest};

/// How many times longer than the policy's text the pointers of all its issues may be: a long name around many mistakes
/// stands in each of their pointers.
const MAX_POINTERS: usize = 64;

/// Collects every issue of a policy, each with the pointer of the place that is walked.
#[derive(Debug, Default)]
pub struct Checker {
    /// Where we are.
    pub pointer: Pointer,
    /// What was wrong so far.
    pub issues: Vec<Issue>,
    /// The pointers of what is no mistake and yet has no effect.
    pub idle: Vec<Box<str>>,
    /// How many more bytes pointers may take.
    room: usize,
    /// How many issues were left out for want of room.
    left_out: usize,
}

impl Checker {
    /// Begins at the root of a policy of that many bytes.
    #[must_use]
    pub fn new(length: usize) -> Self {
        Self { room: length.saturating_mul(MAX_POINTERS), ..Self::default() }
    }

    /// The issues; the last tells of those that were left out.
    #[must_use]
    pub fn finish(mut self) -> Vec<Issue> {
        if self.left_out > 0 {
            let message = format!("{} more mistakes are not told, because their pointers are too long", self.left_out);
            self.issues.push(Issue { code: "more-mistakes", path: String::new(), message, hint: None, place: None });
        }
        self.issues
    }

    /// Reports the place that is walked.
    pub fn report(&mut self, code: &'static str, message: impl Into<String>, hint: Option<String>) {
        let path = self.pointer.as_str();
        let Some(room) = self.room.checked_sub(path.len()) else {
            self.left_out += 1;
            return;
        };
        self.room = room;
        let path = path.to_owned();
        self.issues.push(Issue { code, path, message: message.into(), hint, place: None });
    }

    /// Notes that what is walked has no effect.
    pub fn note_idle(&mut self) {
        self.idle.push(self.pointer.as_str().into());
    }

    /// Reports a value of the wrong type.
    pub fn report_type(&mut self, expected: &str, found: &Json) {
        self.report_type_with(expected, found, None);
    }

    /// Reports a value of the wrong type, with what to write instead.
    pub fn report_type_with(&mut self, expected: &str, found: &Json, hint: Option<String>) {
        self.report("wrong-type", format!("found {}, expected {expected}", describe(found)), hint);
    }

    /// Walks one step down.
    pub fn at<T>(&mut self, step: impl Step, walk: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.pointer.enter(step);
        let result = walk(self);
        self.pointer.leave(mark);
        result
    }

    /// Walks every member of an object; of repeated ones only the first, the others are reported.
    pub fn each_member<'j>(
        &mut self,
        members: &'j [(Cow<'j, str>, Json<'j>)],
        mut walk: impl FnMut(&mut Self, &'j str, &'j Json<'j>),
    ) {
        for ((name, value), repeated) in members.iter().zip(repeated(members)) {
            self.at(&**name, |this| if repeated { this.report_duplicate() } else { walk(this, name, value) });
        }
    }

    /// The members of an object that may have only the `known` ones, each once. Unknown and repeated members are
    /// reported and left out.
    pub fn members<'j>(&mut self, value: &'j Json<'j>, known: &[&'static str], what: &str) -> Option<Members<'j>> {
        let Json::Object(all) = value else {
            self.report_type("an object", value);
            return None;
        };
        let mut members = Members { found: Vec::with_capacity(all.len().min(known.len())) };
        for (name, value) in all {
            if let Some(known) = known.iter().copied().find(|known| known == name) {
                if members.get(known).is_some() {
                    self.at(&**name, Self::report_duplicate);
                } else {
                    members.found.push((known, value));
                }
            } else {
                let hint = nearest(name, known.iter().copied()).map(|near| format!("`{near}`"));
                let hint = match &**name {
                    "token" => "a token is a secret: it comes with each request, never with the policy".to_owned(),
                    _ => hint.unwrap_or_else(|| format!("{what} has {}", names(known, " and "))),
                };
                self.at(&**name, |checker| {
                    checker.report("unknown-member", format!("`{}` is no member of {what}", shown(name)), Some(hint));
                });
            }
        }
        Some(members)
    }

    /// Reports that the member that is walked stands twice in its object.
    pub fn report_duplicate(&mut self) {
        self.report("duplicate-member", "found this member again, expected it once", None);
    }

    /// A text that is not empty.
    pub fn text<'j>(&mut self, value: &'j Json) -> Option<&'j str> {
        match value {
            Json::Text(text) if text.is_empty() => {
                self.report("empty-text", "found an empty text, expected one that says something", None);
                None
            }
            Json::Text(text) => Some(text),
            other => {
                self.report_type_with("text", other, in_quotes(other));
                None
            }
        }
    }

    /// A text that may be empty.
    pub fn any_text<'j>(&mut self, value: &'j Json) -> Option<&'j str> {
        if let Json::Text(text) = value {
            return Some(text);
        }
        self.report_type_with("text", value, in_quotes(value));
        None
    }

    /// A boolean.
    pub fn boolean(&mut self, value: &Json) -> Option<bool> {
        if let Json::Bool(value) = value {
            return Some(*value);
        }
        self.report_type("true or false", value);
        None
    }
}

/// Members of an object, by their known names.
#[derive(Debug)]
pub struct Members<'j> {
    found: Vec<(&'static str, &'j Json<'j>)>,
}

impl<'j> Members<'j> {
    /// The member of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'j Json<'j>> {
        self.found.iter().find(|(found, _)| *found == name).map(|(_, value)| *value)
    }
}

/// Which members of an object repeat the name of an earlier one.
#[must_use]
pub fn repeated(members: &[(Cow<str>, Json)]) -> Vec<bool> {
    let name = |index: usize| members.get(index).map(|(name, _)| name);
    let order = order(members.len(), &mut |a, b| name(a).cmp(&name(b)));
    let mut repeated = vec![false; members.len()];
    for pair in order.windows(2) {
        if let [earlier, later] = *pair
            && name(earlier) == name(later)
            && let Some(flag) = repeated.get_mut(later)
        {
            *flag = true;
        }
    }
    repeated
}

/// A value in a message: small ones as they are, others by their type.
#[must_use]
pub fn describe(value: &Json) -> String {
    match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => format!("`{value}`"),
        Json::Text(text) if text.is_empty() => "an empty text".to_owned(),
        Json::Text(text) => format!("the text `{}`", shown(text)),
        other => other.type_name().to_owned(),
    }
}

/// Names in a message: `a`, `b` or `c`.
#[must_use]
pub fn one_of(all: &[&str]) -> String {
    names(all, " or ")
}

/// Names in a message, the last after `last`.
#[must_use]
pub fn names(all: &[&str], last: &str) -> String {
    let mut text = String::new();
    for (i, name) in all.iter().enumerate() {
        if i > 0 {
            text.push_str(if i + 1 == all.len() { last } else { ", " });
        }
        text += &format!("`{name}`");
    }
    text
}

/// The hint for a number where text is expected.
#[must_use]
pub fn in_quotes(value: &Json) -> Option<String> {
    matches!(value, Json::Number(_)).then(|| format!("`\"{value}\"`, in quotes"))
}

/// The hint for a number as text where a number is expected.
#[must_use]
pub fn without_quotes(value: &Json) -> Option<String> {
    let Json::Text(text) = value else { return None };
    let is_integer = matches!(Json::parse(text), Ok(Json::Number(Number::Integer(_))));
    is_integer.then(|| format!("`{}`, without quotes", shown(text)))
}
