// npm run fuzz [seconds] [target] [keep]
//
// Fuzzes each target, or the one that is named, for so many seconds (20 unless told otherwise), beginning from the
// vectors and from the corpus of fuzz/corpus. `keep` minimises what was found into the corpus.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, main, mustRun, progress, ROOT, run } from "./command.mjs";
import { installTool } from "./tools.mjs";

const TARGETS = ["tencent", "openim", "policy", "decide", "laws"];
const RUSTUP = "install Rust with rustup (https://rustup.rs)";
const WORK = "target/fuzz-work";
/** Longer inputs find nothing that shorter ones do not, and slow the search. */
const MAX_BYTES = 4096;
/** What a corpus file may hold; the shortest inputs are kept. */
const MAX_CORPUS_BYTES = 300_000;

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(join(ROOT, path), "utf8"));

async function installNightly() {
  const { stdout } = await run("rustup", ["toolchain", "list"], { missing: RUSTUP });
  if (/^nightly/m.test(stdout)) return;
  progress("installing Rust's nightly toolchain");
  const { ok } = await run("rustup", ["toolchain", "install", "nightly", "--profile", "minimal"], { missing: RUSTUP });
  if (!ok)
    throw new Failure(
      "fuzzing needs Rust's nightly toolchain, which could not be installed: `rustup toolchain install nightly` tells why",
    );
}

/** An input of `decide` and `laws`: a line each of policy, URL, token and facts, then the body. @param {any} policy @param {any} request */
function call(policy, { url = "", token = "", facts = "", ...request }) {
  const lines = [
    policy,
    url,
    [token].flat().find((one) => typeof one === "string") ?? "",
    facts && JSON.stringify(facts),
  ];
  return Buffer.concat([Buffer.from(`${lines.map((line) => line.replaceAll("\n", " ")).join("\n")}\n`), body(request)]);
}

/** @param {any} request */
function body({ body = "", bodyBytesHex, bodyRepeat, bodyValue }) {
  if (bodyBytesHex !== undefined) return Buffer.from(bodyBytesHex, "hex");
  if (bodyRepeat !== undefined) return Buffer.from(bodyRepeat.prefix + bodyRepeat.suffix);
  return Buffer.from(typeof body === "string" && bodyValue === undefined ? body : JSON.stringify(bodyValue ?? body));
}

/** What the vectors give each target to begin with. */
function seeds() {
  /** @type {Record<string, Buffer[]>} */
  const found = { tencent: [], openim: [], policy: [], decide: [], laws: [] };
  for (const file of readdirSync(join(ROOT, "tests/vectors")).filter((name) => name.endsWith(".json")))
    for (const { policyText, policy, cases = [] } of readJson(`tests/vectors/${file}`)) {
      const text = policyText ?? JSON.stringify(policy);
      found.policy?.push(Buffer.from(text));
      for (const { request } of cases.filter((/** @type {any} */ one) => !one.throws)) {
        found[body(request).includes("callbackCommand") ? "openim" : "tencent"]?.push(body(request));
        for (const target of ["decide", "laws"]) found[target]?.push(call(text, request));
      }
    }
  return found;
}

/** @param {string} folder in the repository @param {Buffer[]} inputs */
function writeInputs(folder, inputs) {
  mkdirSync(join(ROOT, folder), { recursive: true });
  for (const input of inputs.filter((one) => one.length <= MAX_BYTES))
    writeFileSync(join(ROOT, folder, createHash("sha1").update(input).digest("hex")), input);
}

/** @param {string} target */
const corpusFile = (target) => `fuzz/corpus/${target}.json`;

/** The inputs of a corpus file: texts, or bytes as `{ "hex": … }` where they are no text. @param {string} target @returns {Buffer[]} */
function corpus(target) {
  if (!existsSync(join(ROOT, corpusFile(target)))) return [];
  return readJson(corpusFile(target)).map((/** @type {any} */ one) =>
    typeof one === "string" ? Buffer.from(one) : Buffer.from(one.hex, "hex"),
  );
}

/** @param {string} target @param {string} folder */
function keep(target, folder) {
  const found = readdirSync(join(ROOT, folder)).map((name) => readFileSync(join(ROOT, folder, name)));
  let room = MAX_CORPUS_BYTES;
  const inputs = found
    .sort((a, b) => a.length - b.length)
    .filter(({ length }) => {
      room -= length;
      return room >= 0;
    });
  const entries = inputs.map((input) => {
    const text = input.toString();
    return JSON.stringify(Buffer.from(text).equals(input) ? text : { hex: input.toString("hex") });
  });
  mkdirSync(join(ROOT, "fuzz/corpus"), { recursive: true });
  writeFileSync(join(ROOT, corpusFile(target)), `[\n${entries.sort().join(",\n")}\n]\n`);
  console.log(`  ${entries.length} inputs kept in ${corpusFile(target)}`);
}

await main(async () => {
  const [seconds = "20", ...rest] = process.argv.slice(2);
  const chosen = rest.filter((word) => word !== "keep");
  if (!/^\d+$/.test(seconds) || chosen.some((target) => !TARGETS.includes(target)))
    throw new Failure(`expected a number of seconds and targets of ${TARGETS.join(", ")}`);
  await installNightly();
  const bin = await installTool("cargo-fuzz");
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const fuzz = ["+nightly", "fuzz"];
  const placed = ["--target-dir", "target/fuzz"];
  progress("building the fuzz targets");
  await mustRun("building the fuzz targets", "cargo", [...fuzz, "build", ...placed], { missing: RUSTUP, env });
  const vectors = seeds();
  for (const target of chosen.length > 0 ? chosen : TARGETS) {
    const [begun, found, artifacts] = ["begun", "found", "failed"].map((name) => `${WORK}/${target}/${name}`);
    for (const folder of [begun, artifacts]) rmSync(join(ROOT, folder), { recursive: true, force: true });
    for (const folder of [found, artifacts]) mkdirSync(join(ROOT, folder), { recursive: true });
    writeInputs(begun, [...(vectors[target] ?? []), ...corpus(target)]);
    const options = [`-max_total_time=${seconds}`, `-max_len=${MAX_BYTES}`, "-timeout=10", "-rss_limit_mb=2048"];
    const files = ["-dict=fuzz/words.dict", `-artifact_prefix=${artifacts}/`, "-print_final_stats=1"];
    const args = [...fuzz, "run", ...placed, target, found, begun, "--", ...options, ...files];
    const { ok, output } = await run("cargo", args, { missing: RUSTUP, env });
    if (!ok) {
      process.stderr.write(output.slice(Math.max(0, output.search(/panicked at|==\d+== ?ERROR/))));
      throw new Failure(`\`${target}\` failed on the input in ${artifacts}: make it a vector`);
    }
    const runs = /number_of_executed_units: +(\d+)/.exec(output)?.[1];
    const slowest = /slowest_unit_time_sec: +(\d+)/.exec(output)?.[1];
    const coverage = [...output.matchAll(/cov: (\d+)/g)].at(-1)?.[1];
    console.log(`✓ ${target}: ${runs} runs in ${seconds} s, ${coverage} edges, slowest ${slowest} s`);
    if (!rest.includes("keep")) continue;
    const least = `${WORK}/${target}/least`;
    rmSync(join(ROOT, least), { recursive: true, force: true });
    mkdirSync(join(ROOT, least));
    const merge = [...fuzz, "run", ...placed, target, least, begun, found, "--", "-merge=1", `-max_len=${MAX_BYTES}`];
    await mustRun("minimising the corpus", "cargo", merge, { missing: RUSTUP, env });
    keep(target, least);
  }
});
