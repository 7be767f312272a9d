// What has to be on the machine before anything is built: Node packages, and Rust with its WebAssembly target.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, mustRun, progress, ROOT, run } from "./command.mjs";

const WASM_TARGET = "wasm32-unknown-unknown";
const INSTALL_RUST = "install Rust with rustup (https://rustup.rs), open a new terminal, then run this again";
export const INSTALL_NPM = "install Node.js with npm (https://nodejs.org), then run this again";

/** @param {string} path in the repository */
const read = (path) => readFileSync(join(ROOT, path), "utf8");

/** Refuses a Node older than the one that package.json asks for. */
export function checkNode() {
  const wanted = JSON.parse(read("package.json")).engines.node.replace(">=", "");
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [wantedMajor, wantedMinor] = wanted.split(".").map(Number);
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor))
    throw new Failure(`Node ${wanted} or newer is needed, and this is Node ${process.versions.node}`);
}

/** The command that is npm: the one that runs this, if one does. @returns {[string, ...string[]]} */
export function npm() {
  const path = process.env.npm_execpath;
  return path?.endsWith(".js") ? [process.execPath, path] : ["npm"];
}

/**
 * Installs the packages that a folder's package-lock.json pins, unless they are installed already.
 *
 * @param {string} [folder] in the repository
 * @param {string[]} [way] of npm to do it
 */
export async function installPackages(folder = ".", way = ["ci"]) {
  const machine = `${process.platform} ${process.arch}`;
  const wanted = createHash("sha256")
    .update(machine)
    .update(read(join(folder, "package-lock.json")))
    .digest("hex");
  const stamp = join(ROOT, folder, "node_modules/.set-up");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  progress(`installing the npm packages that ${join(folder, "package-lock.json")} pins`);
  const args = [...way, `--prefix=${folder}`, "--include=dev", "--prefer-offline"];
  const patience = ["--fetch-retries=2", "--fetch-retry-factor=3", "--fetch-retry-mintimeout=1000"];
  const [command, ...before] = npm();
  await mustRun("installing the npm packages", command, [...before, ...args, ...patience], { missing: INSTALL_NPM });
  writeFileSync(stamp, wanted);
}

/** Makes sure of the toolchain that rust-toolchain.toml names, with its WebAssembly target, its source, formatter and linter. */
export async function installRust() {
  await run("cargo", ["--version"], { missing: INSTALL_RUST });
  let sysroot = await run("rustc", ["--print", "sysroot"], { missing: INSTALL_RUST });
  if (!sysroot.ok) {
    const channel = /channel = "(.+)"/.exec(read("rust-toolchain.toml"))?.[1] ?? "stable";
    progress(`installing Rust ${channel}`);
    const args = ["toolchain", "install", channel, "--profile", "minimal"];
    await mustRun(`installing Rust ${channel}`, "rustup", args, { missing: INSTALL_RUST });
    sysroot = await mustRun("finding Rust", "rustc", ["--print", "sysroot"], { missing: INSTALL_RUST });
  }
  const folder = sysroot.stdout.trim();
  if (!existsSync(join(folder, "lib/rustlib", WASM_TARGET, "lib"))) {
    progress(`installing Rust's ${WASM_TARGET} target`);
    await mustRun(`installing Rust's ${WASM_TARGET} target`, "rustup", ["target", "add", WASM_TARGET], {
      missing: INSTALL_RUST,
    });
  }
  for (const [component, file] of /** @type {const} */ ([
    ["rustfmt", "bin/cargo-fmt"],
    ["clippy", "bin/cargo-clippy"],
    ["rust-src", "lib/rustlib/src/rust/library/std/Cargo.toml"],
  ])) {
    const path = join(folder, file);
    if (existsSync(path) || existsSync(`${path}.exe`)) continue;
    progress(`installing Rust's ${component}`);
    await mustRun(`installing ${component}`, "rustup", ["component", "add", component], { missing: INSTALL_RUST });
  }
}
