import assert from "node:assert/strict";
import { after, test } from "node:test";
import puppeteer from "puppeteer-core";
import { findBrowser } from "../../scripts/browser.mjs";
import { PAGE } from "../../scripts/page.mjs";
import { serve } from "../../scripts/worker.mjs";

const server = await serve("www/worker.js", 0, PAGE);
const { executablePath } = await findBrowser("firefox");
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
after(async () => {
  await browser.close();
  await server.dispose();
});

test("in Firefox a policy is mended, a callback changed, a link followed and a policy rehearsed", async () => {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  const text = (/** @type {string} */ selector) => page.$eval(selector, (found) => found.textContent ?? "");
  const outcome = (/** @type {string} */ wanted) => page.waitForSelector(`#verdict[data-outcome="${wanted}"]`);

  await page.goto(server.url.href);
  await page.waitForSelector("body[data-state=ready]");
  await outcome("deny");
  assert.match(
    await text("#http"),
    /^HTTP\/1.1 200 OK\n.*\n\n\{"ActionStatus":"OK","ErrorInfo":".+","ErrorCode":10101\}$/s,
  );

  await page.click("#issues .fix");
  await outcome("reject");
  await page.keyboard.down("Control");
  await page.keyboard.press("z");
  await page.keyboard.up("Control");
  await outcome("deny");

  await page.select("#callback-preset", "openim/rest");
  await outcome("modify");
  await page.click("#form-name", { count: 3 });
  await page.keyboard.type("Support");
  await outcome("deny");

  await page.waitForFunction(() => location.hash.length > 100);
  const body = await text("#body");
  await new Promise((resolve) => setTimeout(resolve, 500));
  await page.reload();
  await outcome("deny");
  assert.equal(await text("#body"), body);

  await page.click("#rehearsal-generate");
  await page.waitForFunction(() =>
    document.querySelector("#rehearsal-status")?.textContent?.startsWith("Done: 10,000"),
  );
  await page.click("#rehearsal-results button");
  await page.waitForFunction(() => document.activeElement?.id === "answer-heading");
  assert.deepEqual(complaints, []);
});
