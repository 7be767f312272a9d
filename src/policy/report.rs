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
//! | `field-not-sent` | a field in a condition that never comes on the platforms that the rule can see |
//! | `forgeable-field` | a deciding rule that reads what the client of OpenIM can set to anything |
//! | `hidden-message` | a refusal with code 1 that a Tencent callback can reach |
//! | `born-dismissed` | a `modify` of `group.status` to 2 |
//!
//! A deciding rule is an `allow` or `deny` rule that is enabled and no `monitor`.

use crate::fields::{Field, FieldRef, Forgeable};
use crate::tencent;

use super::issue::{Issue, Pointer, issues_json};
use super::locate::locate;
use super::sight::{Platforms, each_field, seen_by};
use super::{Action, Deny, NewValue, Policy, Rule};

/// What there is to say about a policy without mistakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyReport {
    /// How many rules it has.
    pub rules: usize,
    /// How many lists it has.
    pub lists: usize,
    /// What is doubtful: settings first, then lists, then rules, in order.
    pub warnings: Vec<Issue>,
}

impl PolicyReport {
    /// The report as JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let Self { rules, lists, warnings } = self;
        format!("{{\"rules\":{rules},\"lists\":{lists},\"warnings\":{}}}", issues_json(warnings))
    }
}

impl Policy {
    /// Reports on the policy; `text` is what it was read from, where warnings shall have line and column.
    ///
    /// ```
    /// let text = r#"{ "version": 1, "openim": { "accept": true }, "rules": [] }"#;
    /// let report = group_gate::Policy::parse(text).unwrap().report(Some(text));
    /// assert_eq!(report.warnings[0].code, "unauthenticated");
    /// assert_eq!(report.warnings[0].place.unwrap().column, 26);
    /// ```
    #[must_use]
    pub fn report(&self, text: Option<&str>) -> PolicyReport {
        let mut warnings = Warnings { accepted: accepted(self), ..Warnings::default() };
        settings(self, &mut warnings);
        lists(self, &mut warnings);
        for (index, rule) in self.rules.iter().enumerate().filter(|(_, rule)| rule.enabled) {
            warnings.at_rule(index, |warnings| rule_warnings(self, index, rule, warnings));
        }
        default_refusal(self, &mut warnings);
        let mut warnings = warnings.all;
        if let Some(text) = text {
            locate(text, &mut warnings);
        }
        PolicyReport { rules: self.rules.len(), lists: self.lists.len(), warnings }
    }
}

/// The warnings so far.
#[derive(Debug, Default)]
struct Warnings {
    /// None where no platform is.
    accepted: Option<Platforms>,
    pointer: Pointer,
    all: Vec<Issue>,
}

impl Warnings {
    fn at_rule(&mut self, index: usize, walk: impl FnOnce(&mut Self)) {
        let mark = self.pointer.enter("rules");
        self.pointer.enter(index);
        walk(self);
        self.pointer.leave(mark);
    }

    fn at(&mut self, steps: &[&str], code: &'static str, message: impl Into<String>, hint: Option<&str>) {
        let mark = self.pointer.as_str().len();
        for step in steps {
            self.pointer.enter(*step);
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
        warnings.at(&["lists", name], "unused-list", format!("no condition uses the list `{name}`"), None);
    }
}

fn rule_warnings(policy: &Policy, index: usize, rule: &Rule, warnings: &mut Warnings) {
    idle_folds(policy, index, warnings);
    if let Some(accepted) = warnings.accepted {
        fields_not_sent(rule, accepted, warnings);
        if decides(rule) {
            forgeable_fields(rule, accepted, warnings);
        }
    }
    match &rule.action {
        Action::Deny(deny) if decides(rule) && sees_tencent(rule, warnings) => hidden_message(deny, warnings),
        Action::Modify(changes) => changes.iter().for_each(|change| {
            let name = change.field.info().name;
            if change.field.info().modify.is_some_and(|modify| modify.ignored) {
                warnings.warn("no-effect", format!("OpenIM reads a new `{name}` and ignores it"), None);
            }
            if matches!((change.field, &change.value), (Field::GroupStatus, NewValue::Integer(2))) {
                let message = format!("a group with `{name}` 2 is dismissed as soon as it is created");
                warnings.warn("born-dismissed", message, Some("a deny rule refuses the group; 3 mutes it"));
            }
        }),
        Action::Deny(_) | Action::Allow | Action::Flag(_) => {}
    }
}

/// The rule ends the run where it matches.
fn decides(rule: &Rule) -> bool {
    rule.enabled && !rule.monitor && matches!(rule.action, Action::Allow | Action::Deny(_))
}

fn idle_folds(policy: &Policy, index: usize, warnings: &mut Warnings) {
    let rule = format!("/rules/{index}/");
    for path in policy.idle.iter().filter_map(|path| path.strip_prefix(&*rule)) {
        let message = format!("`{path}` finds nothing beside it to fold");
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
        let message = format!("`{}` never comes from {}, which this test is about", field.name(), visible.names());
        warnings.warn("field-not-sent", message, None);
    });
}

fn forgeable_fields(rule: &Rule, accepted: Platforms, warnings: &mut Warnings) {
    let mut told: Vec<&FieldRef> = Vec::new();
    each_field(&rule.when, accepted, &mut |field, visible| {
        if !visible.openim || field.info().forgeable == Forgeable::Never || told.contains(&field) {
            return;
        }
        told.push(field);
        let message = format!("the decision rests on `{}`, which a client of OpenIM sets as it likes", field.name());
        warnings.warn("forgeable-field", message, None);
    });
}

fn sees_tencent(rule: &Rule, warnings: &Warnings) -> bool {
    warnings.accepted.is_some_and(|accepted| accepted.and(seen_by(&rule.when)).tencent)
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

fn default_refusal(policy: &Policy, warnings: &mut Warnings) {
    let Some(deny) = &policy.default else { return };
    if warnings.accepted.is_some_and(|accepted| accepted.tencent) {
        let mark = warnings.pointer.enter("default");
        hidden_message(deny, warnings);
        warnings.pointer.leave(mark);
    }
}
