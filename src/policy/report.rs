//! The report on a policy: what is no mistake, and yet most likely not what was meant.
//!
//! A report is reasoned out only when somebody asks for it, never when a policy decides. Each warning has the pointer
//! of the rule or setting that it is about. Rules that are not `enabled` give none.
//!
//! | code | the warning is about |
//! |---|---|
//! | `accepts-nothing` | a policy that accepts neither platform; what depends on the platform is then not warned of |
//! | `unsigned` | Tencent accepted without `requireSign` |
//! | `unauthenticated` | OpenIM accepted |
//! | `no-effect` | `sdkAppIds: []`, a `modify` of a field that OpenIM ignores, `$fold` with nothing to fold |
//! | `unused-list` | a list that no condition uses |
//! | `never-matches` | a rule that no callback can match for which it is looked at |
//! | `unreachable-rule` | a rule before which an earlier deciding rule has decided whenever it matches |
//! | `field-not-sent` | a field in a condition that never comes on the platforms that the rule can see |
//! | `may-be-missing` | a deciding `deny` that cannot match without a field that the platform may leave out, or an `allow` that can match because it is missing |
//! | `forgeable-field` | a deciding rule that reads what the client of OpenIM can set to anything |
//! | `hidden-message` | a refusal with code 1 that a Tencent callback can reach |
//! | `born-dismissed` | a `modify` of `group.status` to 2 |
//!
//! A deciding rule is an `allow` or `deny` rule that is enabled and no `monitor`. What can match is told of the
//! platforms and apps that the policy accepts; a policy that accepts none is read as if it accepted all.

use std::fmt::{self, Arguments};

use crate::fields::{Field, FieldRef, Forgeable, Platform};
use crate::place::shown;
use crate::tencent;
use crate::writer::Writer;

use super::issue::{Issue, Pointer, write_issues};
use super::locate::locate;
use super::reach::{Fate, MAX_PAIRS, Reach};
use super::sight::{Platforms, each_field};
use super::{Action, Change, Deny, NewValue, Policy, Rule};

/// What there is to say about a policy without mistakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyReport {
    /// How many rules it has.
    pub rules: usize,
    /// How many lists it has.
    pub lists: usize,
    /// What is doubtful: settings first, then lists, then rules, in order.
    pub warnings: Vec<Issue>,
    /// What the report did not look at, where the policy is too large for all of it.
    pub incomplete: Option<String>,
}

impl PolicyReport {
    /// The report as JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let Self { rules, lists, warnings, incomplete } = self;
        let mut json = Writer::default();
        json.open("{");
        json.name("rules").count(*rules);
        json.name("lists").count(*lists);
        write_issues(json.name("warnings"), warnings);
        if let Some(incomplete) = incomplete {
            json.name("incomplete").text(incomplete);
        }
        json.close("}");
        json.finish()
    }
}

impl Policy {
    /// Reports on the policy; `text` is what it was read from, where warnings shall have line and column.
    ///
    /// ```
    /// let text = r#"{ "version": 1, "openim": { "accept": true }, "rules": [] }"#;
    /// let report = group_gate::Policy::parse(text).unwrap().report(Some(text));
    /// assert_eq!(report.warnings[0].code, "unauthenticated");
    /// assert_eq!(report.warnings[0].place.unwrap().column, 27);
    /// ```
    #[must_use]
    pub fn report(&self, text: Option<&str>) -> PolicyReport {
        let mut warnings = Warnings { accepted: accepted(self), pointer: Pointer::default(), all: Vec::new() };
        settings(self, &mut warnings);
        lists(self, &mut warnings);
        let mut reach =
            Reach::new(self, if warnings.accepted.is_empty() { Platforms::BOTH } else { warnings.accepted });
        for (index, rule) in self.rules.iter().enumerate().filter(|(_, rule)| rule.enabled) {
            let mark = warnings.pointer.enter("rules");
            warnings.pointer.enter_item(index);
            idle_folds(self, &mut warnings);
            let fate = reach.next(rule);
            unmatched(fate, &mut warnings);
            if !warnings.accepted.is_empty() {
                platform_warnings(rule, fate, &reach, &mut warnings);
            }
            if let Action::Modify(changes) = &rule.action {
                modifications(changes, &mut warnings);
            }
            warnings.pointer.leave(mark);
        }
        default_refusal(self, &reach, &mut warnings);
        let incomplete = reach.has_given_up().then(|| {
            format!("the policy is too large for a report: not every rule was compared with all before it, {MAX_PAIRS} pairs at most")
        });
        let mut warnings = warnings.all;
        if let Some(text) = text {
            locate(text, &mut warnings);
        }
        PolicyReport { rules: self.rules.len(), lists: self.lists.len(), warnings, incomplete }
    }
}

/// The warnings so far.
struct Warnings {
    accepted: Platforms,
    pointer: Pointer,
    all: Vec<Issue>,
}

impl Warnings {
    fn at(&mut self, steps: &[&str], code: &'static str, message: Arguments, hint: &str) {
        let mark = self.pointer.as_str().len();
        for step in steps {
            self.pointer.enter(step);
        }
        self.warn(code, message, hint);
        self.pointer.leave(mark);
    }

    /// Warns of where the pointer points to; without a hint where that is empty.
    fn warn(&mut self, code: &'static str, message: Arguments, hint: &str) {
        let path = self.pointer.as_str().to_owned();
        let hint = if hint.is_empty() { None } else { Some(hint.to_owned()) };
        self.all.push(Issue { code, path, message: fmt::format(message), hint, place: None });
    }
}

/// The platforms whose callbacks are accepted.
fn accepted(policy: &Policy) -> Platforms {
    Platforms::where_true(&|platform| match platform {
        Platform::Tencent => !policy.settings.tencent.apps.is_none(),
        Platform::OpenIm => policy.settings.openim_accept,
    })
}

fn settings(policy: &Policy, warnings: &mut Warnings) {
    let accepted = warnings.accepted;
    if accepted.is_empty() {
        warnings.warn(
            "accepts-nothing",
            format_args!("neither platform is accepted, so every callback is rejected"),
            "`tencent.sdkAppIds` and `openim.accept` say what is accepted",
        );
    }
    if accepted.has(Platform::Tencent) && !policy.settings.tencent.require_sign {
        warnings.at(
            &["tencent"],
            "unsigned",
            format_args!("callbacks of Tencent are accepted unsigned, so whoever knows the URL can send them"),
            "`\"requireSign\": true`, and the app's token with every request",
        );
    }
    if accepted.has(Platform::OpenIm) {
        warnings.at(
            &["openim"],
            "unauthenticated",
            format_args!("callbacks of OpenIM carry no signature, so whoever reaches the URL can send them"),
            "let the OpenIM server alone reach the URL",
        );
    }
    if policy.idle.iter().any(|path| &**path == "/tencent/sdkAppIds") {
        let message = format_args!("an empty array accepts no app");
        warnings.at(&["tencent", "sdkAppIds"], "no-effect", message, "list the SDKAppIDs, or accept \"any\"");
    }
}

fn lists(policy: &Policy, warnings: &mut Warnings) {
    for (name, _) in policy.lists.iter().filter(|(_, used)| !used) {
        let message = format_args!("no condition uses the list `{}`", shown(name));
        warnings.at(&["lists", name], "unused-list", message, "");
    }
}

fn unmatched(fate: Fate, warnings: &mut Warnings) {
    let (message, hint) = match fate {
        Fate::Matches => return,
        Fate::Contradicts => ("no callback can meet all tests of the rule", ""),
        Fate::TooLate => {
            ("the rule matches after creation only, when only `flag` rules are looked at", "a `flag` rule")
        }
        Fate::NotAccepted => ("no callback that the policy accepts can meet all tests of the rule", ""),
        Fate::Decided(earlier) => {
            let message =
                format_args!("whenever the rule matches, the rule `{}` before it has decided", shown(earlier));
            return warnings.warn("unreachable-rule", message, "put it first, or remove it");
        }
    };
    warnings.warn("never-matches", format_args!("{message}"), hint);
}

fn platform_warnings<'p>(rule: &'p Rule, fate: Fate, reach: &Reach<'p>, warnings: &mut Warnings) {
    doubtful_fields(rule, Doubt::NotSent, reach, warnings);
    if !rule.decides() {
        return;
    }
    doubtful_fields(rule, Doubt::MayBeMissing, reach, warnings);
    doubtful_fields(rule, Doubt::Forgeable, reach, warnings);
    if let Action::Deny(deny) = &rule.action
        && warnings.accepted.has(Platform::Tencent)
        && !matches!(fate, Fate::Decided(_))
        && reach.may_decide(rule, Platform::Tencent)
    {
        hidden_message(deny, warnings);
    }
}

fn modifications(changes: &[Change], warnings: &mut Warnings) {
    for Change { field, value } in changes {
        let name = field.info().name;
        if field.info().modify.is_some_and(|modify| modify.ignored) {
            warnings.warn("no-effect", format_args!("OpenIM reads a new `{name}` and ignores it"), "");
        }
        if matches!((field, value), (Field::GroupStatus, NewValue::Integer(2))) {
            let message = format_args!("a group with `{name}` 2 is dismissed as soon as it is created");
            warnings.warn("born-dismissed", message, "a `deny` rule refuses the group, 3 mutes it");
        }
    }
}

fn idle_folds(policy: &Policy, warnings: &mut Warnings) {
    for path in &policy.idle {
        if let Some(inside) = path.strip_prefix(warnings.pointer.as_str())
            && let Some(path) = inside.strip_prefix('/')
        {
            let message = format_args!("`{}` finds nothing beside it to fold", shown(path));
            warnings.warn("no-effect", message, "it folds the texts of `$eq`, `$in`, `$contains` and their like");
        }
    }
}

/// What can be doubtful about a field that a rule reads.
#[derive(Clone, Copy)]
enum Doubt {
    NotSent,
    MayBeMissing,
    Forgeable,
}

/// Warns of the fields that a rule reads and that are doubtful so, of each once, and of the first test where it is.
fn doubtful_fields<'p>(rule: &'p Rule, doubt: Doubt, reach: &Reach<'p>, warnings: &mut Warnings) {
    let accepted = warnings.accepted;
    let denies = matches!(rule.action, Action::Deny(_));
    let mut told: Vec<&FieldRef> = Vec::new();
    each_field(&rule.when, accepted, &mut |field, visible| {
        if told.contains(&field) {
            return;
        }
        let sending = Platforms::sending(field);
        let name = field.name();
        let name = shown(&name);
        match doubt {
            Doubt::NotSent if !visible.is_empty() && visible.and(sending).is_empty() => {
                let platforms = visible.names();
                let message = format_args!("`{name}` never comes from {platforms}, which this test is about");
                warnings.warn("field-not-sent", message, "");
            }
            Doubt::MayBeMissing if field.info().optional => {
                let doubtful = Platforms::where_true(&|platform| {
                    accepted.and(sending).has(platform)
                        && if denies {
                            reach.needs(rule, field, platform)
                        } else {
                            reach.profits(rule, field, platform)
                        }
                });
                let (how, hint) = if denies {
                    ("cannot match when", "`$exists` tells whether there is a value")
                } else {
                    ("can match because", "`\"$exists\": true` beside the test")
                };
                if !doubtful.is_empty() {
                    let who = doubtful.names();
                    let message = format_args!("the rule {how} `{name}` is missing, and {who} may leave it out");
                    warnings.warn("may-be-missing", message, hint);
                }
            }
            Doubt::Forgeable if visible.has(Platform::OpenIm) && field.info().forgeable != Forgeable::Never => {
                let message = format_args!("the decision rests on `{name}`, which a client of OpenIM sets as it likes");
                warnings.warn("forgeable-field", message, "");
            }
            _ => return,
        }
        told.push(field);
    });
}

fn hidden_message(deny: &Deny, warnings: &mut Warnings) {
    if deny.tencent_code == tencent::DEFAULT_CODE {
        let message = format_args!("a user of Tencent never sees the message of a refusal with code 1");
        warnings.warn("hidden-message", message, "a code from 10100 to 10200");
    }
}

fn default_refusal(policy: &Policy, reach: &Reach, warnings: &mut Warnings) {
    let Some(deny) = &policy.default else { return };
    if warnings.accepted.has(Platform::Tencent) && !reach.all_is_decided(Platform::Tencent) {
        let mark = warnings.pointer.enter("default");
        hidden_message(deny, warnings);
        warnings.pointer.leave(mark);
    }
}
