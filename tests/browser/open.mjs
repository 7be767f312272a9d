// The page as `npm start` serves it, in a Chromium that fails a test for anything on its console and for any request to
// another host.
import assert from "node:assert/strict";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { findBrowser } from "../../scripts/browser.mjs";
import { PAGE } from "../../scripts/page.mjs";
import { serve } from "../../scripts/worker.mjs";

const server = await serve("www/worker.js", 0, PAGE);
const browser = await chromium.launch(await findBrowser("chromium"));
after(async () => {
  await browser.close();
  await server.dispose();
});

export const origin = server.url.origin;

/**
 * @typedef {object} Options
 * @property {string} [hash]
 * @property {number} [width] in CSS pixels
 * @property {"light" | "dark"} [colorScheme]
 * @property {(page: import("playwright-core").Page) => Promise<void>} [prepare] before the page is loaded
 * @property {boolean} [fails] the page is not expected to start, so that its console is not looked at
 */

/**
 * Uses the page, ready and without complaints from its first to its last moment.
 *
 * @param {(page: import("playwright-core").Page) => Promise<void>} use
 * @param {Options} [options]
 */
export async function withPage(use, { hash = "", width = 1280, colorScheme = "light", prepare, fails = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin)
      complaints.push(`request: ${request.url()}`);
  });
  try {
    await prepare?.(page);
    await page.goto(`${origin}/${hash}`);
    await page.waitForSelector("body[data-state]");
    await use(page);
    if (!fails) assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/**
 * Puts a text into an editor as if it were pasted.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} host selector of the editor
 * @param {string} text
 */
export async function paste(page, host, text) {
  await page.locator(`${host} .cm-content`).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.evaluate(
    ([selector, pasted]) => {
      const data = new DataTransfer();
      data.setData("text/plain", String(pasted));
      const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      document.querySelector(`${selector} .cm-content`)?.dispatchEvent(event);
    },
    [host, text],
  );
}

/** The whole text of the editor with the focus, by what it copies. @param {import("playwright-core").Page} page @param {string} host */
export async function textOf(page, host) {
  await page.locator(`${host} .cm-content`).focus();
  await page.keyboard.press("ControlOrMeta+a");
  return page.evaluate((selector) => {
    const data = new DataTransfer();
    const event = new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector(`${selector} .cm-content`)?.dispatchEvent(event);
    return data.getData("text/plain");
  }, host);
}

/** What the answer pane says. @param {import("playwright-core").Page} page */
export async function answerOf(page) {
  const http = (await page.locator("#http").textContent()) ?? "";
  const [head = "", body = ""] = http.split("\n\n");
  return { outcome: await page.locator("#verdict").getAttribute("data-outcome"), head, body };
}
