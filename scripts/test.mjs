// npm test, and npm run test:all for what is too slow for it
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Failure, main, ROOT, run } from "./command.mjs";
import { prepare } from "./module.mjs";
import { installRust } from "./set-up.mjs";

const WARNINGS_ARE_ERRORS = ["--", "-D", "warnings"];

/** @param {string} name of a program that an npm package brings */
const bin = (name) => join(ROOT, "node_modules/.bin", name);

/** @param {string} folder under tests/ */
function nodeTests(folder) {
  const files = readdirSync(join(ROOT, "tests", folder)).filter((name) => name.endsWith(".test.mjs"));
  return [process.execPath, "--test", ...files.map((name) => join("tests", folder, name))];
}

/** Each step by the name that the summary gives it. */
const STEPS = {
  format: [bin("biome"), "ci", "."],
  types: [bin("tsc"), "--project", "."],
  "rust format": ["cargo", "fmt", "--all", "--check"],
  clippy: ["cargo", "clippy", "--locked", "--workspace", "--all-targets", ...WARNINGS_ARE_ERRORS],
  "clippy, wasm": [
    ...["cargo", "clippy", "--locked", "--target", "wasm32-unknown-unknown", "--lib"],
    ...WARNINGS_ARE_ERRORS,
  ],
  rust: ["cargo", "test", "--locked", "--workspace"],
  node: nodeTests("node"),
  workerd: nodeTests("workerd"),
  "soak, short": [process.execPath, "scripts/soak.mjs", "short"],
  runtimes: [process.execPath, "tests/runtimes/run.mjs"],
  browser: nodeTests("browser"),
};

const SLOW_STEPS = {
  firefox: nodeTests("firefox"),
  "all runtimes": [process.execPath, "tests/runtimes/run.mjs", "all"],
  "rust, release": ["cargo", "test", "--locked", "--release"],
  "rust docs": ["cargo", "doc", "--locked", "--no-deps", "--document-private-items"],
  "rust package": ["cargo", "package", "--locked", "--allow-dirty"],
  audit: [process.execPath, "scripts/audit.mjs"],
  growth: [process.execPath, "scripts/growth.mjs"],
  fuzz: [process.execPath, "scripts/fuzz.mjs", "20"],
};

await main(async () => {
  await prepare();
  await installRust();
  const steps = Object.entries(process.argv[2] === "all" ? SLOW_STEPS : STEPS);
  const env = { ...process.env, RUSTDOCFLAGS: "-D warnings" };
  const failed = [];
  for (const [name, [command, ...args]] of steps) {
    const start = performance.now();
    const { ok, output } = await run(command, args, { missing: "it should have been installed", env });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    if (!ok) {
      process.stdout.write(output);
      failed.push(name);
    }
    console.log(`${ok ? "✓" : "✗"} ${name} (${seconds} s)${count(output)}`);
    if (ok) for (const [line] of output.matchAll(/^✓ .+: \d+ passed$/gm)) console.log(`  ${line}`);
  }
  if (failed.length > 0) throw new Failure(`failed: ${failed.join(", ")}`);
});

/**
 * How many tests ran, where the output says so.
 *
 * @param {string} output of `cargo test` or of `node --test`
 */
function count(output) {
  let passed = 0;
  for (const [, cargo, node] of output.matchAll(/^test result: ok\. (\d+) passed|^[#ℹ] pass (\d+)$/gm))
    passed += Number(cargo ?? node);
  return passed > 0 ? `: ${passed} passed` : "";
}
