// The tarball is what people get: what is in it, and what tools that know every way of resolving say of it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { ROOT } from "../../scripts/command.mjs";
import { pack } from "../../scripts/pack.mjs";

/** What publint and attw may complain of, by the code that they print: nothing. */
const ALLOWED = /** @type {string[]} */ ([]);

const CONTENTS = [
  "LICENSE-APACHE",
  "LICENSE-MIT",
  "README.md",
  "THIRD-PARTY.txt",
  "dist/edge-light.js",
  "dist/group_gate_bg.wasm",
  "dist/handler.cjs",
  "dist/index.cjs",
  "dist/index.js",
  "dist/node.cjs",
  "dist/workerd.js",
  "handler.d.cts",
  "handler.d.ts",
  "handler.js",
  "index.d.cts",
  "index.d.ts",
  "node.d.cts",
  "node.d.ts",
  "node.js",
  "package.json",
  "policy.d.ts",
  "policy.schema.json",
  "refusal.js",
];

const execute = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "group-gate-"));
after(() => rmSync(folder, { recursive: true }));
/** @type {import("../../scripts/pack.mjs").Packed} */
let packed;
before(async () => {
  packed = await pack(folder);
});

test("the tarball holds what is meant to ship and nothing else", () => {
  assert.deepEqual([...packed.files].sort(), CONTENTS);
});

test("publint finds nothing", async () => {
  const { publint } = await import("publint");
  const { messages } = await publint({ pkgDir: join(ROOT, "pkg"), strict: true });
  assert.deepEqual(
    messages.filter(({ code }) => !ALLOWED.includes(code)),
    [],
  );
});

test("the types are right for every way of resolving", async () => {
  const attw = join(ROOT, "node_modules/@arethetypeswrong/cli/dist/index.js");
  const { stdout } = await execute(process.execPath, [attw, packed.path, "--format", "json"], {
    maxBuffer: 1 << 26,
  }).catch((/** @type {{ stdout: string }} */ failed) => failed);
  const { analysis, problems } = JSON.parse(stdout);
  assert.equal(analysis.packageName, "group-gate");
  assert.deepEqual(
    Object.keys(problems).filter((code) => !ALLOWED.includes(code)),
    [],
  );
});
