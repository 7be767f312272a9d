//! Policies: read from JSON, checked whole, compiled once.
//!
//! A policy's text becomes a tree, the tree is walked once by [`document`], and what comes out is either every mistake
//! at once or a [`Policy`] that cannot be wrong.

use std::cell::Cell;
use std::fmt;

use crate::event::Member;
use crate::fields::Field;
use crate::fold::Folding;
use crate::json::Json;
use crate::order::sorted;
use crate::settings::Settings;
use crate::texts::Texts;
use crate::writer::Writer;

pub mod automaton;
pub mod check;
pub mod condition;
pub mod conditions;
pub mod document;
mod holds;
pub mod imply;
pub mod index;
pub mod issue;
pub mod item;
pub mod keys;
pub mod lists;
pub mod locate;
pub mod operands;
pub mod operators;
pub mod reach;
pub mod regexes;
pub mod report;
pub mod rule;
pub mod sets;
pub mod sight;
pub mod template;
pub mod tests;
pub mod values;
pub mod witness;

use check::Checker;
use condition::Condition;
use index::Index;
use issue::{Issue, write_issues};
use locate::locate;
use template::Template;

/// A policy that is ready to decide.
#[derive(Debug)]
pub struct Policy {
    /// Which callbacks are accepted.
    pub settings: Settings,
    /// The policy has a member `tencent`.
    pub names_tencent: bool,
    /// The offset of `time.*` from UTC in minutes.
    pub offset_minutes: i32,
    /// The rules in order.
    pub rules: Vec<Rule>,
    /// The rules that are looked at by what callbacks hold, where there are more than a few.
    pub index: Option<Index>,
    /// What a run keeps for the next.
    pub room: Room,
    /// What holds when no rule decides: none allows.
    pub default: Option<Box<Deny>>,
    /// The names of the lists, and whether some test uses each.
    pub lists: Vec<(Box<str>, bool)>,
    /// The pointers of what has no effect: an empty `sdkAppIds`, a `$fold` with nothing to fold.
    pub idle: Vec<Box<str>>,
    /// Some condition or placeholder reads `time.*`.
    pub reads_clock: bool,
    /// Some condition or placeholder reads `facts.*`.
    pub reads_facts: bool,
    /// About how many bytes of memory the policy holds.
    pub size: usize,
}

/// What one decision keeps for the next, so that it need not allocate.
#[derive(Default)]
pub struct Room {
    /// The text that was folded last.
    pub folding: Folding,
    members: Cell<Vec<Member<'static>>>,
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room").finish_non_exhaustive()
    }
}

impl Room {
    /// More room for members is not kept.
    const MOST: usize = 1 << 10;

    /// Room for the members of an event.
    pub fn take<'e>(&self) -> Vec<Member<'e>> {
        emptied(self.members.take())
    }

    /// Takes the room back.
    pub fn keep(&self, members: Vec<Member>) {
        if members.capacity() <= Self::MOST {
            self.members.set(emptied(members));
        }
    }
}

/// The room alone: what was in it lives no longer.
#[expect(clippy::unnecessary_filter_map, reason = "what is collected lives for another time, in the same room")]
fn emptied<'e>(mut members: Vec<Member>) -> Vec<Member<'e>> {
    members.clear();
    members.into_iter().filter_map(|_| None).collect()
}

/// A rule of a policy.
#[derive(Debug)]
pub struct Rule {
    /// Its unique name.
    pub id: Box<str>,
    /// It is looked at.
    pub enabled: bool,
    /// It only flags that it would have matched.
    pub monitor: bool,
    /// When it matches.
    pub when: Condition,
    /// What it does then.
    pub action: Action,
}

impl Rule {
    /// The rule ends the run where it matches.
    #[must_use]
    pub fn decides(&self) -> bool {
        self.enabled && !self.monitor && matches!(self.action, Action::Allow | Action::Deny(_))
    }
}

/// What a rule does when it matches.
#[derive(Debug)]
pub enum Action {
    /// Decides that the group may be created.
    Allow,
    /// Decides that it may not.
    Deny(Box<Deny>),
    /// Changes the group, where the platform can.
    Modify(Vec<Change>),
    /// Adds a label to the verdict.
    Flag(Box<str>),
}

/// A refusal.
#[derive(Debug)]
pub struct Deny {
    /// What the user is told.
    pub message: Template,
    /// OpenIM's `errDlt`.
    pub detail: Option<Template>,
    /// The code on Tencent.
    pub tencent_code: i64,
    /// The code on OpenIM.
    pub openim_code: i64,
}

/// A field and its new value.
#[derive(Debug)]
pub struct Change {
    /// The field.
    pub field: Field,
    /// What it becomes.
    pub value: NewValue,
}

/// What a field becomes.
#[derive(Debug)]
pub enum NewValue {
    /// A text with placeholders.
    Text(Template),
    /// A text of a fixed set, which the wire spells as a number.
    Choice(&'static str, i64),
    /// An integer.
    Integer(i64),
}

/// Everything that is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// At least one issue, in the order of the document.
    pub issues: Vec<Issue>,
}

impl PolicyError {
    /// The error as JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Writer::default();
        json.open("{");
        json.name("message").text(&self.to_string());
        write_issues(json.name("issues"), &self.issues);
        json.close("}");
        json.finish()
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.issues.len();
        write!(f, "the policy has {count} {}", if count == 1 { "mistake" } else { "mistakes" })?;
        self.issues.iter().try_for_each(|issue| write!(f, "\n  {issue}"))
    }
}

impl std::error::Error for PolicyError {}

impl Policy {
    /// Reads, checks and compiles a policy.
    ///
    /// # Errors
    /// All mistakes of the policy at once, each with line and column.
    ///
    /// ```
    /// let error = group_gate::Policy::parse(r#"{ "version": 1, "rules": [], "defualt": "allow" }"#).unwrap_err();
    /// assert_eq!(error.issues[0].path, "/defualt");
    /// assert_eq!(error.issues[0].hint.as_deref(), Some("`default`"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let texts = Texts::default();
        let document =
            Json::parse(text, &texts).map_err(|error| PolicyError { issues: vec![Issue::not_json(text, error)] })?;
        let mut checker = Checker::new(&document, text.len(), &texts);
        if let Some(mut policy) = document::read(&mut checker, &document)
            && checker.issues.is_empty()
        {
            policy.size += text.len();
            return Ok(policy);
        }
        let mut issues = checker.finish();
        locate(text, &mut issues);
        // The document's order, as far as places tell it; several issues of one place in the order found.
        let mut issues = sorted(issues, |a, b| a.place.cmp(&b.place));
        issues.dedup_by(|a, b| (a.code, &a.path, &a.message) == (b.code, &b.path, &b.message));
        Err(PolicyError { issues })
    }
}
