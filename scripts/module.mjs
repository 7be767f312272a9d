// Builds the WebAssembly module and its glue into pkg/wasm: cargo, wasm-bindgen, wasm-opt, tools/arrange.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "./bundle.mjs";
import { mustRun, progress, ROOT } from "./command.mjs";
import { buildPage } from "./page.mjs";
import { checkNode, installPackages, installRust } from "./set-up.mjs";

const OUTPUT = "pkg/wasm";
const STAMP = "target/pkg-wasm.stamp";
const SOURCES = [
  "Cargo.toml",
  "Cargo.lock",
  "rust-toolchain.toml",
  "src",
  "tools/arrange",
  "tools/bindgen",
  "scripts/module.mjs",
];

/** The types of the glue, as far as pkg/instance.js uses it. */
const GLUE_TYPES = `export interface Exports extends WebAssembly.Exports {
  memory: WebAssembly.Memory;
  evaluate: (
    policy: number,
    asked: number,
    length?: number,
    text?: number,
    extras?: number,
    explain?: number,
    now?: number,
  ) => number;
}
export const imports: WebAssembly.Imports;
export function __wbg_set_wasm(exports: Exports): void;
`;

/**
 * What each callback's time goes to: modules and functions. These are compiled for speed, and all others for size: that
 * slows no decision.
 */
const FOR_SPEED = [
  ...["group_gate::reader", "group_gate::wire"],
  ...["group_gate::policy::automaton::Automaton::find", "group_gate::policy::keys::Keys::slot"],
];

/** What stands among these, and yet runs for few callbacks. */
const NOW_AND_THEN = ["group_gate::reader::Reader::escaped_text"];

/** What LLVM is told of all others: nothing that they do is worth a byte, and calls of them are rare. */
const FOR_SIZE = ["minsize", "optsize", "cold"];

/**
 * How all of it is compiled, in the module alone: only small functions are inlined, loops are not unrolled and keep their
 * counters, and nothing is computed or stored elsewhere than where it is written only to save time now and then. More
 * than 24 bytes are copied by the engine. This costs next to no time and saves a tenth of the size.
 */
const LLVM = [
  ...["-inline-threshold=80", "-unroll-threshold=0", "-disable-lsr", "-enable-pre=false", "-disable-licm-promotion"],
  ...["-jump-threading-threshold=3", "-max-store-memcpy=3"],
];

/**
 * What wasm-opt works for: `-O3` is speed, `-Os` and `-Oz` are size. Functions stay apart unless they are tiny, even those
 * with one caller: many small ones compress better than few large ones.
 */
const OPTIMISE_FOR = [
  "-O3",
  "--one-caller-inline-max-function-size=20",
  "--always-inline-max-function-size=6",
  "--flexible-inline-max-function-size=8",
  // Zeros among the data compress to nothing; the data cut in pieces around them does not compress as well as whole.
  "--skip-pass=memory-packing",
  // An expression written twice compresses better than one that is kept in a local, and code that keeps to locals
  // better than code where each branch hands over a value.
  "--skip-pass=local-cse",
  "--skip-pass=simplify-locals",
  // Below the first KiB there is nothing but the far end of the stack.
  "--low-memory-unused",
  // How a load is aligned is a hint that no engine takes, and one hint compresses better than several.
  "--dealign",
];

// The standard library is compiled with the module, and a panic is nothing but a trap: the caller answers a trap with a
// refusal, and nobody would see the text. That saves 18 KiB of brotli. These are unstable options, let in by
// RUSTC_BOOTSTRAP; they stay as they are as long as rust-toolchain.toml pins the toolchain.
const STANDARD_LIBRARY = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];
const PANICS = ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];
/** How many bytes of stack the module has. Nothing that there is takes more than 28 KiB; what takes all of it traps. */
export const STACK_SIZE = 256 << 10;
const STACK = `-Clink-arg=-zstack-size=${STACK_SIZE}`;
const TARGET = "wasm32-unknown-unknown";
// The module keeps no references to JavaScript's values, and with this feature the glue would make a table for them.
const NO_REFERENCES = "-Ctarget-feature=-reference-types";
// All else that rustc uses for wasm32-unknown-unknown by default. All of it is older than Node 20; wasm-opt may use nothing
// else.
const WASM_FEATURES = [
  "bulk-memory",
  "bulk-memory-opt",
  "multivalue",
  "mutable-globals",
  "nontrapping-float-to-int",
  "sign-ext",
];

/**
 * The files under a path of the repository, sorted.
 *
 * @param {string} path
 * @returns {string[]}
 */
function files(path) {
  const entries = readdirSync(join(ROOT, path), { withFileTypes: true });
  return entries.flatMap((e) => (e.isDirectory() ? files(`${path}/${e.name}`) : [`${path}/${e.name}`])).sort();
}

/** @param {string[]} paths files or folders of the repository */
function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths)
    for (const file of /\.\w+$/.test(path) ? [path] : files(path))
      hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)));
  return hash.digest("hex");
}

/** What the module is made from, and what was made from it: the build is up to date while this stays the same. */
function state() {
  if (!existsSync(join(ROOT, OUTPUT))) return "nothing built";
  return `${fingerprint([...SOURCES, "node_modules/binaryen/package.json"])} ${fingerprint([OUTPUT])}`;
}

/** The folder that cargo builds in. */
function targetFolder() {
  return process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
}

/**
 * Writes what LLVM is told of some functions.
 *
 * @param {string[]} symbols
 * @returns the file's absolute path, which tells its text, so that cargo compiles anew with another text, and has no
 *   spaces: LLVM would take what comes behind one for another option
 */
function writeAttributes(symbols) {
  const text = symbols.flatMap((symbol) => FOR_SIZE.map((attribute) => `${symbol},${attribute}\n`)).join("");
  const name = `for-size-${createHash("sha256").update(text).digest("hex")}.csv`;
  const path = join(/\s/.test(targetFolder()) ? tmpdir() : targetFolder(), name);
  writeFileSync(path, text);
  return path;
}

/** @returns {Promise<string>} the compiled module */
async function compile() {
  const missing = "install Rust with rustup (https://rustup.rs)";
  progress("building the wasm-bindgen that Cargo.lock pins");
  const tools = ["--package", "bindgen", "--package", "arrange"];
  await mustRun("building wasm-bindgen", "cargo", ["build", "--locked", ...tools], { missing });

  const env = { ...process.env, RUSTC_BOOTSTRAP: "1" };
  const { stdout: sysroot } = await mustRun("finding Rust", "rustc", ["--print", "sysroot"], { missing });
  const cargo = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  // With the source of Rust installed, the standard library names where that is.
  const places = [`${cargo}=cargo`, `${ROOT}=`, `${sysroot.trim()}=rust`].map(
    (place) => `--remap-path-prefix=${place}`,
  );
  const build = async (/** @type {string[]} */ ...llvm) => {
    const flags = [...PANICS, STACK, NO_REFERENCES, ...places, `-Cllvm-args=${[...LLVM, ...llvm].join(" ")}`];
    // As one type of crate alone: cargo optimises over all crates at once only what no other crate can be made with.
    const args = ["rustc", "--locked", "--lib", "--crate-type", "cdylib", "--release", "--target", TARGET];
    await mustRun("compiling the module", "cargo", [...args, ...STANDARD_LIBRARY], {
      missing,
      env: { ...env, CARGO_ENCODED_RUSTFLAGS: flags.join("\x1f") },
    });
    return join(targetFolder(), TARGET, "release/group_gate.wasm");
  };
  progress("compiling the module to WebAssembly");
  const compiled = await build();
  const others = ["--others", compiled, ...FOR_SPEED];
  const { stdout } = await mustRun("listing its functions", arrange(), [...others, "--but", ...NOW_AND_THEN], {
    missing,
  });
  const attributes = writeAttributes(stdout.trim().split("\n"));
  progress("compiling what does not decide for size");
  return build(`-forceattrs-csv-path=${attributes}`);
}

/** The program that tools/arrange builds. */
function arrange() {
  return join(targetFolder(), "debug/arrange");
}

/**
 * Optimises a WebAssembly module where it is.
 *
 * @param {string} wasm its absolute path
 * @param {string[]} passes of wasm-opt
 */
export async function optimise(wasm, passes) {
  const features = ["--mvp-features", ...WASM_FEATURES.map((feature) => `--enable-${feature}`)];
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  const program = [join(ROOT, "node_modules/binaryen/bin/wasm-opt"), wasm, "-o", wasm];
  await mustRun("optimising the module", process.execPath, [...program, ...passes, ...features, ...strip], {
    missing: "it is Node itself",
  });
}

/** @param {string} compiled */
async function generate(compiled) {
  const missing = "it was just built";
  const output = join(ROOT, OUTPUT);
  rmSync(output, { recursive: true, force: true });
  await mustRun("making the glue", join(targetFolder(), "debug/bindgen"), [compiled, output], { missing });

  progress("optimising the module");
  const wasm = join(output, "group_gate_bg.wasm");
  await optimise(wasm, [...OPTIMISE_FOR, "--converge"]);
  progress("arranging the module");
  await mustRun("arranging the module", arrange(), [wasm], { missing });
  writeFileSync(join(output, "group_gate_bg.d.ts"), GLUE_TYPES);
  const base64 = readFileSync(wasm).toString("base64");
  writeFileSync(`${wasm}.base64.js`, `export default "${base64}";\n`);
  writeFileSync(`${wasm}.base64.d.ts`, "declare const base64: string;\nexport default base64;\n");
}

/** Builds what pkg/ does not have in the repository, pkg/wasm only when it is out of date. The packages have to be installed. */
export async function build() {
  for (const name of ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "THIRD-PARTY.txt"])
    copyFileSync(join(ROOT, name), join(ROOT, "pkg", name));
  const stamp = join(ROOT, STAMP);
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== state()) {
    await installRust();
    await generate(await compile());
    mkdirSync(join(ROOT, "target"), { recursive: true });
    writeFileSync(stamp, state());
  }
  await bundle();
}

/** Installs what is missing and builds what is out of date. */
export async function prepare() {
  checkNode();
  await installPackages();
  await build();
  await buildPage();
}
