import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { evaluate } from "group-gate";
import { ROOT } from "../../scripts/command.mjs";
import { blankComments } from "../../www/jsonc.js";
import { answerOf, textOf, withPage } from "./open.mjs";

test("the first view is a refusal that a rule of the policy makes, with its reason", () =>
  withPage(async (page) => {
    assert.deepEqual((await page.locator("#verdict .outcome").innerText()).split("\n"), ["✕", "Refused", "code 10101"]);
    assert.equal(await page.locator("#verdict .rule").innerText(), "reserved-name");
    assert.match((await page.locator(".cm-deciding").allInnerTexts()).join("\n"), /"id": "reserved-name"/);
    const deciding = page.locator(".cm-deciding", { hasText: '"id": "reserved-name"' });
    const [line, editor] = await Promise.all([deciding.boundingBox(), page.locator("#policy").boundingBox()]);
    assert.ok(line && editor && line.y > editor.y && line.y + line.height < editor.y + editor.height, "is in sight");
    const told = await page.locator("#consequence").innerText();
    assert.match(told, /Tencent refuses. The client sees 10101 and this text:\s+The name Official Support ✓ is kept/);
  }));

test("every real body is a preset, and each preset is answered as the package answers it", () =>
  withPage(async (page) => {
    const options = page.locator("#callback-preset option");
    const ids = await options.evaluateAll((found) => found.map((option) => /** @type {any} */ (option).value));
    for (const platform of ["tencent", "openim"])
      for (const file of readdirSync(`${ROOT}/tests/wire/${platform}`)) {
        const name = `${platform}/${file.replace(/(\.body)?\.json$/, "")}`;
        assert.ok(ids.includes(name), name);
        assert.equal(ids.includes(`${name}/signed`), platform === "tencent", name);
      }
    const policy = blankComments(await textOf(page, "#policy"));
    for (const id of ids.filter(Boolean)) {
      await page.locator("#callback-preset").selectOption(id);
      const body = await textOf(page, "#body");
      const [url, token, now] = await Promise.all(
        ["#url", "#token", "#now"].map((at) => page.locator(at).inputValue()),
      );
      const request = { body, url: String(url), ...(token ? { token } : {}), ...(now ? { now: Number(now) } : {}) };
      const { outcome, status, body: reply } = evaluate(policy, request);
      const answer = await answerOf(page);
      assert.equal(answer.outcome, outcome, id);
      assert.equal(answer.body, reply, id);
      assert.match(answer.head, new RegExp(`^HTTP/1.1 ${status} `), id);
      assert.equal(outcome === "reject", false, id);
      assert.equal(await page.locator("#event-section").isVisible(), true, id);
    }
  }));

test("a signed preset is rejected with another token", () =>
  withPage(async (page) => {
    await page.locator("#callback-preset").selectOption("tencent/before-2025-12/signed");
    assert.equal((await answerOf(page)).outcome, "allow");
    await page.locator("#token").fill("another");
    assert.equal((await answerOf(page)).outcome, "reject");
    assert.match(await page.locator("#verdict").innerText(), /The signature does not hold/);
    await page.locator("#sign").click();
    await page.locator("#verdict[data-outcome=allow]").waitFor();
  }));

test("every policy preset is sound, and the benchmark's has hand-written JavaScript beside it", () =>
  withPage(async (page) => {
    const options = page.locator("#policy-preset option");
    for (const id of await options.evaluateAll((found) => found.map((option) => /** @type {any} */ (option).value))) {
      if (!id) continue;
      await page.locator("#policy-preset").selectOption(id);
      assert.match(await page.locator("#issues .headline").innerText(), /\d+ rules?, \d+ lists?/);
    }
    await page.locator("#policy-preset").selectOption("benchmark");
    assert.deepEqual((await answerOf(page)).outcome, "deny");
    await page
      .locator("#rival")
      .filter({ hasText: /hand-written JavaScript \d/ })
      .waitFor();
    assert.match(await page.locator("#speed").innerText(), /^[\d.]+ (ns|µs|ms)$/);
  }));
