// The module's buffers grow with what it is handed: whatever needs room, and however much of it at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "group-gate";

const POLICY = {
  version: 1,
  tencent: { sdkAppIds: "any" },
  rules: [{ id: "team", when: { "group.name": "Team", "facts.a": "b", "operation.id": "1" }, allow: true }],
  default: { message: "no" },
};
const BODY = '{"CallbackCommand":"Group.CallbackBeforeCreateGroup","Name":"Team"}';

test("URL, facts and body outgrow their room together", () => {
  for (let size = 6_000; size < 300_000; size *= 2) {
    const request = {
      body: BODY.padEnd(size),
      url: `/?RequestId=1&x=${"x".repeat(size)}`,
      facts: { x: "é".repeat(size), a: "b" },
    };
    assert.equal(evaluate(POLICY, request).rule, "team", `${size}`);
    assert.equal(evaluate(POLICY, { ...request, body: new TextEncoder().encode(request.body) }).rule, "team");
  }
});

test("a text is read alone, whatever character of the one before it cuts", () => {
  const facts = { a: "b" };
  for (const character of ["é", "赌", "😀"])
    for (let shift = 0; shift < 4; shift++) {
      const longer = "x".repeat(shift) + character.repeat(100);
      const first = { body: BODY.replace("}", `,"x":"${longer}"}`), url: `/?RequestId=1&x=${longer}`, facts };
      assert.equal(evaluate(POLICY, first).rule, "team");
      assert.equal(evaluate(POLICY, { body: BODY, url: "/?RequestId=1", facts }).rule, "team");
      assert.equal(evaluate(`${" ".repeat(shift)}{"version":1,"rules":[],"name":"${longer}"}`, null).rules, 0);
      assert.equal(evaluate(`${" ".repeat(shift)}{"version":1,"rules":[]}`, null).rules, 0);
    }
});

test("a body that is too long needs no room beside a URL that does", () => {
  const url = `/?x=${"x".repeat(1_000_000)}`;
  assert.equal(evaluate(POLICY, { body: BODY.padEnd(1_048_577), url }).reason, "unreadable");
});

test("what no room can be made for is a mistake of the call", () => {
  const facts = { x: "x".repeat(100_000_000) };
  assert.throws(() => evaluate(POLICY, { body: BODY, facts }), {
    name: "TypeError",
    message: "evaluate: request.url, token, facts and refuse are too long together",
  });
  assert.equal(evaluate(POLICY, { body: BODY, url: "/?RequestId=1", facts: { a: "b" } }).rule, "team");
});
