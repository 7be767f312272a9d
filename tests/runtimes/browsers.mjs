// Real browsers over a project's files: whatever the console or the network complains of is a failure.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { findBrowser } from "../../scripts/browser.mjs";

/** @typedef {"chromium" | "firefox"} Kind */
/** @typedef {{ evaluate: (url: string) => Promise<any>, version: string, close: () => Promise<void> }} Browser */

const TYPES = /** @type {Record<string, string>} */ ({
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
});

export class Browsers {
  /** @type {Map<Kind, Promise<Browser>>} */
  #open = new Map();

  /** @param {Kind[]} kinds */
  constructor(kinds) {
    this.kinds = kinds;
  }

  /**
   * Runs a page in every browser.
   *
   * @param {string} name of what made the page, empty for a page as it is
   * @param {string} version of that, else the browser's is told
   * @param {string} url
   */
  async *runs(name, version, url) {
    for (const kind of this.kinds) {
      if (!this.#open.has(kind)) this.#open.set(kind, kind === "chromium" ? chromium() : firefox());
      const browser = await /** @type {Promise<Browser>} */ (this.#open.get(kind));
      const title = kind === "chromium" ? "Chromium" : "Firefox";
      const result = await browser.evaluate(url);
      yield { name: name ? `${name} in ${title}` : title, version: version || browser.version, result };
    }
  }

  /** Runs the page of a folder in every browser. @param {string} name @param {string} version @param {string} folder */
  async *folder(name, version, folder) {
    const server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      const file = join(folder, normalize(decodeURIComponent(pathname)));
      if (!existsSync(file)) response.writeHead(404).end();
      else
        response
          .writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" })
          .end(await readFile(file));
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    try {
      yield* this.runs(name, version, `http://127.0.0.1:${port}/index.html`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  async close() {
    for (const browser of this.#open.values())
      await browser.then(
        ({ close }) => close(),
        () => {},
      );
  }
}

/** What the page calls the promise of the suite's result. */
const RESULT = "globalThis.groupGate";

/**
 * @param {any} page of Playwright or of Puppeteer: what is used of them here is the same
 * @param {string} url
 */
async function evaluate(page, url) {
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (/** @type {any} */ message) => {
    if (["error", "warn", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (/** @type {any} */ error) => complaints.push(String(error)));
  page.on("requestfailed", (/** @type {any} */ request) => complaints.push(`${request.url()} failed`));
  page.on("response", (/** @type {any} */ response) => {
    if (response.status() >= 400) complaints.push(`${response.url()} gave ${response.status()}`);
  });
  try {
    await page.goto(url);
    for (let i = 0; i < 300 && complaints.length === 0; i++) {
      if (await page.evaluate(`"groupGate" in globalThis`)) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (complaints.length > 0) throw new Error(complaints.join("; "));
    const { passed, failures } = await page.evaluate(RESULT);
    return { passed, failures: [...failures, ...complaints] };
  } finally {
    await page.close();
  }
}

/** @returns {Promise<Browser>} */
async function chromium() {
  const { chromium } = await import("playwright-core");
  const { executablePath, args } = await findBrowser("chromium");
  const browser = await chromium.launch({ executablePath, args });
  return {
    version: browser.version(),
    evaluate: async (url) => evaluate(await browser.newPage(), url),
    close: () => browser.close(),
  };
}

/** @returns {Promise<Browser>} */
async function firefox() {
  const { default: puppeteer } = await import("puppeteer-core");
  const { executablePath } = await findBrowser("firefox");
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  return {
    version: (await browser.version()).replace(/^firefox\//i, ""),
    evaluate: async (url) => evaluate(await browser.newPage(), url),
    close: () => browser.close(),
  };
}
