// node tests/run-vectors.mjs [part of a file name] [entry module]
//
// Runs the vectors against the built package, or another module that exports `evaluate`, and prints every failure.
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { checks } from "./vectors.mjs";

const [part = "", entry] = process.argv.slice(2);
const { evaluate } = await import(entry ? pathToFileURL(resolve(entry)).href : "group-gate");
const folder = new URL("vectors/", import.meta.url);
let passed = 0;
let failed = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json") && name.includes(part)))
  for (const group of JSON.parse(readFileSync(new URL(file, folder), "utf8")))
    for (const [name, check] of checks(evaluate, group)) {
      const complaints = check();
      if (complaints.length === 0) passed++;
      else {
        failed++;
        console.log(`${file} | ${group.about} | ${name}: ${complaints.join("; ")}`);
      }
    }
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
