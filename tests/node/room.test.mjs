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
