// npm run audit [write]
//
// Checks where every dependency comes from and what it is licensed under, asks for known weaknesses as far as there is
// somebody to ask, and holds THIRD-PARTY.txt to what is compiled into the module. `write` writes that file.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure, main, mustRun, ROOT, run } from "./command.mjs";
import { installTool } from "./tools.mjs";

const RUST = "install Rust with rustup (https://rustup.rs)";
const NOTICES = "THIRD-PARTY.txt";
/** What the module takes of Rust itself. */
const STANDARD_LIBRARY =
  "The Rust standard library (https://github.com/rust-lang/rust), Apache-2.0 OR MIT, is compiled in too:\nCopyright (c) The Rust Project Contributors";

/** The notices that go with what is compiled into the module. */
async function notices() {
  const target = ["--target", "wasm32-unknown-unknown", "--edges", "normal,no-proc-macro", "--prefix", "none"];
  const tree = ["tree", "--locked", "--package", "group-gate", ...target, "--format", "{p}"];
  const { stdout: listed } = await mustRun("listing the dependencies", "cargo", tree, { missing: RUST });
  const shipped = new Set([...listed.matchAll(/^(\S+ v\S+)/gm)].map(([name]) => name));
  const ask = ["metadata", "--locked", "--format-version", "1"];
  const { stdout } = await mustRun("reading the dependencies", "cargo", ask, { missing: RUST });
  /** @type {{ name: string, version: string, license: string, repository: string, manifest_path: string }[]} */
  const packages = JSON.parse(stdout.slice(stdout.indexOf("{"))).packages;
  const entries = packages
    .filter(({ name, version }) => name !== "group-gate" && shipped.has(`${name} v${version}`))
    .map(({ name, version, license, repository, manifest_path }) => {
      const folder = dirname(manifest_path);
      const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|copying)/i.test(file));
      const chosen = texts.find((file) => /mit/i.test(file)) ?? texts.find((file) => !/apache/i.test(file)) ?? texts[0];
      if (chosen === undefined && !/MIT/.test(license)) throw new Failure(`${name} has no licence text`);
      const text =
        chosen === undefined ? "(no text in the package)" : readFileSync(join(folder, chosen), "utf8").trim();
      return `${name} ${version} (${repository}), ${license}\n\n${text.replaceAll("\r\n", "\n")}`;
    });
  const rule = `\n\n${"-".repeat(80)}\n\n`;
  const start = "What is compiled into the WebAssembly module beside Group Gate itself, and its licences.";
  return `${[start, ...entries.sort(), STANDARD_LIBRARY].join(rule)}\n`;
}

await main(async () => {
  const text = await notices();
  if (process.argv[2] === "write") return writeFileSync(join(ROOT, NOTICES), text);
  if (readFileSync(join(ROOT, NOTICES), "utf8") !== text)
    throw new Failure(`${NOTICES} is not what the module is made of: run \`npm run audit write\``);
  console.log(`✓ ${NOTICES}`);

  const deny = join(await installTool("cargo-deny"), "cargo-deny");
  for (const args of [[], ["--manifest-path", "fuzz/Cargo.toml"]])
    await mustRun("checking the crates", deny, [...args, "check", "licenses", "bans", "sources"], { missing: RUST });
  console.log("✓ licences, sources and versions of the crates");
  await ask(
    "the crates",
    deny,
    ["check", "advisories"],
    /failed to (?:fetch|load|open)|fetching advisory database|couldn't/i,
  );
  await ask(
    "the npm packages",
    "npm",
    ["audit", "--audit-level=moderate"],
    /ENOTFOUND|EAI_AGAIN|audit endpoint|not implemented|40[0-9] |50[0-9] /i,
  );
});

/** Asks for known weaknesses. @param {string} of @param {string} command @param {string[]} args @param {RegExp} nobody what is said where nobody answers */
async function ask(of, command, args, nobody) {
  const { ok, output } = await run(command, args, { missing: "it should have been installed" });
  if (ok) return console.log(`✓ no known weakness in ${of}`);
  if (nobody.test(output)) return console.log(`- nobody to ask for known weaknesses in ${of}`);
  process.stderr.write(output);
  throw new Failure(`${of} have known weaknesses: see above`);
}
