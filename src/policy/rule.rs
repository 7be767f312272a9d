//! Reading a rule: when it matches and what it does then, every mistake reported.

use crate::fields::{FIELDS, FieldRef, Modify, Settable};
use crate::json::{Json, Number};
use crate::place::shown;
use crate::{openim, tencent};

use super::check::{Checker, Names, one_of};
use super::condition::Condition;
use super::keys::Keys;
use super::template::Template;
use super::{Action, Change, Deny, NewValue, Rule};

/// The members of a rule.
pub const RULE_MEMBERS: [&str; 9] =
    ["id", "description", "enabled", "monitor", "when", "allow", "deny", "modify", "flag"];
/// The members of a rule of which it has exactly one.
pub const ACTIONS: [&str; 4] = ["allow", "deny", "modify", "flag"];
/// The members of a deny object.
pub const DENY_MEMBERS: [&str; 3] = ["code", "message", "detail"];
/// How the labels of flags begin that the module gives itself.
pub const RESERVED_FLAGS: [&str; 2] = ["monitor:", "unapplied:"];

impl<'j> Checker<'j> {
    /// A rule, whose id must be none of the `ids` of earlier ones.
    #[inline(never)]
    pub fn rule(&mut self, value: &'j Json<'j>, ids: &mut Keys) -> Option<Rule> {
        if !self.object(value, &RULE_MEMBERS, "a rule") {
            return None;
        }
        let mut id = "";
        if let Some(member) = value.member("id") {
            id = self.text(member).unwrap_or_default();
            if !id.is_empty() && !ids.add(id.as_bytes()) {
                let message = format_args!("an earlier rule has the id `{}`, expected one of its own", shown(id));
                self.report(member, "duplicate-id", message);
            }
        } else {
            let message = format_args!("a rule needs an `id`");
            self.report(value, "missing-member", message).hint(format_args!("`\"id\": \"…\"`"));
        }
        if let Some(description) = value.member("description") {
            self.any_text(description);
        }
        let enabled = self.flag(value, "enabled", true);
        let monitor = self.flag(value, "monitor", false);
        let mut condition = Condition::always();
        if let Some(when) = value.member("when") {
            let outer = self.enter("when", when);
            condition = self.condition(when);
            self.leave(outer);
        }
        let action = self.action(value)?;
        Some(Rule { id: id.into(), enabled, monitor, when: condition, action })
    }

    /// A boolean member that may be absent.
    pub fn flag(&mut self, value: &'j Json<'j>, name: &'static str, absent: bool) -> bool {
        value.member(name).and_then(|flag| self.boolean(flag)).unwrap_or(absent)
    }

    fn action(&mut self, value: &'j Json<'j>) -> Option<Action> {
        let mut given = Vec::new();
        let mut action = None;
        for name in ACTIONS {
            let Some(member) = value.member(name) else { continue };
            given.push(name);
            let outer = self.enter(name, member);
            action = match name {
                "allow" => self.allow(member),
                "deny" => self.deny(member).map(|deny| Action::Deny(Box::new(deny))),
                "modify" => self.modify(member),
                _ => self.label(member),
            };
            self.leave(outer);
        }
        if given.len() != 1 {
            let found: &dyn std::fmt::Display = if given.is_empty() { &"none" } else { &Names(&given, " and ") };
            let message = format_args!("found {found}, expected exactly one of {}", Names(&ACTIONS, " and "));
            self.report(value, "one-action", message);
        }
        action
    }

    fn allow(&mut self, value: &'j Json<'j>) -> Option<Action> {
        let hint = format_args!("`deny` refuses; `\"enabled\": false` switches a rule off");
        self.is_true(value, hint).then_some(Action::Allow)
    }

    fn label(&mut self, value: &'j Json<'j>) -> Option<Action> {
        let text = self.text(value)?;
        for reserved in RESERVED_FLAGS {
            if text.starts_with(reserved) {
                let found = shown(text);
                let message = format_args!("found `{found}`, expected a label that does not begin with `{reserved}`");
                let hint = format_args!("verdicts use that beginning for labels of their own");
                self.report(value, "reserved-flag", message).hint(hint);
                return None;
            }
        }
        Some(Action::Flag(text.into()))
    }

    /// A deny object.
    pub fn deny(&mut self, value: &'j Json<'j>) -> Option<Deny> {
        if value.members().is_none() {
            self.report_type(value, "a deny object").hint(format_args!("`{{ \"message\": \"…\" }}`"));
            return None;
        }
        self.object(value, &DENY_MEMBERS, "a deny object");
        let mut codes = (None, None);
        if let Some(code) = value.member("code") {
            let outer = self.enter("code", code);
            codes = self.codes(code);
            self.leave(outer);
        }
        let mut message = None;
        if let Some(member) = value.member("message") {
            message = self.text(member).and_then(|text| self.template(member, text));
        } else {
            let message = format_args!("a deny object needs a `message`");
            self.report(value, "missing-member", message).hint(format_args!("`\"message\": \"…\"`"));
        }
        let mut detail = None;
        if let Some(member) = value.member("detail") {
            detail = self.any_text(member).and_then(|text| self.template(member, text));
        }
        Some(Deny {
            message: message?,
            detail,
            tencent_code: codes.0.unwrap_or(tencent::DEFAULT_CODE),
            openim_code: codes.1.unwrap_or(openim::DEFAULT_CODE),
        })
    }

    /// The codes that are given for Tencent and OpenIM.
    fn codes(&mut self, value: &'j Json<'j>) -> (Option<i64>, Option<i64>) {
        let Some(members) = value.members() else {
            let range = "1 or 10100 to 10200 for Tencent, 5000 to 9999 for OpenIM";
            let code = self.code(value, |code| tencent::takes_code(code) || openim::takes_code(code), range);
            return (code.filter(|code| tencent::takes_code(*code)), code.filter(|code| openim::takes_code(*code)));
        };
        if members.is_empty() {
            let message = format_args!("found no code, expected one for `tencent`, `openim` or both");
            self.report(value, "empty-object", message);
        }
        self.object(value, &["tencent", "openim"], "`code`");
        let tencent = value.member("tencent");
        let tencent = tencent.and_then(|code| self.code(code, tencent::takes_code, "1 or 10100 to 10200"));
        let openim = value.member("openim");
        (tencent, openim.and_then(|code| self.code(code, openim::takes_code, "5000 to 9999")))
    }

    fn code(&mut self, value: &'j Json<'j>, fits: fn(i64) -> bool, range: &str) -> Option<i64> {
        match value {
            Json::Number(Number::Integer(code)) if fits(*code) => Some(*code),
            value => {
                self.report_found(value, "bad-code", format_args!("{range}")).hint_without_quotes(value);
                None
            }
        }
    }

    fn template(&mut self, value: &'j Json<'j>, text: &str) -> Option<Template> {
        Template::parse(text, &mut |name| self.field(value, name))
    }

    fn modify(&mut self, value: &'j Json<'j>) -> Option<Action> {
        let Some(members) = value.members() else {
            self.report_type(value, "an object of fields and their new values");
            return None;
        };
        if members.is_empty() {
            let message = format_args!("found no field, expected at least one to change");
            self.report(value, "empty-object", message);
        }
        let mut changes = Vec::with_capacity(members.len());
        self.each_member(value, &mut |this, name, member| {
            if let Some(change) = this.change(name, member) {
                changes.push(change);
            }
        });
        Some(Action::Modify(changes))
    }

    #[inline(never)]
    fn change(&mut self, name: &str, value: &'j Json<'j>) -> Option<Change> {
        let field = FieldRef::named(name);
        if let Some(FieldRef::Known(field)) = field
            && let Some(modify) = field.info().modify
        {
            return self.new_value(modify, value).map(|value| Change { field, value });
        }
        let mut settable = Vec::new();
        for (_, info) in &FIELDS {
            if info.modify.is_some() {
                settable.push(info.name);
            }
        }
        let found = shown(name);
        let reported = match field {
            Some(_) => self.report(value, "fixed-field", format_args!("`{found}` cannot be changed")),
            None => self.report(value, "unknown-field", format_args!("there is no field `{found}`")),
        };
        let other = format_args!("a reply can change {}", one_of(&settable));
        reported.hint_nearest(name, &settable, Some(other));
        if let Json::Text(text) = value {
            self.template(value, text);
        }
        None
    }

    fn new_value(&mut self, modify: Modify, value: &'j Json<'j>) -> Option<NewValue> {
        match (modify.to, value) {
            (Settable::Text, Json::Text(text)) => self.template(value, text).map(NewValue::Text),
            (Settable::Text, found) => {
                self.report_type(value, "text").hint_in_quotes(found);
                None
            }
            (Settable::Only(name, number), Json::Text(text)) if *text == name => Some(NewValue::Choice(name, number)),
            (Settable::Only(name, _), _) => {
                let hint = "OpenIM creates no other type of group; to refuse the one that came, use `deny`";
                let reported = self.report_found(value, "impossible-value", format_args!("`{name}`"));
                reported.hint(format_args!("{hint}"));
                None
            }
            (Settable::Integer(integers), found) => {
                if let Json::Number(Number::Integer(integer)) = found
                    && integers.iter().any(|known| known == integer)
                {
                    return Some(NewValue::Integer(*integer));
                }
                let reported = self.report_found(value, "impossible-value", format_args!("{}", one_of(integers)));
                reported.hint_without_quotes(found);
                None
            }
        }
    }
}
