import { readFileSync } from "node:fs";
import initialise, { Variable } from "@gorules/zen-engine-wasm";
import { replies } from "./reply.mjs";
import { rules, withFolded } from "./zen.mjs";

const wasm = new URL("../node_modules/@gorules/zen-engine-wasm/dist/zen_engine_wasm_bg.wasm", import.meta.url);
export const binaries = [wasm];

/** It has expressions only, parsed on each call; lists are handed over once. */
export default async function prepare(policy, names) {
  const reply = replies(policy);
  await initialise({ module_or_path: readFileSync(wasm) });
  const conditions = rules({ banned: "banned", vip: "vip", blocked: "blocked" }, names);
  const lists = new Variable(policy.lists);
  return (body) => {
    const context = lists.cloneWith("event", withFolded(JSON.parse(body)));
    const match = conditions.find(([when]) => context.evaluateExpression(when) === true);
    context.free();
    return reply(match?.[1] ?? 0);
  };
}
