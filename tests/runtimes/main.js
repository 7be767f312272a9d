// What every project runs.
import { evaluate } from "group-gate";
import { createHandler } from "group-gate/handler";
import corpus from "./corpus.js";
import { runSuite } from "./suite.js";

/** The package decides from the first line of a program, before anything could be waited for. */
const { reason } = evaluate({ version: 1, rules: [] }, { body: "" });

/** @returns {Promise<import("./suite.js").Result>} */
export async function run() {
  const result = await runSuite({ evaluate, createHandler }, corpus);
  if (reason !== "unreadable") result.failures.push(`at the first line: found ${reason}`);
  return result;
}
