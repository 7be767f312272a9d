// VS Code's own JSON language service, with pkg/policy.schema.json: what it completes, says on hover and underlines.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import service from "vscode-json-languageservice";

const schema = JSON.parse(readFileSync(new URL("../../pkg/policy.schema.json", import.meta.url), "utf8"));
const editor = service.getLanguageService({});
editor.configure({ schemas: [{ uri: schema.$id, fileMatch: ["*"], schema }] });

/** A document, and the place of the `|` in it. @param {string} marked */
function open(marked) {
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  const document = service.TextDocument.create("file:///policy.json", "json", 1, text);
  return { text, document, json: editor.parseJSONDocument(document), position: document.positionAt(offset) };
}

/** @param {string} marked @returns {Promise<string[]>} */
async function completions(marked) {
  const { document, json, position } = open(marked);
  return (await editor.doComplete(document, position, json))?.items.map((item) => item.label) ?? [];
}

/** @param {string} marked @returns {Promise<string>} */
async function hover(marked) {
  const { document, json, position } = open(marked);
  const hovered = await editor.doHover(document, position, json);
  return [hovered?.contents ?? ""].flat().map(String).join("\n");
}

/** What is underlined, and why. @param {string} text */
async function complaints(text) {
  const { document, json } = open(text);
  const found = await editor.doValidation(document, json);
  return found.map(({ range, message }) => [document.getText(range), message]);
}

const rule = (/** @type {string} */ members) => `{ "version": 1, "rules": [{ "id": "r", ${members} }] }`;
const when = (/** @type {string} */ condition) => rule(`"when": { ${condition} }, "allow": true`);

test("it completes members, fields, operators of the field's type, and values", async () => {
  const { Condition, Rule, Deny, Modify, GroupType, Weekday } = schema.$defs;
  assert.deepEqual(await completions("{|}"), Object.keys(schema.properties));
  assert.deepEqual(await completions('{ "rules": [{|}] }'), Object.keys(Rule.properties));
  assert.deepEqual(await completions(rule('"deny": {|}')), Object.keys(Deny.properties));
  assert.deepEqual(await completions(rule('"modify": {|}')), Object.keys(Modify.properties));
  assert.deepEqual(await completions(when("|")), Object.keys(Condition.properties));
  const anywhere = ["$eq", "$ne", "$in", "$nin", "$exists"];
  const ends = ["$not", "$fold", "$list", "$field"];
  const text = ["$contains", "$startsWith", "$endsWith", "$regex", "$options", "$length", "$bytes"];
  const numbers = ["$gt", "$gte", "$lt", "$lte"];
  /** @type {[string, string[]][]} */
  const fields = [
    ["group.name", text],
    ["custom.Key", text],
    ["members.id", ["$all", ...text]],
    ["members.count", numbers],
    ["client.ip", ["$cidr"]],
    ["group.type", []],
    ["facts.a.b", [...numbers, "$all", ...text, "$cidr"]],
  ];
  for (const [field, own] of fields)
    assert.deepEqual(await completions(when(`"${field}": {|}`)), [...anywhere, ...own, ...ends]);
  const quoted = (/** @type {string[]} */ values) => values.map((value) => `"${value}"`);
  assert.deepEqual(await completions(when('"group.type": "|"')), quoted(GroupType.enum));
  assert.deepEqual(await completions(when('"group.type": { "$in": ["|"] }')), quoted(GroupType.enum));
  assert.deepEqual(await completions(when('"time.weekday": ["|"]')), quoted(Weekday.enum));
  assert.ok((await completions(when('"owner.id": { "$ne": { "$field": "|" } }'))).includes('"operator.id"'));
});

test("it explains fields and operators on hover", async () => {
  assert.match(
    await hover(when('"group.na|me": "x"')),
    /^The group's name\.\n\nTencent: `Name`\.\n\nOpenIM: `groupName`/,
  );
  assert.match(await hover(when('"facts.plan|": "x"')), /^What the host knows/);
  assert.match(await hover(when('"group.name": { "$conta|ins": "x" }')), /^The text has this text, or any of these/);
  assert.match(await hover(rule('"wh|en": {}')), /^When the rule matches/);
  assert.match(await hover(rule('"deny": { "co|de": 1 }')), /^The error code for the client/);
});

test("it underlines what is wrong and no more", async () => {
  assert.deepEqual(await complaints(when('"group.name": { "$contains": ["x"], "$fold": true }')), []);
  for (const [text, underlined, message] of [
    [when('"group.nmae": "x"'), '"group.nmae"', "Property group.nmae is not allowed."],
    [when('"group.name": { "$gt": 5 }'), '"$gt"', "Property $gt is not allowed."],
    [when('"group.name": { "$contains": "x", "$lke": 5 }'), '"$lke"', "Property $lke is not allowed."],
    [when('"group.name": 5'), "5", 'Incorrect type. Expected "string".'],
    [when('"group.name": {}'), "{}", "Object has fewer properties than the required number of 1"],
    [when('"time.hour": 24'), "24", "Value is above the maximum of 23."],
    [when('"members.count": { "$gt": "5" }'), '"5"', 'Incorrect type. Expected "number".'],
    [when('"client.ip": "x"'), '"x"', "expected an IPv4 or IPv6 address"],
    [rule('"deny": { "message": "{x}" }'), '"{x}"', /^expected the name of a field/],
    [rule('"deny": { "message": "m", "code": { "openim": 1 } }'), "1", "Value is below the minimum of 5000."],
    [rule('"modify": { "group.verification": 3 }'), "3", "Value is not accepted. Valid values: 0, 1, 2."],
    ['{ "version": 1, "rules": [], "timezone": "UTC" }', '"UTC"', "expected Z or an offset from -12:00 to +14:00"],
  ]) {
    const [[where, why] = [], ...more] = await complaints(String(text));
    assert.deepEqual([where, more], [underlined, []]);
    if (message instanceof RegExp) assert.match(String(why), message);
    else assert.equal(why, message);
  }
  const [[place, why] = []] = await complaints(when('"group.type": ["Public", "Pubic"]'));
  assert.equal(place, '"Pubic"');
  assert.match(String(why), /^Value is not accepted\. Valid values: "Work", "Public"/);
  const twoActions = await complaints(rule('"allow": true, "flag": "f"'));
  assert.deepEqual(twoActions.map(([where]) => where).sort(), ['"allow"', '"flag"']);
});
