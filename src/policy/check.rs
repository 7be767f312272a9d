//! Checking a policy's JSON: what was wrong so far, and the words for it.

use std::fmt::{self, Arguments};
use std::mem;
use std::ptr;

use crate::json::{Json, Member, Number};
use crate::place::shown;
use crate::texts::Texts;

use super::issue::{Issue, Pointer, nearest};
use super::keys::Keys;
use super::lists::List;
use super::regexes::Regexes;

/// How many times longer than the policy's text the pointers of all its issues may be: a long name around many mistakes
/// stands in each of their pointers.
const MAX_POINTERS: usize = 64;

/// Collects every issue of a policy, and what its conditions share.
pub struct Checker<'j> {
    /// What has to be made of the policy's texts.
    pub texts: &'j Texts,
    /// What was wrong so far.
    pub issues: Vec<Issue>,
    /// The pointers of what is no mistake and yet has no effect.
    pub idle: Vec<Box<str>>,
    /// The policy's lists, sorted by their names.
    pub lists: Vec<List<'j>>,
    /// The policy's regular expressions so far.
    pub regexes: Regexes,
    /// How many conditions and `$not` are open.
    pub depth: u32,
    /// The value that is read: what is reported is this value, or something that it holds.
    pub value: &'j Json<'j>,
    /// Where that value stands.
    pub pointer: Pointer,
    /// Some condition or placeholder reads `time.*`.
    pub reads_clock: bool,
    /// Some condition or placeholder reads `facts.*`.
    pub reads_facts: bool,
    /// Bytes of memory that tests, and what they compare with, take.
    pub memory: usize,
    /// How many more bytes pointers may take.
    room: usize,
    /// How many issues were left out for want of room.
    left_out: usize,
}

/// What was read before, to come back to.
#[derive(Clone, Copy, Debug)]
pub struct Outer<'j> {
    value: &'j Json<'j>,
    mark: usize,
}

/// An issue that was reported just now, unless it was left out.
pub struct Reported<'r>(Option<&'r mut Issue>);

impl Reported<'_> {
    /// Adds what to write instead.
    pub fn hint(self, hint: Arguments) {
        if let Some(issue) = self.0 {
            issue.hint = Some(fmt::format(hint));
        }
    }

    /// Adds the hint to write the name among `known` that `wrong` is nearest to, else another hint.
    pub fn hint_nearest(self, wrong: &str, known: &[&str], other: Option<Arguments>) {
        match (nearest(wrong, known), other) {
            (Some(near), _) => self.hint(format_args!("`{near}`")),
            (None, Some(other)) => self.hint(other),
            (None, None) => {}
        }
    }

    /// Adds the hint to put a number in quotes, if the value is one.
    #[inline(never)]
    pub fn hint_in_quotes(self, value: &Json) {
        if let Json::Number(number) = value {
            self.hint(format_args!("`\"{number}\"`, in quotes"));
        }
    }

    /// Adds the hint to write an integer without quotes, if the value is the text of one.
    pub fn hint_without_quotes(self, value: &Json) {
        if let Json::Text(text) = value
            && let Ok(Json::Number(Number::Integer(_))) = Json::parse(text, &Texts::default())
        {
            self.hint(format_args!("`{}`, without quotes", shown(text)));
        }
    }
}

impl<'j> Checker<'j> {
    /// Begins with a document whose text has that many bytes.
    #[must_use]
    pub fn new(document: &'j Json<'j>, length: usize, texts: &'j Texts) -> Self {
        Self {
            texts,
            issues: Vec::new(),
            idle: Vec::new(),
            lists: Vec::new(),
            regexes: Regexes::default(),
            depth: 0,
            value: document,
            pointer: Pointer::default(),
            reads_clock: false,
            reads_facts: false,
            memory: 0,
            room: length.saturating_mul(MAX_POINTERS),
            left_out: 0,
        }
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

    /// Goes down to a member.
    #[inline(never)]
    pub fn enter(&mut self, name: &str, value: &'j Json<'j>) -> Outer<'j> {
        Outer { mark: self.pointer.enter(name), value: mem::replace(&mut self.value, value) }
    }

    /// Goes down to an item.
    #[inline(never)]
    pub fn enter_item(&mut self, index: usize, value: &'j Json<'j>) -> Outer<'j> {
        Outer { mark: self.pointer.enter_item(index), value: mem::replace(&mut self.value, value) }
    }

    /// Comes back from [`Checker::enter`].
    #[inline(never)]
    pub fn leave(&mut self, outer: Outer<'j>) {
        self.pointer.leave(outer.mark);
        self.value = outer.value;
    }

    /// Reports what is wrong with the value that is read, or with one that it holds.
    pub fn report(&mut self, value: &'j Json<'j>, code: &'static str, message: Arguments) -> Reported<'_> {
        let mark = self.pointer.as_str().len();
        match self.value {
            Json::Array(items) => {
                if let Some(index) = items.element_offset(value) {
                    self.pointer.enter_item(index);
                }
            }
            Json::Object(members) => {
                if let Some((name, _)) = members.iter().find(|(_, member)| ptr::eq(member, value)) {
                    self.pointer.enter(name);
                }
            }
            _ => {}
        }
        let path = self.pointer.as_str();
        let room = self.room.checked_sub(path.len());
        if let Some(room) = room {
            self.room = room;
            let path = path.to_owned();
            self.issues.push(Issue { code, path, message: fmt::format(message), hint: None, place: None });
        } else {
            self.left_out += 1;
        }
        self.pointer.leave(mark);
        Reported(room.and(self.issues.last_mut()))
    }

    /// Reports a value that is not what was expected.
    #[inline(never)]
    pub fn report_found(&mut self, value: &'j Json<'j>, code: &'static str, expected: Arguments) -> Reported<'_> {
        self.report(value, code, format_args!("found {}, expected {expected}", Described(value)))
    }

    /// Reports a value of the wrong type.
    #[inline(never)]
    pub fn report_type(&mut self, value: &'j Json<'j>, expected: &str) -> Reported<'_> {
        self.report_found(value, "wrong-type", format_args!("{expected}"))
    }

    /// Walks every member of an object; of repeated ones only the first, the others are reported.
    pub fn each_member(&mut self, object: &'j Json<'j>, walk: &mut dyn FnMut(&mut Self, &'j str, &'j Json<'j>)) {
        let members = object.members().unwrap_or_default();
        let mut seen = Seen::of(members);
        for (index, (name, value)) in members.iter().enumerate() {
            let outer = self.enter(name, value);
            if seen.has(index, name) {
                self.report_duplicate(value);
            } else {
                walk(self, name, value);
            }
            self.leave(outer);
        }
    }

    /// The value is an object. Members that are not `known`, and repeated ones, are reported.
    pub fn object(&mut self, value: &'j Json<'j>, known: &[&'static str], what: &str) -> bool {
        let Some(members) = value.members() else {
            self.report_type(value, "an object");
            return false;
        };
        let mut seen = 0_u32;
        for (name, value) in members {
            let outer = self.enter(name, value);
            if let Some(index) = known.iter().position(|known| known == name) {
                if seen >> index & 1 == 1 {
                    self.report_duplicate(value);
                }
                seen |= 1 << index;
            } else {
                let message = format_args!("`{}` is no member of {what}", shown(name));
                let reported = self.report(value, "unknown-member", message);
                if *name == "token" {
                    reported
                        .hint(format_args!("a token is a secret: it comes with each request, never with the policy"));
                } else {
                    let other = format_args!("{what} has {}", Names(known, " and "));
                    reported.hint_nearest(name, known, Some(other));
                }
            }
            self.leave(outer);
        }
        true
    }

    /// Reports that a member stands twice in its object.
    fn report_duplicate(&mut self, value: &'j Json<'j>) {
        self.report(value, "duplicate-member", format_args!("found this member again, expected it once"));
    }

    /// A text that is not empty.
    pub fn text(&mut self, value: &'j Json<'j>) -> Option<&'j str> {
        let text = self.any_text(value)?;
        if text.is_empty() {
            self.report(value, "empty-text", format_args!("found an empty text, expected one that says something"));
            return None;
        }
        Some(text)
    }

    /// A text that may be empty.
    pub fn any_text(&mut self, value: &'j Json<'j>) -> Option<&'j str> {
        if let Json::Text(text) = value {
            return Some(text);
        }
        self.report_type(value, "text").hint_in_quotes(value);
        None
    }

    /// The value is `true`, the only one that there is.
    pub fn is_true(&mut self, value: &'j Json<'j>, hint: Arguments) -> bool {
        let is_true = matches!(value, Json::Bool(true));
        if !is_true {
            self.report_type(value, "true").hint(hint);
        }
        is_true
    }

    /// A boolean.
    pub fn boolean(&mut self, value: &'j Json<'j>) -> Option<bool> {
        if let Json::Bool(value) = value {
            return Some(*value);
        }
        self.report_type(value, "true or false");
        None
    }
}

/// The names of an object's members so far: few are looked through, many are hashed.
struct Seen<'j> {
    members: &'j [Member<'j>],
    hashed: Option<Keys>,
}

impl<'j> Seen<'j> {
    fn of(members: &'j [Member<'j>]) -> Self {
        const FEW: usize = 16;
        Self { members, hashed: (members.len() > FEW).then(Keys::default) }
    }

    /// A member before this index has the name of the member there.
    fn has(&mut self, index: usize, name: &str) -> bool {
        match &mut self.hashed {
            None => self.members.iter().take(index).any(|(earlier, _)| *earlier == name),
            Some(names) => !names.add(name.as_bytes()),
        }
    }
}

/// A value in a message: small ones as they are, others by their type.
#[derive(Clone, Copy, Debug)]
pub struct Described<'v>(pub &'v Json<'v>);

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Json::Null | Json::Bool(_) | Json::Number(_) => write!(f, "`{}`", self.0),
            Json::Text("") => f.write_str("an empty text"),
            Json::Text(text) => write!(f, "the text `{}`", shown(text)),
            other => f.write_str(other.type_name()),
        }
    }
}

/// Names in a message, the last after this word: `a`, `b` or `c`.
#[derive(Clone, Copy, Debug)]
pub struct Names<'v, T>(pub &'v [T], pub &'static str);

impl<T: fmt::Display> fmt::Display for Names<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, name) in self.0.iter().enumerate() {
            let before = match i {
                0 => "",
                _ if i + 1 == self.0.len() => self.1,
                _ => ", ",
            };
            write!(f, "{before}`{name}`")?;
        }
        Ok(())
    }
}

/// Names in a message of which any may be meant.
#[must_use]
pub const fn one_of<T>(all: &[T]) -> Names<'_, T> {
    Names(all, " or ")
}
