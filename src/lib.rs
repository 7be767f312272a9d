//! Group Gate decides whether a chat group may be created.
//!
//! A platform's callback comes in as text through its dialect ([`tencent`], [`openim`]), becomes one canonical
//! [`event`], meets one compiled [`policy`] and leaves as one [`verdict`]: the exact answer to send.

pub mod address;
pub mod body;
pub mod decide;
pub mod event;
pub mod fields;
pub mod fold;
pub mod json;
pub mod numbers;
pub mod openim;
mod order;
pub mod place;
pub mod policy;
pub mod query;
pub mod reader;
pub mod receive;
pub mod rejection;
pub mod request;
pub mod settings;
pub mod signature;
pub mod tencent;
pub mod texts;
pub mod trace;
pub mod value;
pub mod verdict;
#[cfg(target_family = "wasm")]
mod wasm;
pub mod wire;
pub mod writer;

pub use policy::{Policy, PolicyError};
pub use request::{Explain, HttpBody, Request, Token};
pub use verdict::{Outcome, Verdict};

/// Decides one callback.
///
/// ```
/// use group_gate::{Explain, Outcome, Policy, Request, evaluate};
///
/// let policy = Policy::parse(
///     r#"{
///       "version": 1,
///       "openim": { "accept": true },
///       "rules": [
///         { "id": "reserved", "when": { "group.name": "Support" },
///           "deny": { "code": 5001, "message": "This name is reserved" } }
///       ]
///     }"#,
/// )?;
/// let verdict = evaluate(
///     &policy,
///     &Request {
///         body: r#"{ "callbackCommand": "callbackBeforeCreateGroupCommand", "groupName": "Support" }"#.into(),
///         url: None,
///         token: None,
///         now: 1_700_000_000_000,
///         facts: None,
///         refuse: None,
///         explain: Explain::Nothing,
///     },
/// );
/// assert_eq!(verdict.outcome, Outcome::Deny);
/// assert_eq!(verdict.rule.as_deref(), Some("reserved"));
/// assert_eq!(
///     verdict.body,
///     r#"{"actionCode":0,"errCode":5001,"errMsg":"This name is reserved","errDlt":"","nextCode":1}"#
/// );
/// # Ok::<(), group_gate::PolicyError>(())
/// ```
#[must_use]
pub fn evaluate(policy: &Policy, request: &Request) -> Verdict {
    verdict::settle(policy, request, |settled| settled.verdict(policy, request.explain))
}
