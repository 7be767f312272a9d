//! Reading a policy document: its members and settings, every mistake reported.

use std::ops::RangeInclusive;

use crate::json::{Json, Number};
use crate::order::sorted;
use crate::settings::{Apps, Settings, TencentSettings};

use super::check::Checker;
use super::index::Index;
use super::keys::Keys;
use super::lists::List;
use super::sets::Listed;
use super::{Policy, Room, Rule};
use crate::value::Item;

/// How many rules a policy may have.
pub const MAX_RULES: usize = 100_000;
/// How many entries all lists of a policy may have.
pub const MAX_LIST_ENTRIES: usize = 1_000_000;
/// So many rules are looked at one by one as fast as through an index.
const FEW_RULES: usize = 8;

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
#[inline(never)]
pub fn read<'j>(checker: &mut Checker<'j>, document: &'j Json<'j>) -> Option<Policy> {
    if !checker.object(document, &MEMBERS, "a policy") {
        return None;
    }
    match document.member("version") {
        None => {
            let message = format_args!("a policy needs a `version`");
            checker.report(document, "missing-member", message).hint(format_args!("`\"version\": 1`"));
        }
        Some(Json::Number(Number::Integer(1))) => {}
        Some(version) => {
            let expected = format_args!("1, the only version of the language");
            checker.report_found(version, "bad-version", expected).hint(format_args!("`1`"));
        }
    }
    for name in ["$schema", "name", "description"] {
        if let Some(text) = document.member(name) {
            checker.any_text(text);
        }
    }
    let tencent = document.member("tencent");
    let mut settings = Settings::default();
    if let Some(tencent) = tencent {
        let outer = checker.enter("tencent", tencent);
        tencent_settings(checker, tencent, &mut settings.tencent);
        checker.leave(outer);
    }
    if let Some(openim) = document.member("openim") {
        let outer = checker.enter("openim", openim);
        if checker.object(openim, &OPENIM_MEMBERS, "`openim`") {
            settings.openim_accept = checker.flag(openim, "accept", false);
        }
        checker.leave(outer);
    }
    let offset_minutes = document.member("timezone").map_or(0, |timezone| offset(checker, timezone));
    if let Some(all) = document.member("lists") {
        let outer = checker.enter("lists", all);
        lists(checker, all);
        checker.leave(outer);
    }
    let mut rules = Vec::new();
    if let Some(all) = document.member("rules") {
        let outer = checker.enter("rules", all);
        read_rules(checker, all, &mut rules);
        checker.leave(outer);
    } else {
        let message = format_args!("a policy needs `rules`");
        checker.report(document, "missing-member", message).hint(format_args!("`\"rules\": []`"));
    }
    let mut default = None;
    match document.member("default") {
        None | Some(Json::Text("allow")) => {}
        Some(deny @ Json::Object(_)) => {
            let outer = checker.enter("default", deny);
            default = checker.deny(deny).map(Box::new);
            checker.leave(outer);
        }
        Some(found) => {
            let reported = checker.report_type(found, "`\"allow\"` or a deny object");
            reported.hint(format_args!("`{{ \"message\": \"…\" }}` denies"));
        }
    }
    let enabled = rules.iter().filter(|rule| rule.enabled).count();
    let index = (enabled > FEW_RULES).then(|| Index::new(&rules));
    Some(Policy {
        settings,
        names_tencent: tencent.is_some(),
        offset_minutes,
        size: rules.len() * size_of::<Rule>()
            + checker.regexes.size()
            + checker.memory
            + index.as_ref().map_or(0, Index::memory),
        rules,
        index,
        room: Room::default(),
        default,
        lists: checker.lists.iter().map(|list| (list.name.into(), list.used)).collect(),
        idle: std::mem::take(&mut checker.idle),
        reads_clock: checker.reads_clock,
        reads_facts: checker.reads_facts,
    })
}

fn tencent_settings<'j>(checker: &mut Checker<'j>, value: &'j Json<'j>, settings: &mut TencentSettings) {
    if !checker.object(value, &TENCENT_MEMBERS, "`tencent`") {
        return;
    }
    match value.member("sdkAppIds") {
        None => {}
        Some(Json::Text("any")) => settings.apps = Apps::Any,
        Some(apps @ Json::Array(items)) => {
            if items.is_empty() {
                checker.idle.push("/tencent/sdkAppIds".into());
            }
            let outer = checker.enter("sdkAppIds", apps);
            let mut ids = Listed::default();
            for item in items {
                app_id(checker, item, &mut ids);
            }
            settings.apps = Apps::Listed(ids.into());
            checker.leave(outer);
        }
        Some(found) => {
            let reported = checker.report_type(found, "an array of SDKAppIDs or `\"any\"`");
            if let Json::Text(_) | Json::Number(_) = found {
                reported.hint(format_args!("`[{found}]`"));
            }
        }
    }
    settings.require_sign = checker.flag(value, "requireSign", false);
    match value.member("maxAgeSeconds") {
        None => {}
        Some(Json::Number(Number::Integer(seconds @ 1..=TencentSettings::MAX_AGE_SECONDS))) => {
            settings.max_age_seconds = u32::try_from(*seconds).unwrap_or_default();
        }
        Some(found) => {
            let expected = format_args!("an integer from 1 to {}", TencentSettings::MAX_AGE_SECONDS);
            checker.report_found(found, "out-of-range", expected).hint_without_quotes(found);
        }
    }
}

/// An SDKAppID: an integer, or its decimal text without leading zeros.
fn app_id<'j>(checker: &mut Checker<'j>, value: &'j Json<'j>, ids: &mut Listed) {
    let id = match value {
        Json::Number(number @ Number::Integer(_)) => &number.to_string(),
        Json::Text(text) => &**text,
        _ => "",
    };
    let is_plain = matches!(id.as_bytes(), [b'0'] | [b'1'..=b'9', ..]);
    if is_plain && id.bytes().all(|byte| byte.is_ascii_digit()) {
        ids.insert(Item::Text(id));
    } else {
        let expected = format_args!("an SDKAppID: an integer, or its decimal text without leading zeros");
        checker.report_found(value, "bad-app-id", expected);
    }
}

/// A fixed offset from UTC in minutes: `Z` or `±hh:mm` from -12:00 to +14:00.
fn offset<'j>(checker: &mut Checker<'j>, value: &'j Json<'j>) -> i32 {
    let parsed = match value {
        Json::Text(text) => parse_offset(text),
        _ => None,
    };
    parsed.unwrap_or_else(|| {
        let expected = format_args!("`Z` or an offset from `-12:00` to `+14:00`");
        let hint = "offsets are fixed, such as `+08:00`; there are no names of zones and no summer time";
        checker.report_found(value, "bad-offset", expected).hint(format_args!("{hint}"));
        0
    })
}

fn parse_offset(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
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

fn lists<'j>(checker: &mut Checker<'j>, value: &'j Json<'j>) {
    if value.members().is_none() {
        checker.report_type(value, "an object of lists");
    }
    let mut entries = 0;
    checker.each_member(value, &mut |checker, name, list| {
        let mut items: &[Json] = &[];
        if let Json::Array(texts) = list {
            for item in texts {
                if !matches!(item, Json::Text(_)) {
                    checker.report_type(item, "text");
                }
            }
            items = texts;
            entries += items.len();
        } else {
            checker.report_type(list, "an array of texts");
        }
        // What is no list has a name all the same, so naming it is no mistake.
        checker.lists.push(List::new(name, list, items));
    });
    checker.lists = sorted(std::mem::take(&mut checker.lists), |a, b| a.name.cmp(b.name));
    if entries > MAX_LIST_ENTRIES {
        let message = format_args!("found {entries} list entries, expected at most {MAX_LIST_ENTRIES}");
        checker.report(value, "too-many", message);
    }
}

fn read_rules<'j>(checker: &mut Checker<'j>, value: &'j Json<'j>, rules: &mut Vec<Rule>) {
    let Json::Array(items) = value else {
        checker.report_type(value, "an array of rules");
        return;
    };
    if items.len() > MAX_RULES {
        let message = format_args!("found {} rules, expected at most {MAX_RULES}", items.len());
        checker.report(value, "too-many", message);
        return;
    }
    let mut ids = Keys::default();
    ids.reserve(items.len());
    rules.reserve_exact(items.len());
    for (i, item) in items.iter().enumerate() {
        let outer = checker.enter_item(i, item);
        if let Some(rule) = checker.rule(item, &mut ids) {
            rules.push(rule);
        }
        checker.leave(outer);
    }
}
