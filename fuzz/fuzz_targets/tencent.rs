#![no_main]
//! Bodies as the dialect reads them: strict JSON and nothing else.

libfuzzer_sys::fuzz_target!(|body: &[u8]| group_gate_fuzz::check_body(body, "tencent"));
