import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { evaluate } from "group-gate";
import { blankComments } from "../../www/jsonc.js";
import { plausibleCallbacks } from "../../www/plausible-callbacks.js";
import { createRehearsal } from "../../www/rehearsal.js";
import { answerOf, paste, textOf, withPage } from "./open.mjs";

const OPENIM = '{"callbackCommand":"callbackBeforeCreateGroupCommand","groupName":"Hiking"}';

const folder = mkdtempSync(join(tmpdir(), "group-gate-"));
after(() => rmSync(folder, { recursive: true }));

/** @param {import("playwright-core").Page} page @param {string[]} lines */
async function choose(page, lines) {
  const file = join(folder, "events.ndjson");
  writeFileSync(file, lines.join("\n"));
  await page.locator("#rehearsal-file").setInputFiles(file);
}

/** @param {import("playwright-core").Page} page */
const done = (page) => page.locator("#rehearsal-status").filter({ hasText: /^Done/ }).waitFor();

/** Each bar as its label and count. @param {import("playwright-core").Page} page */
async function bars(page) {
  const items = await page.locator("#rehearsal-results .chart").first().locator("button").all();
  const read = items.map(async (item) => {
    const kind = (await item.locator(".kind").innerText()).replace(/^\S+\s+/, "");
    return `${kind}: ${(await item.locator(".figures").innerText()).split(" ")[0]}`;
  });
  return Promise.all(read);
}

test("ten thousand plausible callbacks are decided as the package decides them", () =>
  withPage(async (page) => {
    const policy = blankComments(await textOf(page, "#policy"));
    await page.locator("#rehearsal-generate").click();
    await done(page);
    assert.match(await page.locator("#rehearsal-status").innerText(), /^Done: 10,000 events in/);
    const rehearsal = createRehearsal(evaluate, { policy, other: undefined, page: {} });
    for (const line of plausibleCallbacks(10_000, "1400000000")) rehearsal.add(line);
    const { tallies } = rehearsal.counts();
    const counted = (await bars(page)).map((bar) => Number(bar.replace(/.*: /, "").replace(",", "")));
    assert.deepEqual(counted.sort(), tallies.map(({ count }) => count).sort());
    assert.ok(tallies.some(({ outcome }) => outcome === "deny"));
  }));

test("a bar opens one of its events, and another one the next time", () =>
  withPage(async (page) => {
    await page.locator("#rehearsal-generate").click();
    await done(page);
    const bar = page.locator("#rehearsal-results button", { hasText: "quota" });
    await bar.click();
    await page.locator("#verdict .rule", { hasText: "quota" }).waitFor();
    const first = await textOf(page, "#body");
    const shown = await page.locator("#body").textContent();
    await bar.click();
    await page.waitForFunction((before) => document.querySelector("#body")?.textContent !== before, shown);
    assert.notEqual(await textOf(page, "#body"), first);
    assert.equal(await page.locator("#verdict .rule").innerText(), "quota");
  }));

test("recorded callbacks come as bodies or with what belongs to them, and bad lines are counted", () =>
  withPage(async (page) => {
    const tencent = { CallbackCommand: "Group.CallbackBeforeCreateGroup", Name: "our support" };
    const lines = [
      OPENIM,
      "",
      JSON.stringify({ body: OPENIM }),
      JSON.stringify(tencent),
      "no JSON",
      JSON.stringify({ body: tencent, url: "/?SdkAppid=9" }),
    ];
    await choose(page, lines);
    await done(page);
    assert.match(await page.locator("#rehearsal-status").innerText(), /4 events; 1 lines were no JSON objects/);
    assert.deepEqual(await bars(page), [
      "Refused · reserved-name: 1",
      "Allowed with changes · default: 2",
      "Rejected · app: 1",
    ]);
  }));

test("two policies are compared by the decisions that change", () =>
  withPage(async (page) => {
    await page.locator("#other-copy").click();
    const stricter = (await textOf(page, "#other-policy")).replace('"reserved": [', '"reserved": ["hik", ');
    await paste(page, "#other-policy", stricter);
    await choose(page, [OPENIM, OPENIM, OPENIM.replace("Hiking", "Reading")]);
    await done(page);
    const changes = page.locator(".changes");
    assert.equal(await changes.locator("h3").innerText(), "2 of 3 decisions change");
    assert.match(
      await changes.locator("button").innerText(),
      /Allowed with changes · default[\s\S]*Refused · reserved-name[\s\S]*2/,
    );
    await changes.locator("button").click();
    await page.locator("#verdict[data-outcome=modify]").waitFor();
    await paste(page, "#other-policy", "{");
    await page.locator("#rehearsal-generate").click();
    await page.locator("#rehearsal-status").filter({ hasText: "The rehearsal failed" }).waitFor();
  }));

test("with a hundred thousand events the page goes on answering, and Cancel stops them", () =>
  withPage(async (page) => {
    await choose(page, Array.from(plausibleCallbacks(100_000, "1400000000")));
    await page.locator("#rehearsal-status").filter({ hasText: "Rehearsing…" }).waitFor();
    await page.locator("#form-name").fill("Hiking");
    assert.equal((await answerOf(page)).outcome, "deny");
    await page.locator("#form-counter").fill("1");
    assert.equal((await answerOf(page)).outcome, "allow");
    assert.match(await page.locator("#rehearsal-status").innerText(), /^Rehearsing…/);
    await page.locator("#rehearsal-cancel").click();
    await page
      .locator("#rehearsal-status")
      .filter({ hasText: /^Cancelled after/ })
      .waitFor();
    assert.equal(await page.locator("#rehearsal-cancel").isDisabled(), true);
    await page.locator("#rehearsal-results button").first().click();
    await page.locator("#verdict[data-outcome]").waitFor();
  }));

test("a file can be dropped", () =>
  withPage(async (page) => {
    await page.locator("#rehearsal-drop").evaluate((target, text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], "events.ndjson"));
      target.dispatchEvent(new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }));
      target.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, `${OPENIM}\n${OPENIM}\n`);
    await done(page);
    assert.deepEqual(await bars(page), ["Allowed with changes · default: 2"]);
  }));
