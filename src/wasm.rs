//! The boundary to JavaScript (skeleton: refuses everything in both dialects).
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/wasm.js")]
extern "C" {
    #[wasm_bindgen(js_name = verdict)]
    fn verdict(body: &str) -> JsValue;
}

/// Decides one callback.
#[wasm_bindgen(skip_typescript)]
pub fn evaluate(_policy: JsValue, _request: JsValue) -> JsValue {
    verdict(
        "{\"ActionStatus\":\"OK\",\"ErrorInfo\":\"callback rejected\",\"ErrorCode\":1,\"actionCode\":0,\"errCode\":5000,\"errMsg\":\"callback rejected\",\"errDlt\":\"\",\"nextCode\":1}",
    )
}
