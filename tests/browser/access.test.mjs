import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { answerOf, paste, withPage } from "./open.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** @param {import("playwright-core").Page} page */
async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run());
  return found.map((/** @type {any} */ { id, nodes }) => [id, nodes.map((/** @type {any} */ node) => node.html)]);
}

/** What sticks out of the window, and what is cut off though it cannot be scrolled. @param {import("playwright-core").Page} page */
const overflow = (page) =>
  page.evaluate(() => {
    const wide = [...document.querySelectorAll("body *")].filter((one) => {
      const { right, left, width } = one.getBoundingClientRect();
      const hidden = one.closest(".cm-editor, .unseen, datalist, dialog:not([open]), [hidden]");
      return !hidden && width > 0 && (right > innerWidth + 1 || left < -1);
    });
    const cut = [...document.querySelectorAll("button, h2, h3, label, .outcome")].filter(
      (one) =>
        !one.closest(".cm-editor, .unseen") &&
        one.scrollWidth > one.clientWidth + 1 &&
        getComputedStyle(one).display !== "inline",
    );
    return [...wide, ...cut].map((one) => one.outerHTML.slice(0, 120));
  });

/** Everything that the page can show. @type {[string, (page: import("playwright-core").Page) => Promise<void>][]} */
const VIEWS = [
  ["first", async () => {}],
  [
    "mistakes",
    async (page) => paste(page, "#policy", '{ "version": 1, "rules": [{ "id": "r", "alow": true }], "x": 1 }'),
  ],
  ["OpenIM", async (page) => void (await page.locator("#callback-preset").selectOption("openim/rest"))],
  ["after", async (page) => void (await page.locator("#callback-preset").selectOption("openim/forged_after"))],
  ["unreadable", async (page) => paste(page, "#body", '{ "a": 1 } // b')],
  [
    "rehearsed",
    async (page) => {
      await page.locator("#policy-preset").selectOption("community");
      await page.locator("#other-copy").click();
      await page.locator("#rehearsal-generate").click();
      await page.locator("#rehearsal-status").filter({ hasText: /^Done/ }).waitFor();
    },
  ],
  ["copying", async (page) => page.locator("[data-copy=worker]").click()],
];

for (const width of [1280, 360])
  for (const colorScheme of /** @type {const} */ (["light", "dark"]))
    test(`nothing is out of reach or out of place, ${colorScheme}, ${width} px wide`, () =>
      withPage(
        async (page) => {
          for (const [name, show] of VIEWS) {
            await show(page);
            await page.waitForTimeout(200);
            assert.deepEqual(await violations(page), [], name);
            assert.deepEqual(await overflow(page), [], name);
          }
        },
        { width, colorScheme },
      ));

test("everything can be done by keyboard alone", () =>
  withPage(async (page) => {
    const reach = async (/** @type {string} */ selector) => {
      for (let tabs = 0; tabs < 80; tabs++) {
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
        await page.keyboard.press("Tab");
      }
      assert.fail(`${selector} cannot be reached`);
    };
    await reach("#policy .cm-content");
    await page.keyboard.press("ControlOrMeta+Home");
    await page.keyboard.press("F8");
    await reach("#issues .fix");
    await page.keyboard.press("Enter");
    await page.locator("#verdict[data-outcome=reject]").waitFor();
    await page.keyboard.press("ControlOrMeta+z");
    await page.locator("#verdict[data-outcome=deny]").waitFor();
    await reach("#form-name");
    await page.keyboard.type("Hiking");
    await page.locator("#verdict[data-outcome=deny]").waitFor();
    await reach("#form-counter");
    await page.keyboard.type("3");
    await page.locator("#verdict[data-outcome=allow]").waitFor();
    await reach("#body .cm-content");
    await reach("#facts .cm-content");
    await reach("#event-section summary");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("#event").isVisible(), true);
    await reach("[data-copy=curl]");
    await page.keyboard.press("Enter");
    await reach("#copy-now");
    await page.keyboard.press("Escape");
    await reach("#rehearsal-generate");
    await page.keyboard.press("Enter");
    await page.locator("#rehearsal-status").filter({ hasText: /^Done/ }).waitFor();
    await reach("#rehearsal-results button");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.id === "answer-heading");
  }));

test("a screen reader hears of another verdict once", () =>
  withPage(async (page) => {
    const said = page.locator("#announcer");
    assert.equal(await said.innerText(), "Refused. Rule reserved-name.");
    await page.locator("#callback-preset").selectOption("openim/sdk");
    assert.match(await said.innerText(), /^Allowed\./);
  }));

test("a module that cannot be loaded is told on the page", () =>
  withPage(
    async (page) => {
      assert.match(await page.locator("#verdict").innerText(), /The page could not start\s+.*HTTP 404.*Reload/s);
      assert.equal((await answerOf(page)).outcome, "none");
    },
    {
      fails: true,
      prepare: async (page) => void (await page.route("**/*.wasm", (route) => route.fulfill({ status: 404 }))),
    },
  ));
