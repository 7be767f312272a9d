//! A callback whose verdict is the same for every callback that gets it is decided without allocating memory.

use allocation_counter::measure;
use group_gate::verdict::settle;
use group_gate::{Explain, Policy, Request, Token};
use sha2::{Digest, Sha256};

const REFERENCE: &str = include_str!("../benches/reference/policy.json");
const TOKEN: &str = "xxxxyyyy";

/// The URL that was called, signed.
fn url() -> String {
    let sign = Sha256::digest(format!("{TOKEN}1"));
    format!(
        "/callback?SdkAppid=1400000000&CallbackCommand=Group.CallbackBeforeCreateGroup&ClientIP=10.1.2.3&OptPlatform=iOS&RequestTime=1&Sign={sign:x}"
    )
}

fn body(name: &str, members: usize) -> String {
    let members: Vec<String> = (0..members).map(|i| format!(r#"{{"Member_Account":"user {i}"}}"#)).collect();
    format!(
        r#"{{"CallbackCommand":"Group.CallbackBeforeCreateGroup","Operator_Account":"leckie","Owner_Account":"leckie","Type":"Public","Name":"{name}","CreateGroupNum":3,"MemberList":[{}]}}"#,
        members.join(",")
    )
}

/// How often one decision allocates, after one that makes what is kept.
fn allocations(policy: &Policy, body: &str) -> u64 {
    let (url, token) = (url(), Token::Shared(vec!["another".to_owned(), TOKEN.to_owned()]));
    let decide = || {
        let request = Request {
            body: body.into(),
            url: Some(&url),
            token: Some(&token),
            now: 0,
            facts: None,
            refuse: None,
            explain: Explain::Nothing,
        };
        settle(policy, &request, |settled| {
            assert!(settled.constant(policy, Explain::Nothing).is_some(), "{settled:?}");
        });
    };
    decide();
    measure(decide).count_total
}

/// A policy of that many rules more, of every kind that the index knows, which no callback here meets.
fn grown(rules: usize) -> String {
    let mut extra = String::new();
    for i in 0..rules {
        let when = match i % 6 {
            0 => format!(r#""group.name":"Reserved {i}""#),
            1 => format!(r#""members.id":{{"$in":["spam_{i}","bot_{i}"]}}"#),
            2 => format!(r#""members.count":{{"$gt":{}}}"#, 1000 + i),
            3 => format!(r#""group.name":{{"$startsWith":"vendor-{i}-"}}"#),
            4 => format!(r#""client.ip":{{"$cidr":"172.16.{}.0/24"}}"#, i % 250),
            _ => format!(r#""group.name":{{"$contains":"offer {i}","$fold":true}}"#),
        };
        extra += &format!(r#",{{"id":"more-{i}","when":{{{when}}},"deny":{{"message":"refused"}}}}"#);
    }
    let end = REFERENCE.rfind(']').unwrap();
    format!("{}{extra}{}", &REFERENCE[..end], &REFERENCE[end..])
}

#[test]
fn a_constant_verdict_takes_no_memory() {
    for rules in [0, 600] {
        let policy = Policy::parse(&grown(rules)).unwrap_or_else(|error| panic!("{error}"));
        for body in
            [body("friends of boats", 3), body("friends of boats", 50), body("Freunde", 3), body("赌场 ＣＬＵＢ", 3)]
        {
            assert_eq!(allocations(&policy, &body), 0, "{rules} rules more, {body}");
        }
    }
}
