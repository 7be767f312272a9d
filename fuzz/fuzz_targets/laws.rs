#![no_main]
//! Verdicts on different spellings of the same thing are the same, and so they are without the index of the rules.

use group_gate::{Explain, Policy};
use group_gate_fuzz::{Call, bare};
use serde_json::{Value, json};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(call) = Call::read(data) else { return };
    let Ok(policy) = Policy::parse(call.policy) else { return };
    call.check_index(&policy);
    let Ok(document) = serde_json::from_str::<Value>(call.policy) else { return };
    let decide = |policy: &Policy, body: &str| {
        let mut verdict = bare(call.verdict(policy, body.as_bytes(), Explain::Nothing));
        if verdict.reason.is_some() {
            // The detail tells places in the text.
            verdict.message.clear();
        }
        verdict
    };

    if let Ok(body) = serde_json::from_slice::<Value>(call.body)
        && body.is_object()
        && !repeats(call.body, &body)
    {
        let text = body.to_string();
        let verdict = decide(&policy, &text);
        assert_eq!(decide(&policy, &serde_json::to_string_pretty(&body).expect("JSON")), verdict, "spaces");
        assert_eq!(decide(&policy, &escaped(&body)), verdict, "escapes");
        let more = text.replacen('{', if text == "{}" { r#"{"x":[{}]"# } else { r#"{"x":[{}],"# }, 1);
        assert_eq!(decide(&policy, &more), verdict, "an unknown key");
        if let Ok(again) = Policy::parse(&document.to_string()) {
            assert_eq!(decide(&again, &text), verdict, "the policy's spelling");
        }
        if is_about_both(&document) {
            check_dialects(&call, &document, &body);
        }
    }
});

/// The body may repeat a member: its tree has lost something.
fn repeats(bytes: &[u8], tree: &Value) -> bool {
    let colons = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b':').count();
    colons(bytes) != colons(tree.to_string().as_bytes())
        || bytes.windows(6).any(|escape| escape.eq_ignore_ascii_case(b"\\u003a"))
}

/// The same value with every letter of its texts escaped.
fn escaped(value: &Value) -> String {
    let text = |text: &str| {
        let units: String = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
        format!("\"{units}\"")
    };
    match value {
        Value::String(value) => text(value),
        Value::Array(items) => format!("[{}]", items.iter().map(escaped).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| text(name) + ":" + &escaped(value));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

/// Nothing in the policy's rules tells the platforms apart.
fn is_about_both(policy: &Value) -> bool {
    const OF_ONE: [&str; 15] = [
        "platform",
        "app.",
        "client.",
        "operation.",
        "operator.",
        "group.id",
        "group.type",
        "group.introduction",
        "group.notification",
        "group.faceUrl",
        "group.ex",
        "group.inviteOption",
        "members.adminCount",
        "custom.",
        "modify",
    ];
    const OF_ONE_TOO: [&str; 5] =
        ["group.creatorId", "group.status", "group.verification", "group.memberInfoAccess", "group.friendAccess"];
    let text = policy["rules"].to_string() + &policy["default"].to_string();
    !OF_ONE.iter().chain(&OF_ONE_TOO).any(|name| text.contains(name))
}

/// The same group asked for on both platforms is decided the same.
fn check_dialects(call: &Call, policy: &Value, body: &Value) {
    let text = |name: &str| body[name].as_str();
    let name = text("Name").or(text("groupName"));
    let owner = text("Owner_Account").or(text("ownerUserID"));
    let members = body["MemberList"].as_array().or(body["initMemberList"].as_array());
    let ids = || {
        let members = members.into_iter().flatten();
        members.filter_map(|member| member["Member_Account"].as_str().or(member["userID"].as_str()))
    };
    let list = |key: &str| ids().map(|id| json!({ key: id })).collect::<Value>();
    let tencent = json!({
        "CallbackCommand": "Group.CallbackBeforeCreateGroup",
        "Name": name, "Owner_Account": owner, "MemberList": list("Member_Account"),
    });
    let openim = json!({
        "callbackCommand": "callbackBeforeCreateGroupCommand",
        "groupName": name, "ownerUserID": owner, "initMemberList": list("userID"),
    });
    let mut accepting = policy.clone();
    accepting["tencent"] = json!({ "sdkAppIds": "any" });
    accepting["openim"] = json!({ "accept": true });
    let Ok(accepting) = Policy::parse(&accepting.to_string()) else { return };
    let call = Call { url: "", token: "", ..*call };
    let [tencent, openim] =
        [tencent, openim].map(|body| call.verdict(&accepting, body.to_string().as_bytes(), Explain::Nothing));
    assert_eq!(tencent.outcome, openim.outcome, "{tencent:?} {openim:?}");
    assert_eq!((tencent.rule, tencent.flags, tencent.message), (openim.rule, openim.flags, openim.message));
}
