// pkg/policy.schema.json and the module accept the same policies, save what a schema cannot say.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { evaluate } from "group-gate";
import { everyMember, everyTest } from "../policies.mjs";

const read = (/** @type {string} */ path) => readFileSync(new URL(path, import.meta.url), "utf8");

const schema = JSON.parse(read("../../pkg/policy.schema.json"));
const ajv = new Ajv2020({ strictTypes: false });
// What VS Code reads and JSON Schema does not know.
ajv.addVocabulary(["markdownDescription", "patternErrorMessage"]);
const isValid = ajv.compile(schema);

/**
 * What a schema cannot say: the reason, the codes of the module's issues, and every policy that only the module rejects.
 *
 * @type {Record<string, { codes: string[], policies: string[] }>}
 */
const BEYOND_A_SCHEMA = {
  "which lists there are": {
    codes: ["unknown-list"],
    policies: [
      "13-policy-mistakes.json: inherited names are not lists",
      'messages.json: {"policy":{"lists":{"vip":["a"]}},"when":{"owner.id":{"$in":{"$list":"vipp"}}}}',
      'messages.json: {"when":{"owner.id":{"$list":"nope"}}}',
      'messages.json: {"when":{"owner.id":{"$list":"a\\nb"}}}',
    ],
  },
  "what a list must hold where it is used": {
    codes: ["wrong-type", "impossible-value", "bad-cidr", "bad-address", "empty-text"],
    policies: [
      "13-policy-mistakes.json: host bits in a list",
      "13-policy-mistakes.json: an empty word in a list",
      "20-language.json: a list of texts for a number",
      'messages.json: {"policy":{"lists":{"vip":["a","b"]}},"when":{"members.count":{"$in":{"$list":"vip"}}}}',
      'messages.json: {"policy":{"lists":{"types":["Public","Pubic"]}},"when":{"group.type":{"$in":{"$list":"types"}}}}',
      'messages.json: {"policy":{"lists":{"nets":["10.0.0.0/8","10.0.0.1/8"]}},"when":{"client.ip":{"$cidr":{"$list":"nets"}}}}',
      'messages.json: {"policy":{"lists":{"ips":["10.0.0.0/8"]}},"when":{"client.ip":{"$in":{"$list":"ips"}}}}',
      'messages.json: {"policy":{"lists":{"words":["casino",""]}},"when":{"group.name":{"$contains":{"$list":"words"}}}}',
    ],
  },
  "what folds to nothing": {
    codes: ["empty-text"],
    policies: [
      "13-policy-mistakes.json: a needle that folds to nothing",
      "20-language.json: a text to look for that folds to nothing",
      'messages.json: {"when":{"group.name":{"$contains":["a","\u200b\u200d"],"$fold":true}}}',
    ],
  },
  "the syntax of regular expressions and what they compile to": {
    codes: ["bad-regex"],
    policies: [
      "13-policy-mistakes.json: bad regex",
      "13-policy-mistakes.json: look-behind",
      "13-policy-mistakes.json: a regex of Unicode classes",
      "13-policy-mistakes.json: a reversed class, a lone star",
      'messages.json: {"when":{"group.name":{"$regex":"(a"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"(?<=a)b"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"(?!a)b"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"(a)\\\\1"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"\\\\p{Han}"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"[[:foo:]]"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"*"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"a{2,1}"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"[b-a]"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"\\\\"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"[a"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"(?:a{1000}){1000}"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"\\\\d{99999999999}"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"\\\\h"}}}',
      'messages.json: {"when":{"group.name":{"$regex":"[a&&b]"}}}',
    ],
  },
  "bits behind a prefix": {
    codes: ["bad-cidr"],
    policies: [
      'messages.json: {"when":{"client.ip":{"$cidr":"10.0.0.1/8"}}}',
      'messages.json: {"when":{"client.ip":{"$cidr":"::ffff:10.0.0.1/104"}}}',
    ],
  },
  "ids that stand twice": {
    codes: ["duplicate-id"],
    policies: [
      "13-policy-mistakes.json: duplicate id",
      'messages.json: {"policy":{"rules":[{"id":"a","flag":"f"},{"id":"a","flag":"g"}]}}',
      'messages.json: {"policy":{"rules":[{"id":"a\\nb","flag":"f"},{"id":"a\\nb","flag":"g"}]}}',
    ],
  },
  "members that stand twice, of which a parser shows the last": {
    codes: ["duplicate-member"],
    policies: [
      "13-policy-mistakes.json: a member duplicated by an escape",
      "20-language.json: a member duplicated in a condition, a list and a modify",
      "20-language.json: an operator and a reference duplicated",
      'messages.json: { "version": 1,\n  "rules": [],\n  "name": "a",\n  "n\\u0061me": "b" }',
      'messages.json: { "version": 1,\n  "rules": [],\n  "name": "a",\n  "name": "b",\n  "name": "c" }',
    ],
  },
  "lone surrogates, which `JSON.parse` lets pass": {
    codes: ["not-json"],
    policies: [
      "20-language.json: half of a surrogate pair",
      'messages.json: { "version": 1, "name": "\\ud800", "rules": [] }',
      'messages.json: { "version": 1, "name": "💬", "description": "\\udc00x", "rules": [] }',
    ],
  },
  "how deep conditions nest": {
    codes: ["not-json", "too-deep"],
    policies: ["13-policy-mistakes.json: conditions 150 deep", "20-language.json: conditions 65 deep"],
  },
  "letters beyond ASCII, for which patterns have no word that every editor knows": {
    codes: ["unknown-field"],
    policies: ['message: "{é}"', 'detail: "{é}"', 'modify.group.name: "{é}"'],
  },
};

/** The codes of a policy's mistakes. @param {string} policy @returns {string[]} */
function mistakes(policy) {
  try {
    evaluate(policy, null);
    return [];
  } catch (error) {
    const { name, issues } = /** @type {import("group-gate").PolicyError} */ (error);
    assert.equal(name, "PolicyError");
    return issues.map((issue) => issue.code);
  }
}

/** The policies of the vectors and of the messages, and those made up, as texts with names. */
function* policies() {
  const folder = new URL("../vectors/", import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json")))
    for (const { about, policy, policyText } of JSON.parse(read(`../vectors/${file}`)))
      yield { name: `${file}: ${about}`, text: policyText ?? JSON.stringify(policy) };
  for (const { issues: _, ...one } of JSON.parse(read("../messages.json"))) {
    const { text, when, rule, deny, modify, policy } = one;
    const action = deny ? { deny } : modify ? { modify } : { flag: "f" };
    const rules = [rule ?? { id: "r", ...(when && { when }), ...action }];
    const name = `messages.json: ${text ?? JSON.stringify(one)}`;
    yield { name, text: text ?? JSON.stringify({ version: 1, rules, ...policy }) };
  }
  for (const { name, policy } of everyTest(schema)) yield { name, text: JSON.stringify(policy) };
  for (const { name, policy } of everyMember(schema)) yield { name, text: JSON.stringify(policy) };
}

/** What an editor that has the schema says of a text. @param {string} text */
function complaint(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return "not JSON";
  }
  return isValid(value) ? undefined : ajv.errorsText(isValid.errors);
}

test("the schema and the module accept the same policies, save what a schema cannot say", () => {
  /** @type {Record<string, string[]>} */
  const found = Object.fromEntries(Object.keys(BEYOND_A_SCHEMA).map((reason) => [reason, []]));
  for (const { name, text } of policies()) {
    const codes = mistakes(text);
    const complained = complaint(text);
    if (codes.length === 0) assert.equal(complained, undefined, `only the schema rejects ${name}: ${text}`);
    else if (complained === undefined) {
      const [reason] =
        Object.entries(BEYOND_A_SCHEMA).find(
          ([, beyond]) => beyond.policies.includes(name) && codes.every((code) => beyond.codes.includes(code)),
        ) ?? [];
      if (!reason) assert.fail(`only the module rejects (${codes}) ${name}: ${text}`);
      found[reason].push(name);
    }
  }
  for (const [reason, { policies }] of Object.entries(BEYOND_A_SCHEMA))
    assert.deepEqual(found[reason].sort(), [...policies].sort(), reason);
});
