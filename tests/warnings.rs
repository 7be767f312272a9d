//! Every warning to the letter, and what a report says besides.

use group_gate::Policy;
use group_gate::policy::report::PolicyReport;
use serde_json::{Value, json};

fn report(policy: &Value) -> PolicyReport {
    Policy::parse(&policy.to_string()).unwrap().report(None)
}

/// The warnings of a policy, a line each.
#[track_caller]
fn warns(policy: &Value, expected: &[&str]) {
    let warnings = report(policy).warnings;
    let lines: Vec<String> = warnings.iter().map(|warning| format!("{} {warning}", warning.code)).collect();
    assert_eq!(lines, expected);
}

/// The warnings about one rule that is the last of these, of a policy that accepts both platforms.
#[track_caller]
fn rules_warn(rules: &Value, expected: &[&str]) {
    let policy = json!({
        "version": 1,
        "tencent": { "sdkAppIds": ["1"], "requireSign": true },
        "openim": { "accept": true },
        "rules": rules,
    });
    let path = format!("/rules/{}", rules.as_array().unwrap().len() - 1);
    let warnings = report(&policy).warnings;
    let about = warnings.iter().filter(|warning| warning.path == path);
    let lines: Vec<String> = about
        .map(|warning| {
            let hint = warning.hint.as_ref().map(|hint| format!(" (hint: {hint})")).unwrap_or_default();
            format!("{}: {}{hint}", warning.code, warning.message)
        })
        .collect();
    assert_eq!(lines, expected, "{rules}");
}

#[track_caller]
fn rule_warns(rule: &Value, expected: &[&str]) {
    rules_warn(&json!([rule]), expected);
}

fn deny() -> Value {
    json!({ "message": "no", "code": 10101 })
}

const OPENIM: &str = "unauthenticated /openim callbacks of OpenIM carry no signature, so whoever reaches the URL can \
                      send them (hint: let the OpenIM server alone reach the URL)";
const NOTHING: &str = "accepts-nothing neither platform is accepted, so every callback is rejected (hint: \
                       `tencent.sdkAppIds` and `openim.accept` say what is accepted)";

#[test]
fn settings() {
    warns(&json!({ "version": 1, "rules": [] }), &[NOTHING]);
    warns(&json!({ "version": 1, "tencent": {}, "openim": { "accept": false }, "rules": [] }), &[NOTHING]);
    warns(
        &json!({ "version": 1, "tencent": { "sdkAppIds": [] }, "rules": [] }),
        &[
            NOTHING,
            "no-effect /tencent/sdkAppIds an empty array accepts no app (hint: list the SDKAppIDs, or accept \"any\")",
        ],
    );
    warns(
        &json!({ "version": 1, "tencent": { "sdkAppIds": [1] }, "rules": [] }),
        &["unsigned /tencent callbacks of Tencent are accepted unsigned, so whoever knows the URL can send them \
           (hint: `\"requireSign\": true`, and the app's token with every request)"],
    );
    warns(&json!({ "version": 1, "tencent": { "sdkAppIds": "any", "requireSign": true }, "rules": [] }), &[]);
    warns(&json!({ "version": 1, "openim": { "accept": true }, "rules": [] }), &[OPENIM]);
}

#[test]
fn lists() {
    warns(
        &json!({ "version": 1, "openim": { "accept": true }, "lists": { "a/b": ["x"] }, "rules": [] }),
        &[OPENIM, "unused-list /lists/a~1b no condition uses the list `a/b`"],
    );
}

#[test]
fn rules_without_effect() {
    const FOLD: &str = "(hint: it folds the texts of `$eq`, `$in`, `$contains` and their like)";
    let idle = |path: &str| format!("no-effect: `{path}` finds nothing beside it to fold {FOLD}");
    for (when, path) in [
        (json!({ "group.name": { "$exists": true, "$fold": true } }), "when/group.name/$fold"),
        (json!({ "group.name": { "$length": { "$gt": 2 }, "$fold": true } }), "when/group.name/$fold"),
        (json!({ "group.type": { "$eq": "Work", "$fold": true } }), "when/group.type/$fold"),
        (json!({ "members.count": { "$eq": 2, "$fold": true } }), "when/members.count/$fold"),
        (json!({ "facts.x": { "$in": [1, true, null], "$fold": true } }), "when/facts.x/$fold"),
        (
            json!({ "$or": [{ "group.name": { "$not": { "$exists": true, "$fold": true } } }] }),
            "when/$or/0/group.name/$not/$fold",
        ),
    ] {
        rule_warns(&json!({ "id": "a", "when": when, "flag": "f" }), &[&idle(path)]);
    }
    for test in [
        json!({ "$eq": "x", "$exists": true, "$fold": true }),
        json!({ "$nin": ["x"], "$fold": true }),
        json!({ "$in": { "$field": "members.id" }, "$fold": true }),
        json!({ "$regex": "x", "$fold": true }),
        json!({ "$endsWith": "x", "$fold": true }),
    ] {
        rule_warns(&json!({ "id": "a", "when": { "group.name": test }, "flag": "f" }), &[]);
    }
    rule_warns(
        &json!({ "id": "a", "modify": { "group.friendAccess": 1, "owner.id": "x", "group.name": "x" } }),
        &[
            "no-effect: OpenIM reads a new `group.friendAccess` and ignores it",
            "no-effect: OpenIM reads a new `owner.id` and ignores it",
        ],
    );
    rule_warns(
        &json!({ "id": "a", "modify": { "group.status": 2 } }),
        &["born-dismissed: a group with `group.status` 2 is dismissed as soon as it is created (hint: a `deny` rule \
           refuses the group, 3 mutes it)"],
    );
}

#[test]
fn rules_that_never_match() {
    const CONTRADICTS: &str = "never-matches: no callback can meet all tests of the rule";
    for when in [
        json!({ "group.name": { "$eq": "x", "$startsWith": "y" } }),
        json!({ "group.name": { "$in": [] } }),
        json!({ "group.name": { "$contains": [] } }),
        json!({ "group.name": { "$length": { "$gt": 3, "$lt": 4 } } }),
        json!({ "group.name": { "$contains": "casino", "$not": { "$contains": "sin" } } }),
        json!({ "group.name": { "$eq": "Casino", "$fold": true, "$nin": ["casino"] } }),
        json!({ "members.id": { "$all": [] } }),
        json!({ "members.id": { "$all": ["a", "b"], "$nin": ["b"] } }),
        json!({ "time.hour": { "$gt": 22, "$lt": 23 } }),
        json!({ "members.count": { "$lt": 0 } }),
        json!({ "client.platform": "" }),
        json!({ "platform": "openim", "group.type": "Work" }),
        json!({ "owner.id": { "$eq": { "$field": "owner.id" }, "$ne": { "$field": "owner.id" } } }),
        json!({ "$nor": [{ "time.weekday": { "$exists": true } }] }),
        json!({ "$or": [{ "group.name": [] }, { "facts.x": { "$gt": 3, "$exists": false } }] }),
        json!({ "members.id": { "$contains": "ab", "$not": { "$contains": ["b", "c"] } } }),
        json!({ "client.ip": { "$cidr": ["10.0.0.0/9", "10.128.0.0/9"], "$not": { "$cidr": "10.0.0.0/8" } } }),
    ] {
        rule_warns(&json!({ "id": "a", "when": when, "flag": "f" }), &[CONTRADICTS]);
    }
    rule_warns(
        &json!({ "id": "a", "when": { "group.name": { "$eq": "Casino", "$in": ["casino"], "$fold": true } }, "flag": "f" }),
        &[],
    );
    let after = json!({ "phase": "after" });
    rule_warns(
        &json!({ "id": "a", "when": after, "modify": { "group.name": "x" } }),
        &[
            "never-matches: the rule matches after creation only, when only `flag` rules are looked at (hint: a `flag` rule)",
        ],
    );
    rule_warns(&json!({ "id": "a", "when": after, "flag": "f" }), &[]);
    rule_warns(&json!({ "id": "a", "when": after, "monitor": true, "flag": "f" }), &[]);
    rule_warns(
        &json!({ "id": "a", "when": { "app.id": "2" }, "flag": "f" }),
        &["never-matches: no callback that the policy accepts can meet all tests of the rule"],
    );
    rule_warns(&json!({ "id": "a", "enabled": false, "when": { "group.name": [] }, "flag": "f" }), &[]);
}

#[test]
fn rules_that_are_not_reached() {
    const UNREACHABLE: &str = "unreachable-rule: whenever the rule matches, the rule `a` before it has decided (hint: put it first, or remove it)";
    let after = |earlier: &Value, later: &Value, expected: &[&str]| {
        rules_warn(&json!([earlier, { "id": "c", "flag": "f" }, later]), expected);
    };
    let rule = |id: &str, when: &Value| json!({ "id": id, "when": when, "allow": true });
    for (earlier, later) in [
        (json!({}), json!({ "group.name": "x" })),
        (json!({ "group.name": { "$contains": "in" } }), json!({ "group.name": ["casino", "inn"] })),
        (json!({ "group.name": { "$contains": ["a", "b"] } }), json!({ "group.name": { "$endsWith": "bc" } })),
        (json!({ "group.name": { "$contains": "A", "$fold": true } }), json!({ "group.name": "BAR" })),
        (json!({ "members.count": { "$gt": 9 } }), json!({ "members.count": { "$gte": 10 }, "facts.x": 1 })),
        (json!({ "facts.x": { "$gt": 1 } }), json!({ "facts.x": { "$gt": 1.5 } })),
        (json!({ "members.id": ["a", "b"] }), json!({ "members.id": { "$all": ["b", "c"] } })),
        (json!({ "members.id": { "$ne": "a" } }), json!({ "members.id": { "$nin": ["a", "b"] } })),
        (json!({ "$or": [{ "group.name": "x" }, { "group.type": "Work" }] }), json!({ "group.type": "Private" })),
        (json!({ "group.type": { "$ne": "Work" } }), json!({ "platform": "openim" })),
        (json!({ "$nor": [{ "group.name": "x" }] }), json!({ "group.name": { "$exists": false } })),
    ] {
        after(&rule("a", &earlier), &rule("b", &later), &[UNREACHABLE]);
        after(&rule("a", &later), &rule("b", &earlier), &[]);
    }
    let all = json!({ "id": "a", "allow": true });
    let before = json!({ "phase": "before" });
    after(&all, &json!({ "id": "b", "modify": { "group.name": "x" } }), &[UNREACHABLE]);
    after(&all, &json!({ "id": "b", "monitor": true, "deny": deny() }), &[UNREACHABLE]);
    after(&all, &json!({ "id": "b", "flag": "f" }), &[]);
    after(&all, &json!({ "id": "b", "monitor": true, "flag": "f" }), &[]);
    after(&all, &json!({ "id": "b", "when": before, "flag": "f" }), &[UNREACHABLE]);
    after(&json!({ "id": "a", "monitor": true, "allow": true }), &rule("b", &json!({})), &[]);
    after(&json!({ "id": "a", "enabled": false, "allow": true }), &rule("b", &json!({})), &[]);
    after(&all, &json!({ "id": "b", "enabled": false, "allow": true }), &[]);
}

#[test]
fn fields_that_are_not_sent() {
    let not_sent =
        |name: &str, who: &str| format!("field-not-sent: `{name}` never comes from {who}, which this test is about");
    let warns =
        |when: &Value, expected: &[&str]| rule_warns(&json!({ "id": "a", "when": when, "flag": "f" }), expected);
    warns(
        &json!({ "$or": [{ "platform": "openim", "custom.a": { "$ne": "1" } }, { "group.name": "x" }] }),
        &[&not_sent("custom.a", "OpenIM")],
    );
    warns(
        &json!({ "platform": { "$nin": ["openim"] }, "$nor": [{ "group.name": { "$eq": { "$field": "group.ex" } } }] }),
        &[&not_sent("group.ex", "Tencent")],
    );
    warns(&json!({ "$nor": [{ "platform": "tencent", "group.status": 1 }] }), &[&not_sent("group.status", "Tencent")]);
    warns(&json!({ "$or": [{ "platform": "tencent" }, { "group.status": 1 }] }), &[]);
    warns(&json!({ "$nor": [{ "platform": "tencent", "group.name": "x" }], "custom.a": "1" }), &[]);
    warns(
        &json!({ "$nor": [{ "platform": "openim", "group.name": "x" }, { "platform": "openim" }], "group.status": 1 }),
        &["never-matches: no callback can meet all tests of the rule", &not_sent("group.status", "Tencent")],
    );
    warns(&json!({ "$nor": [{ "$or": [{ "platform": "tencent" }, { "group.name": "x" }] }], "group.ex": "1" }), &[]);
    warns(&json!({ "operator.id": { "$exists": true } }), &[]);
}

#[test]
fn fields_that_may_be_missing() {
    const DENY: &str = "may-be-missing: the rule cannot match when `operator.id` is missing, and Tencent may leave it out \
                        (hint: `$exists` tells whether there is a value)";
    const ALLOW: &str = "may-be-missing: the rule can match because `operator.id` is missing, and Tencent may leave it \
                         out (hint: `\"$exists\": true` beside the test)";
    let denies =
        |when: &Value, expected: &[&str]| rule_warns(&json!({ "id": "a", "when": when, "deny": deny() }), expected);
    let allows =
        |when: &Value, expected: &[&str]| rule_warns(&json!({ "id": "a", "when": when, "allow": true }), expected);
    let [is, is_not] = [json!({ "operator.id": "x" }), json!({ "operator.id": { "$ne": "x" } })];
    denies(&is, &[DENY]);
    denies(&is_not, &[]);
    denies(&json!({ "$or": [is, { "operator.id": { "$exists": false } }] }), &[]);
    denies(&json!({ "$or": [is, { "platform": "openim" }] }), &[DENY]);
    denies(&json!({ "$or": [is, { "group.name": "x" }] }), &[]);
    allows(&is, &[]);
    allows(&is_not, &[ALLOW]);
    allows(&json!({ "operator.id": { "$exists": false } }), &[ALLOW]);
    allows(&json!({ "$nor": [is] }), &[ALLOW]);
    allows(&json!({ "operator.id": { "$nin": ["x"], "$exists": true } }), &[]);
    allows(&json!({ "operator.id": { "$nin": [] } }), &[]);
    allows(
        &json!({ "platform": "openim", "owner.id": { "$ne": "x" } }),
        &["may-be-missing: the rule can match because `owner.id` is missing, and OpenIM may leave it out \
         (hint: `\"$exists\": true` beside the test)"],
    );
    rule_warns(
        &json!({ "id": "a", "when": { "owner.id": "x" }, "deny": deny() }),
        &["may-be-missing: the rule cannot match when `owner.id` is missing, and Tencent and OpenIM may leave it out \
         (hint: `$exists` tells whether there is a value)"],
    );
    rule_warns(&json!({ "id": "a", "when": is, "monitor": true, "deny": deny() }), &[]);
    rule_warns(&json!({ "id": "a", "when": is, "flag": "f" }), &[]);
}

#[test]
fn fields_that_can_be_forged() {
    let forged = |name: &str| {
        format!("forgeable-field: the decision rests on `{name}`, which a client of OpenIM sets as it likes")
    };
    let warns =
        |when: &Value, expected: &[&str]| rule_warns(&json!({ "id": "a", "when": when, "allow": true }), expected);
    warns(&json!({ "group.id": "x", "group.status": 0 }), &[&forged("group.id"), &forged("group.status")]);
    warns(
        &json!({ "$nor": [{ "members.id": { "$in": ["x"] }, "group.name": { "$ne": { "$field": "group.creatorId" } } }] }),
        &[&forged("group.creatorId")],
    );
    warns(&json!({ "platform": "tencent", "group.id": "x" }), &[]);
    rule_warns(&json!({ "id": "a", "when": { "group.id": "x" }, "flag": "f" }), &[]);
    rule_warns(&json!({ "id": "a", "when": { "group.id": "x" }, "monitor": true, "allow": true }), &[]);
}

#[test]
fn messages_that_nobody_sees() {
    const HIDDEN: &str = "hidden-message: a user of Tencent never sees the message of a refusal with code 1 (hint: a code \
                          from 10100 to 10200)";
    let hidden = json!({ "message": "no" });
    rule_warns(&json!({ "id": "a", "deny": hidden }), &[HIDDEN]);
    rule_warns(
        &json!({ "id": "a", "when": { "group.status": 3, "phase": "before" }, "monitor": true, "deny": hidden }),
        &[],
    );
    rule_warns(&json!({ "id": "a", "when": { "group.verification": 1 }, "deny": hidden }), &[]);
    rule_warns(&json!({ "id": "a", "when": { "group.name": "x" }, "deny": { "message": "no", "code": 1 } }), &[HIDDEN]);
    let default = |rules: Value, expected: &[&str]| {
        let tencent = json!({ "sdkAppIds": "any", "requireSign": true });
        warns(&json!({ "version": 1, "tencent": tencent, "rules": rules, "default": hidden }), expected);
    };
    let line = format!("hidden-message /default {}", HIDDEN.trim_start_matches("hidden-message: "));
    default(json!([{ "id": "a", "when": { "group.name": "x" }, "allow": true }]), &[&line]);
    default(json!([{ "id": "a", "when": { "platform": "tencent" }, "allow": true }]), &[]);
}

#[test]
fn a_policy_that_accepts_nothing_is_judged_by_its_rules_alone() {
    let rules = json!([
        { "id": "a", "when": { "platform": "tencent", "group.status": 3 }, "deny": { "message": "no" } },
        { "id": "b", "when": { "group.creatorId": "x" }, "allow": true },
        { "id": "c", "when": { "operator.id": "x" }, "deny": { "message": "no" } },
    ]);
    warns(
        &json!({ "version": 1, "rules": rules, "default": { "message": "no" } }),
        &[NOTHING, "never-matches /rules/0 no callback can meet all tests of the rule"],
    );
}

#[test]
fn a_report_tells_counts_and_places() {
    let text = "{ \"version\": 1, \"openim\": { \"accept\": true },\n  \"rules\": [\n    { \"id\": \"a\", \"flag\": \"f\", \
                \"when\": { \"group.name\": [] } }\n  ]\n}";
    let report = Policy::parse(text).unwrap().report(Some(text)).to_json();
    let found: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(found["rules"], 1);
    assert_eq!(found["lists"], 0);
    assert_eq!(found["warnings"][1]["path"], "/rules/0");
    assert_eq!([&found["warnings"][1]["line"], &found["warnings"][1]["column"]], [3, 5]);
    assert!(found.get("incomplete").is_none());
}

#[test]
fn a_report_on_very_many_rules_says_what_it_left_out() {
    let rules: Vec<Value> = (0..1600)
        .map(|i| json!({ "id": i.to_string(), "when": { "members.count": { "$gt": 1600 - i } }, "allow": true }))
        .collect();
    let report = report(&json!({ "version": 1, "openim": { "accept": true }, "rules": rules }));
    assert_eq!(
        report.incomplete.as_deref(),
        Some(
            "the policy is too large for a report: not every rule was compared with all before it, 1000000 pairs at most"
        )
    );
    assert!(report.to_json().ends_with(r#","incomplete":"the policy is too large for a report: not every rule was compared with all before it, 1000000 pairs at most"}"#));
}

#[test]
fn a_report_compares_each_of_1400_blocks_with_all_before_it() {
    let block =
        |i: usize| json!([format!("10.{}.{}.0/24", i / 256, i % 256), format!("11.{}.{}.0/24", i / 256, i % 256)]);
    let rule = |i: usize| json!({ "id": i.to_string(), "when": { "client.ip": { "$cidr": block(i) } }, "allow": true });
    let rules: Vec<Value> = (0..1400).map(rule).collect();
    let report =
        report(&json!({ "version": 1, "tencent": { "sdkAppIds": "any", "requireSign": true }, "rules": rules }));
    assert_eq!(report.incomplete, None);
}

#[test]
fn a_report_compares_each_of_1400_rules_about_several_fields_with_all_before_it() {
    let when = |i: usize| json!({ "group.name": format!("n{i}"), "group.type": "Work", "members.count": { "$gt": i } });
    let rule = |i: usize| json!({ "id": i.to_string(), "when": when(i), "allow": true });
    let rules: Vec<Value> = (0..1400).map(rule).collect();
    let report = report(&json!({ "version": 1, "tencent": { "sdkAppIds": "any" }, "rules": rules }));
    assert_eq!(report.incomplete, None);
}

#[test]
fn names_are_quoted_on_one_line() {
    let policy = r#"{"version":1,"openim":{"accept":true},"lists":{"a\nb":[]},"rules":[{"id":"a\u0000b","allow":true},{"id":"c","when":{"custom.k\tl":"x"},"allow":true}]}"#;
    let report = group_gate::Policy::parse(policy).unwrap().report(None).to_json();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let warnings = report["warnings"].as_array().unwrap();
    assert!(warnings.len() > 2);
    for warning in warnings {
        let message = warning["message"].as_str().unwrap();
        assert!(!message.contains(char::is_control), "{message}");
    }
}
