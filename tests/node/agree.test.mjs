// However a body is handed over, and whatever was called before, the verdict is the same.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { evaluate } from "group-gate";
import { formComplaints } from "../wellformed.mjs";

const POLICIES = [
  { version: 1, tencent: { sdkAppIds: "any" }, openim: { accept: true }, rules: [] },
  JSON.parse(readFileSync(new URL("../../www/policy.json", import.meta.url), "utf8")),
  {
    version: 1,
    tencent: { sdkAppIds: [1] },
    openim: { accept: true },
    rules: [
      { id: "flag", when: { "members.id": { $in: ["bob", "u1"] } }, flag: "known" },
      { id: "name", when: { "group.name": { $regex: "[^a-z]" } }, deny: { message: "{group.name}: {members.id}" } },
      { id: "tidy", modify: { "group.notification": "{group.name}" } },
    ],
  },
];
const BODIES = [
  '{"CallbackCommand":"Group.CallbackBeforeCreateGroup","Operator_Account":"leckie","Type":"Public","Name":"赌 \\ud83d\\ude00","MemberList":[{"Member_Account":"bob"}]}',
  '{"CallbackCommand":"Group.CallbackAfterCreateGroup","UserDefinedDataList":[{"Key":"k","Value":"é"}],"GroupId":"@TGS#1"}',
  '{"operationID":"1","callbackCommand":"callbackBeforeCreateGroupCommand","groupName":"x","groupType":2.0,"status":9007199254740993,"initMemberList":[{"userID":"u1","roleLevel":100}]}',
];
/** Pieces that change what a text means, or whether it is one. */
const PIECES = [
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "0",
  "-",
  "e",
  ".",
  " ",
  "\n",
  "\0",
  "\\u",
  "\\ud800",
  "null",
  "é",
  "赌",
  "😀",
  "\ud83d",
  "\ufeff",
  '"Name":',
  '"x":',
  "[[[[",
  "true",
];

/** Pseudo-random integers below a bound, the same each time. @param {number} seed */
function dice(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

/** The verdict but for the detail of a rejection, which may point into the text. @param {any} verdict */
const comparable = (verdict) => ({ ...verdict, message: verdict.outcome === "reject" ? "" : verdict.message });

test("text, bytes, buffers and parsed bodies agree on 10,000 broken callbacks", () => {
  const roll = dice(1);
  let parsed = 0;
  for (let n = 0; n < 10_000; n++) {
    let body = /** @type {string} */ (BODIES[roll(BODIES.length)]);
    for (let changes = roll(4); changes > 0; changes--) {
      const at = roll(body.length + 1);
      body = body.slice(0, at) + (roll(3) > 0 ? PIECES[roll(PIECES.length)] : "") + body.slice(at + roll(4));
    }
    const policy = /** @type {any} */ (POLICIES[roll(POLICIES.length)]);
    const explain = /** @type {const} */ ([undefined, true, "event"])[roll(3)];
    const request = { body, url: "/?SdkAppid=1", now: 0, explain };
    const verdict = evaluate(policy, request);
    assert.deepEqual(formComplaints(verdict, explain), [], body);
    const agrees = (/** @type {any} */ other) =>
      assert.deepEqual(comparable(evaluate(policy, { ...request, body: other })), comparable(verdict), body);
    if (body.isWellFormed()) {
      const bytes = new TextEncoder().encode(body);
      agrees(bytes);
      agrees(bytes.buffer);
    } else assert.equal(verdict.reason, "unreadable");
    if (verdict.outcome === "reject") continue;
    const value = JSON.parse(body);
    // A parsed body has lost what was repeated, and what a float cannot hold.
    if (JSON.stringify(value).length !== body.replaceAll(/\s/g, "").length) continue;
    parsed++;
    if (!body.includes("9007199254740993")) agrees(value);
  }
  assert.ok(parsed > 100, `${parsed}`);
});
