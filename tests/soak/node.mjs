// node tests/soak/node.mjs [calls]
//
// A long life in Node: prints the memory as it goes, and fails if it is not flat after the first fifth.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { live, makePolicies } from "./life.js";
import { wasm } from "./memory-of.js";

const { evaluate } = await import("group-gate");
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const calls = Number(process.argv[2] ?? 10_000_000);
const MIB = 1 << 20;
const STEPS = 10;
/** What the module's memory may grow by after the first fifth: its allocator's holes settle slowly. */
const HOLES = 4 * 65_536;
/** What the heap may differ by for reasons of the engine's own. */
const SLACK = 2 * MIB;

const policies = makePolicies();
const samples = [];
const start = performance.now();
for (let step = 0; step < STEPS; step++) {
  live(evaluate, policies, (step * calls) / STEPS, calls / STEPS);
  collect();
  const sample = { ...wasm(), heap: process.memoryUsage().heapUsed };
  samples.push(sample);
  const shown = `module ${(sample.bytes / MIB).toFixed(2)} MiB, heap ${(sample.heap / MIB).toFixed(2)} MiB`;
  console.log(`${((step + 1) * calls) / STEPS} calls, ${((performance.now() - start) / 1000).toFixed(0)} s: ${shown}`);
}
const [, warm] = samples;
const last = samples.at(-1);
if (!warm || !last || last.instances !== 1) throw new Error("the module was made again");
if (last.bytes > warm.bytes + HOLES) throw new Error(`the module's memory grew from ${warm.bytes} to ${last.bytes}`);
if (last.heap > warm.heap + SLACK) throw new Error(`the heap grew from ${warm.heap} to ${last.heap}`);

/** Policies that nobody else holds are let go once they are forgotten. */
const held = new Set();
const gone = new FinalizationRegistry((/** @type {number} */ i) => held.delete(i));
makePolicies()
  .filter((policy) => typeof policy === "object")
  .forEach((policy, i) => {
    held.add(i);
    gone.register(policy, i);
    evaluate(/** @type {any} */ (policy), { body: "" });
  });
for (let i = 0; i < 20 && held.size > 65; i++) {
  collect();
  await new Promise((resolve) => setTimeout(resolve, 10));
}
console.log(`of 900 policies that were used once ${held.size} are held`);
if (held.size > 65) throw new Error(`${held.size} policies are held`);
