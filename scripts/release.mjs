// npm run release -- 1.2.3: brings a release into being in this clone, for a person to look at and push.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { Failure, main, mustRun, progress, ROOT } from "./command.mjs";
import { prepare } from "./module.mjs";
import { INSTALL_NPM, npm } from "./set-up.mjs";
import { bump, versions } from "./versions.mjs";

const FILES = ["Cargo.toml", "Cargo.lock", "pkg/package.json", "package-lock.json", "CHANGELOG.md"];

/** @param {string} path */
const read = (path) => readFileSync(join(ROOT, path), "utf8");

/** @param {string[]} args */
async function git(...args) {
  return (await mustRun(`git ${args[0]}`, "git", args, { missing: "install git" })).stdout.trim();
}

/** @param {string} tag */
async function checkClone(tag) {
  if (await git("status", "--porcelain"))
    throw new Failure("there are changes that are not committed: commit them first");
  const branch = await git("branch", "--show-current");
  if (branch !== "main") throw new Failure(`releases are made on \`main\`, and this is \`${branch}\``);
  if (await git("tag", "--list", tag)) throw new Failure(`there is a tag \`${tag}\` already`);
}

async function tryPublishing() {
  progress("trying to publish the npm package");
  const [command, ...before] = npm();
  const publish = [...before, "publish", "--workspace", "pkg", "--dry-run"];
  await mustRun("npm publish --dry-run", command, publish, { missing: INSTALL_NPM });
  progress("trying to publish the crate");
  const missing = "install Rust with rustup (https://rustup.rs)";
  await mustRun("cargo publish --dry-run", "cargo", ["publish", "--dry-run", "--locked", "--allow-dirty"], { missing });
}

async function agreed() {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("commit and tag this? [y/N] ");
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

await main(async () => {
  const version = process.argv[2] ?? "";
  const tag = `v${version}`;
  await checkClone(tag);
  const files = Object.fromEntries(FILES.map((path) => [path, read(path)]));
  const changed = bump(files, version, new Date().toISOString().slice(0, 10));
  try {
    for (const [path, text] of Object.entries(changed)) writeFileSync(join(ROOT, path), text);
    await prepare();
    await tryPublishing();
    console.log(await git("diff"));
    if (!(await agreed())) throw new Failure("nothing was committed");
    await git("commit", "--quiet", "--all", "--message", `Release ${version}`);
    await git("tag", "--annotate", tag, "--message", `Group Gate ${version}`);
  } catch (error) {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(ROOT, path), text);
    throw error;
  }
  console.log(`${tag} is ready (${JSON.stringify(versions(changed))}): \`git push --follow-tags\` publishes it`);
});
