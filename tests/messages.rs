//! Every kind of mistake that a policy can have, each with the exact words for it, from `tests/messages.json`.
//!
//! A case is a policy, whole (`text`) or the one part of a small policy that matters (`when`, `rule`, `deny`, …), and
//! its issues, each as ``line:column code `path`: message (hint: …)``.

use std::fs;

use group_gate::Policy;
use group_gate::policy::issue::Issue;
use serde_json::{Value, json};

/// The policy of a case, as text.
fn policy(case: &Value) -> String {
    if let Some(text) = case["text"].as_str() {
        return text.to_owned();
    }
    let mut rule = json!({ "id": "r", "flag": "f" });
    if let Some(when) = case.get("when") {
        rule = json!({ "id": "r", "when": when, "flag": "f" });
    } else if let Some(deny) = case.get("deny") {
        rule = json!({ "id": "r", "deny": deny });
    } else if let Some(modify) = case.get("modify") {
        rule = json!({ "id": "r", "modify": modify });
    } else if let Some(whole) = case.get("rule") {
        rule = whole.clone();
    }
    let mut policy = json!({ "version": 1 });
    for (name, value) in case["policy"].as_object().into_iter().flatten() {
        policy[name] = value.clone();
    }
    if policy.get("rules").is_none() {
        policy["rules"] = json!([rule]);
    }
    policy.to_string()
}

fn line(issue: &Issue) -> String {
    let place = issue.place.unwrap();
    let hint = issue.hint.as_ref().map(|hint| format!(" (hint: {hint})")).unwrap_or_default();
    format!("{}:{} {} `{}`: {}{hint}", place.line, place.column, issue.code, issue.path, issue.message)
}

fn issues(text: &str) -> Vec<Issue> {
    Policy::parse(text).map_or_else(|error| error.issues, |_| Vec::new())
}

#[test]
fn every_kind_of_mistake_is_told_in_these_words() {
    let cases: Vec<Value> = serde_json::from_str(&fs::read_to_string("tests/messages.json").unwrap()).unwrap();
    let mut wrong = Vec::new();
    for case in &cases {
        let text = policy(case);
        let found: Vec<String> = issues(&text).iter().map(line).collect();
        if json!(found) != case["issues"] {
            wrong.push(format!("{text}\n  found {}\n  not   {}", json!(found), case["issues"]));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// A policy whose one rule has this condition.
fn with_condition(when: &str) -> String {
    format!(r#"{{"version":1,"rules":[{{"id":"r","when":{when},"flag":"f"}}]}}"#)
}

fn found(text: &str) -> Vec<String> {
    issues(text).iter().map(|issue| format!("{} `{}`: {}", issue.code, issue.path, issue.message)).collect()
}

#[test]
fn conditions_nest_64_deep_and_no_deeper() {
    let and = |depth: usize| with_condition(&format!("{}{{}}{}", r#"{"$and":["#.repeat(depth), "]}".repeat(depth)));
    assert_eq!(found(&and(63)), [""; 0]);
    let path = format!("/rules/0/when{}", "/$and/0".repeat(64));
    assert_eq!(found(&and(64)), [format!("too-deep `{path}`: conditions nest deeper than 64")]);
    let not = |depth: usize| {
        let test = format!("{}{{\"$eq\":\"a\"}}{}", r#"{"$not":"#.repeat(depth), "}".repeat(depth));
        with_condition(&format!(r#"{{"owner.id":{test}}}"#))
    };
    assert_eq!(found(&not(63)), [""; 0]);
    let path = format!("/rules/0/when/owner.id{}", "/$not".repeat(64));
    assert_eq!(found(&not(64)), [format!("too-deep `{path}`: conditions nest deeper than 64")]);
}

#[test]
fn json_that_nests_without_end_is_told_as_such() {
    let text = format!(r#"{{"version":1,"name":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(found(&text), ["not-json ``: more than 256 arrays and objects are open at once"]);
}

#[test]
fn a_policy_has_at_most_100_000_rules() {
    let rules = |count: usize| {
        let rules: Vec<String> = (0..count).map(|i| format!(r#"{{"id":"{i}","flag":"f"}}"#)).collect();
        format!(r#"{{"version":1,"rules":[{}]}}"#, rules.join(","))
    };
    assert_eq!(found(&rules(100_000)), [""; 0]);
    assert_eq!(found(&rules(100_001)), ["too-many `/rules`: found 100001 rules, expected at most 100000"]);
}

#[test]
fn lists_have_at_most_1_000_000_entries_in_all() {
    let lists = |counts: [usize; 2]| {
        let [a, b] = counts.map(|count| vec![r#""x""#; count].join(","));
        format!(r#"{{"version":1,"lists":{{"a":[{a}],"b":[{b}]}},"rules":[]}}"#)
    };
    assert_eq!(found(&lists([999_999, 1])), [""; 0]);
    let expected = ["too-many `/lists`: found 1000001 list entries, expected at most 1000000"];
    assert_eq!(found(&lists([999_999, 2])), expected);
}

#[test]
fn a_regular_expression_compiles_to_at_most_64_kib_and_all_to_16_mib() {
    let regex = |length: usize| with_condition(&format!(r#"{{"group.name":{{"$regex":"a{{{length}}}"}}}}"#));
    assert_eq!(found(&regex(200)), [""; 0]);
    let [issue] = &found(&regex(9_999))[..] else { panic!("expected one issue") };
    assert_eq!(
        issue,
        "bad-regex `/rules/0/when/group.name/$regex`: `a{9999}` does not compile: it would take more than 64 KiB"
    );
    // Each takes more than 32 KiB and less than 64.
    let rule = |i: usize| format!(r#"{{"id":"{i}","when":{{"group.name":{{"$regex":"a{{1500}}"}}}},"flag":"f"}}"#);
    let policy =
        |count: usize| format!(r#"{{"version":1,"rules":[{}]}}"#, (0..count).map(rule).collect::<Vec<_>>().join(","));
    assert_eq!(found(&policy(255)), [""; 0]);
    let told = found(&policy(520));
    let path = told.first().and_then(|first| first.split('`').nth(1)).unwrap();
    let all = "`a{1500}` does not compile: all of the policy would take more than 16 MiB";
    assert_eq!(told[0], format!("bad-regex `{path}`: {all}"));
}

#[test]
fn several_mistakes_of_one_place_keep_their_order_and_a_shared_list_is_told_once_for_each_use() {
    let policy = r#"{"version":1,"lists":{"l":["a",""]},"rules":[
        {"id":"1","when":{"group.name":{"$contains":{"$list":"l"}}},"flag":"f"},
        {"id":"2","when":{"owner.id":{"$contains":{"$list":"l"}}},"flag":"f"},
        {"id":"3","when":{"owner.id":{"$startsWith":{"$list":"l"}}},"flag":"f"}]}"#;
    let told = |path: &str| {
        let what = "found an empty text, which every text contains";
        format!("empty-text `/lists/l/1`: {what} (the list is used at `/rules/{path}`)")
    };
    assert_eq!(found(policy), [told("0/when/group.name/$contains"), told("2/when/owner.id/$startsWith")]);
}

#[test]
fn a_long_name_around_many_mistakes_does_not_stand_in_all_of_their_pointers() {
    let name = "x".repeat(10_000);
    let items = vec!["1"; 10_000].join(",");
    let found = issues(&format!(r#"{{"version":1,"rules":[],"lists":{{"{name}":[{items}]}}}}"#));
    let told = found.len() - 1;
    assert!((100..1000).contains(&told), "{told}");
    let last = found.iter().find(|issue| issue.code == "more-mistakes").unwrap();
    assert_eq!(last.path, "");
    assert_eq!(
        last.message,
        format!("{} more mistakes are not told, because their pointers are too long", 10_000 - told)
    );
}
