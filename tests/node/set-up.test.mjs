import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ROOT } from "../../scripts/command.mjs";

const INPUTS = ["package.json", "package-lock.json", "pkg/package.json", "scripts", "README.md", "src", "tools"];
const SOURCES = [
  ...INPUTS,
  "Cargo.toml",
  "Cargo.lock",
  "rust-toolchain.toml",
  "LICENSE-APACHE",
  "LICENSE-MIT",
  "THIRD-PARTY.txt",
];
const folder = mkdtempSync(join(tmpdir(), "group-gate-"));
after(() => rmSync(folder, { recursive: true }));

/** A folder with nothing but Node in it, as the whole PATH. */
const onlyNode = join(folder, "bin");
mkdirSync(onlyNode);
symlinkSync(process.execPath, join(onlyNode, "node"));

/** A checkout in which nothing was built. @param {string} name */
function checkout(name) {
  const copy = join(folder, name);
  for (const path of SOURCES) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  return copy;
}

/**
 * Runs the build in a folder.
 *
 * @param {string} cwd @param {NodeJS.ProcessEnv} env @param {string[]} [options] of node
 * @returns {Promise<{ status: unknown, stderr: string }>}
 */
function build(cwd, env, options = []) {
  const { npm_execpath: _, ...inherited } = process.env;
  return new Promise((resolve) => {
    const args = [...options, "scripts/build.mjs"];
    execFile(process.execPath, args, { cwd, env: { ...inherited, ...env } }, (error, _stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stderr }),
    );
  });
}

test("a machine without Rust is told how to get it", async () => {
  const copy = checkout("no-rust");
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  assert.deepEqual(await build(copy, { PATH: onlyNode }), {
    status: 1,
    stderr:
      "group-gate: `cargo` was not found: install Rust with rustup (https://rustup.rs), open a new terminal, then run this again\n",
  });
});

test("a machine that cannot get the source of Rust's standard library is told so", async () => {
  const copy = checkout("no-source");
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  const sysroot = join(folder, "sysroot");
  const installed = ["lib/rustlib/wasm32-unknown-unknown/lib", "bin/cargo-fmt", "bin/cargo-clippy"];
  for (const path of installed) mkdirSync(join(sysroot, path), { recursive: true });
  const bin = join(folder, "no-source-bin");
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, "node"));
  const programs = {
    cargo: "echo cargo",
    rustc: `echo ${sysroot}`,
    rustup: "echo error: failed to lookup address information; exit 1",
  };
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  assert.deepEqual(await build(copy, { PATH: bin }), {
    status: 1,
    stderr: "group-gate: installing rust-src failed for want of a network: check the connection, then run this again\n",
  });
});

test("a machine without npm is told how to get it", async () => {
  assert.deepEqual(await build(checkout("no-npm"), { PATH: onlyNode }), {
    status: 1,
    stderr: "group-gate: `npm` was not found: install Node.js with npm (https://nodejs.org), then run this again\n",
  });
});

test("a machine without a network is told so", async () => {
  const env = { npm_config_registry: "http://127.0.0.1:9/", npm_config_cache: join(folder, "cache") };
  assert.deepEqual(await build(checkout("no-network"), env), {
    status: 1,
    stderr:
      "group-gate: installing the npm packages failed for want of a network: check the connection, then run this again\n",
  });
});

test("an old Node is told which one is needed", async () => {
  const old = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.4" } })';
  assert.deepEqual(await build(ROOT, {}, ["--import", `data:text/javascript,${encodeURIComponent(old)}`]), {
    status: 1,
    stderr: "group-gate: Node 20.3.0 or newer is needed, and this is Node 18.20.4\n",
  });
});

test("what is built already is not built again", async () => {
  assert.deepEqual(await build(ROOT, { PATH: onlyNode }), { status: 0, stderr: "" });
});
