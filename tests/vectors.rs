//! Runs every vector of `tests/vectors` against the native core. The format is explained in `tests/vectors/README.md`.

use std::fmt::Write as _;

use group_gate::Policy;
use group_gate::policy::report::PolicyReport;
use serde_json::{Value, json};

#[path = "vectors/run.rs"]
mod run;

#[test]
fn every_vector_holds() {
    let mut report = Report::default();
    for (file, groups) in run::groups() {
        for group in &groups {
            report.group(&file, group);
        }
    }
    println!("{} passed, {} failed", report.passed, report.failed);
    assert!(report.failed == 0, "{} vectors failed:\n{}", report.failed, report.text);
    assert!(report.passed > 500, "only {} vectors ran", report.passed);
}

#[derive(Default)]
struct Report {
    passed: usize,
    failed: usize,
    text: String,
}

impl Report {
    fn tell(&mut self, file: &str, group: &Value, name: &str, complaints: &[String]) {
        if complaints.is_empty() {
            self.passed += 1;
            return;
        }
        self.failed += 1;
        let complaints = complaints.join("; ");
        let _ = writeln!(self.text, "{file} | {} | {name}: {complaints}", group["about"]);
    }

    fn group(&mut self, file: &str, group: &Value) {
        let text = run::policy_text(group);
        let policy = Policy::parse(&text);
        if let Some(expected) = group["expectIssues"].as_array() {
            let complaints = match &policy {
                Ok(_) => vec!["expected mistakes, found none".to_owned()],
                Err(error) => issue_complaints(&error.issues, expected, &text),
            };
            self.tell(file, group, "issues", &complaints);
        }
        if ["expectWarnings", "expectNoWarnings", "report"].iter().any(|member| group.get(member).is_some()) {
            let complaints = match &policy {
                Ok(policy) => report_complaints(&policy.report(Some(&text)), group, &text),
                Err(error) => vec![error.to_string()],
            };
            self.tell(file, group, "report", &complaints);
        }
        for case in group["cases"].as_array().into_iter().flatten() {
            let name = case["name"].as_str().unwrap_or_default();
            match &policy {
                Err(error) if case["throws"] == "PolicyError" => assert!(!error.issues.is_empty()),
                // Calls of the wrong shape cannot be written in Rust.
                Ok(_) if case.get("throws").is_some() => {}
                Err(error) => self.tell(file, group, name, &[error.to_string()]),
                Ok(policy) => {
                    let complaints = case_complaints(policy, case);
                    self.tell(file, group, name, &complaints);
                }
            }
        }
    }
}

fn issue_complaints(issues: &[group_gate::policy::issue::Issue], expected: &[Value], text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut left: Vec<_> = issues.iter().collect();
    let document: Option<Value> = serde_json::from_str(text).ok();
    for issue in issues {
        if issue.place.is_none() {
            complaints.push(format!("no place in {issue}"));
        }
        if document.as_ref().is_some_and(|document| document.pointer(&issue.path).is_none()) {
            complaints.push(format!("no such place in the policy: {}", issue.path));
        }
    }
    for want in expected {
        let fits = |path: &str| match (&want["path"], &want["pathStarts"]) {
            (Value::String(expected), _) => expected == path,
            (Value::Array(any), _) => any.iter().any(|expected| expected == path),
            (_, Value::String(start)) => path.starts_with(start.as_str()),
            _ => false,
        };
        let Some(hit) = left.iter().find(|issue| fits(&issue.path)).map(|issue| (*issue).clone()) else {
            complaints.push(format!("no issue at {want}"));
            continue;
        };
        left.retain(|issue| issue.path != hit.path);
        if want["line"].as_u64().is_some_and(|line| hit.place.is_none_or(|place| place.line as u64 != line)) {
            complaints.push(format!("{}: expected line {}, found {:?}", hit.path, want["line"], hit.place));
        }
        if want["hintHas"].as_str().is_some_and(|part| !hit.hint.as_deref().unwrap_or_default().contains(part)) {
            complaints.push(format!("{}: hint {:?} lacks {}", hit.path, hit.hint, want["hintHas"]));
        }
    }
    complaints.extend(left.iter().map(|issue| format!("unexpected issue at `{}`: {issue}", issue.path)));
    complaints
}

const WARNINGS: [&str; 12] = [
    "unreachable-rule",
    "never-matches",
    "field-not-sent",
    "may-be-missing",
    "forgeable-field",
    "hidden-message",
    "unused-list",
    "no-effect",
    "born-dismissed",
    "unsigned",
    "unauthenticated",
    "accepts-nothing",
];

fn report_complaints(report: &PolicyReport, group: &Value, text: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(&report.to_json()).unwrap();
    let warnings = report["warnings"].as_array().unwrap();
    let document: Value = serde_json::from_str(text).unwrap();
    let mut complaints = Vec::new();
    for warning in warnings {
        if !WARNINGS.iter().any(|code| warning["code"] == **code) {
            complaints.push(format!("unknown warning {}", warning["code"]));
        }
        if document.pointer(warning["path"].as_str().unwrap()).is_none() {
            complaints.push(format!("no such place in the policy: {}", warning["path"]));
        }
        if ["message", "hint"]
            .iter()
            .any(|member| warning[*member].as_str().is_some_and(|text| text.contains(char::is_control)))
        {
            complaints.push(format!("not one plain line: {warning}"));
        }
        if !warning["line"].is_u64() || !warning["column"].is_u64() {
            complaints.push(format!("no line and column in {warning}"));
        }
    }
    let find = |code: &Value, path: &str| {
        warnings.iter().find(|warning| {
            let own = warning["path"].as_str().unwrap();
            let is_under = path.is_empty() || own == path || own.starts_with(&format!("{path}/"));
            warning["code"] == *code && is_under
        })
    };
    for want in group["expectWarnings"].as_array().into_iter().flatten() {
        if find(&want["code"], want["path"].as_str().unwrap()).is_none() {
            complaints.push(format!("no {want} among {}", report["warnings"]));
        }
    }
    for bar in group["expectNoWarnings"].as_array().into_iter().flatten() {
        let code = if bar.is_string() { bar } else { &bar["code"] };
        if let Some(hit) = find(code, bar["path"].as_str().unwrap_or_default()) {
            complaints.push(format!("unexpected {hit}"));
        }
    }
    for (name, count) in group["report"].as_object().into_iter().flatten() {
        if report[name] != *count {
            complaints.push(format!("{name}: expected {count}, found {}", report[name]));
        }
    }
    complaints
}

fn case_complaints(policy: &Policy, case: &Value) -> Vec<String> {
    let verdict = verdict(policy, &case["request"]);
    let expect = &case["expect"];
    let mut complaints = Vec::new();
    let mut differs = |what: &str, expected: &Value, found: &Value| {
        complaints.push(format!("{what}: expected {expected}, found {found}"));
    };
    for member in ["outcome", "status", "rule", "code", "message", "flags"] {
        if expect.get(member).is_some_and(|expected| *expected != verdict[member]) {
            differs(member, &expect[member], &verdict[member]);
        }
    }
    match &expect["reason"] {
        Value::Null => {}
        Value::Array(any) if any.contains(&verdict["reason"]) => {}
        expected if *expected == verdict["reason"] => {}
        expected => differs("reason", expected, &verdict["reason"]),
    }
    let reply: Value = serde_json::from_str(verdict["body"].as_str().unwrap()).unwrap();
    if expect.get("reply").is_some_and(|expected| !same_reply(&reply, expected)) {
        differs("reply", &expect["reply"], &reply);
    }
    for platform in expect["refuses"].as_array().into_iter().flatten() {
        if !refuses(platform.as_str().unwrap(), &reply) {
            differs("refuses", platform, &reply);
        }
    }
    for part in expect["messageHas"].as_array().into_iter().flatten() {
        let message = verdict["message"].as_str().unwrap_or_default().to_lowercase();
        if !message.contains(&part.as_str().unwrap().to_lowercase()) {
            differs("message", part, &verdict["message"]);
        }
    }
    if expect.get("event").is_some_and(|expected| !holds_part(&verdict["event"], expected)) {
        differs("event", &expect["event"], &verdict["event"]);
    }
    let entries = verdict["trace"].as_array().cloned().unwrap_or_default();
    let rules = |only_matched: bool| -> Value {
        entries.iter().filter(|e| !only_matched || e["matched"] == true).map(|e| e["rule"].clone()).collect()
    };
    for (member, found) in [("traceRules", rules(false)), ("matchedRules", rules(true))] {
        if expect.get(member).is_some_and(|expected| *expected != found) {
            differs(member, &expect[member], &found);
        }
    }
    for (rule, because) in expect["because"].as_object().into_iter().flatten() {
        let entry = entries.iter().find(|entry| entry["rule"] == **rule).cloned().unwrap_or_default();
        if !holds_part(&entry["because"], because) {
            differs(rule, because, &entry);
        }
    }
    complaints
}

fn verdict(policy: &Policy, request: &Value) -> Value {
    serde_json::from_str(&run::run(policy, request)).unwrap()
}

/// The reply refuses on that platform.
fn refuses(platform: &str, reply: &Value) -> bool {
    if platform == "tencent" {
        let code = reply["ErrorCode"].as_i64();
        return reply["ActionStatus"] == "OK"
            && reply["ErrorInfo"].is_string()
            && code.is_some_and(|code| code == 1 || (10100..=10200).contains(&code));
    }
    let code = reply["errCode"].as_i64();
    reply["actionCode"] == 0
        && reply["nextCode"] == 1
        && code.is_some_and(|code| (5000..=9999).contains(&code))
        && reply["errMsg"].is_string()
        && reply["errDlt"].is_string()
}

fn same_reply(found: &Value, expected: &Value) -> bool {
    match expected {
        Value::String(text) if text == "$any" => !found.is_null(),
        Value::String(text) if text == "$text" => found.as_str().is_some_and(|text| !text.is_empty()),
        Value::Object(members) => {
            let Some(own) = found.as_object() else { return false };
            own.len() == members.len() && members.iter().all(|(name, value)| same_reply(&found[name], value))
        }
        _ => found == expected,
    }
}

/// `found` has all of `expected`: objects partially, everything else exactly, null for what must be absent.
fn holds_part(found: &Value, expected: &Value) -> bool {
    match expected {
        Value::Object(members) => members.iter().all(|(name, value)| holds_part(&found[name], value)),
        _ => found == expected,
    }
}

#[test]
fn the_answer_of_a_verdict_is_in_the_contracts_words() {
    let policy = Policy::parse(&json!({ "version": 1, "rules": [] }).to_string()).unwrap();
    let verdict = verdict(&policy, &json!({ "body": "{}" }));
    assert_eq!(verdict["reason"], "unreadable");
    assert!(refuses("tencent", &serde_json::from_str(verdict["body"].as_str().unwrap()).unwrap()));
}
