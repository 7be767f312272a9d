// The module keeps the token of the last call, so that most calls need not send it: it must never be another one's.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { evaluate } from "group-gate";

const SECONDS = 1_700_000_000;
const POLICY = { version: 1, tencent: { sdkAppIds: "any" }, rules: [] };
const BODY = '{"CallbackCommand":"Group.CallbackBeforeCreateGroup","Name":"Team"}';

/** @param {string} token */
const signedWith = (token) =>
  `/?SdkAppid=1&RequestTime=${SECONDS}&Sign=${createHash("sha256").update(`${token}${SECONDS}`).digest("hex")}`;

/** @param {string} signer @param {unknown} token @param {object} [more] */
const outcome = (signer, token, more) =>
  // @ts-expect-error calls of the wrong shape are among those made
  evaluate(POLICY, { body: BODY, url: signedWith(signer), now: SECONDS * 1000, token, ...more }).outcome;

/** Calls that end before the token is looked at, or in the middle of it. @type {Record<string, (token: string) => void>} */
const INTERRUPTED = {
  "a body that needs more room": (token) =>
    assert.equal(
      outcome("x", token, { body: BODY.replace("Team", "x".repeat(9000 * 4 ** Number(token.slice(-1)))) }),
      "reject",
    ),
  "a body that is too long": (token) => assert.equal(outcome("x", token, { body: BODY.padEnd(1_100_000) }), "reject"),
  "a body with half of a surrogate pair": (token) => assert.equal(outcome("x", token, { body: "\ud800" }), "reject"),
  "a policy with mistakes": (token) =>
    assert.throws(() => evaluate("{}", { body: BODY, token }), { name: "PolicyError" }),
  "facts with half of a surrogate pair": (token) =>
    assert.throws(() => outcome("x", token, { facts: { a: "\ud800" } }), { name: "TypeError" }),
  "a report": (token) => assert.ok(evaluate(POLICY, null) && token),
};

for (const [what, interrupt] of Object.entries(INTERRUPTED))
  test(`after ${what} each call is verified by its own token`, () => {
    for (const round of [1, 2]) {
      const [first, second] = [`first of ${what} ${round}`, `second of ${what} ${round}`];
      interrupt(first);
      assert.equal(outcome("x", first), "reject");
      assert.equal(outcome(first, first), "allow");
      interrupt(second);
      assert.equal(outcome(first, second), "reject");
      assert.equal(outcome(second, second), "allow");
      assert.equal(outcome(second, undefined), "allow", "no token, no signature to verify");
      assert.equal(outcome("x", second), "reject");
    }
  });

test("a call inside another one leaves the outer one its token", () => {
  for (const member of ["body", "url", "facts", "now", "explain", "refuse"]) {
    const request = { body: BODY, url: signedWith("inner"), now: SECONDS * 1000, token: "outer" };
    assert.equal(evaluate(POLICY, request).outcome, "reject");
    const { [/** @type {keyof typeof request} */ (member)]: value } = request;
    Object.defineProperty(request, member, {
      get() {
        assert.equal(outcome("inner", "inner"), "allow");
        return value;
      },
    });
    assert.equal(evaluate(POLICY, request).outcome, "reject", member);
  }
  const entries = new Proxy(JSON.parse(BODY), {
    ownKeys(target) {
      assert.equal(outcome("inner", "inner"), "allow");
      return Reflect.ownKeys(target);
    },
  });
  assert.equal(outcome("inner", "outer", { body: entries }), "reject");
});

test("tokens of several kinds follow each other", () => {
  for (const token of ["a", ["b", "a"], { 1: "a" }, { 1: ["b", "a"] }, "a"]) {
    assert.equal(outcome("a", token), "allow");
    assert.equal(outcome("x", token), "reject");
    assert.equal(outcome("a", token, { facts: {} }), "allow");
    assert.equal(outcome("x", token, { facts: {} }), "reject");
  }
});

test("a token that reads otherwise the second time is a mistake of the call", () => {
  let reads = 0;
  const changing = {
    get 1() {
      return reads++ === 0 ? "a" : "";
    },
  };
  for (const token of [changing, Object.assign(["a"], { toJSON: () => [] }), Object.assign(Array(2), { 1: "a" })])
    assert.throws(() => outcome("x", token), { name: "TypeError" });
  assert.equal(outcome("x", "a"), "reject");
});
