// Any other runtime: the module's bytes come as text and are compiled at once, with no file or network to reach.
import { instantiate } from "./instance.js";
import base64 from "./wasm/group_gate_bg.wasm.base64.js";

/** Where there is no faster way. */
function decoded() {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

const bytes = globalThis.Buffer?.from(base64, "base64") ?? decoded();

export const evaluate = instantiate(new WebAssembly.Module(bytes));
