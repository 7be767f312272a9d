import { readFileSync } from "node:fs";
import * as glue from "../regorus/pkg/group_gate_bg.js";
import { data, rego } from "./rego.mjs";
import { replies } from "./reply.mjs";

const wasm = new URL("../regorus/pkg/group_gate_bg.wasm", import.meta.url);
export const binaries = [wasm];

const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasm)), {
  "./group_gate_bg.js": glue,
});
glue.__wbg_set_wasm(exports);
exports.__wbindgen_start();

/** The policy compiled for its virtual machine, which reads the body itself. */
export default function prepare(policy, names) {
  const reply = replies(policy);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasm)), {
    "./group_gate_bg.js": glue,
  });
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  const gate = new glue.Gate(rego(names), JSON.stringify(data(policy)));
  return (body) => reply(gate.code(body));
}
