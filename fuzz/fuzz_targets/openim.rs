#![no_main]
//! Bodies as the dialect reads them: strict JSON and nothing else.

use group_gate::openim::DIALECT;
use group_gate::wire::Body;
use group_gate_fuzz::check_strictness;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    match Body::read(bytes, &DIALECT) {
        Ok(body) => {
            let event: serde_json::Value = serde_json::from_str(&body.event.to_json()).expect("the event is JSON");
            assert_eq!(event["platform"], "openim");
            check_strictness(bytes, Ok(()));
        }
        Err(stop) => check_strictness(bytes, Err(&stop.message)),
    }
});
