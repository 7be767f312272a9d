//! Checking a policy's JSON: what was wrong so far, and the words for it.

use std::fmt::{self, Arguments};

use crate::json::{Json, Member, Number};
use crate::place::shown;

use super::issue::{Issue, nearest};
use super::keys::Keys;
use super::lists::List;
use super::node::Node;
use super::regexes::Regexes;

/// How many times longer than the policy's text the pointers of all its issues may be: a long name around many mistakes
/// stands in each of their pointers.
const MAX_POINTERS: usize = 64;

/// Collects every issue of a policy, and what its conditions share.
#[derive(Debug, Default)]
pub struct Checker<'j> {
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
    /// Some condition or placeholder reads `time.*`.
    pub reads_clock: bool,
    /// Some condition or placeholder reads `facts.*`.
    pub reads_facts: bool,
    /// Bytes of memory that tests, and what they compare with, take.
    pub memory: usize,
    /// Room to write how a test stands in the policy.
    pub written: String,
    /// How many more bytes pointers may take.
    room: usize,
    /// How many issues were left out for want of room.
    left_out: usize,
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
            && let Ok(Json::Number(Number::Integer(_))) = Json::parse(text)
        {
            self.hint(format_args!("`{}`, without quotes", shown(text)));
        }
    }
}

impl<'j> Checker<'j> {
    /// Begins a policy of that many bytes.
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

    /// Reports what is wrong with a value.
    pub fn report(&mut self, node: &Node, code: &'static str, message: Arguments) -> Reported<'_> {
        let Some(room) = self.room.checked_sub(node.length()) else {
            self.left_out += 1;
            return Reported(None);
        };
        self.room = room;
        self.issues.push(Issue { code, path: node.pointer(), message: fmt::format(message), hint: None, place: None });
        Reported(self.issues.last_mut())
    }

    /// Reports a value that is not what was expected.
    #[inline(never)]
    pub fn report_found(&mut self, node: &Node, code: &'static str, expected: Arguments) -> Reported<'_> {
        self.report(node, code, format_args!("found {}, expected {expected}", Described(node.value)))
    }

    /// Reports a value of the wrong type.
    pub fn report_type(&mut self, node: &Node, expected: &str) -> Reported<'_> {
        self.report_found(node, "wrong-type", format_args!("{expected}"))
    }

    /// Notes that a value has no effect.
    pub fn note_idle(&mut self, node: &Node) {
        self.idle.push(node.pointer().into());
    }

    /// Walks every member of an object; of repeated ones only the first, the others are reported.
    pub fn each_member(&mut self, node: &Node<'_, 'j>, walk: &mut dyn FnMut(&mut Self, &'j str, &Node<'_, 'j>)) {
        let members = node.members().unwrap_or_default();
        let mut seen = Seen::of(members);
        for (index, (name, value)) in members.iter().enumerate() {
            let member = node.member(name, value);
            if seen.has(index, name) {
                self.report_duplicate(&member);
            } else {
                walk(self, name, &member);
            }
        }
    }

    /// The value is an object. Members that are not `known`, and repeated ones, are reported.
    pub fn object(&mut self, node: &Node<'_, 'j>, known: &[&'static str], what: &str) -> bool {
        let Some(members) = node.members() else {
            self.report_type(node, "an object");
            return false;
        };
        let mut seen = 0_u32;
        for (name, value) in members {
            let member = node.member(name, value);
            if let Some(index) = known.iter().position(|known| known == name) {
                if seen >> index & 1 == 1 {
                    self.report_duplicate(&member);
                }
                seen |= 1 << index;
            } else {
                let message = format_args!("`{}` is no member of {what}", shown(name));
                let reported = self.report(&member, "unknown-member", message);
                if name == "token" {
                    reported
                        .hint(format_args!("a token is a secret: it comes with each request, never with the policy"));
                } else {
                    let other = format_args!("{what} has {}", Names(known, " and "));
                    reported.hint_nearest(name, known, Some(other));
                }
            }
        }
        true
    }

    /// Reports that a member stands twice in its object.
    fn report_duplicate(&mut self, node: &Node) {
        self.report(node, "duplicate-member", format_args!("found this member again, expected it once"));
    }

    /// A text that is not empty.
    pub fn text(&mut self, node: &Node<'_, 'j>) -> Option<&'j str> {
        let text = self.any_text(node)?;
        if text.is_empty() {
            self.report(node, "empty-text", format_args!("found an empty text, expected one that says something"));
            return None;
        }
        Some(text)
    }

    /// A text that may be empty.
    pub fn any_text(&mut self, node: &Node<'_, 'j>) -> Option<&'j str> {
        if let Json::Text(text) = node.value {
            return Some(text);
        }
        self.report_type(node, "text").hint_in_quotes(node.value);
        None
    }

    /// The value is `true`, the only one that there is.
    pub fn is_true(&mut self, node: &Node, hint: Arguments) -> bool {
        let is_true = matches!(node.value, Json::Bool(true));
        if !is_true {
            self.report_type(node, "true").hint(hint);
        }
        is_true
    }

    /// A boolean.
    pub fn boolean(&mut self, node: &Node) -> Option<bool> {
        if let Json::Bool(value) = node.value {
            return Some(*value);
        }
        self.report_type(node, "true or false");
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
            None => self.members.iter().take(index).any(|(earlier, _)| earlier == name),
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
            Json::Text(text) if text.is_empty() => f.write_str("an empty text"),
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
