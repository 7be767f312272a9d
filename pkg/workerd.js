// Cloudflare Workers: the bundler hands over the compiled module.
import { instantiate } from "./instance.js";
import module from "./wasm/group_gate_bg.wasm";

export const evaluate = instantiate(module);
