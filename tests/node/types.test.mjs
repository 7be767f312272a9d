// tests/types compiles, errors where it says so included, in the ways in which people resolve modules.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../../scripts/command.mjs";

const OPTIONS = ["--noEmit", "--strict", "--target", "es2022", "--resolveJsonModule", "--types", "node"];

const FILES = ["policy", "calls", "handler"].map((name) => `tests/types/${name}.ts`);

for (const [resolution, module] of [
  ["nodenext", "nodenext"],
  ["bundler", "esnext"],
])
  for (const more of [[], ["--exactOptionalPropertyTypes"]])
    test(`everything is typed with ${[resolution, ...more].join(" ")}`, async () => {
      const args = ["--module", module, "--moduleResolution", resolution, ...OPTIONS, ...more, ...FILES];
      if (module === "nodenext") args.push("tests/types/required.cts");
      const { output } = await run("node_modules/.bin/tsc", ["--ignoreConfig", ...args], {
        missing: "npm installs it",
      });
      assert.equal(output, "");
    });
