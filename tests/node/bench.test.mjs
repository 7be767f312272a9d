// The README shows what the benchmark wrote, and nothing else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

/** @param {string} path in the repository */
function digest(path) {
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  const found = /<!-- npm run bench writes from here -->\n([\s\S]*)<!-- to here -->/.exec(text)?.[1];
  assert(found, `${path} has no place for the benchmark's table`);
  return found;
}

test("the README's table of speed is the benchmark's", () => {
  const results = digest("benches/RESULTS.md");
  assert.match(results, /^\| warm, text, body alone/m);
  assert.match(results, /^\| \*\*Group Gate\*\*/m);
  assert.equal(digest("README.md"), results);
});
