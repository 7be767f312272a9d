//! Group Gate decides whether a chat group may be created.
//!
//! A platform's callback comes in as text through its dialect ([`tencent`], [`openim`]), becomes one canonical
//! [`event`], meets one compiled [`policy`] and leaves as one [`verdict`]: the exact answer to send.

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
pub mod trace;
pub mod verdict;
#[cfg(target_family = "wasm")]
mod wasm;
pub mod wire;

pub use policy::{Policy, PolicyError};
pub use request::{Explain, Request, Token};
pub use verdict::{Outcome, Verdict};

/// Decides one callback.
#[must_use]
pub fn evaluate(policy: &Policy, request: &Request) -> Verdict {
    verdict::settle(policy, request, |settled| settled.verdict(policy, request.explain))
}
