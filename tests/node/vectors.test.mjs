import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { evaluate } from "group-gate";
import { checks } from "../vectors.mjs";

const folder = new URL("../vectors/", import.meta.url);
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json")))
  for (const group of JSON.parse(readFileSync(new URL(file, folder), "utf8")))
    for (const [name, check] of checks(evaluate, group))
      test(`${file}: ${group.about}: ${name}`, () => assert.deepEqual(check(), []));
