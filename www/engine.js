import { instantiate } from "../pkg/instance.js";

/** @typedef {typeof import("group-gate").evaluate} Evaluate */

/**
 * Fetches and compiles the module that the package ships.
 *
 * @returns {Promise<{ evaluate: Evaluate, module: WebAssembly.Module }>}
 */
export async function load() {
  const response = await fetch(new URL("group_gate_bg.wasm", import.meta.url));
  if (!response.ok) throw new Error(`${response.url} was answered with HTTP ${response.status}`);
  const module = await WebAssembly.compile(await response.arrayBuffer());
  return { evaluate: instantiate(module), module };
}
