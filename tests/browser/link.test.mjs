import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "group-gate";
import { checks } from "../vectors.mjs";
import { answerOf, paste, textOf, withPage } from "./open.mjs";

/** @param {import("playwright-core").Page} page */
async function everything(page) {
  const inputs = ["#url", "#token", "#now", "#policy-preset", "#callback-preset"];
  const values = await Promise.all(inputs.map((at) => page.locator(at).inputValue()));
  const texts = [];
  for (const host of ["#policy", "#body", "#facts"]) texts.push(await textOf(page, host));
  return { values, texts, answer: await answerOf(page) };
}

/** The hash once it has settled. @param {import("playwright-core").Page} page */
async function hashOf(page) {
  await page.waitForTimeout(600);
  return page.evaluate(() => location.hash);
}

test("a link reproduces what is seen, and never holds a token", async () => {
  let hash = "";
  /** @type {unknown} */
  let seen;
  await withPage(async (page) => {
    await paste(page, "#policy", '{ "version": 1, // 群\n "tencent": { "sdkAppIds": "any" }, "rules": [] }');
    await page.locator("#callback-preset").selectOption("tencent/after-newest");
    await page.locator("#token").fill("a-secret-token");
    await page.locator("#now").fill("1700000000000");
    await paste(page, "#facts", '{ "n": 1 }');
    await page.locator("#token").fill("");
    seen = await everything(page);
    await page.locator("#token").fill("a-secret-token");
    hash = await hashOf(page);
  });
  const packed = Buffer.from(hash.slice(1), "base64url");
  const plain = await new Response(
    new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")),
  ).text();
  assert.doesNotMatch(plain, /secret/);
  assert.match(plain, /after-?newest|CallbackAfterCreateGroup/);
  await withPage(async (page) => assert.deepEqual(await everything(page), seen), { hash });
});

test("a link to a signed example brings the documentation's token", async () => {
  let hash = "";
  await withPage(async (page) => {
    await page.locator("#callback-preset").selectOption("tencent/before-2025-12/signed");
    hash = await hashOf(page);
  });
  await withPage(
    async (page) => {
      assert.equal((await answerOf(page)).outcome, "allow");
      assert.equal(await page.locator("#callback-preset").inputValue(), "tencent/before-2025-12/signed");
    },
    { hash },
  );
});

test("the parts of the page can be gone to, and the link stays", () =>
  withPage(async (page) => {
    await page.locator("#callback-preset").selectOption("openim/min");
    const hash = await hashOf(page);
    await page.getByRole("link", { name: "Rehearse" }).click();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "rehearse-heading");
    await page.getByRole("link", { name: "Try" }).click();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "policy-heading");
    assert.equal(await page.evaluate(() => location.hash), hash);
    assert.equal(await page.locator("#notice").innerText(), "");
  }));

test("another link in the same window is followed, and one that holds nothing is told", () =>
  withPage(
    async (page) => {
      assert.match(await page.locator("#notice").innerText(), /holds nothing that this page wrote/);
      assert.equal((await answerOf(page)).outcome, "deny");
      await page.locator("#callback-preset").selectOption("openim/min_after");
      const other = await hashOf(page);
      await page.locator("#callback-preset").selectOption("openim/min");
      await hashOf(page);
      await page.evaluate((hash) => location.assign(hash), other);
      await page.locator("#verdict[data-outcome=acknowledge]").waitFor();
    },
    { hash: "#nothing" },
  ));

test("a policy too large for a link is told so, and works", () =>
  withPage(async (page) => {
    const words = Array.from({ length: 20_000 }, (_, i) => `${(i * 7919) % 1_000_003}w${(i * 104_729) % 999_983}`);
    const rule = { id: "words", when: { "group.name": { $contains: { $list: "words" } } }, flag: "f" };
    const policy = { version: 1, tencent: { sdkAppIds: "any" }, lists: { words }, rules: [rule] };
    await paste(page, "#policy", JSON.stringify(policy));
    await page.locator("#link-note").filter({ hasText: "Too large" }).waitFor();
    assert.equal((await answerOf(page)).outcome, "allow");
    assert.equal(await page.evaluate(() => location.hash), "");
  }));

test("what is taken away works: a vector holds, a server answers, and none has the token", () =>
  withPage(async (page) => {
    await page.locator("#token").fill("a-secret-token");
    await page.locator("#sign").click();
    await page.locator("#verdict[data-outcome=deny]").waitFor();
    await page.locator("#token").fill("");
    const code = async (/** @type {string} */ kind) => {
      await page.locator(`[data-copy=${kind}]`).click();
      const text = await page.locator("#copy-code").inputValue();
      assert.doesNotMatch(text, /a-secret/);
      await page.keyboard.press("Escape");
      return text;
    };
    const [group] = JSON.parse(await code("vector"));
    assert.equal(group.cases.length, 1);
    for (const [name, check] of checks(evaluate, group)) assert.deepEqual(check(), [], name);
    assert.match(await code("curl"), /^curl -sS -i .*'http:\/\/127\.0\.0\.1:8787\/callback\?SdkAppid=1400000000&/);
    for (const kind of ["worker", "node"]) {
      const text = await code(kind);
      const served = text
        .replace(/^import .*$/gm, "")
        .replace("export default", "const worker =")
        .replace(/const server[\s\S]*/, "");
      const made = new Function(
        "createHandler",
        "process",
        `${served}; return typeof worker === "object" ? worker.fetch : handler`,
      );
      const { createHandler } = await import("group-gate/handler");
      const handler = made(createHandler, { env: {} });
      const url = `http://localhost${await page.locator("#url").inputValue()}`;
      const response = await handler(new Request(url, { method: "POST", body: await textOf(page, "#body") }), {});
      assert.equal(await response.text(), (await answerOf(page)).body, kind);
    }
  }));
