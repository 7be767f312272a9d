//! What holds whatever comes in, and how the targets read their inputs.

use group_gate::decide::decide;
use group_gate::event::{Context, Event};
use group_gate::fold::Folding;
use group_gate::json::Json;
use group_gate::policy::index::Index;
use group_gate::receive::{Received, receive};
use group_gate::texts::Texts;
use group_gate::{Explain, HttpBody, Policy, Request, Token, Verdict, evaluate};
use serde_json::Value;

/// A call as the targets `decide` and `laws` read it: a line each of policy, URL, token and facts, then the body.
pub struct Call<'a> {
    /// The policy as text.
    pub policy: &'a str,
    /// The URL.
    pub url: &'a str,
    /// The token; empty where none is given.
    pub token: &'a str,
    /// The facts as text; what is no object is not given.
    pub facts: &'a str,
    /// The body.
    pub body: &'a [u8],
}

/// The time of every call, in milliseconds.
const NOW: i64 = 1_700_000_000_000;

impl<'a> Call<'a> {
    /// The call that an input spells.
    #[must_use]
    pub fn read(data: &'a [u8]) -> Option<Self> {
        let mut parts = data.splitn(5, |byte| *byte == b'\n');
        let mut line = || str::from_utf8(parts.next()?).ok();
        let (policy, url, token, facts) = (line()?, line()?, line()?, line()?);
        Some(Self { policy, url, token, facts, body: parts.next()? })
    }

    /// The verdict on this call, held to what holds of every verdict.
    ///
    /// # Panics
    /// A law does not hold.
    #[must_use]
    pub fn verdict<'b>(&self, policy: &Policy, body: impl Into<HttpBody<'b>>, explain: Explain) -> Verdict {
        self.with_request(body.into(), explain, |request| {
            let verdict = evaluate(policy, request);
            check(&verdict, explain);
            verdict
        })
    }

    /// Checks that the rules decide the same whether they are looked at one by one or through the index.
    ///
    /// # Panics
    /// They do not.
    pub fn check_index(&self, policy: &Policy) {
        let index = Index::new(&policy.rules);
        self.with_request(self.body.into(), Explain::Nothing, |request| {
            let texts = Texts::default();
            let mut event = Event::default();
            if receive(&policy.settings, request, &texts, &mut event) == Ok(Received::Event) {
                let (now, offset_minutes, facts) = (request.now, policy.offset_minutes, request.facts);
                let context = Context { event: &event, now, offset_minutes, facts, folding: &Folding::default() };
                let [plain, indexed] = [None, Some(&index)].map(|index| decide(policy, index, &context, |_, _| {}));
                assert_eq!(format!("{plain:?}"), format!("{indexed:?}"));
            }
        });
    }

    fn with_request<T>(&self, body: HttpBody, explain: Explain, then: impl FnOnce(&Request) -> T) -> T {
        let texts = Texts::default();
        let facts = Json::parse(self.facts, &texts).ok().filter(|facts| matches!(facts, Json::Object(_)));
        let token = (!self.token.is_empty()).then(|| Token::Shared(vec![self.token.to_owned()]));
        let (url, token, facts) = (Some(self.url), token.as_ref(), facts.as_ref());
        then(&Request { body, url, token, now: NOW, facts, refuse: None, explain })
    }
}

/// The verdict without what explains it.
#[must_use]
pub fn bare(verdict: Verdict) -> Verdict {
    Verdict { event: None, trace: None, ..verdict }
}

const REJECTED_BY_TENCENT: &str = r#"{"ActionStatus":"OK","ErrorInfo":"callback rejected","ErrorCode":1}"#;
const REJECTED_BY_OPENIM: &str =
    r#"{"actionCode":0,"errCode":5000,"errMsg":"callback rejected","errDlt":"","nextCode":1}"#;
const REJECTED_BY_BOTH: &str = concat!(
    r#"{"ActionStatus":"OK","ErrorInfo":"callback rejected","ErrorCode":1,"#,
    r#""actionCode":0,"errCode":5000,"errMsg":"callback rejected","errDlt":"","nextCode":1}"#
);

/// Checks what holds of every verdict.
fn check(verdict: &Verdict, explain: Explain) {
    let whole: Value = serde_json::from_str(&verdict.to_json()).expect("the verdict is JSON");
    assert_eq!(whole["body"], verdict.body, "{whole}");
    let reply: Value = serde_json::from_str(&verdict.body).expect("the reply is JSON");
    let is_openim = reply.get("nextCode").is_some();
    let is_tencent = reply.get("ErrorCode").is_some();
    assert!(is_openim || is_tencent, "{whole}");
    let outcome = whole["outcome"].as_str().unwrap_or_default();
    assert_eq!(whole.get("reason").is_some(), outcome == "reject", "{whole}");
    match outcome {
        "reject" => {
            assert!([REJECTED_BY_TENCENT, REJECTED_BY_OPENIM, REJECTED_BY_BOTH].contains(&&*verdict.body), "{whole}");
            assert!(verdict.status == 200 || verdict.status == 403 && is_tencent != is_openim, "{whole}");
            assert!(verdict.event.is_none() && verdict.trace.is_none() && verdict.flags.is_empty(), "{whole}");
            return;
        }
        "deny" => {
            let code = whole["code"].as_i64().unwrap_or_default();
            if is_tencent {
                assert!(reply["ErrorCode"] == code && (code == 1 || (10100..=10200).contains(&code)), "{whole}");
                assert_eq!(reply["ErrorInfo"], verdict.message, "{whole}");
            } else {
                assert!(reply["nextCode"] == 1 && reply["actionCode"] == 0, "{whole}");
                assert!(reply["errCode"] == code && (5000..=9999).contains(&code), "{whole}");
                assert_eq!(reply["errMsg"], verdict.message, "{whole}");
            }
        }
        "allow" | "modify" | "pass" | "acknowledge" => {
            assert!(verdict.code == 0 && verdict.message.is_empty(), "{whole}");
            let goes_on = if is_tencent {
                reply["ErrorCode"] == 0 && reply["ActionStatus"] == "OK"
            } else {
                reply["nextCode"] == 0 && reply["actionCode"] == 0 && reply["errCode"] == 0
            };
            assert!(goes_on, "{whole}");
            let members = reply.as_object().map_or(0, serde_json::Map::len);
            assert_eq!(members > 5, outcome == "modify", "{whole}");
        }
        other => panic!("`{other}` is no outcome"),
    }
    assert!(verdict.status == 200 && is_tencent != is_openim, "{whole}");
    let decided = outcome != "pass";
    assert_eq!(
        verdict.event.is_some(),
        decided && (explain != Explain::Nothing || outcome == "acknowledge"),
        "{whole}"
    );
    assert_eq!(verdict.trace.is_some(), decided && explain == Explain::Trace, "{whole}");
}

/// Checks what is made of a body, which may be of that platform, against what `serde_json` makes of it.
///
/// # Panics
/// One takes for strict JSON what the other does not.
pub fn check_body(body: &[u8], platform: &str) {
    const EVERYTHING: &str = r#"{"version":1,"tencent":{"sdkAppIds":"any"},"openim":{"accept":true},"rules":[]}"#;
    let policy = Policy::parse(EVERYTHING).expect("a policy");
    let call = Call { policy: EVERYTHING, url: "", token: "", facts: "", body };
    let verdict = call.verdict(&policy, body, Explain::Event);
    if let Some(event) = &verdict.event {
        let event: Value = serde_json::from_str(event).expect("the event is JSON");
        assert!(event["platform"] == platform || !begins_with_command(body, platform), "{event}");
    }
    let is_strict = !["the body is ", "the body begins "].iter().any(|start| verdict.message.starts_with(start));
    let value: Result<Value, _> = serde_json::from_slice(body);
    match (is_strict, value) {
        (true, Ok(value)) => assert!(value.is_object() && depth(&value) <= 64),
        // The numbers of keys that nobody reads are not made into floats.
        (true, Err(error)) => assert!(error.to_string().contains("number out of range"), "{error}"),
        (false, Ok(value)) => assert!(!value.is_object() || depth(&value) > 64, "{}", verdict.message),
        (false, Err(_)) => {}
    }
}

/// The body begins with that platform's command.
fn begins_with_command(body: &[u8], platform: &str) -> bool {
    let key: &[u8] = if platform == "tencent" { b"{\"CallbackCommand\"" } else { b"{\"callbackCommand\"" };
    body.starts_with(key)
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or_default(),
        _ => 0,
    }
}
