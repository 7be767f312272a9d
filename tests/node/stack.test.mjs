// What goes deepest leaves most of the module's stack untouched.
import assert from "node:assert/strict";
import { test } from "node:test";
import { STACK_SIZE } from "../../scripts/module.mjs";
import { wasm } from "../soak/memory-of.js";

const { evaluate } = await import("group-gate");

/** @param {number} times @param {unknown} inner @param {(inner: any) => unknown} around */
const nested = (times, inner, around) => Array.from({ length: times }).reduce(around, inner);

const body = JSON.stringify({
  CallbackCommand: "Group.CallbackBeforeCreateGroup",
  Operator_Account: "a",
  Owner_Account: "b",
  Type: "Public",
  Name: "x",
  MemberList: [],
});

/** @param {Record<string, any>} when @param {string} [message] @returns {any} */
const policy = (when, message = "no") => ({
  version: 1,
  tencent: { sdkAppIds: "any" },
  rules: [
    { id: "one", when, deny: { message } },
    { id: "another", when, deny: { message } },
  ],
});

/** Conditions that are nested deep, each in a way of its own. @type {any[]} */
const DEEPEST = [
  nested(62, { "group.name": "a" }, (when) => ({ $nor: [{ "group.type": "Work" }, when] })),
  { "group.name": nested(60, { $regex: "a" }, (test) => ({ $not: test })) },
  { "group.name": { $regex: `${"(a|".repeat(49)}b${")*".repeat(49)}` } },
  { "group.name": { $regex: `${"(?:".repeat(12)}a${"){1,2}".repeat(12)}` } },
  { "group.name": { $regex: "(".repeat(3000) } },
  nested(250, 1, (inner) => ({ $and: [inner] })),
];

/** @param {() => unknown} call */
function tried(call) {
  try {
    call();
  } catch (error) {
    assert.equal(/** @type {Error} */ (error).name, "PolicyError");
  }
}

test("nothing takes more than a quarter of the stack", () => {
  for (const when of DEEPEST) {
    const deep = policy(when);
    tried(() => evaluate(deep, null));
    tried(() => evaluate(deep, { body, explain: true }));
  }
  const facts = nested(250, 1, (inner) => ({ a: inner }));
  const quotes = policy({ "facts.a": { $exists: true } }, "{facts.a}");
  assert.equal(evaluate(quotes, { body, facts: /** @type {any} */ (facts), explain: true }).outcome, "deny");
  for (const [open, close] of [
    ["[", "]"],
    ['{"a":', "}"],
  ]) {
    const unknown = `${open.repeat(300)}1${close.repeat(300)}`;
    assert.equal(evaluate(quotes, { body: body.replace("{", `{"Unknown":${unknown},`) }).outcome, "reject");
  }
  const lowest = new Uint8Array(wasm().buffer, 0, STACK_SIZE).findIndex((byte) => byte !== 0);
  assert.ok(lowest > STACK_SIZE * 0.75, `${STACK_SIZE - lowest} bytes of ${STACK_SIZE} were touched`);
});
