// npm run bench [-- [--quick] group…]
import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { Failure, main, progress } from "../scripts/command.mjs";
import { prepare } from "../scripts/module.mjs";
import { GROUPS } from "./groups.mjs";
import { growth } from "./peers.mjs";
import { summary } from "./report.mjs";
import { prepareSubjects } from "./set-up.mjs";

/** What stands between these is the same in RESULTS.md and in the README. */
const BEGIN = "<!-- npm run bench writes from here -->";
const END = "<!-- to here -->";

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
  if (names.length === 0 || names.includes("peers") || names.includes("cold")) await prepareSubjects();
  const figures = [];
  const sections = [];
  let others = "";
  let chart = "";
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
    if (name === "peers") {
      others = report.text.join("\n\n");
      const { growthChart } = await import("./chart.mjs");
      chart = growthChart(growth(results));
    } else sections.push([`## ${group.title}`, ...report.text].join("\n\n"));
  }
  const digest = [machine(), figures.length > 0 ? summary(figures) : "", others].filter(Boolean).join("\n\n");
  const report = ["# Results", `${BEGIN}\n${digest}\n${END}`, ...sections].join("\n\n");
  console.log(`\n${report}`);
  if (names.length > 0 || quick) return;
  writeFileSync(here("RESULTS.md"), `${report}\n`);
  writeFileSync(here("growth.svg"), chart);
  const readme = readFileSync(here("../README.md"), "utf8");
  const region = new RegExp(`${BEGIN}[\\s\\S]*${END}`);
  writeFileSync(
    here("../README.md"),
    readme.replace(region, () => `${BEGIN}\n${digest}\n${END}`),
  );
});
