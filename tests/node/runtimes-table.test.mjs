// The README's table of runtimes names the versions that the suite is pinned to; each run holds it to what ran.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../scripts/command.mjs";
import { readTable, tableComplaint } from "../runtimes/table.mjs";

/** @param {string} path */
const json = (path) => JSON.parse(readFileSync(join(ROOT, path), "utf8"));

/** The rows that a folder's packages have versions for. @type {Record<string, string>} */
const ROWS = {
  bun: "Bun",
  deno: "Deno",
  "edge-runtime": "Vercel edge-runtime",
  esbuild: "esbuild",
  next: "Next.js",
  rollup: "Rollup",
  vite: "Vite",
  webpack: "webpack",
  wrangler: "wrangler",
};

/** @type {Record<string, string>} */
const expected = {
  "Node.js": "20.0.0, 26.10.0",
  workerd: json("package-lock.json").packages["node_modules/workerd"].version,
};
for (const [folder, row] of Object.entries(ROWS))
  expected[row] = json(`tests/runtimes/${folder}/package.json`).dependencies[folder];

test("the table has the pinned versions", () => {
  const { Chromium, Firefox, ...table } = Object.fromEntries(readTable());
  assert.deepEqual(table, expected);
  for (const major of [Chromium, Firefox]) assert.match(String(major), /^\d+$/);
  const nodes = Object.values(json("tests/runtimes/node/package.json").optionalDependencies);
  const versions = nodes.map((alias) => /** @type {string} */ (alias).split("@").at(-1));
  assert.deepEqual([...new Set(versions)].sort(), expected["Node.js"]?.split(", "));
});

test("every project of the suite has a row", () => {
  const folders = readdirSync(join(ROOT, "tests/runtimes"), { withFileTypes: true }).filter((one) => one.isDirectory());
  const names = folders.map(({ name }) => name);
  assert.deepEqual(names.sort(), [...Object.keys(ROWS), "node", "page", "workerd"].sort());
});

test("a run that the table does not tell of is told", () => {
  const table = new Map([
    ["Deno", "2.9.6"],
    ["Chromium", "120"],
    ["Node.js", "20.0.0"],
  ]);
  assert.equal(tableComplaint(table, "Deno", "2.9.6"), undefined);
  assert.equal(tableComplaint(table, "Chromium", "121.0.1"), undefined);
  assert.equal(tableComplaint(table, "Node.js (require)", process.versions.node), undefined);
  assert.equal(tableComplaint(table, "Deno", "2.9.7"), "the README's table says `2.9.6` of Deno, and 2.9.7 ran");
  assert.equal(tableComplaint(table, "Chromium", "119.9"), undefined);
  assert.equal(tableComplaint(table, "Denotation", "1"), "the README's table has no row for Denotation");
});
