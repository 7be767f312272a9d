// Who is compared. Each is a file in `peers/` that prepares the reference policy, with more names to refuse on request,
// and gives a function from the text of a body to the text of the reply.
import { readFileSync } from "node:fs";

/**
 * @typedef {(body: string) => string | Promise<string>} Answer
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} [package] in benches/package.json
 */

/** By the name of the file in `peers/`; the rival comes first. @type {Record<string, Subject>} */
export const SUBJECTS = {
  javascript: { name: "hand-written JavaScript" },
  "group-gate": { name: "**Group Gate**" },
  "json-logic-engine": { name: "json-logic-engine", package: "json-logic-engine" },
  "marcbachmann-cel-js": { name: "@marcbachmann/cel-js", package: "@marcbachmann/cel-js" },
  "json-logic-js": { name: "json-logic-js", package: "json-logic-js" },
  casbin: { name: "casbin", package: "casbin" },
  regorus: { name: "regorus, built to wasm" },
  "bufbuild-cel": { name: "@bufbuild/cel", package: "@bufbuild/cel" },
  "cel-js": { name: "cel-js", package: "cel-js" },
  "zen-engine-wasm": { name: "@gorules/zen-engine-wasm", package: "@gorules/zen-engine-wasm" },
  "json-rules-engine": { name: "json-rules-engine", package: "json-rules-engine" },
  "zen-engine": { name: "@gorules/zen-engine", package: "@gorules/zen-engine" },
  "cedar-wasm": { name: "@cedar-policy/cedar-wasm", package: "@cedar-policy/cedar-wasm" },
};

/** @param {string} path from here */
const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");

/** The version that is measured. @param {string} key of SUBJECTS @returns {string} */
export function version(key) {
  if (key === "javascript") return "";
  if (key === "group-gate") return JSON.parse(read("../pkg/package.json")).version;
  if (key === "regorus") return /regorus = \{ version = "=(.+?)"/.exec(read("regorus/Cargo.toml"))?.[1] ?? "";
  return JSON.parse(read("package.json")).dependencies[SUBJECTS[key]?.package ?? ""];
}

/**
 * @param {string} key of SUBJECTS
 * @returns {Promise<{ default: (policy: import("./reference.mjs").ReferencePolicy, names: string[]) => Answer | Promise<Answer>, binaries?: URL[] }>}
 */
export const load = (key) => import(`./peers/${key}.mjs`);
