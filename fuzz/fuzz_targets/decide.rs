#![no_main]
//! A policy and a request of any kind: an answer of the right form, the same whether it is explained or not, and whether
//! the body comes as bytes or as text.

use group_gate::{Explain, Policy};
use group_gate_fuzz::{Call, bare};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some(call) = Call::read(data) else { return };
    let Ok(policy) = Policy::parse(call.policy) else { return };
    let verdict = call.verdict(&policy, call.body, Explain::Nothing);
    for explain in [Explain::Event, Explain::Trace] {
        assert_eq!(bare(call.verdict(&policy, call.body, explain)), bare(verdict.clone()));
    }
    if let Ok(text) = str::from_utf8(call.body) {
        assert_eq!(call.verdict(&policy, text, Explain::Nothing), verdict);
    }
});
