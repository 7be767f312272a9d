// Vercel's Edge runtime: `?module` asks its bundlers for the compiled module.
import { instantiate } from "./instance.js";
import module from "./wasm/group_gate_bg.wasm?module";

export const evaluate = instantiate(module);
