// The README's table of the runtimes that the suite ran on.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/command.mjs";

/** Browsers come with the machine, whichever it has: the table tells which the suite was last released with. */
const OF_THE_MACHINE = ["Chromium", "Firefox"];

/** @returns {Map<string, string>} the versions by the runtime's name */
export function readTable() {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const section = /\n## Where it runs\n(.*?)\n## /s.exec(readme)?.[1] ?? "";
  return new Map(
    [...section.matchAll(/^\| ([^|]+?) \| ([^|]+?) \|.*\|$/gm)]
      .slice(1)
      .map(([, name, versions]) => [String(name), String(versions)]),
  );
}

/**
 * What the table says wrong of a run, if anything.
 *
 * @param {Map<string, string>} table @param {string} name @param {string} version
 */
export function tableComplaint(table, name, version) {
  const row = [...table].find(
    ([runtime]) => name === runtime || (/^[ ,(]/.test(name.slice(runtime.length)) && name.startsWith(runtime)),
  );
  if (!row) return `the README's table has no row for ${name}`;
  const [runtime, versions] = row;
  const holds = OF_THE_MACHINE.includes(runtime)
    ? /^\d+$/.test(versions)
    : versions.split(", ").includes(version) || (runtime === "Node.js" && version === process.versions.node);
  return holds ? undefined : `the README's table says \`${versions}\` of ${runtime}, and ${version} ran`;
}
