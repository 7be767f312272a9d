import * as host from "./host.js";
import * as glue from "./wasm/group_gate_bg.js";

/**
 * Makes `evaluate` from the compiled module, at once and without waiting for anything.
 *
 * A call that does not come back from the module (a trap, a stack overflow, an error thrown through it) may leave its
 * memory in any state. Such an instance is never entered again: the next call makes a fresh one from the same module.
 *
 * @param {WebAssembly.Module} module
 * @returns {typeof import("./index.js").evaluate}
 */
export function instantiate(module) {
  /** @type {WebAssembly.Memory | undefined} */
  let memory;
  let usable = false;

  function start() {
    // Growing detaches the buffer, so that the glue's views of an old memory are seen to be stale.
    memory?.grow(0);
    const instance = new WebAssembly.Instance(module, { "./group_gate_bg.js": glue, "../host.js": host });
    const exports = /** @type {import("./wasm/group_gate_bg.js").Exports} */ (instance.exports);
    memory = exports.memory;
    const { evaluate } = exports;
    glue.__wbg_set_wasm({
      ...exports,
      evaluate: (/** @type {unknown} */ policy, /** @type {unknown} */ request) => {
        try {
          return evaluate(policy, request);
        } catch (error) {
          usable = false;
          host.lose();
          throw error;
        }
      },
    });
    exports.__wbindgen_start();
    usable = true;
  }

  start();
  return (/** @type {unknown} */ policy, /** @type {unknown} */ request) => {
    if (!usable) start();
    return glue.evaluate(policy, request);
  };
}
