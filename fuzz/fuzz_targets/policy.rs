#![no_main]
//! Policies: mistakes with their places, or a policy that can be reported on.

use group_gate::Policy;
use serde_json::Value;

libfuzzer_sys::fuzz_target!(|text: &str| {
    match Policy::parse(text) {
        Ok(policy) => {
            let report: Value = serde_json::from_str(&policy.report(Some(text)).to_json()).expect("the report is JSON");
            assert_eq!(report["rules"], policy.rules.len());
            for warning in report["warnings"].as_array().expect("an array of warnings") {
                check_issue(warning);
                check_path(text, warning);
            }
        }
        Err(error) => {
            assert!(!error.issues.is_empty());
            let repeats = error.issues.iter().any(|issue| issue.code == "duplicate-member");
            let told: Value = serde_json::from_str(&error.to_json()).expect("the error is JSON");
            for issue in told["issues"].as_array().expect("an array of issues") {
                check_issue(issue);
                // The tree here keeps the last of repeated members, the policy the first.
                if !repeats {
                    check_path(text, issue);
                }
            }
        }
    }
});

fn check_issue(issue: &Value) {
    let code = issue["code"].as_str().unwrap_or_default();
    assert!(!code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{issue}");
    let message = issue["message"].as_str().unwrap_or_default();
    assert!(!message.is_empty() && !message.contains(char::is_control), "{issue}");
    assert!(issue["line"].as_u64() >= Some(1) && issue["column"].as_u64() >= Some(1), "{issue}");
}

fn check_path(text: &str, issue: &Value) {
    if let (Some(path), Ok(document)) = (issue["path"].as_str(), serde_json::from_str::<Value>(text)) {
        assert!(document.pointer(path).is_some(), "{issue}");
    }
}
