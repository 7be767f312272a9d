// The operators that come from MongoDB mean what they mean there: random conditions and callbacks give the same answer
// as mingo, an independent implementation.
//
// Left out by construction is what docs/policy.md names as different: null, bare arrays, arrays inside paths, order of
// anything but numbers, `$all` on a single value (mingo wants an array there, MongoDB does not), and of regular
// expressions what JavaScript reads otherwise.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { evaluate } from "group-gate";
import { Query } from "mingo";
import { parameters } from "./random.mjs";

const text = fc.string({ unit: fc.constantFrom("a", "b", "B", "7", "_", " ", "群"), maxLength: 4 });
const id = fc.string({ unit: fc.constantFrom("a", "b", "7"), minLength: 1, maxLength: 2 });
const count = fc.integer({ min: 0, max: 4 });
const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.5, -2.25, 1e21, 2 ** 53, -(2 ** 53) + 1),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);
const scalar = fc.oneof(text, number, fc.boolean());
const type = fc.constantFrom("Work", "Public", "Meeting");

/** A pattern that JavaScript and the module read alike. */
const { pattern } = fc.letrec((/** @type {fc.LetrecTypedTie<Record<string, string>>} */ tie) => ({
  atom: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom("a", "b", "B", "7", "群", ".", "[ab7]", "[^a-z]", "\\d", "\\w", "\\W", "\\b"),
    },
    { weight: 1, arbitrary: tie("pattern").map((inner) => `(?:${inner})`) },
  ),
  piece: fc
    .tuple(tie("atom"), fc.constantFrom("", "", "", "*", "+", "?", "{1,2}"))
    .map(([atom, times]) => (atom === "\\b" ? atom : `${atom}${times}`)),
  pattern: fc
    .tuple(fc.constantFrom("", "^"), fc.array(tie("piece"), { maxLength: 3 }), fc.constantFrom("", "$"), tie("rest"))
    .map(([start, pieces, end, rest]) => `${start}${pieces.join("")}${end}${rest}`),
  rest: fc.oneof(
    { maxDepth: 2 },
    fc.constant(""),
    tie("pattern").map((other) => `|${other}`),
  ),
}));

/**
 * Tests of a field whose values come from `value`.
 *
 * @param {fc.Arbitrary<unknown>} value
 * @param {{ texts?: boolean, numbers?: boolean, many?: boolean }} kind
 */
function tests(value, { texts = false, numbers = false, many = false }) {
  const values = fc.array(value, { maxLength: 3 });
  const test = fc.record(
    {
      $eq: value,
      $ne: value,
      $in: values,
      $nin: values,
      $exists: fc.boolean(),
      ...(numbers && { $gt: number, $gte: number, $lt: number, $lte: number }),
      ...(texts && { $regex: pattern }),
      ...(many && { $all: values }),
    },
    { requiredKeys: [] },
  );
  const few = fc
    .tuple(test, fc.infiniteStream(fc.nat()), fc.boolean())
    .map(([all, dice, ignoreCase]) => some(all, dice, ignoreCase))
    .filter((kept) => Object.keys(kept).length > 0);
  return fc.oneof(
    { weight: 1, arbitrary: value },
    { weight: 4, arbitrary: few },
    { weight: 1, arbitrary: few.map((inner) => ({ $not: inner })) },
    { weight: 1, arbitrary: fc.tuple(few, few).map(([outer, inner]) => ({ ...outer, $not: { $not: inner } })) },
  );
}

/** One or two of the operators, so that tests hold often enough. @param {object} all @param {Iterable<number>} dice */
function some(all, dice, ignoreCase = false) {
  const entries = Object.entries(all);
  const picked = [...take(dice, 2)].map((die) => entries[die % entries.length]).filter((entry) => entry !== undefined);
  const kept = Object.fromEntries(picked);
  return "$regex" in kept && ignoreCase ? { ...kept, $options: "i" } : kept;
}

/** @param {Iterable<number>} numbers @param {number} most */
function* take(numbers, most) {
  let taken = 0;
  for (const each of numbers) {
    if (taken++ === most) return;
    yield each;
  }
}

/** A field and its tests. @param {string} name @param {Parameters<typeof tests>} kind */
const field = (name, ...kind) => tests(...kind).map((tests) => ({ [name]: tests }));

const fields = fc.oneof(
  field("group.name", text, { texts: true }),
  field("operator.id", id, { texts: true }),
  field("owner.id", id, { texts: true }),
  field("group.type", type, {}),
  field("members.count", count, { numbers: true }),
  field("operator.groupCount", count, { numbers: true }),
  field("members.id", id, { texts: true, many: true }),
  ...["facts.a", "facts.b", "facts.a.b", "facts.c.b.a"].map((path) =>
    field(path, scalar, { texts: true, numbers: true }),
  ),
  ...["facts.list", "facts.a.list"].map((path) => field(path, scalar, { texts: true, numbers: true, many: true })),
);

const { condition } = fc.letrec((/** @type {fc.LetrecTypedTie<Record<string, object>>} */ tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    { weight: 5, arbitrary: fields },
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 2, arbitrary: fc.tuple(fields, tie("condition")).map(([a, b]) => ({ ...a, ...b })) },
    ...["$and", "$or", "$nor"].map((name) => ({
      weight: 2,
      arbitrary: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }).map((branches) => ({ [name]: branches })),
    })),
  ),
}));

const leaf = fc.option(scalar, { nil: undefined });
const list = fc.option(fc.array(scalar, { maxLength: 3 }), { nil: undefined });
const facts = fc.record({
  a: fc.oneof(leaf, fc.record({ b: leaf, list })),
  b: leaf,
  c: fc.oneof(leaf, fc.record({ b: fc.oneof(leaf, fc.record({ a: leaf })) })),
  list,
});
const missing = { nil: undefined };
const callback = fc.record({
  name: text,
  type,
  operator: fc.option(id, missing),
  owner: fc.option(id, missing),
  groupCount: fc.option(count, missing),
  members: fc.uniqueArray(id, { maxLength: 3 }),
  facts,
});

/** The callback as a platform sends it. @param {any} callback */
function request({ name, type, operator, owner, groupCount, members, facts }) {
  const body = {
    CallbackCommand: "Group.CallbackBeforeCreateGroup",
    Operator_Account: operator,
    Owner_Account: owner,
    Type: type,
    Name: name,
    CreateGroupNum: groupCount,
    MemberList: members.map((/** @type {string} */ id) => ({ Member_Account: id })),
  };
  return { url: "/", now: 0, facts, body: JSON.stringify(body) };
}

/** The callback as a document. @param {any} callback */
function document({ name, type, operator, owner, groupCount, members, facts }) {
  const nested = {
    group: { name, type },
    operator: { id: operator, groupCount },
    owner: { id: owner },
    members: { id: members.length > 0 ? members : undefined, count: members.length },
    facts,
  };
  return JSON.parse(JSON.stringify(nested));
}

/** Whether the condition holds for the callback. @param {any} when @param {any} callback */
function holds(when, callback) {
  const rules = [{ id: "condition", when, flag: "holds" }];
  const { flags, outcome } = evaluate({ version: 1, tencent: { sdkAppIds: "any" }, rules }, request(callback));
  assert.equal(outcome, "allow");
  return flags.length > 0;
}

test("conditions hold where MongoDB's would", () => {
  let held = 0;
  let failed = 0;
  fc.assert(
    fc.property(condition, callback, (when, callback) => {
      const expected = new Query(when).test(document(callback));
      if (expected) held++;
      else failed++;
      assert.equal(holds(when, callback), expected);
    }),
    parameters(5000),
  );
  assert.ok(Math.min(held, failed) > (held + failed) / 5, `${held} held and ${failed} failed: one hardly happens`);
});
