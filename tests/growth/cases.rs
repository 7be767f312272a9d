//! What could cost more than it is long: each case at any size, to be measured at one size and at ten times that.

use group_gate::{Explain, Policy, Request};

/// One thing to measure.
pub struct Case {
    /// What grows.
    pub name: &'static str,
    /// The smaller of the two sizes.
    pub size: usize,
    /// What is done at a size.
    pub at: fn(usize) -> Task,
}

/// What is done at one size.
pub enum Task {
    /// A policy is read and checked.
    Check(String),
    /// A policy is read, checked and reported on.
    Report(String),
    /// A callback is decided.
    Decide(Box<Call>),
}

/// A callback and the policy that decides it.
pub struct Call {
    pub policy: Policy,
    pub url: String,
    pub body: String,
    pub facts: String,
    pub explain: Explain,
}

impl Call {
    /// The call as the core takes it.
    pub fn request<'a>(&'a self, facts: Option<&'a group_gate::json::Json<'a>>) -> Request<'a> {
        let now = 1_700_000_000_000;
        let (body, url) = (self.body.as_str().into(), Some(&*self.url));
        Request { body, url, token: None, now, facts, refuse: None, explain: self.explain }
    }
}

const NO_RULE: &str = "";

/// A policy that accepts everything and has these rules.
fn policy(rules: &str) -> String {
    format!(
        r#"{{"version":1,"tencent":{{"sdkAppIds":"any"}},"openim":{{"accept":true}},"lists":{{"words":["casino","poker"]}},"rules":[{rules}]}}"#
    )
}

fn rule(when: &str) -> String {
    policy(&format!(r#"{{"id":"a","when":{{{when}}},"deny":{{"message":"no"}}}}"#))
}

fn decide(policy: &str, body: String) -> Task {
    decide_with(policy, "/?SdkAppid=1", body, "{}", Explain::Nothing)
}

fn explain(policy: &str, body: String) -> Task {
    decide_with(policy, "/?SdkAppid=1", body, "{}", Explain::Trace)
}

fn decide_with(policy: &str, url: &str, body: String, facts: &str, explain: Explain) -> Task {
    let policy =
        Policy::parse(policy).unwrap_or_else(|error| panic!("{error} in {}", &policy[..policy.len().min(500)]));
    Task::Decide(Box::new(Call { policy, url: url.to_owned(), body, facts: facts.to_owned(), explain }))
}

fn openim(members: &str) -> String {
    format!(r#"{{"callbackCommand":"callbackBeforeCreateGroupCommand",{members}}}"#)
}

fn tencent(members: &str) -> String {
    format!(r#"{{"CallbackCommand":"Group.CallbackBeforeCreateGroup",{members}}}"#)
}

/// `count` items joined by commas.
fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

fn name(name: &str) -> String {
    tencent(&format!(r#""Name":"{name}""#))
}

fn members(count: usize) -> String {
    let item = |i| format!(r#"{{"userID":"user{}","roleLevel":20}}"#, i * 7919 % count);
    openim(&format!(r#""initMemberList":[{}]"#, list(count, item)))
}

fn ids(count: usize) -> String {
    list(count, |i| format!(r#""user{}""#, i * 104_729 % count))
}

const FOLDED: &str = r#""group.name":{"$contains":{"$list":"words"},"$fold":true}"#;

/// Everything that is measured.
pub const CASES: &[Case] = &[
    Case {
        name: "an unread text",
        size: 10_000,
        at: |n| decide(&policy(NO_RULE), tencent(&format!(r#""x":"{}""#, "x".repeat(n)))),
    },
    Case {
        name: "an unread text of escapes",
        size: 5_000,
        at: |n| decide(&policy(NO_RULE), tencent(&format!(r#""x":"{}""#, "\\ud83d\\ude00".repeat(n)))),
    },
    Case {
        name: "unread keys",
        size: 1_000,
        at: |n| decide(&policy(NO_RULE), tencent(&list(n, |i| format!(r#""x{i}":{i}"#)))),
    },
    Case {
        name: "unread arrays",
        size: 5_000,
        at: |n| decide(&policy(NO_RULE), tencent(&format!(r#""x":[{}]"#, list(n, |_| "[[]]".to_owned())))),
    },
    Case {
        name: "unread arrays that are never closed",
        size: 5_000,
        at: |n| decide(&policy(NO_RULE), tencent(&format!(r#""x":{}"#, "[".repeat(n)))),
    },
    Case { name: "objects that are never closed", size: 5_000, at: |n| decide(&policy(NO_RULE), r#"{"a":"#.repeat(n)) },
    Case {
        name: "the same known key again and again",
        size: 1_000,
        at: |n| decide(&policy(NO_RULE), tencent(&list(n, |_| r#""Name":"x""#.to_owned()))),
    },
    Case { name: "spaces", size: 20_000, at: |n| decide(&policy(NO_RULE), " ".repeat(n) + &name("x")) },
    Case {
        name: "bytes that are no UTF-8, at the end",
        size: 20_000,
        at: |n| decide(&policy(NO_RULE), "赌".repeat(n) + "{"),
    },
    Case { name: "a long name", size: 5_000, at: |n| decide(&rule(FOLDED), name(&"casin".repeat(n / 5))) },
    Case {
        name: "a long name of escapes",
        size: 5_000,
        at: |n| decide(&rule(FOLDED), name(&"\\u0043asin".repeat(n / 5))),
    },
    Case {
        name: "a name of full-width letters",
        size: 5_000,
        at: |n| decide(&rule(FOLDED), name(&"ｃａｓｉｎ".repeat(n / 5))),
    },
    Case {
        name: "a name of combining marks in no order",
        size: 3_000,
        at: |n| decide(&rule(FOLDED), name(&"\u{301}\u{316}\u{345}\u{327}".repeat(n / 4))),
    },
    Case {
        name: "a name of characters that fold to many",
        size: 1_000,
        at: |n| decide(&rule(FOLDED), name(&"\u{fdfa}".repeat(n))),
    },
    Case {
        name: "a name that is nearly each word",
        size: 5_000,
        at: |n| {
            let words = list(200, |i| format!(r#""{}b""#, "a".repeat(i + 1)));
            decide(&rule(&format!(r#""group.name":{{"$contains":[{words}]}}"#)), name(&"a".repeat(n)))
        },
    },
    Case {
        name: "a name that begins and ends nearly as each word",
        size: 5_000,
        at: |n| {
            let words = list(200, |i| format!(r#""{}b","b{}""#, "a".repeat(i + 1), "a".repeat(i + 1)));
            decide(
                &rule(&format!(r#""group.name":{{"$startsWith":[{words}],"$endsWith":[{words}]}}"#)),
                name(&"a".repeat(n)),
            )
        },
    },
    Case {
        name: "a name inside a name",
        size: 4_000,
        at: |n| {
            let body = tencent(&format!(r#""Name":"{}","Owner_Account":"{}b""#, "a".repeat(n), "a".repeat(n / 2)));
            decide(&rule(r#""group.name":{"$contains":{"$field":"owner.id"}}"#), body)
        },
    },
    Case {
        name: "regular expressions that make others hang",
        size: 500,
        at: |n| {
            let patterns =
                [r"^(a*)*$", r"(a|a)*c", r"(a+a+)+b", r"(a?){30}a{30}c", r"(.*)(.*)(.*)(.*)[^a]", r"a.{60}b"];
            let tests =
                list(patterns.len(), |i| format!(r#"{{"group.name":{{"$not":{{"$regex":"{}b"}}}}}}"#, patterns[i]));
            decide(&rule(&format!(r#""$and":[{tests}]"#)), name(&"a".repeat(n)))
        },
    },
    Case {
        name: "members",
        size: 1_000,
        at: |n| decide(&rule(r#""members.count":1,"members.adminCount":1"#), members(n)),
    },
    Case {
        name: "members that are counted",
        size: 1_000,
        at: |n| decide(&rule(r#""members.count":{"$gt":1},"members.adminCount":1"#), members(n)),
    },
    Case {
        name: "members that are explained",
        size: 1_000,
        at: |n| explain(&rule(r#""members.id":"nobody""#), members(n)),
    },
    Case {
        name: "the same member again and again",
        size: 1_000,
        at: |n| {
            explain(
                &rule(r#""members.count":5"#),
                openim(&format!(r#""initMemberList":[{}]"#, list(n, |_| r#"{"userID":"u"}"#.to_owned()))),
            )
        },
    },
    Case {
        name: "members in a message",
        size: 1_000,
        at: |n| decide(&policy(r#"{"id":"a","deny":{"message":"{members.id}"}}"#), members(n)),
    },
    Case {
        name: "members in a changed name",
        size: 1_000,
        at: |n| decide(&policy(r#"{"id":"a","modify":{"group.name":"{members.id}"}}"#), members(n)),
    },
    Case {
        name: "members among facts",
        size: 1_000,
        at: |n| {
            decide_with(
                &rule(r#""members.id":{"$nin":{"$field":"facts.ids"},"$fold":true}"#),
                "",
                members(n),
                &format!(r#"{{"ids":[{}]}}"#, list(n, |i| format!(r#""other{i}""#))),
                Explain::Nothing,
            )
        },
    },
    Case {
        name: "all facts among members",
        size: 2_000,
        at: |n| {
            decide_with(
                &rule(r#""members.id":{"$all":{"$field":"facts.ids"}}"#),
                "",
                members(n),
                &format!(r#"{{"ids":[{}]}}"#, ids(n)),
                Explain::Nothing,
            )
        },
    },
    Case {
        name: "facts in an array",
        size: 1_000,
        at: |n| {
            decide_with(
                &rule(r#""facts.ids":{"$in":["x",1,null],"$all":["x","y"]}"#),
                "",
                members(1),
                &format!(r#"{{"ids":[{}]}}"#, ids(n)),
                Explain::Trace,
            )
        },
    },
    Case {
        name: "facts with many members",
        size: 1_000,
        at: |n| {
            decide_with(
                &rule(r#""facts.x":1"#),
                "",
                members(1),
                &format!("{{{}}}", list(n, |i| format!(r#""k{i}":{i}"#))),
                Explain::Trace,
            )
        },
    },
    Case {
        name: "custom data",
        size: 1_000,
        at: |n| {
            let rules = policy(r#"{"id":"a","when":{"custom.k":"x"},"flag":"f"}"#);
            explain(
                &rules,
                format!(
                    r#"{{"CallbackCommand":"Group.CallbackAfterCreateGroup","UserDefinedDataList":[{}]}}"#,
                    list(n, |i| format!(r#"{{"Key":"k{i}","Value":"v"}}"#))
                ),
            )
        },
    },
    Case {
        name: "counts of group types",
        size: 1_000,
        at: |n| {
            decide(
                &rule(r#""operator.groupCount":1"#),
                tencent(&format!(r#""Type":"Public","CreateGroupNum":{{{}}}"#, list(n, |i| format!(r#""t{i}":1"#)))),
            )
        },
    },
    Case {
        name: "an integer of many digits",
        size: 5_000,
        at: |n| {
            decide(
                &rule(r#""group.status":1"#),
                openim(&format!(r#""status":1.{},"groupType":{}"#, "0".repeat(n), "9".repeat(n))),
            )
        },
    },
    Case {
        name: "parameters of the URL",
        size: 1_000,
        at: |n| {
            decide_with(
                &policy(NO_RULE),
                &format!("/?SdkAppid=1&{}", list(n, |i| format!("x{i}=y")).replace(',', "&")),
                name("x"),
                "{}",
                Explain::Nothing,
            )
        },
    },
    Case {
        name: "escapes in the URL",
        size: 5_000,
        at: |n| {
            decide_with(&policy(NO_RULE), &format!("/?SdkAppid={}", "%ff".repeat(n)), name("x"), "{}", Explain::Nothing)
        },
    },
    Case {
        name: "rules",
        size: 1_000,
        at: |n| {
            decide(
                &policy(&list(n, |i| {
                    format!(
                        r#"{{"id":"r{i}","when":{{"group.name":"x{i}","members.count":{i}}},"deny":{{"message":"no"}}}}"#
                    )
                })),
                name("x"),
            )
        },
    },
    Case {
        name: "rules that are explained",
        size: 300,
        at: |n| {
            explain(
                &policy(&list(n, |i| {
                    format!(r#"{{"id":"r{i}","when":{{"group.name":"x{i}"}},"deny":{{"message":"no"}}}}"#)
                })),
                name("x"),
            )
        },
    },
    Case {
        name: "flags",
        size: 300,
        at: |n| decide(&policy(&list(n, |i| format!(r#"{{"id":"r{i}","flag":"f{i}"}}"#))), name("x")),
    },
    Case {
        name: "changes of the same field",
        size: 300,
        at: |n| {
            decide(&policy(&list(n, |i| format!(r#"{{"id":"r{i}","modify":{{"group.name":"n{i}"}}}}"#))), members(1))
        },
    },
    Case {
        name: "placeholders",
        size: 300,
        at: |n| {
            decide(&policy(&format!(r#"{{"id":"a","deny":{{"message":"{}"}}}}"#, "{group.name}".repeat(n))), name("x"))
        },
    },
    Case {
        name: "branches",
        size: 300,
        at: |n| decide(&rule(&format!(r#""$or":[{}]"#, list(n, |i| format!(r#"{{"group.name":"x{i}"}}"#)))), name("x")),
    },
    Case {
        name: "a policy of rules",
        size: 300,
        at: |n| {
            Task::Check(policy(&list(n, |i| {
                format!(r#"{{"id":"r{i}","when":{{"group.name":"x{i}"}},"deny":{{"message":"no"}}}}"#)
            })))
        },
    },
    Case {
        name: "a policy with a list",
        size: 10_000,
        at: |n| {
            Task::Check(format!(
                r#"{{"version":1,"lists":{{"l":[{}]}},"rules":[{{"id":"a","when":{{"group.name":{{"$in":{{"$list":"l"}},"$contains":{{"$list":"l"}},"$fold":true}}}},"allow":true}}]}}"#,
                ids(n)
            ))
        },
    },
    Case {
        name: "a policy with many lists",
        size: 300,
        at: |n| {
            Task::Check(format!(
                r#"{{"version":1,"lists":{{{}}},"rules":[{}]}}"#,
                list(n, |i| format!(r#""l{i}":["x"]"#)),
                list(n, |i| format!(
                    r#"{{"id":"r{i}","when":{{"owner.id":{{"$in":{{"$list":"l{i}"}}}}}},"flag":"f"}}"#
                ))
            ))
        },
    },
    Case {
        name: "a policy with a list that every rule uses",
        size: 300,
        at: |n| {
            Task::Check(format!(
                r#"{{"version":1,"lists":{{"l":[{}]}},"rules":[{}]}}"#,
                ids(n),
                list(n, |i| format!(
                    r#"{{"id":"r{i}","when":{{"group.name":{{"$contains":{{"$list":"l"}},"$fold":true}}}},"flag":"f"}}"#
                ))
            ))
        },
    },
    Case {
        name: "a policy with address blocks",
        size: 1_000,
        at: |n| {
            Task::Check(rule(&format!(
                r#""client.ip":{{"$cidr":[{}]}}"#,
                list(n, |i| format!(r#""10.{}.{}.0/24""#, i / 256 % 256, i % 256))
            )))
        },
    },
    Case {
        name: "a policy with apps",
        size: 10_000,
        at: |n| {
            Task::Check(format!(
                r#"{{"version":1,"tencent":{{"sdkAppIds":[{}]}},"rules":[]}}"#,
                list(n, |i| (i * 7919 % n).to_string())
            ))
        },
    },
    Case {
        name: "a policy with regular expressions",
        size: 30,
        at: |n| {
            Task::Check(policy(&list(n, |i| {
                format!(r#"{{"id":"r{i}","when":{{"group.name":{{"$regex":"(a|b){{20}}x"}}}},"flag":"f"}}"#)
            })))
        },
    },
    Case {
        name: "a policy of mistakes",
        size: 300,
        at: |n| {
            Task::Check(policy(&list(n, |i| format!(r#"{{"id":"r{i}","when":{{"group.nam":"x{i}"}},"deny":{{}}}}"#))))
        },
    },
    Case {
        name: "a policy of unknown members",
        size: 300,
        at: |n| Task::Check(format!(r#"{{"version":1,"rules":[],{}}}"#, list(n, |i| format!(r#""rule{i}":1"#)))),
    },
    Case {
        name: "a policy of repeated members",
        size: 300,
        at: |n| {
            Task::Check(format!(r#"{{"version":1,"rules":[],"lists":{{{}}}}}"#, list(n, |_| r#""l":["x"]"#.to_owned())))
        },
    },
    Case {
        name: "a policy with long names around mistakes",
        size: 300,
        at: |n| {
            Task::Check(format!(
                r#"{{"version":1,"rules":[],"lists":{{"{}":[{}]}}}}"#,
                "x".repeat(n * 5),
                list(n, |i| i.to_string())
            ))
        },
    },
    Case {
        name: "a report on more rules than are compared with each other",
        size: 5_000,
        at: |n| {
            Task::Report(policy(&list(n, |i| {
                format!(r#"{{"id":"r{i}","when":{{"group.name":"x{i}"}},"deny":{{"message":"no"}}}}"#)
            })))
        },
    },
    Case {
        name: "a policy with a list that is folded",
        size: 1_000,
        at: |n| {
            Task::Check(format!(
                r#"{{"version":1,"lists":{{"l":[{}]}},"rules":[{{"id":"a","when":{{"group.name":{{"$in":{{"$list":"l"}},"$fold":true}}}},"allow":true}}]}}"#,
                ids(n)
            ))
        },
    },
    Case {
        name: "a policy with a list of words",
        size: 10_000,
        at: |n| {
            Task::Check(format!(
                r#"{{"version":1,"lists":{{"l":[{}]}},"rules":[{{"id":"a","when":{{"group.name":{{"$contains":{{"$list":"l"}}}}}},"allow":true}}]}}"#,
                ids(n)
            ))
        },
    },
    Case {
        name: "a policy that nests",
        size: 2_000,
        at: |n| Task::Check(r#"{"version":1,"rules":"#.to_owned() + &"[".repeat(n)),
    },
    Case {
        name: "a policy that is one long text",
        size: 20_000,
        at: |n| Task::Check(format!(r#"{{"version":1,"name":"{}","rules":[]}}"#, "\\u0041".repeat(n))),
    },
    Case {
        name: "a policy of empty lines with a mistake at the end",
        size: 20_000,
        at: |n| Task::Check(format!("{}{{}}", "\n".repeat(n))),
    },
];
