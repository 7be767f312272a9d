// What TypeScript accepts as a policy and what it does not. tests/node/types.test.mjs compiles this file.
import { type Condition, evaluate, type Policy, type PolicyReport, type Rule, type Verdict } from "group-gate";
import noRules from "./no-rules.json" with { type: "json" };
import oneRule from "./one-rule.json" with { type: "json" };
import policy from "./policy.json" with { type: "json" };

// An imported policy.json is a policy as it is, wherever one is expected.
export const report: PolicyReport = evaluate(policy, null);
export const verdict: Verdict = evaluate(oneRule, { body: "{}" });
export const text: PolicyReport = evaluate(JSON.stringify(noRules), null);
export const imported: Policy[] = [policy, oneRule, noRules];
export const changed: Policy = { ...policy, openim: { accept: false } };

// A policy that code put together is one too.
const rules: Rule[] = ["a", "b"].map((name) => ({ id: name, when: { "group.name": name }, allow: true }));
export const built: Policy = { version: 1, rules };
const widened = { version: 1, rules: [{ id: "a", when: { "group.type": "Public" }, allow: true }] };
evaluate(widened, null);

// A literal may hold everything that the language has.
export const whole = {
  $schema: "https://unpkg.com/group-gate/policy.schema.json",
  version: 1,
  name: "whole",
  description: "d",
  tencent: { sdkAppIds: ["1400000000", 5], requireSign: true, maxAgeSeconds: 60 },
  openim: { accept: true },
  timezone: "-09:30",
  lists: { words: ["a"] },
  rules: [
    { id: "a", description: "d", enabled: false, monitor: true, when: {}, allow: true },
    { id: "b", deny: { message: "m", detail: "d", code: 10101 } },
    { id: "c", deny: { message: "m", code: { tencent: 1, openim: 5001 } } },
    { id: "d", modify: { "group.name": "{operator.id}", "group.verification": 1, "group.type": "WorkingGroup" } },
    { id: "e", flag: "f" },
    {
      id: "f",
      when: {
        $and: [{ platform: "tencent" }, { $or: [{ phase: "before" }, { $nor: [{ "app.id": "1" }] }] }],
        "client.ip": { $cidr: ["10.0.0.0/8"], $ne: "10.0.0.1" },
        "client.platform": { $in: { $list: "words" } },
        "operator.id": { $field: "owner.id" },
        "operator.groupCount": { $gte: 5, $lt: { $field: "facts.quota" } },
        "owner.id": { $ne: { $field: "operator.id" } },
        "group.type": ["Public", "ChatRoom"],
        "group.name": { $contains: ["a"], $regex: "^b", $options: "i", $length: { $gt: 5 }, $bytes: 30, $fold: true },
        "group.introduction": { $not: { $startsWith: "x", $endsWith: { $list: "words" } } },
        "members.id": { $all: ["a", "b"], $nin: { $field: "facts.blocked" } },
        "members.count": [1, 2, 3],
        "time.hour": { $in: [9, 10] },
        "time.weekday": { $nin: ["sat", "sun"] },
        "custom.A Key.of dots": { $exists: true },
        "facts.plan.name": "gold",
        "facts.quota": { $gt: 5 },
        "facts.gone": null,
        "facts.ip": { $cidr: "::/0" },
      },
      flag: "f",
    },
  ],
  default: { message: "closed" },
} satisfies Policy;
evaluate(whole, null);
evaluate(whole as Policy, { body: new Uint8Array() });

// What is wrong in a literal is an error at its place.
export const conditions = [
  // @ts-expect-error a field that does not exist
  { "group.nmae": "x" },
  // @ts-expect-error a number where the field holds text
  { "operator.id": 5 },
  // @ts-expect-error null where the field holds text
  { "owner.id": null },
  // @ts-expect-error an operator on numbers
  { "group.name": { $gt: 5 } },
  // @ts-expect-error an operator on addresses
  { "group.name": { $cidr: "10.0.0.0/8" } },
  // @ts-expect-error an operator on fields of many values
  { "group.name": { $all: ["x"] } },
  // @ts-expect-error an operator on text
  { "members.count": { $startsWith: "1" } },
  // @ts-expect-error an operator on text without a fixed set of values
  { "group.type": { $contains: "Pub" } },
  // @ts-expect-error an operator that does not exist
  { "group.name": { $like: "x" } },
  // @ts-expect-error a value that the field never has
  { "group.type": "Pubic" },
  // @ts-expect-error a value that the field never has, in an array
  { "group.type": { $in: ["Public", "Pubic"] } },
  // @ts-expect-error a value that the field never has
  { "time.weekday": "monday" },
  // @ts-expect-error an hour that does not exist
  { "time.hour": 24 },
  // @ts-expect-error text where an operator takes a number
  { "members.count": { $gt: "5" } },
  // @ts-expect-error a number where an operator takes text
  { "group.name": { $contains: 5 } },
  // @ts-expect-error one value where an operator takes an array
  { "operator.id": { $in: "a" } },
  // @ts-expect-error an array where an operator takes one value
  { "operator.id": { $eq: ["a"] } },
  // @ts-expect-error a bare value in `$not`
  { "operator.id": { $not: "a" } },
  // @ts-expect-error text in `$length`
  { "group.name": { $length: { $gt: "x" } } },
  // @ts-expect-error `$fold` that is not true
  { "group.name": { $contains: "a", $fold: false } },
  // @ts-expect-error an option that does not exist
  { "group.name": { $regex: "a", $options: "x" } },
  // @ts-expect-error a reference to a field that does not exist
  { "operator.id": { $field: "owner" } },
  // @ts-expect-error a reference to a field of another type
  { "operator.id": { $field: "members.count" } },
  // @ts-expect-error a reference to a field of one value
  { "operator.id": { $in: { $field: "owner.id" } } },
  // @ts-expect-error an operator beside a reference
  { "operator.id": { $list: "vip", $fold: true } },
  // @ts-expect-error a condition that is no array
  { $or: { platform: "openim" } },
  // @ts-expect-error `$not` of a condition
  { $not: { platform: "openim" } },
  // @ts-expect-error `facts` without a path
  { facts: 1 },
] satisfies Condition[];

export const wrongRules = [
  // @ts-expect-error no action
  { id: "a" },
  // @ts-expect-error no id
  { allow: true },
  // @ts-expect-error two actions
  { id: "a", allow: true, flag: "x" },
  // @ts-expect-error `allow` that is not true
  { id: "a", allow: false },
  // @ts-expect-error a refusal without a message
  { id: "a", deny: { code: 10101 } },
  // @ts-expect-error a code that is no number
  { id: "a", deny: { message: "m", code: "10101" } },
  // @ts-expect-error a code for a platform that does not exist
  { id: "a", deny: { message: "m", code: { wechat: 5 } } },
  // @ts-expect-error a field that cannot be changed
  { id: "a", modify: { "operator.id": "x" } },
  // @ts-expect-error a value that a field cannot be changed to
  { id: "a", modify: { "group.verification": 3 } },
  // @ts-expect-error a member that does not exist
  { id: "a", allow: true, enable: true },
] satisfies Rule[];

// @ts-expect-error a version that does not exist
export const version = { version: 2, rules: [] } satisfies Policy;
// @ts-expect-error no version
export const noVersion = { rules: [{ id: "a", allow: true }] } satisfies Policy;
// @ts-expect-error a member that does not exist
export const unknown = { version: 1, rules: [], rule: [] } satisfies Policy;
// @ts-expect-error an offset that is a name
export const zone = { version: 1, rules: [], timezone: "Asia/Shanghai" } satisfies Policy;
// @ts-expect-error a default that is no refusal
export const byDefault = { version: 1, rules: [], default: "deny" } satisfies Policy;
// @ts-expect-error a list that is no array of texts
export const lists = { version: 1, rules: [], lists: { vip: "leckie" } } satisfies Policy;
// @ts-expect-error an app that is no id
export const apps = { version: 1, rules: [], tencent: { sdkAppIds: "all" } } satisfies Policy;
export const inside = {
  version: 1,
  // @ts-expect-error a wrong operator deep in a policy
  rules: [{ id: "a", when: { $or: [{ "group.name": { $gt: 5 } }] }, allow: true }],
} satisfies Policy;
export const annotated: Policy = {
  version: 1,
  // @ts-expect-error the same where the type is written down
  rules: [{ id: "a", when: { "group.name": { $gt: 5 } }, allow: true }],
};
// @ts-expect-error the same in a call
evaluate({ version: 1, rules: [{ id: "a", when: { "group.name": { $gt: 5 } }, allow: true }] }, null);
// @ts-expect-error JSON that is no policy
evaluate({ ...oneRule, rules: "none" }, null);
