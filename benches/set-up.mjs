// What only the benchmark needs: the others from npm, and Regorus, which npm has not, built to WebAssembly.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { mustRun, progress, ROOT } from "../scripts/command.mjs";
import { optimise } from "../scripts/module.mjs";
import { installPackages } from "../scripts/set-up.mjs";

const CRATE = "benches/regorus";

/** A policy of a thousand rules is compiled by deep recursion. */
const STACK = "-zstack-size=16777216";

async function buildRegorus() {
  const output = join(ROOT, CRATE, "pkg");
  if (existsSync(join(output, "group_gate_bg.wasm"))) return;
  progress("building Regorus to WebAssembly, which takes some minutes");
  const manifest = ["--manifest-path", `${CRATE}/Cargo.toml`, "--target-dir", `${CRATE}/target`];
  const target = ["--release", "--target", "wasm32-unknown-unknown"];
  const env = { ...process.env, CARGO_ENCODED_RUSTFLAGS: ["-C", `link-arg=${STACK}`].join("\x1f") };
  const missing = "install Rust with rustup (https://rustup.rs)";
  await mustRun("building Regorus", "cargo", ["build", "--locked", ...manifest, ...target], { missing, env });
  const built = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug/bindgen");
  const compiled = join(ROOT, CRATE, "target/wasm32-unknown-unknown/release/regorus_peer.wasm");
  try {
    await mustRun("making the glue of Regorus", built, [compiled, output], { missing: "it was just built" });
    await optimise(join(output, "group_gate_bg.wasm"), ["-O3"]);
  } catch (error) {
    rmSync(output, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Installs and builds whatever the subjects need. `npm ci` refuses a lock file without the packages of every machine,
 * and some registries do not have those of ZEN's newest version.
 */
export async function prepareSubjects() {
  await installPackages("benches", ["install", "--no-save"]);
  await buildRegorus();
}
