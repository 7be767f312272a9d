// Serves the handler over HTTP as the runtime does it, and asks it over loopback.
import { createHandler } from "group-gate/handler";
import corpus from "./corpus.js";

const policy = { version: 1, tencent: { sdkAppIds: "any" }, openim: { accept: true }, rules: [] };
const handler = createHandler({ policy, onError: () => {} });
const hostname = "127.0.0.1";

/** @returns {Promise<{ port: number, stop: () => Promise<void> }>} */
async function start() {
  const { Deno, Bun } = /** @type {any} */ (globalThis);
  if (Deno) {
    const server = Deno.serve({ port: 0, hostname, onListen: () => {} }, handler);
    return { port: server.addr.port, stop: () => server.shutdown() };
  }
  if (Bun) {
    const server = Bun.serve({ port: 0, hostname, fetch: handler });
    return { port: server.port, stop: () => server.stop() };
  }
  const { serve } = await import("group-gate/node");
  return serve(handler, { host: hostname });
}

const { port, stop } = await start();
/** @type {import("./suite.js").Result} */
const result = { passed: 0, failures: [] };
/** @param {string} name @param {string} path @param {RequestInit} init @param {string} expected @param {number} [status] */
async function check(name, path, init, expected, status = 200) {
  const response = await fetch(`http://${hostname}:${port}${path}`, init);
  const found = [response.status, response.headers.get("content-type"), await response.text()];
  if (String(found) === String([status, "application/json", expected])) result.passed++;
  else result.failures.push(`${name} served: found ${found}`);
}
for (const { name, path, body, answer } of corpus.callbacks) await check(name, path, { method: "POST", body }, answer);
await check("a long body", "/", { method: "POST", body: new Uint8Array(1048577) }, corpus.refusal);
await check("GET", "/", {}, corpus.refusal, 405);
await stop();
console.log(`RESULT ${JSON.stringify(result)}`);
