// An instance that a call did not come back from is replaced.
import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "group-gate";

const policy = {
  version: 1,
  openim: { accept: true },
  lists: { reserved: ["Support"] },
  rules: [
    {
      id: "reserved",
      when: { "group.name": { $in: { $list: "reserved" } } },
      deny: { code: 5001, message: "reserved" },
    },
  ],
};
const body = JSON.stringify({ callbackCommand: "callbackBeforeCreateGroupCommand", groupName: "Support" });
const ask = () => JSON.stringify(evaluate(policy, { body, now: 0 }));

/** Calls itself that often, then does the work. @param {number} depth @param {() => string} work @returns {string} */
function below(depth, work) {
  return depth === 0 ? work() : below(depth - 1, work);
}

/** How often a function can call itself. */
function room() {
  let depth = 0;
  const deeper = () => {
    depth++;
    deeper();
  };
  assert.throws(deeper, RangeError);
  return depth;
}

test("a stack overflow anywhere in a call leaves the next call unharmed", () => {
  const expected = ask();
  assert.equal(JSON.parse(expected).code, 5001);
  let overflows = 0;
  for (let depth = Math.floor(room() * 0.5); overflows < 400; depth += 2) {
    assert.ok(depth < 1_000_000, "the stack never overflowed");
    try {
      assert.equal(below(depth, ask), expected);
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
      overflows++;
    }
    assert.equal(ask(), expected);
  }
});
