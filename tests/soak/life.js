// A long life: calls of every kind under many policies, each answer looked at.

const POLICIES = 1000;
/** One call in so many is under a policy that was most likely forgotten. */
const RARE = 16;

/** @param {number} i */
const policy = (i) => ({
  version: 1,
  tencent: { sdkAppIds: "any", requireSign: i % 2 === 0 },
  openim: { accept: true },
  lists: { banned: [`casino ${i}`, "poker", `赌博${i}`] },
  rules: [
    { id: "vip", when: { "owner.id": `vip ${i}` }, allow: true },
    {
      id: "banned",
      when: { "group.name": { $contains: { $list: "banned" }, $fold: true } },
      deny: { message: `{group.name} is no name here (${i})` },
    },
    { id: "regex", when: { "group.name": { $regex: `^x{${i % 50}}$` } }, deny: { message: "no" } },
    { id: "quota", when: { "facts.made": { $gte: i } }, deny: { code: 5001, message: "too many" } },
    { id: "many", when: { "members.count": { $gt: 3 } }, flag: "many" },
    { id: "tidy", when: { "group.ex": "untidy" }, modify: { "group.ex": "tidy" } },
  ],
});

/** @param {object} members */
const openim = (members) => ({ callbackCommand: "callbackBeforeCreateGroupCommand", ...members });
const encoder = new TextEncoder();
const members = Array.from({ length: 50 }, (_, i) => ({ userID: `user ${i}`, roleLevel: 20 }));

/**
 * Requests of every kind, each with what it comes to under policy `i`: the outcome, and the rule or the reason.
 *
 * @type {((i: number) => [request: any, expected: string])[]}
 */
const KINDS = [
  () => [{ body: openim({ groupName: "Team" }) }, "allow null"],
  (i) => [{ body: JSON.stringify(openim({ groupName: `CASINO ${i}!` })) }, "deny banned"],
  (i) => [{ body: encoder.encode(JSON.stringify(openim({ groupName: "x".repeat(i % 50) }))) }, "deny regex"],
  (i) => [{ body: openim({ groupName: "Team" }), facts: { made: i } }, "deny quota"],
  (i) => [{ body: openim({ groupName: "poker", ownerUserID: `vip ${i}`, initMemberList: members }) }, "allow vip"],
  () => [{ body: openim({ groupName: "Team", ex: "untidy" }), explain: true }, "modify null"],
  () => [{ body: openim({ groupName: "赌".repeat(5000) }) }, "allow null"],
  () => [{ body: openim({ groupName: "Team", initMemberList: members }), explain: "event" }, "allow null"],
  () => [{ body: "{" }, "reject unreadable"],
  () => [{ body: "\ud800" }, "reject unreadable"],
  () => [{ body: openim({}), refuse: "facts are down" }, "reject host"],
  (i) => [
    { body: { CallbackCommand: "Group.CallbackBeforeCreateGroup" }, url: "/?SdkAppid=1", now: 0, token: `token ${i}` },
    "reject signature",
  ],
  (i) => [
    { body: { CallbackCommand: "Group.CallbackAfterCreateGroup", Name: "Team" }, url: "/?SdkAppid=1" },
    i % 2 === 0 ? "reject signature" : "acknowledge null",
  ],
];

/**
 * Lives on for so many calls more and throws at a wrong answer.
 *
 * @param {(policy: any, request: any) => any} evaluate
 * @param {(object | string)[]} policies from {@link makePolicies}
 * @param {number} from how many calls were made before
 * @param {number} calls
 */
export function live(evaluate, policies, from, calls) {
  for (let n = from; n < from + calls; n++) {
    const i = n % RARE === 0 ? (n / RARE) % POLICIES : n % 40;
    const kind = KINDS[n % KINDS.length];
    if (!kind) throw new Error("no kind");
    const [request, expected] = kind(i);
    const { outcome, rule, reason } = evaluate(policies[i], request);
    const found = `${outcome} ${reason ?? rule}`;
    if (found !== expected) throw new Error(`call ${n}, policy ${i}: expected ${expected}, found ${found}`);
    if (n % 1000 === 0) fail(evaluate, n);
  }
}

/** Calls that throw leave nothing behind either. @param {(policy: any, request: any) => any} evaluate @param {number} n */
function fail(evaluate, n) {
  for (const [wrong, request] of [
    [{ version: 1, rules: [{ id: `${n}` }] }, { body: "" }],
    ["{", { body: "" }],
    [undefined, {}],
    [policy(0), { body: 1n }],
  ]) {
    try {
      evaluate(wrong, request);
    } catch (error) {
      if (error instanceof Error && /^(PolicyError|TypeError)$/.test(error.name)) continue;
      throw error;
    }
    throw new Error("a wrong call was answered");
  }
}

/** The policies: most of them objects, some of them text. */
export const makePolicies = () =>
  Array.from({ length: POLICIES }, (_, i) => (i % 10 === 9 ? JSON.stringify(policy(i)) : policy(i)));
