//! Reading a policy document: its members and settings, every mistake reported.

use std::ops::RangeInclusive;

use crate::json::{Json, Number};
use crate::order::sorted;
use crate::settings::{Apps, Settings, TencentSettings};

use super::Policy;
use super::check::Checker;
use super::keys::Keys;
use super::lists::List;
use super::node::Node;

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

/// The offsets from UTC that `timezone` may have, in minutes.
pub const OFFSETS: RangeInclusive<i32> = -12 * 60..=14 * 60;

/// Reads a whole policy. It can be used only if nothing was reported.
pub fn read<'j>(checker: &mut Checker<'j>, document: &'j Json<'j>) -> Policy {
    let mut policy = Policy::default();
    let node = Node::root(document);
    if !checker.object(&node, &MEMBERS, "a policy") {
        return policy;
    }
    match node.get("version") {
        None => {
            let message = format_args!("a policy needs a `version`");
            checker.report(&node, "missing-member", message).hint(format_args!("`\"version\": 1`"));
        }
        Some(version) if matches!(version.value, Json::Number(Number::Integer(1))) => {}
        Some(version) => {
            let expected = format_args!("1, the only version of the language");
            checker.report_found(&version, "bad-version", expected).hint(format_args!("`1`"));
        }
    }
    for name in ["$schema", "name", "description"] {
        if let Some(text) = node.get(name) {
            checker.any_text(&text);
        }
    }
    if let Some(tencent) = node.get("tencent") {
        policy.settings.tencent = tencent_settings(checker, &tencent);
        policy.names_tencent = true;
    }
    if let Some(openim) = node.get("openim") {
        openim_settings(checker, &openim, &mut policy.settings);
    }
    if let Some(timezone) = node.get("timezone") {
        policy.offset_minutes = offset(checker, &timezone);
    }
    if let Some(all) = node.get("lists") {
        lists(checker, &all);
    }
    if let Some(all) = node.get("rules") {
        rules(checker, &all, &mut policy);
    } else {
        let message = format_args!("a policy needs `rules`");
        checker.report(&node, "missing-member", message).hint(format_args!("`\"rules\": []`"));
    }
    if let Some(default) = node.get("default") {
        match default.value {
            Json::Text(text) if text == "allow" => {}
            Json::Object(_) => policy.default = checker.deny(&default).map(Box::new),
            _ => {
                let reported = checker.report_type(&default, "`\"allow\"` or a deny object");
                reported.hint(format_args!("`{{ \"message\": \"…\" }}` denies"));
            }
        }
    }
    policy.lists = checker.lists.iter().map(|list| (list.name.into(), list.used)).collect();
    policy.idle = std::mem::take(&mut checker.idle).into();
    policy.finish(checker);
    policy
}

fn tencent_settings<'j>(checker: &mut Checker<'j>, node: &Node<'_, 'j>) -> TencentSettings {
    let mut settings = TencentSettings::default();
    if !checker.object(node, &TENCENT_MEMBERS, "`tencent`") {
        return settings;
    }
    if let Some(apps) = node.get("sdkAppIds") {
        match apps.value {
            Json::Text(text) if text == "any" => settings.apps = Apps::Any,
            Json::Array(items) => {
                if items.is_empty() {
                    checker.note_idle(&apps);
                }
                let mut ids = Vec::new();
                for (i, item) in items.iter().enumerate() {
                    if let Some(id) = app_id(checker, &apps.item(i, item)) {
                        ids.push(id);
                    }
                }
                settings.apps = Apps::listed(ids);
            }
            found => {
                let reported = checker.report_type(&apps, "an array of SDKAppIDs or `\"any\"`");
                if let Json::Text(_) | Json::Number(_) = found {
                    reported.hint(format_args!("`[{found}]`"));
                }
            }
        }
    }
    settings.require_sign = checker.flag(node, "requireSign", false);
    if let Some(seconds) = node.get("maxAgeSeconds") {
        const MAX: i64 = TencentSettings::MAX_AGE_SECONDS as i64;
        if let Json::Number(Number::Integer(integer @ 1..=MAX)) = *seconds.value {
            settings.max_age_seconds = u32::try_from(integer).unwrap_or_default();
        } else {
            let expected = format_args!("an integer from 1 to {MAX}");
            checker.report_found(&seconds, "out-of-range", expected).hint_without_quotes(seconds.value);
        }
    }
    settings
}

/// An SDKAppID: an integer, or its decimal text without leading zeros.
fn app_id(checker: &mut Checker, node: &Node) -> Option<Box<str>> {
    match node.value {
        Json::Number(Number::Integer(id)) if *id >= 0 => return Some(id.to_string().into()),
        Json::Text(text) => {
            let is_plain = matches!(text.as_bytes(), [b'0'] | [b'1'..=b'9', ..]);
            if is_plain && text.bytes().all(|byte| byte.is_ascii_digit()) {
                return Some((**text).into());
            }
        }
        _ => {}
    }
    let expected = format_args!("an SDKAppID: an integer, or its decimal text without leading zeros");
    checker.report_found(node, "bad-app-id", expected);
    None
}

fn openim_settings<'j>(checker: &mut Checker<'j>, node: &Node<'_, 'j>, settings: &mut Settings) {
    if checker.object(node, &OPENIM_MEMBERS, "`openim`") {
        settings.openim_accept = checker.flag(node, "accept", false);
    }
}

/// A fixed offset from UTC in minutes: `Z` or `±hh:mm` from -12:00 to +14:00.
fn offset(checker: &mut Checker, node: &Node) -> i32 {
    let parsed = match node.value {
        Json::Text(text) if text == "Z" => Some(0),
        Json::Text(text) => parse_offset(text),
        _ => None,
    };
    parsed.unwrap_or_else(|| {
        let expected = format_args!("`Z` or an offset from `-12:00` to `+14:00`");
        let hint = "offsets are fixed, such as `+08:00`; there are no names of zones and no summer time";
        checker.report_found(node, "bad-offset", expected).hint(format_args!("{hint}"));
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

fn lists<'j>(checker: &mut Checker<'j>, node: &Node<'_, 'j>) {
    if node.members().is_none() {
        checker.report_type(node, "an object of lists");
    }
    let mut entries = 0;
    checker.each_member(node, &mut |checker, name, list| {
        let mut items: &[Json] = &[];
        if let Json::Array(texts) = list.value {
            for (i, item) in texts.iter().enumerate() {
                if !matches!(item, Json::Text(_)) {
                    checker.report_type(&list.item(i, item), "text");
                }
            }
            items = texts;
            entries += items.len();
        } else {
            checker.report_type(list, "an array of texts");
        }
        // What is no list has a name all the same, so naming it is no mistake.
        checker.lists.push(List::new(name, items));
    });
    checker.lists = sorted(std::mem::take(&mut checker.lists), |a, b| a.name.cmp(b.name));
    if entries > MAX_LIST_ENTRIES {
        let message = format_args!("found {entries} list entries, expected at most {MAX_LIST_ENTRIES}");
        checker.report(node, "too-many", message);
    }
}

fn rules<'j>(checker: &mut Checker<'j>, node: &Node<'_, 'j>, policy: &mut Policy) {
    let Json::Array(items) = node.value else {
        checker.report_type(node, "an array of rules");
        return;
    };
    if items.len() > MAX_RULES {
        let message = format_args!("found {} rules, expected at most {MAX_RULES}", items.len());
        checker.report(node, "too-many", message);
        return;
    }
    let mut ids = Keys::default();
    ids.reserve(items.len());
    let mut rules = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        if let Some(rule) = checker.rule(&node.item(i, item), &mut ids) {
            rules.push(rule);
        }
    }
    policy.rules = rules.into();
}
