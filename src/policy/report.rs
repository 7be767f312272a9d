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

use crate::fields::{Field, FieldRef, Forgeable, Platform};
use crate::json::quoted;
use crate::place::shown;
use crate::tencent;

use super::issue::{Issue, Pointer, issues_json};
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
        let incomplete = incomplete.as_ref().map(|incomplete| format!(",\"incomplete\":{}", quoted(incomplete)));
        let incomplete = incomplete.unwrap_or_default();
        format!("{{\"rules\":{rules},\"lists\":{lists},\"warnings\":{}{incomplete}}}", issues_json(warnings))
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
        let mut warnings = Warnings { accepted: accepted(self), ..Warnings::default() };
        settings(self, &mut warnings);
        lists(self, &mut warnings);
        let mut reach = Reach::new(self, warnings.accepted.unwrap_or(Platforms::BOTH));
        for (index, rule) in self.rules.iter().enumerate().filter(|(_, rule)| rule.enabled) {
            warnings.at_rule(index, |warnings| {
                idle_folds(self, index, warnings);
                let fate = reach.next(rule);
                unmatched(fate, warnings);
                if let Some(accepted) = warnings.accepted {
                    platform_warnings(rule, accepted, fate, &reach, warnings);
                }
                if let Action::Modify(changes) = &rule.action {
                    modifications(changes, warnings);
                }
            });
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
#[derive(Default)]
struct Warnings {
    /// None where no platform is.
    accepted: Option<Platforms>,
    pointer: Pointer,
    all: Vec<Issue>,
}

impl Warnings {
    fn at_rule(&mut self, index: usize, walk: impl FnOnce(&mut Self)) {
        let mark = self.pointer.enter("rules");
        self.pointer.enter_item(index);
        walk(self);
        self.pointer.leave(mark);
    }

    fn at(&mut self, steps: &[&str], code: &'static str, message: impl Into<String>, hint: Option<&str>) {
        let mark = self.pointer.as_str().len();
        for step in steps {
            self.pointer.enter(step);
        }
        self.warn(code, message, hint);
        self.pointer.leave(mark);
    }

    fn warn(&mut self, code: &'static str, message: impl Into<String>, hint: Option<&str>) {
        let path = self.pointer.as_str().to_owned();
        let hint = hint.map(str::to_owned);
        self.all.push(Issue { code, path, message: message.into(), hint, place: None });
    }
}

/// The platforms whose callbacks are accepted.
fn accepted(policy: &Policy) -> Option<Platforms> {
    let accepted =
        Platforms { tencent: !policy.settings.tencent.apps.is_none(), openim: policy.settings.openim_accept };
    (!accepted.is_empty()).then_some(accepted)
}

fn settings(policy: &Policy, warnings: &mut Warnings) {
    match warnings.accepted {
        None => warnings.warn(
            "accepts-nothing",
            "neither platform is accepted, so every callback is rejected",
            Some("`tencent.sdkAppIds` and `openim.accept` say what is accepted"),
        ),
        Some(accepted) => {
            if accepted.tencent && !policy.settings.tencent.require_sign {
                warnings.at(
                    &["tencent"],
                    "unsigned",
                    "callbacks of Tencent are accepted unsigned, so whoever knows the URL can send them",
                    Some("`\"requireSign\": true`, and the app's token with every request"),
                );
            }
            if accepted.openim {
                warnings.at(
                    &["openim"],
                    "unauthenticated",
                    "callbacks of OpenIM carry no signature, so whoever reaches the URL can send them",
                    Some("let the OpenIM server alone reach the URL"),
                );
            }
        }
    }
    if policy.idle.iter().any(|path| &**path == "/tencent/sdkAppIds") {
        let hint = "list the SDKAppIDs, or accept \"any\"";
        warnings.at(&["tencent", "sdkAppIds"], "no-effect", "an empty array accepts no app", Some(hint));
    }
}

fn lists(policy: &Policy, warnings: &mut Warnings) {
    for (name, _) in policy.lists.iter().filter(|(_, used)| !used) {
        warnings.at(&["lists", name], "unused-list", format!("no condition uses the list `{}`", shown(name)), None);
    }
}

fn unmatched(fate: Fate, warnings: &mut Warnings) {
    match fate {
        Fate::Matches => {}
        Fate::Contradicts => warnings.warn("never-matches", "no callback can meet all tests of the rule", None),
        Fate::TooLate => warnings.warn(
            "never-matches",
            "the rule matches after creation only, when only `flag` rules are looked at",
            Some("a `flag` rule"),
        ),
        Fate::NotAccepted => {
            warnings.warn("never-matches", "no callback that the policy accepts can meet all tests of the rule", None);
        }
        Fate::Decided(earlier) => warnings.warn(
            "unreachable-rule",
            format!("whenever the rule matches, the rule `{}` before it has decided", shown(earlier)),
            Some("put it first, or remove it"),
        ),
    }
}

fn platform_warnings<'p>(rule: &'p Rule, accepted: Platforms, fate: Fate, reach: &Reach<'p>, warnings: &mut Warnings) {
    fields_not_sent(rule, accepted, warnings);
    if !rule.decides() {
        return;
    }
    fields_that_may_be_missing(rule, accepted, reach, warnings);
    forgeable_fields(rule, accepted, warnings);
    if let Action::Deny(deny) = &rule.action
        && accepted.tencent
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
            warnings.warn("no-effect", format!("OpenIM reads a new `{name}` and ignores it"), None);
        }
        if matches!((field, value), (Field::GroupStatus, NewValue::Integer(2))) {
            let message = format!("a group with `{name}` 2 is dismissed as soon as it is created");
            warnings.warn("born-dismissed", message, Some("a `deny` rule refuses the group, 3 mutes it"));
        }
    }
}

fn idle_folds(policy: &Policy, index: usize, warnings: &mut Warnings) {
    let rule = format!("/rules/{index}/");
    for path in policy.idle.iter().filter_map(|path| path.strip_prefix(&*rule)) {
        let message = format!("`{}` finds nothing beside it to fold", shown(path));
        let hint = "it folds the texts of `$eq`, `$in`, `$contains` and their like";
        warnings.warn("no-effect", message, Some(hint));
    }
}

fn fields_not_sent(rule: &Rule, accepted: Platforms, warnings: &mut Warnings) {
    let mut told: Vec<&FieldRef> = Vec::new();
    each_field(&rule.when, accepted, &mut |field, visible| {
        if visible.is_empty() || !visible.and(Platforms::sending(field)).is_empty() || told.contains(&field) {
            return;
        }
        told.push(field);
        let message =
            format!("`{}` never comes from {}, which this test is about", shown(&field.name()), visible.names());
        warnings.warn("field-not-sent", message, None);
    });
}

fn fields_that_may_be_missing<'p>(rule: &'p Rule, accepted: Platforms, reach: &Reach<'p>, warnings: &mut Warnings) {
    let mut fields: Vec<&FieldRef> = Vec::new();
    each_field(&rule.when, accepted, &mut |field, _| {
        if field.info().optional && !fields.contains(&field) {
            fields.push(field);
        }
    });
    for field in fields {
        let is_doubtful = |platform| match rule.action {
            Action::Deny(_) => reach.needs(rule, field, platform),
            _ => reach.profits(rule, field, platform),
        };
        let sending = accepted.and(Platforms::sending(field));
        let doubtful = Platforms {
            tencent: sending.tencent && is_doubtful(Platform::Tencent),
            openim: sending.openim && is_doubtful(Platform::OpenIm),
        };
        if doubtful.is_empty() {
            continue;
        }
        let (name, who) = (field.name(), doubtful.names());
        if matches!(rule.action, Action::Deny(_)) {
            let message = format!("the rule cannot match when `{name}` is missing, and {who} may leave it out");
            let hint = "`$exists` tells whether there is a value";
            warnings.warn("may-be-missing", message, Some(hint));
        } else {
            let message = format!("the rule can match because `{name}` is missing, and {who} may leave it out");
            warnings.warn("may-be-missing", message, Some("`\"$exists\": true` beside the test"));
        }
    }
}

fn forgeable_fields(rule: &Rule, accepted: Platforms, warnings: &mut Warnings) {
    let mut told: Vec<&FieldRef> = Vec::new();
    each_field(&rule.when, accepted, &mut |field, visible| {
        if !visible.openim || field.info().forgeable == Forgeable::Never || told.contains(&field) {
            return;
        }
        told.push(field);
        let message =
            format!("the decision rests on `{}`, which a client of OpenIM sets as it likes", shown(&field.name()));
        warnings.warn("forgeable-field", message, None);
    });
}

fn hidden_message(deny: &Deny, warnings: &mut Warnings) {
    if deny.tencent_code == tencent::DEFAULT_CODE {
        warnings.warn(
            "hidden-message",
            "a user of Tencent never sees the message of a refusal with code 1",
            Some("a code from 10100 to 10200"),
        );
    }
}

fn default_refusal(policy: &Policy, reach: &Reach, warnings: &mut Warnings) {
    let Some(deny) = &policy.default else { return };
    if warnings.accepted.is_some_and(|accepted| accepted.tencent) && !reach.all_is_decided(Platform::Tencent) {
        let mark = warnings.pointer.enter("default");
        hidden_message(deny, warnings);
        warnings.pointer.leave(mark);
    }
}
