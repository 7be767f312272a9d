import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { brotliCompressSync, constants } from "node:zlib";
import * as main from "group-gate";

const file = new URL("../../pkg/wasm/group_gate_bg.wasm", import.meta.url);
const module = new WebAssembly.Module(readFileSync(file));

test("the main entry exports evaluate and nothing else", () => {
  assert.deepEqual(Object.keys(main), ["evaluate"]);
  assert.deepEqual(Object.keys(createRequire(import.meta.url)("group-gate")), ["evaluate"]);
});

test("the module exports evaluate, its memory, and what the glue needs", () => {
  const exports = WebAssembly.Module.exports(module).map(({ name }) => name);
  const own = exports.filter((name) => !/^(__wbindgen|__externref)_/.test(name));
  assert.deepEqual(own.sort(), ["evaluate", "memory"]);
});

test("the module imports nothing but functions of its glue and of the host file", async () => {
  /** @type {Record<string, Record<string, unknown>>} */
  const known = {
    "./group_gate_bg.js": await import("../../pkg/wasm/group_gate_bg.js"),
    "../host.js": await import("../../pkg/host.js"),
  };
  for (const { module: from, name } of WebAssembly.Module.imports(module))
    assert.equal(typeof known[from]?.[name], "function", `${name} of ${from}`);
});

test("the module carries no names, producers or paths of the machine that built it", () => {
  for (const section of ["name", "producers", "target_features", "sourceMappingURL"])
    assert.equal(WebAssembly.Module.customSections(module, section).length, 0);
  assert.doesNotMatch(readFileSync(file).toString("latin1"), /\/(root|home|Users|tmp)\//);
});

test("the package carries exactly this module, as a file and inlined as text", async () => {
  const built = readFileSync(file);
  const read = (/** @type {string} */ name) => readFileSync(new URL(`../../pkg/dist/${name}`, import.meta.url));
  assert.ok(read("group_gate_bg.wasm").equals(built));
  for (const entry of ["index.js", "index.cjs"]) assert.ok(read(entry).includes(built.toString("base64")), entry);
});

test("the module and its glue are at most 80 KiB where they are compressed once", () => {
  const sizes = ["group_gate_bg.wasm", "workerd.js"].map((name) => {
    const bytes = readFileSync(new URL(`../../pkg/dist/${name}`, import.meta.url));
    return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;
  });
  const sum = sizes.reduce((sum, size) => sum + size);
  assert.ok(sum <= 80 * 1024, `${sizes.join(" + ")} bytes are ${(sum / 1024).toFixed(2)} KiB`);
});

test("what an uncaught error prints can be read: it shows a line of code, not the module", () => {
  const wrong = `.evaluate("{", { body: "" })`;
  for (const program of [
    ["--input-type=module", "--eval", `import * as gate from "group-gate"; gate${wrong}`],
    ["--eval", `require("group-gate")${wrong}`],
  ]) {
    const { status, stderr } = spawnSync(process.execPath, program, { encoding: "utf8" });
    assert.equal(status, 1);
    assert.match(stderr, /the text ends too soon/);
    assert.ok(stderr.length < 4000, stderr.slice(0, 4000));
  }
});
