// Policies made from the schema's own words: every operator on every field, and every member with every kind of value.

/** @typedef {{ name: string, policy: any }} Named */

/** Values of every kind that stands in a policy. */
const OPERANDS = [
  ...[null, true, false, "", "x", "i", "Public", "ChatRoom", "mon", "before", "openim", "iOS"],
  ...["10.0.0.0/8", "10.0.0.1", "::1", "2001:db8::/32", 0, 5, 23, 24, 59, 60, -1, 1.5, 1e300],
  ...[[], [""], ["x"], ["Work"], ["tencent", "x"], ["::1"], [5], [5, "x"], [true], [null], [[]], [{}]],
  ...[{}, { $list: "l" }, { $list: 5 }, { $list: "l", $field: "owner.id" }],
  ...["owner.id", "group.type", "members.id", "members.count", "client.ip", "custom.Key", "facts.a.b", "nothing"].map(
    (field) => ({ $field: field }),
  ),
  ...[{ $gt: 5 }, { $gt: "5" }, { $eq: "x" }, { $in: ["x"] }, { $exists: true }, { $fold: true }],
];

/** A list for every name that an operand gives one; empty ones fit wherever a list does. */
const LISTS = Object.fromEntries(OPERANDS.filter((operand) => typeof operand === "string").map((name) => [name, []]));

/** @param {any} when @returns {any} */
const policyOf = (when) => ({ version: 1, lists: { l: [], ...LISTS }, rules: [{ id: "r", when, allow: true }] });

/**
 * Every field with every operator and every operand.
 *
 * @param {any} schema
 * @returns {Generator<Named>}
 */
export function* everyTest(schema) {
  const { Condition, FactTest } = schema.$defs;
  const operators = [...Object.keys(FactTest.properties), "$like", "eq"];
  for (const name of [...Object.keys(Condition.properties), "custom.Key.x", "custom.", "facts.a.b", "facts.a..b"]) {
    const about = (/** @type {any} */ test) => ({
      name: `${name}: ${JSON.stringify(test)}`,
      policy: policyOf({ [name]: test }),
    });
    for (const operand of OPERANDS) {
      yield about(operand);
      for (const operator of operators) yield about({ [operator]: operand });
    }
    for (const operator of operators)
      for (const more of [{ $fold: true }, { $options: "i" }])
        for (const operand of ["x", true, { $exists: true }]) yield about({ [operator]: operand, ...more });
  }
  for (const value of [...OPERANDS, [{ platform: "openim" }, { $or: [{}] }], [{ nothing: 1 }]])
    for (const name of ["$and", "$or", "$nor", "$not"])
      yield { name: `${name}: ${JSON.stringify(value)}`, policy: policyOf({ [name]: value }) };
}

/** A policy that uses every member; but for `modify`, which the schema spells out. @type {any} */
const WHOLE = {
  $schema: "https://unpkg.com/group-gate/policy.schema.json",
  version: 1,
  name: "whole",
  description: "Every member",
  tencent: { sdkAppIds: ["1400000000", 5], requireSign: true, maxAgeSeconds: 60 },
  openim: { accept: true },
  timezone: "+08:00",
  lists: { words: ["a"] },
  rules: [
    { id: "a", description: "d", enabled: false, monitor: true, when: { "group.name": "x" }, allow: true },
    { id: "d", deny: { code: { tencent: 10101, openim: 5001 }, message: "no {group.name}", detail: "{facts.a.b}" } },
    { id: "f", flag: "label" },
  ],
  default: { code: 10101, message: "no" },
};

const VALUES = [null, true, false, 0, 1, 2, 3, -1, 1.5, "", "x", "any", "allow", "1", "01", [], ["x"], {}, { x: 1 }];

/**
 * A value with each part of it replaced, removed, or joined by an unknown one.
 *
 * @param {any} value
 * @returns {Generator<[change: string, value: any]>}
 */
function* changed(value) {
  for (const other of VALUES) yield [` = ${JSON.stringify(other)}`, other];
  if (Array.isArray(value))
    for (const [i, item] of value.entries())
      for (const [change, other] of changed(item)) yield [`/${i}${change}`, value.with(i, other)];
  else if (typeof value === "object") {
    yield ["/unknown = 1", { ...value, unknown: 1 }];
    for (const [name, item] of Object.entries(value)) {
      const { [name]: _, ...rest } = value;
      yield [`/${name} removed`, rest];
      for (const [change, other] of changed(item)) yield [`/${name}${change}`, { ...value, [name]: other }];
    }
  }
}

const CODES = [1, 10099, 10100, 10200, 10201, 4999, 5000, 9999, 10000, 10100.5, 2 ** 63];
// Not the least integer of 64 bits: JavaScript spells it as one beyond.
const NUMBERS = [0, 1, 23, 24, 59, 60, 3600, 3601, 2 ** 53, 2 ** 62, 2 ** 63, -(2 ** 62), -(2 ** 64), 1e300];
const TWO_DIGITS = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, "0"));
const OFFSETS = [
  ...["Z", "z", "", "UTC", "+8", "+8:00", "+0800", "08:00", "+08:00 ", "\n+08:00", "+08:00\n", "±08:00", "−08:00"],
  ...["+", "-"].flatMap((sign) => TWO_DIGITS.flatMap((two) => [`${sign}${two}:00`, `${sign}11:${two}`])),
  ...["+", "-"].flatMap((sign) => ["12:01", "13:59", "14:00", "14:01"].map((offset) => sign + offset)),
];
const APP_IDS = [
  ...["0", "7", "1400000000", "00", "01", "-1", "+1", "1.0", "1e3", " 1", "1 ", "１", "1".repeat(40)],
  ...NUMBERS,
];
const ADDRESSES = [
  ...["0.0.0.0", "255.255.255.255", "256.0.0.0", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.04", "1.2.3.4 ", "1.2.3.4\n"],
  ...["::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::3:4:5:6:7:8", "1:2:3:4::6:7:8"],
  ...[
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7::8",
    "1::2::3",
    ":::",
    ":1",
    "1:",
    "12345::",
    "g::",
    "::1%1",
  ],
  ...[
    "::ffff:10.0.0.1",
    "64:ff9b::1.2.3.4",
    "1:2:3:4:5:6:1.2.3.4",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::1.2.3.4:5",
    "1.2.3.4::",
  ],
  ...[
    "::01.2.3.4",
    "::256.2.3.4",
    "1:2:3:4:5::1.2.3.4",
    "1:2::5:1.2.3.4",
    "ABCD:ef01::",
    "[::1]",
    "10.0.0.0/8",
    "::/0",
  ],
];
const PREFIXES = [
  "/0",
  "/32",
  "/33",
  "/64",
  "/100",
  "/128",
  "/129",
  "/-1",
  "/",
  "/08",
  "/00",
  "/8/8",
  "/a",
  "/ 8",
  "/８",
];
const BLOCKS = [
  ...ADDRESSES,
  ...["0.0.0.0", "::", "x"].flatMap((address) => PREFIXES.map((prefix) => address + prefix)),
];
const TEMPLATES = [
  ...[
    "x",
    " ",
    "{group.name}",
    "{group.nmae}",
    "{ group.name}",
    "{group.name }",
    "{}",
    "{",
    "}",
    "{{",
    "{{group.name}}",
  ],
  ...[
    "{{x}}",
    "{x",
    "{x{y",
    "{x{y}",
    "{1}",
    "{é",
    "{é}",
    "{custom.}",
    "{custom.a b.c}",
    "{custom.{}",
    "{facts}",
    "{facts.}",
  ],
  ...[
    "{facts.a.b}",
    "{facts.a..b}",
    "{facts.a{b}",
    "{members.id} and {time.hour}",
    "a {group.name} b {x} c",
    "{\n}",
    "a\n{x}",
  ],
  ...[
    "{platform}{",
    "{platform}{x",
    "{platform}{x}",
    "{platformx}",
    "{Platform}",
    "}{",
    "{$x}",
    "{{{owner.id}}}",
    "{x}{",
  ],
];
const FLAGS = ["monitor", "monitor:", "monitor:x", "unapplied:", "Monitor:", " monitor:", "\n", "\nmonitor:"];

/** @param {any} rule @returns {any} */
const withRule = (rule) => ({ version: 1, rules: [{ id: "r", ...rule }] });

/** What has a range or a form: the values to try, and the policy with one of them. @type {Record<string, [any[], (value: any) => any]>} */
const FORMS = {
  code: [CODES, (code) => withRule({ deny: { message: "m", code } })],
  "code.tencent": [CODES, (tencent) => withRule({ deny: { message: "m", code: { tencent } } })],
  "code.openim": [CODES, (openim) => withRule({ deny: { message: "m", code: { openim } } })],
  maxAgeSeconds: [NUMBERS, (maxAgeSeconds) => ({ version: 1, tencent: { maxAgeSeconds }, rules: [] })],
  timezone: [OFFSETS, (timezone) => ({ version: 1, timezone, rules: [] })],
  sdkAppIds: [APP_IDS, (id) => ({ version: 1, tencent: { sdkAppIds: [id] }, rules: [] })],
  "client.ip": [ADDRESSES, (address) => withRule({ when: { "client.ip": address }, flag: "f" })],
  $cidr: [BLOCKS, (block) => withRule({ when: { "facts.ip": { $cidr: block } }, flag: "f" })],
  message: [TEMPLATES, (message) => withRule({ deny: { message } })],
  detail: [TEMPLATES, (detail) => withRule({ deny: { message: "m", detail } })],
  "modify.group.name": [TEMPLATES, (name) => withRule({ modify: { "group.name": name } })],
  flag: [FLAGS, (flag) => withRule({ flag })],
};
for (const field of ["time.hour", "time.minute", "time.epochMs", "group.status", "members.count"])
  FORMS[field] = [NUMBERS, (value) => withRule({ when: { [field]: { $in: [value] } }, flag: "f" })];

/**
 * The whole policy with every member changed, and everything that has a range or a form at the ends of it.
 *
 * @param {any} schema
 * @returns {Generator<Named>}
 */
export function* everyMember(schema) {
  const { properties } = schema.$defs.Modify;
  const values = Object.entries(properties).map(([name, { const: only, enum: some }]) => [
    name,
    only ?? some?.[0] ?? "",
  ]);
  const whole = structuredClone(WHOLE);
  whole.rules.push({ id: "m", modify: Object.fromEntries(values) });
  yield { name: "whole", policy: whole };
  for (const [change, policy] of changed(whole)) yield { name: `whole${change}`, policy };
  for (const [name, [forms, policyWith]] of Object.entries(FORMS))
    for (const form of forms) yield { name: `${name}: ${JSON.stringify(form)}`, policy: policyWith(form) };
}
