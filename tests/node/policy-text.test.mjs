// What only JavaScript can hand over as the text of a policy: halves of surrogate pairs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "group-gate";

const LONE = { code: "not-json", path: "", message: "found half of a surrogate pair, expected a whole character" };

/** @param {any} policy @returns {any} */
function issues(policy) {
  try {
    return evaluate(policy, null);
  } catch (error) {
    return error instanceof Error && error.name === "PolicyError" && "issues" in error ? error.issues : error;
  }
}

test("half of a surrogate pair in a policy is told with its place, written out or escaped", () => {
  const place = { line: 2, column: 14 };
  assert.deepEqual(issues('{ "version": 1,\n  "name": "💬\ud83d", "rules": [] }'), [{ ...LONE, ...place }]);
  assert.deepEqual(issues('{ "version": 1,\n  "name": "💬\\ud83dx", "rules": [] }'), [{ ...LONE, ...place }]);
  assert.deepEqual(issues('{ "version": 1,\n  "name": "💬\\udcac", "rules": [] }'), [{ ...LONE, ...place }]);
  assert.deepEqual(issues({ version: 1, name: "💬\ud83d", rules: [] }), [LONE]);
});

test("whole surrogate pairs are characters", () => {
  assert.equal(issues('{ "version": 1, "name": "💬\\ud83d\\udcac", "rules": [] }').rules, 0);
});
