import assert from "node:assert/strict";
import { after, test } from "node:test";
import { PAGE } from "../../scripts/page.mjs";
import { serve } from "../../scripts/worker.mjs";
import { callbacks, GO_ON, REFUSED_ON_BOTH } from "../wire.mjs";

const MIB = 1024 * 1024;
const server = await serve("www/worker.js", 0, PAGE);
after(() => server.dispose());

/**
 * Asks on a connection of its own, since workerd closes one on which it has answered before it had read all.
 *
 * @param {string} path @param {RequestInit} [init]
 */
const ask = (path, init) => fetch(new URL(path, server.url), { ...init, headers: { connection: "close" } });

/** @param {Response} response @param {string} text */
async function answers(response, text) {
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/json");
  assert.equal(await response.text(), text);
}

for (const { name, platform, body, path } of callbacks)
  test(`${name} over HTTP is answered exactly`, async () => {
    await answers(await ask(path, { method: "POST", body }), GO_ON[platform]);
  });

test("either path takes either platform", async () => {
  for (const { platform, body, path } of callbacks) {
    const query = path.includes("?") ? path.slice(path.indexOf("?")) : "";
    const other = platform === "tencent" ? `/callbackBeforeCreateGroupCommand${query}` : "/";
    await answers(await ask(other, { method: "POST", body }), GO_ON[platform]);
  }
});

test("the example policy refuses a reserved name on both platforms", async () => {
  const tencent = '{"CallbackCommand":"Group.CallbackBeforeCreateGroup","Operator_Account":"leckie","Name":"Support"}';
  const openim = '{"callbackCommand":"callbackBeforeCreateGroupCommand","groupName":"Support"}';
  await answers(
    await ask("/?SdkAppid=1400000000", { method: "POST", body: tencent }),
    '{"ActionStatus":"OK","ErrorInfo":"This name is reserved","ErrorCode":10101}',
  );
  await answers(
    await ask("/", { method: "POST", body: openim }),
    '{"actionCode":0,"errCode":5001,"errMsg":"This name is reserved","errDlt":"","nextCode":1}',
  );
});

test("what cannot be read is refused on both platforms", async () => {
  for (const body of ["", "{}", "no JSON", new Uint8Array([0xff])])
    await answers(await ask("/", { method: "POST", body }), REFUSED_ON_BOTH);
});

test("a body may have 1 MiB, and one byte more is refused", async () => {
  const start = '{"callbackCommand":"callbackBeforeCreateGroupCommand","ex":"';
  const body = (/** @type {number} */ length) => `${start}${"x".repeat(length - start.length - 2)}"}`;
  await answers(await ask("/", { method: "POST", body: body(MIB) }), GO_ON.openim);
  await answers(await ask("/", { method: "POST", body: body(MIB + 1) }), REFUSED_ON_BOTH);
});

test("a body without end is refused before it ends", async () => {
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (sent === 17) return new Promise(() => {});
      sent++;
      return controller.enqueue(new Uint8Array(MIB / 16).fill(0x20));
    },
  });
  const response = await ask("/", { method: "POST", body, ...{ duplex: "half" } });
  await answers(response, REFUSED_ON_BOTH);
});

test("GET / is a page", async () => {
  const response = await ask("/");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  assert.match(await response.text(), /<title>Group Gate<\/title>/);
  const head = await ask("/", { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
});

test("other methods and paths are told apart from answers", async () => {
  for (const method of ["PUT", "DELETE", "PATCH"]) {
    const response = await ask("/", { method });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), "GET, HEAD, POST");
  }
  const command = await ask("/callbackBeforeCreateGroupCommand");
  assert.equal(command.status, 405);
  assert.equal(command.headers.get("allow"), "POST");
  for (const path of ["/x", "/callback", "/callbackCommand", "/callbackBeforeCreateGroupCommand/x"])
    assert.equal((await ask(path, { method: "POST" })).status, 404);
});
