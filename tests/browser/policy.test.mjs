import assert from "node:assert/strict";
import { test } from "node:test";
import { paste, textOf, withPage } from "./open.mjs";

/** @param {string} rule */
const policy = (rule) => `{ "version": 1, "openim": { "accept": true }, "rules": [{ "id": "r", ${rule} }] }`;
/** @param {string} when */
const rule = (when) => policy(`"when": { ${when} }, "flag": "f"`);

/** What is wrong, the label of the fix, and what the fix makes of it. @type {[string, string, string][]} */
const FIXES = [
  [rule('"group.nmae": "x"'), 'Change "group.nmae" to group.name', rule('"group.name": "x"')],
  [
    rule('"group.name": { "$contain": "x" }'),
    'Change "$contain" to $contains',
    rule('"group.name": { "$contains": "x" }'),
  ],
  [rule('"group.name": { "$eq": ["x"] }'), 'Change "$eq" to $in', rule('"group.name": { "$in": ["x"] }')],
  [
    rule('"group.name": { "$like": "x" }'),
    'Change "$like" to $startsWith',
    rule('"group.name": { "$startsWith": "x" }'),
  ],
  [rule('"members.id": { "$size": 3 }'), "Test members.count instead", rule('"members.count": 3')],
  [rule('"group.type": "Pubic"'), 'Change "Pubic" to Public', rule('"group.type": "Public"')],
  [rule('"members.count": "5"'), "Write 5", rule('"members.count": 5')],
  [rule('"group.name": 5'), 'Write "5"', rule('"group.name": "5"')],
  [
    rule('"client.ip": { "$cidr": "10.0.0.1/8" }'),
    'Change "10.0.0.1/8" to 10.0.0.0/8',
    rule('"client.ip": { "$cidr": "10.0.0.0/8" }'),
  ],
  [rule('"$not": { "group.name": "x" }'), 'Write "$nor": [ … ]', rule('"$nor": [ { "group.name": "x" } ]')],
  [rule('"group.name": null'), 'Write { "$exists": false }', rule('"group.name": { "$exists": false }')],
  [
    policy('"deny": { "message": "hi {group.nmae}" }'),
    "Change {group.nmae} to {group.name}",
    policy('"deny": { "message": "hi {group.name}" }'),
  ],
  [policy('"deny": {}'), 'Add "message": "…"', policy('"deny": {\n    "message": "…"\n  }')],
  [policy('"alow": true'), 'Change "alow" to allow', policy('"allow": true')],
  [policy('"flag": "f",'), "Remove the comma", policy('"flag": "f"')],
  [policy("“flag”: “f”"), "Use straight double quotes", policy('"flag": "f"')],
];

test("each mistake with a fix is mended by a click, and by nothing else", () =>
  withPage(async (page) => {
    for (const [wrong, label, right] of FIXES) {
      await paste(page, "#policy", wrong);
      await page.locator("#issues[data-state=error]").waitFor();
      assert.ok((await page.locator("#policy .cm-lintRange-error").count()) > 0, wrong);
      assert.match(await page.locator("#verdict").innerText(), /The policy has mistakes/);
      await page.getByRole("button", { name: label, exact: true }).click();
      await page.locator("#issues:not([data-state=error])").waitFor();
      const squeezed = (/** @type {string} */ text) => text.replace(/\s+/g, "");
      assert.equal(squeezed(await textOf(page, "#policy")), squeezed(right));
    }
  }));

test("a warning's fix adds what is missing", () =>
  withPage(async (page) => {
    await page.getByRole("button", { name: 'Add "requireSign": true' }).click();
    await page.locator("#issues").filter({ hasText: "2 warnings" }).waitFor();
    assert.match(await page.locator("#verdict").innerText(), /The signature does not hold/);
  }));

test("an issue is underlined at its place, and its line leads there", () =>
  withPage(async (page) => {
    await paste(page, "#policy", `{\n  // a comment\n  "version": 1,\n  "rulez": []\n}`);
    await page.locator("#issues[data-state=error]").waitFor();
    const underlined = await page.locator("#policy .cm-lintRange-error").allInnerTexts();
    assert.deepEqual(underlined.sort(), ['"rulez"', "{"]);
    await page.getByRole("button", { name: "line 4" }).click();
    assert.equal(await page.evaluate(() => getSelection()?.toString()), '"rulez"');
  }));

test("the tooltip of an underlined place says what is wrong and mends it", () =>
  withPage(async (page) => {
    await paste(page, "#policy", rule('"group.nmae": "x"'));
    await page.locator("#policy .cm-lintRange-error").hover();
    const tooltip = page.locator(".cm-tooltip-lint");
    assert.match(await tooltip.innerText(), /there is no field group.nmae/);
    await tooltip.getByRole("button", { name: 'Change "group.nmae" to group.name' }).click();
    await page.locator("#issues:not([data-state=error])").waitFor();
  }));

test("completion knows the members, fields, operators and lists that may stand at a place", () =>
  withPage(async (page) => {
    const proposals = async (/** @type {string} */ before, /** @type {string} */ after) => {
      await paste(page, "#policy", before + after);
      await page.keyboard.press("ControlOrMeta+End");
      for (let left = 0; left < after.length; left++) await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("Control+Space");
      await page.locator(".cm-tooltip-autocomplete").waitFor();
      const found = await page.locator(".cm-tooltip-autocomplete .cm-completionLabel").allInnerTexts();
      await page.keyboard.press("Escape");
      return found;
    };
    assert.ok((await proposals('{ "version": 1, ', " }")).includes("timezone"));
    assert.ok(!(await proposals('{ "version": 1, ', " }")).includes("version"));
    const start = '{"version":1,"lists":{"vip":["a"]},"rules":[{"id":"r","when":{';
    assert.ok((await proposals(start, "}}]}")).includes("operator.groupCount"));
    const operators = await proposals(`${start}"group.type": { `, "}}}]}");
    assert.ok(operators.includes("$nin") && !operators.includes("$contains"), operators.join());
    assert.ok((await proposals(`${start}"group.type": `, "}}]}")).includes("Community"));
    assert.deepEqual(await proposals(`${start}"owner.id":{"$in":{"$list": `, "}}}}]}"), ["vip"]);
    assert.ok((await proposals('{"rules":[{"deny":{"message":"hi {', '"}}]}')).includes("group.name"));
  }));

test("a completion is taken by Enter and leaves the cursor where the value goes", () =>
  withPage(async (page) => {
    await paste(page, "#policy", '{ "version": 1,  }');
    for (let left = 0; left < 2; left++) await page.keyboard.press("ArrowLeft");
    await page.keyboard.type('"');
    await page.locator(".cm-tooltip-autocomplete").waitFor();
    await page.keyboard.type("timez");
    await page.locator(".cm-completionLabel", { hasText: "timezone" }).waitFor();
    await page.waitForTimeout(150);
    await page.keyboard.press("Enter");
    assert.equal(await textOf(page, "#policy"), '{ "version": 1, "timezone": "Z" }');
  }));

test("hovering over a field tells what each platform sends for it", () =>
  withPage(async (page) => {
    await page.locator("#policy .cm-line", { hasText: '"group.name"' }).getByText('"group.name"').hover();
    const about = page.locator(".cm-tooltip-hover .about");
    await about.waitFor();
    assert.match(await about.innerText(), /The group's name\.\s+Tencent: Name\./);
  }));

test("formatting lays a policy out and keeps its comments", () =>
  withPage(async (page) => {
    await paste(page, "#policy", '{"version":1, // one\n"rules":[]}');
    await page.locator("#policy-format").click();
    assert.equal(await textOf(page, "#policy"), '{\n  "version": 1, // one\n  "rules": []\n}');
    await page.keyboard.press("ControlOrMeta+z");
    assert.equal(await textOf(page, "#policy"), '{"version":1, // one\n"rules":[]}');
  }));

test("a rule, and a test of the trace, lead to their place in the policy", () =>
  withPage(async (page) => {
    await page.locator("#trace .test").first().click();
    assert.equal(await page.evaluate(() => getSelection()?.toString()), '{ "$list": "staff" }');
    await page.locator("#verdict .rule").click();
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Policy");
  }));
