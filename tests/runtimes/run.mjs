// npm run test:runtime -- [all | names of folders beside this file …]: the suite on the real thing.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Failure, main, ROOT } from "../../scripts/command.mjs";
import { prepare } from "../../scripts/module.mjs";
import { Browsers } from "./browsers.mjs";
import { prepareProjects } from "./project.mjs";
import { readTable, tableComplaint } from "./table.mjs";

/** What `npm test` runs; all the others are in `npm run test:all`. */
const FEW = ["node", "workerd", "deno", "bun", "page"];

const ALL = readdirSync(join(ROOT, "tests/runtimes"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort((a, b) => (FEW.indexOf(a) + 1 || 9) - (FEW.indexOf(b) + 1 || 9));

/** @param {string[]} names */
function chosen(names) {
  if (names.length === 0) return FEW;
  if (names[0] === "all") return ALL;
  for (const name of names)
    if (!ALL.includes(name))
      throw new Failure(`unknown runtime \`${name}\`, expected \`all\` or some of ${ALL.join(", ")}`);
  return names;
}

/** @typedef {{ name: string, version: string, result: import("./suite.js").Result }} Run */

await main(async () => {
  const asked = process.argv.slice(2);
  const names = chosen(asked);
  await prepare();
  const open = await prepareProjects();
  const table = readTable();
  const browsers = new Browsers(asked.length === 0 ? ["chromium"] : ["chromium", "firefox"]);
  const failed = [];
  try {
    for (const name of names) {
      const { default: runs } = await import(`./${name}/run.mjs`);
      try {
        for await (const { name: runtime, version, result } of runs(await open(name), browsers)) {
          const { passed, failures } = /** @type {import("./suite.js").Result} */ (result);
          const complaint = tableComplaint(table, runtime, version);
          if (complaint) failures.push(complaint);
          const ok = failures.length === 0 && passed >= (runtime.endsWith(", serving") ? 15 : 500);
          console.log(`${ok ? "✓" : "✗"} ${runtime} ${version}: ${passed} passed`);
          if (!ok) failed.push(runtime);
          for (const failure of failures.slice(0, 20)) console.log(`    ${failure}`);
        }
      } catch (error) {
        console.log(`✗ ${name}: ${error instanceof Error ? error.message : error}`);
        failed.push(name);
      }
    }
  } finally {
    await browsers.close();
  }
  if (failed.length > 0) throw new Failure(`failed: ${failed.join(", ")}`);
});
