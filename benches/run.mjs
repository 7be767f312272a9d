// npm run bench [-- [--quick] group…]
import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { Failure, main, progress } from "../scripts/command.mjs";
import { prepare } from "../scripts/module.mjs";
import { GROUPS } from "./groups.mjs";
import { summary } from "./report.mjs";

const here = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * @param {string} group
 * @param {unknown} run
 * @param {boolean} quick
 */
function inItsOwnProcess(group, run, quick) {
  return new Promise((resolve, reject) => {
    const args = [group, JSON.stringify(run), quick ? "quick" : "whole"];
    const child = fork(here("child.mjs"), args, { execArgv: ["--expose-gc"] });
    /** @type {unknown} */
    let result;
    child.on("message", (message) => {
      result = message;
    });
    child.on("error", reject);
    child.on("exit", (status) => {
      if (result !== undefined) resolve(result);
      else reject(new Failure(`${group} ${JSON.stringify(run)} ended with status ${status}: see above`));
    });
  });
}

function machine() {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Node ${process.versions.node}, V8 ${process.versions.v8}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpu?.model.trim()}, ${memory} GiB.`;
}

await main(async () => {
  const words = process.argv.slice(2);
  const quick = words.includes("--quick");
  const names = words.filter((word) => word !== "--quick");
  for (const name of names)
    if (GROUPS[name] === undefined)
      throw new Failure(`there is no group \`${name}\`: expected ${Object.keys(GROUPS).join(", ")}`);
  await prepare();
  const figures = [];
  const sections = [];
  for (const [name, load] of Object.entries(GROUPS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const group = await load();
    const results = [];
    for (const run of group.runs(quick)) {
      progress(`${name} ${JSON.stringify(run)}`);
      results.push(await inItsOwnProcess(name, run, quick));
    }
    const report = group.report(results);
    figures.push(...report.figures);
    sections.push([`## ${group.title}`, ...report.text].join("\n\n"));
  }
  const report = ["# Results", machine(), summary(figures), ...sections].join("\n\n");
  console.log(`\n${report}`);
  if (names.length === 0 && !quick) writeFileSync(here("RESULTS.md"), `${report}\n`);
});
