import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { ROOT } from "../../scripts/command.mjs";
import { PAGE } from "../../scripts/page.mjs";
import { origin, withPage } from "./open.mjs";

const MOST = 300 * 1024;

test("the whole page weighs less than 300 KiB", () => {
  const folder = join(ROOT, PAGE);
  const weights = readdirSync(folder).map((name) => [
    name,
    brotliCompressSync(readFileSync(join(folder, name))).length,
  ]);
  const total = weights.reduce((sum, [, weight]) => sum + Number(weight), 0);
  assert.ok(total < MOST, `${total} bytes: ${JSON.stringify(Object.fromEntries(weights))}`);
});

test("the page may run nothing but its own files, by header and by itself", () =>
  withPage(async (page) => {
    const header = (await (await fetch(origin)).headers.get("content-security-policy")) ?? "";
    const meta = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
    for (const policy of [header, String(meta)]) {
      assert.match(policy, /default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';/);
      assert.doesNotMatch(policy, /'unsafe-|https?:/);
    }
  }));
