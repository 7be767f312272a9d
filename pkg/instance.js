import { begin, evaluate } from "./host.js";
import { __wbg_set_wasm, imports } from "./wasm/group_gate_bg.js";

/**
 * Makes `evaluate` from the compiled module, at once and without waiting for anything.
 *
 * @param {WebAssembly.Module} module
 * @returns {typeof import("./index.js").evaluate}
 */
export function instantiate(module) {
  begin(() => {
    const instance = new WebAssembly.Instance(module, imports);
    const exports = /** @type {import("./wasm/group_gate_bg.js").Exports} */ (instance.exports);
    __wbg_set_wasm(exports);
    return exports;
  });
  return evaluate;
}
