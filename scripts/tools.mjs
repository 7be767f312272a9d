// Programs of cargo's that are needed now and then: each in one pinned version, under target/tools.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { mustRun, progress, ROOT } from "./command.mjs";

const VERSIONS = { "cargo-fuzz": "0.13.2", "cargo-deny": "0.20.2" };

/**
 * Installs a program unless it is there.
 *
 * @param {keyof typeof VERSIONS} name
 * @returns {Promise<string>} the folder that the program is in
 */
export async function installTool(name) {
  const root = join(ROOT, "target/tools", `${name}-${VERSIONS[name]}`);
  const bin = join(root, "bin");
  if (!existsSync(join(bin, name)) && !existsSync(join(bin, `${name}.exe`))) {
    progress(`installing ${name} ${VERSIONS[name]}`);
    const args = ["install", name, "--version", VERSIONS[name], "--locked", "--root", root];
    const missing = "install Rust with rustup (https://rustup.rs)";
    await mustRun(`installing ${name}`, "cargo", args, { missing });
  }
  return bin;
}
