//! Reading a policy document: its members, rules and actions, every mistake reported.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use crate::fields::{Field, FieldRef, Modify, Settable};
use crate::json::{Json, Number};
use crate::place::shown;
use crate::settings::{Apps, Settings, TencentSettings};
use crate::{openim, tencent};

use super::check::{Checker, describe, in_quotes, names, one_of, without_quotes};
use super::condition::Condition;
use super::conditions::{Conditions, field_hint};
use super::issue::nearest;
use super::lists::Lists;
use super::regexes::Regexes;
use super::sets::TextSet;
use super::template::Template;
use super::{Action, Change, Deny, NewValue, Policy, Rule};

/// How many rules a policy may have.
pub const MAX_RULES: usize = 100_000;
/// How many entries all lists of a policy may have.
pub const MAX_LIST_ENTRIES: usize = 1_000_000;

/// The members of a policy.
pub const MEMBERS: [&str; 10] =
    ["$schema", "version", "name", "description", "tencent", "openim", "timezone", "lists", "rules", "default"];
/// The members of `tencent`.
pub const TENCENT_MEMBERS: [&str; 3] = ["sdkAppIds", "requireSign", "maxAgeSeconds"];
/// The members of `openim`.
pub const OPENIM_MEMBERS: [&str; 1] = ["accept"];
/// The members of a rule.
pub const RULE_MEMBERS: [&str; 9] =
    ["id", "description", "enabled", "monitor", "when", "allow", "deny", "modify", "flag"];
/// The members of a rule of which it has exactly one.
pub const ACTIONS: [&str; 4] = ["allow", "deny", "modify", "flag"];
/// The members of a deny object.
pub const DENY_MEMBERS: [&str; 3] = ["code", "message", "detail"];
/// How the labels of flags begin that the module gives itself.
pub const RESERVED_FLAGS: [&str; 2] = ["monitor:", "unapplied:"];

/// The offsets from UTC that `timezone` may have, in minutes.
pub const OFFSETS: RangeInclusive<i32> = -12 * 60..=14 * 60;

/// Reads a whole policy. It can be used only if nothing was reported.
pub fn read(checker: &mut Checker, document: &Json) -> Policy {
    let mut policy = Policy::default();
    let Some(members) = checker.members(document, &MEMBERS, "a policy") else { return policy };
    match members.get("version") {
        None => checker.report("missing-member", "a policy needs a `version`", Some("`\"version\": 1`".to_owned())),
        Some(Json::Number(version)) if *version == Number::Integer(1) => {}
        Some(other) => checker.at("version", |checker| {
            let message = format!("found {}, expected 1, the only version of the language", describe(other));
            checker.report("bad-version", message, Some("`1`".to_owned()));
        }),
    }
    for name in ["$schema", "name", "description"] {
        if let Some(value) = members.get(name) {
            checker.at(name, |checker| checker.any_text(value));
        }
    }
    if let Some(value) = members.get("tencent") {
        policy.settings.tencent = checker.at("tencent", |checker| tencent_settings(checker, value));
        policy.names_tencent = true;
    }
    if let Some(value) = members.get("openim") {
        checker.at("openim", |checker| openim_settings(checker, value, &mut policy.settings));
    }
    if let Some(value) = members.get("timezone") {
        policy.offset_minutes = checker.at("timezone", |checker| offset(checker, value));
    }
    let lists = members.get("lists").map(|value| checker.at("lists", |checker| lists(checker, value)));
    let lists = lists.unwrap_or_default();
    let mut regexes = Regexes::default();
    match members.get("rules") {
        None => checker.report("missing-member", "a policy needs `rules`", Some("`\"rules\": []`".to_owned())),
        Some(value) => {
            policy.rules = checker.at("rules", |checker| rules(checker, value, &lists, &mut regexes));
        }
    }
    match members.get("default") {
        None => {}
        Some(Json::Text(text)) if text == "allow" => {}
        Some(value @ Json::Object(_)) => {
            policy.default = checker.at("default", |checker| deny(checker, value)).map(Box::new);
        }
        Some(other) => checker.at("default", |checker| {
            let hint = Some("`{ \"message\": \"…\" }` denies".to_owned());
            checker.report_type_with("`\"allow\"` or a deny object", other, hint);
        }),
    }
    policy.lists = lists.iter().map(|(name, list)| (name.into(), list.used.get())).collect();
    policy.idle = std::mem::take(&mut checker.idle).into();
    policy.finish(&lists, &regexes);
    policy
}

fn tencent_settings(checker: &mut Checker, value: &Json) -> TencentSettings {
    let mut settings = TencentSettings::default();
    let Some(members) = checker.members(value, &TENCENT_MEMBERS, "`tencent`") else { return settings };
    match members.get("sdkAppIds") {
        None => {}
        Some(Json::Text(text)) if text == "any" => settings.apps = Apps::Any,
        Some(Json::Array(items)) => {
            let ids = checker.at("sdkAppIds", |checker| {
                if items.is_empty() {
                    checker.note_idle();
                }
                items
                    .iter()
                    .enumerate()
                    .filter_map(|(i, item)| checker.at(i, |checker| app_id(checker, item)))
                    .collect::<Vec<_>>()
            });
            settings.apps = Apps::listed(ids);
        }
        Some(other) => checker.at("sdkAppIds", |checker| {
            let hint = match other {
                Json::Text(_) | Json::Number(_) => Some(format!("`[{other}]`")),
                _ => None,
            };
            checker.report_type_with("an array of SDKAppIDs or `\"any\"`", other, hint);
        }),
    }
    if let Some(value) = members.get("requireSign") {
        settings.require_sign = checker.at("requireSign", |checker| checker.boolean(value)).unwrap_or_default();
    }
    if let Some(value) = members.get("maxAgeSeconds") {
        let seconds = checker
            .at("maxAgeSeconds", |checker| integer_in(checker, value, 1, i64::from(TencentSettings::MAX_AGE_SECONDS)));
        settings.max_age_seconds = seconds.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or_default();
    }
    settings
}

/// An SDKAppID: an integer, or its decimal text without leading zeros.
fn app_id(checker: &mut Checker, value: &Json) -> Option<Box<str>> {
    match value {
        Json::Number(Number::Integer(id)) if *id >= 0 => return Some(id.to_string().into()),
        Json::Text(text)
            if !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_digit())
                && (text == "0" || !text.starts_with('0')) =>
        {
            return Some((**text).into());
        }
        _ => {}
    }
    let message = format!(
        "found {}, expected an SDKAppID: an integer, or its decimal text without leading zeros",
        describe(value)
    );
    checker.report("bad-app-id", message, None);
    None
}

fn openim_settings(checker: &mut Checker, value: &Json, settings: &mut Settings) {
    let Some(members) = checker.members(value, &OPENIM_MEMBERS, "`openim`") else { return };
    if let Some(value) = members.get("accept") {
        settings.openim_accept = checker.at("accept", |checker| checker.boolean(value)).unwrap_or_default();
    }
}

fn integer_in(checker: &mut Checker, value: &Json, min: i64, max: i64) -> Option<i64> {
    match value {
        Json::Number(Number::Integer(integer)) if (min..=max).contains(integer) => Some(*integer),
        other => {
            let message = format!("found {}, expected an integer from {min} to {max}", describe(other));
            checker.report("out-of-range", message, without_quotes(value));
            None
        }
    }
}

/// A fixed offset from UTC in minutes: `Z` or `±hh:mm` from -12:00 to +14:00.
fn offset(checker: &mut Checker, value: &Json) -> i32 {
    let parsed = match value {
        Json::Text(text) if text == "Z" => Some(0),
        Json::Text(text) => parse_offset(text),
        _ => None,
    };
    parsed.unwrap_or_else(|| {
        let message = format!("found {}, expected `Z` or an offset from `-12:00` to `+14:00`", describe(value));
        let hint = "offsets are fixed, such as `+08:00`; there are no names of zones and no summer time";
        checker.report("bad-offset", message, Some(hint.to_owned()));
        0
    })
}

fn parse_offset(text: &str) -> Option<i32> {
    let [sign, h1, h2, b':', m1, m2] = *text.as_bytes() else { return None };
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i32::from(byte - b'0'));
    let hours = digit(h1)? * 10 + digit(h2)?;
    let minutes = digit(m1)? * 10 + digit(m2)?;
    let offset = match sign {
        b'+' => hours * 60 + minutes,
        b'-' => -(hours * 60 + minutes),
        _ => return None,
    };
    (minutes < 60 && OFFSETS.contains(&offset)).then_some(offset)
}

fn lists<'j>(checker: &mut Checker, value: &'j Json<'j>) -> Lists<'j> {
    let mut lists = Lists::default();
    let Json::Object(members) = value else {
        checker.report_type("an object of lists", value);
        return lists;
    };
    let mut entries = 0;
    checker.each_member(members, |checker, name, value| {
        let Json::Array(items) = value else {
            checker.report_type("an array of texts", value);
            // The name exists, so its uses are no mistakes of their own.
            lists.push(name, &[]);
            return;
        };
        let before = checker.issues.len();
        for (i, item) in items.iter().enumerate() {
            if !matches!(item, Json::Text(_)) {
                checker.at(i, |checker| checker.report_type("text", item));
            }
        }
        entries += items.len();
        // Tests of a list with mistakes would report them again.
        lists.push(name, if checker.issues.len() == before { items } else { &[] });
    });
    if entries > MAX_LIST_ENTRIES {
        checker.report("too-many", format!("found {entries} list entries, expected at most {MAX_LIST_ENTRIES}"), None);
    }
    lists.finish();
    lists
}

fn rules<'j>(checker: &mut Checker, value: &'j Json<'j>, lists: &Lists<'j>, regexes: &mut Regexes) -> Box<[Rule]> {
    let Json::Array(items) = value else {
        checker.report_type("an array of rules", value);
        return Box::default();
    };
    if items.len() > MAX_RULES {
        checker.report("too-many", format!("found {} rules, expected at most {MAX_RULES}", items.len()), None);
        return Box::default();
    }
    let mut ids = TextSet::default();
    let mut rules = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        rules.extend(checker.at(i, |checker| rule(checker, item, lists, regexes, &mut ids)));
    }
    rules.into()
}

fn rule<'j>(
    checker: &mut Checker,
    value: &'j Json<'j>,
    lists: &Lists<'j>,
    regexes: &mut Regexes,
    ids: &mut TextSet,
) -> Option<Rule> {
    let members = checker.members(value, &RULE_MEMBERS, "a rule")?;
    let id = match members.get("id") {
        None => {
            checker.report("missing-member", "a rule needs an `id`", Some("`\"id\": \"…\"`".to_owned()));
            None
        }
        Some(id) => checker.at("id", |checker| {
            let id = checker.text(id)?;
            if ids.contains(id) {
                let message = format!("an earlier rule has the id `{}`, expected one of its own", shown(id));
                checker.report("duplicate-id", message, None);
                return None;
            }
            ids.insert(id);
            Some(id)
        }),
    };
    if let Some(value) = members.get("description") {
        checker.at("description", |checker| checker.any_text(value));
    }
    let mut flag = |name: &str, absent: bool| match members.get(name) {
        None => Some(absent),
        Some(value) => checker.at(name, |checker| checker.boolean(value)),
    };
    let (enabled, monitor) = (flag("enabled", true), flag("monitor", false));
    let when = match members.get("when") {
        None => Some(Condition::always()),
        Some(value) => {
            let mut conditions = Conditions { checker: &mut *checker, lists, regexes, depth: 0 };
            conditions.at("when", |conditions| conditions.condition(value))
        }
    };
    let given: Vec<&str> = ACTIONS.into_iter().filter(|name| members.get(name).is_some()).collect();
    if given.len() != 1 {
        let found = if given.is_empty() { "none".to_owned() } else { names(&given, " and ") };
        let message = format!("found {found}, expected exactly one of {}", names(&ACTIONS, " and "));
        checker.report("one-action", message, None);
    }
    let mut action = None;
    for name in given {
        let Some(value) = members.get(name) else { continue };
        action = checker.at(name, |checker| match name {
            "allow" => allow(checker, value),
            "deny" => deny(checker, value).map(|deny| Action::Deny(Box::new(deny))),
            "modify" => modify(checker, value),
            _ => label(checker, value),
        });
    }
    Some(Rule { id: id?.into(), enabled: enabled?, monitor: monitor?, when: when?, action: action? })
}

fn allow(checker: &mut Checker, value: &Json) -> Option<Action> {
    if *value == Json::Bool(true) {
        return Some(Action::Allow);
    }
    let hint = "`deny` refuses; `\"enabled\": false` switches a rule off";
    checker.report_type_with("true", value, Some(hint.to_owned()));
    None
}

fn label(checker: &mut Checker, value: &Json) -> Option<Action> {
    let text = checker.text(value)?;
    if let Some(reserved) = RESERVED_FLAGS.into_iter().find(|reserved| text.starts_with(reserved)) {
        checker.report(
            "reserved-flag",
            format!("found `{}`, expected a label that does not begin with `{reserved}`", shown(text)),
            Some("verdicts use that beginning for labels of their own".to_owned()),
        );
        return None;
    }
    Some(Action::Flag(text.into()))
}

fn deny(checker: &mut Checker, value: &Json) -> Option<Deny> {
    if !matches!(value, Json::Object(_)) {
        checker.report_type_with("a deny object", value, Some("`{ \"message\": \"…\" }`".to_owned()));
        return None;
    }
    let members = checker.members(value, &DENY_MEMBERS, "a deny object")?;
    let before = checker.issues.len();
    let (tencent_code, openim_code) = match members.get("code") {
        None => (None, None),
        Some(value) => checker.at("code", |checker| codes(checker, value)),
    };
    let message = match members.get("message") {
        None => {
            let hint = Some("`\"message\": \"…\"`".to_owned());
            checker.report("missing-member", "a deny object needs a `message`", hint);
            None
        }
        Some(value) => checker.at("message", |checker| {
            let text = checker.text(value)?;
            template(checker, text)
        }),
    };
    let detail = match members.get("detail") {
        None => None,
        Some(value) => checker.at("detail", |checker| {
            let text = checker.any_text(value)?;
            template(checker, text)
        }),
    };
    if checker.issues.len() > before {
        return None;
    }
    Some(Deny {
        message: message?,
        detail,
        tencent_code: tencent_code.unwrap_or(tencent::DEFAULT_CODE),
        openim_code: openim_code.unwrap_or(openim::DEFAULT_CODE),
    })
}

const CODES: &str = "1 or 10100 to 10200 for Tencent, 5000 to 9999 for OpenIM";

/// The codes that are given for Tencent and OpenIM.
fn codes(checker: &mut Checker, value: &Json) -> (Option<i64>, Option<i64>) {
    if let Json::Object(all) = value {
        if all.is_empty() {
            checker.report("empty-object", "found no code, expected one for `tencent`, `openim` or both", None);
        }
        let Some(members) = checker.members(value, &["tencent", "openim"], "`code`") else { return (None, None) };
        let mut code = |name: &'static str, fits: fn(i64) -> bool, range: &str| {
            let value = members.get(name)?;
            checker.at(name, |checker| {
                let code = code_number(value).filter(|code| fits(*code));
                if code.is_none() {
                    let message = format!("found {}, expected {range}", describe(value));
                    checker.report("bad-code", message, without_quotes(value));
                }
                code
            })
        };
        let tencent = code("tencent", tencent::takes_code, "1 or 10100 to 10200");
        return (tencent, code("openim", openim::takes_code, "5000 to 9999"));
    }
    match code_number(value) {
        Some(code) if tencent::takes_code(code) => (Some(code), None),
        Some(code) if openim::takes_code(code) => (None, Some(code)),
        _ => {
            checker.report("bad-code", format!("found {}, expected {CODES}", describe(value)), without_quotes(value));
            (None, None)
        }
    }
}

fn code_number(value: &Json) -> Option<i64> {
    match value {
        Json::Number(Number::Integer(code)) => Some(*code),
        _ => None,
    }
}

fn template(checker: &mut Checker, text: &str) -> Option<Template> {
    match Template::parse(text) {
        Ok(template) => Some(template),
        Err(unknown) => {
            for name in unknown {
                let message = format!("there is no field `{}`", shown(name));
                checker.report("unknown-field", message, Some(field_hint(name)));
            }
            None
        }
    }
}

fn modify(checker: &mut Checker, value: &Json) -> Option<Action> {
    let Json::Object(members) = value else {
        checker.report_type("an object of fields and their new values", value);
        return None;
    };
    if members.is_empty() {
        checker.report("empty-object", "found no field, expected at least one to change", None);
        return None;
    }
    let before = checker.issues.len();
    let mut changes = Vec::with_capacity(members.len());
    checker.each_member(members, |checker, name, value| changes.extend(change(checker, name, value)));
    (checker.issues.len() == before).then(|| Action::Modify(changes.into()))
}

fn change(checker: &mut Checker, name: &str, value: &Json) -> Option<Change> {
    let Some((field, modify)) = Field::named(name).and_then(|field| Some((field, field.info().modify?))) else {
        let settable =
            crate::fields::FIELDS.iter().filter(|(_, info)| info.modify.is_some()).map(|(_, info)| info.name);
        let hint = nearest(name, settable.clone()).map(|near| format!("`{near}`"));
        let hint = hint.unwrap_or_else(|| format!("a reply can change {}", one_of(&settable.collect::<Vec<_>>())));
        let (code, message) = match FieldRef::named(name) {
            Some(_) => ("fixed-field", format!("`{}` cannot be changed", shown(name))),
            None => ("unknown-field", format!("there is no field `{}`", shown(name))),
        };
        checker.report(code, message, Some(hint));
        return None;
    };
    new_value(checker, modify, value).map(|value| Change { field, value })
}

fn new_value(checker: &mut Checker, modify: Modify, value: &Json) -> Option<NewValue> {
    match (modify.to, value) {
        (Settable::Text, Json::Text(text)) => template(checker, text).map(NewValue::Text),
        (Settable::Text, other) => {
            checker.report_type_with("text", other, in_quotes(other));
            None
        }
        (Settable::Choice(choices), value) => {
            let chosen = choices.iter().find(|(name, _)| *value == Json::Text(Cow::Borrowed(name)));
            if chosen.is_none() {
                let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
                let message = format!("found {}, expected {}", describe(value), one_of(&names));
                let hint = "OpenIM creates no other type of group; to refuse the one that came, use `deny`";
                checker.report("impossible-value", message, Some(hint.to_owned()));
            }
            chosen.map(|(name, number)| NewValue::Choice(name, *number))
        }
        (Settable::Integer(integers), value) => {
            let chosen = integers.iter().find(|integer| *value == Json::Number(Number::Integer(**integer)));
            if chosen.is_none() {
                let names: Vec<String> = integers.iter().map(i64::to_string).collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let message = format!("found {}, expected {}", describe(value), one_of(&names));
                checker.report("impossible-value", message, without_quotes(value));
            }
            chosen.map(|integer| NewValue::Integer(*integer))
        }
    }
}
