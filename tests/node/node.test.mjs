// The adapter over node:http: what platforms, load balancers and operators do to it.
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { Agent, createServer, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { createHandler } from "group-gate/handler";
import { serve, toNodeListener } from "group-gate/node";
import { callbacks, GO_ON, REFUSED_ON_BOTH } from "../wire.mjs";

/** @import { FetchHandler, ServeOptions } from "group-gate/node" */

const POLICY = { version: 1, tencent: { sdkAppIds: "any" }, openim: { accept: true }, rules: [] };
const HOST = "127.0.0.1";

/**
 * Serves a handler for as long as a test runs.
 *
 * @param {import("node:test").TestContext} t @param {FetchHandler} [handler] @param {ServeOptions} [options]
 */
async function served(t, handler = createHandler({ policy: POLICY, onError: () => {} }), options) {
  const server = await serve(handler, { host: HOST, ...options });
  t.after(() => {
    server.server.closeAllConnections();
    return server.stop();
  });
  return { ...server, url: `http://${HOST}:${server.port}` };
}

/** Sends raw bytes and gives all that comes back. @param {number} port @param {string} bytes */
async function exchange(port, bytes) {
  const socket = connect(port, HOST);
  socket.write(bytes);
  return text(socket);
}

/** @param {string} body @param {string[]} headers */
const rawPost = (body, headers = ["Host: gate", "Connection: close"], target = "/?SdkAppid=1") =>
  `POST ${target} HTTP/1.1\r\n${headers.join("\r\n")}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

test("every callback is answered with its bytes, type and length, on one connection", async (t) => {
  const { url, server } = await served(t);
  let connections = 0;
  server.on("connection", () => connections++);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  for (const { platform, body, path } of callbacks) {
    const sent = httpRequest(url + path, { method: "POST", agent }).end(body);
    const [response] = await once(sent, "response");
    const answer = await text(response);
    assert.equal(answer, GO_ON[platform]);
    assert.equal(response.headers["content-type"], "application/json");
    assert.equal(response.headers["content-length"], String(answer.length));
    assert.equal(response.headers["transfer-encoding"], undefined);
  }
  assert.equal(connections, 1);
});

test("the URL is made from the Host header, whatever that holds", async (t) => {
  /** @type {string[]} */
  const urls = [];
  const { port } = await served(t, (request) => {
    urls.push(request.url);
    return new Response("ok");
  });
  for (const [host, target] of [
    ["gate.example:8080", "/cb?a=1&b=%20"],
    ["[::1]:80", "/"],
    ["evil/?SdkAppid=1#", "/cb"],
    ["a b", "/cb"],
    ["gate:99999", "/cb"],
    ["", "//elsewhere.example/x"],
    ["gate", "http://proxied.example/y?z"],
    ["gate", "*"],
  ])
    assert.match(await exchange(port, rawPost("", [`Host: ${host}`, "Connection: close"], target)), /^HTTP\/1\.1 200 /);
  assert.deepEqual(urls, [
    "http://gate.example:8080/cb?a=1&b=%20",
    "http://[::1]/",
    "http://localhost/cb",
    "http://localhost/cb",
    "http://localhost/cb",
    "http://localhost//elsewhere.example/x",
    "http://proxied.example/y?z",
    "http://gate/*",
  ]);
});

test("an endless body gets its refusal while it is still being sent, and the connection goes on", async (t) => {
  const { port } = await served(t);
  const socket = connect(port, HOST);
  const answers = text(socket);
  const answered = once(socket, "data");
  socket.write("POST / HTTP/1.1\r\nHost: gate\r\nTransfer-Encoding: chunked\r\n\r\n");
  const piece = `10000\r\n${" ".repeat(65536)}\r\n`;
  for (let i = 0; i < 512; i++) if (!socket.write(piece)) await once(socket, "drain");
  assert.ok(String(await answered).endsWith(REFUSED_ON_BOTH));
  socket.write(`0\r\n\r\n${rawPost("")}`);
  assert.equal((await answers).split(REFUSED_ON_BOTH).length, 3);
});

test("a body that is too long by its own account is refused at once, and the connection goes on", async (t) => {
  const { port } = await served(t);
  const long = " ".repeat(1048577);
  const good = callbacks[0];
  const answers = await exchange(
    port,
    rawPost(long, ["Host: gate"]) + rawPost(String(good?.body), ["Host: gate", "Connection: close"], good?.path),
  );
  assert.equal(answers.split("HTTP/1.1 200 OK").length, 3);
  assert.ok(answers.includes(REFUSED_ON_BOTH));
  assert.ok(answers.endsWith(GO_ON.tencent));
});

test("a body that breaks off reports an error and leaves the server standing", async (t) => {
  const failures = new EventEmitter();
  const failed = once(failures, "failure");
  const { port, url } = await served(
    t,
    createHandler({ policy: POLICY, onError: (error) => failures.emit("failure", error) }),
  );
  const socket = connect(port, HOST);
  socket.write("POST / HTTP/1.1\r\nHost: gate\r\nContent-Length: 100\r\n\r\n{");
  await new Promise((settle) => setTimeout(settle, 50));
  socket.destroy();
  assert.ok((await failed)[0] instanceof Error);
  const response = await fetch(url, { method: "POST", body: "" });
  assert.equal(await response.text(), REFUSED_ON_BOTH);
});

test("what is not POST is told so", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  const { port } = await served(t);
  // `fetch` has no requests with the last of these methods.
  for (const method of ["GET", "HEAD", "OPTIONS", "DELETE", "TRACE"]) {
    const answer = await exchange(port, `${method} / HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 405 /);
    assert.match(answer, /\r\nallow: POST\r\n/);
    assert.equal(answer.endsWith(REFUSED_ON_BOTH), method !== "HEAD");
  }
  assert.equal(logged.mock.callCount(), 0);
});

test("a handler that fails is a refusal", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  const broken = () =>
    new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("lost")) }), { status: 201 });
  /** @type {any[]} */
  const handlers = [
    () => {
      throw new Error("boom");
    },
    async () => {
      throw new Error("boom");
    },
    () => undefined,
    broken,
  ];
  for (const handler of handlers) {
    const { url } = await served(t, handler);
    const response = await fetch(url, { method: "POST", body: "{}" });
    assert.deepEqual([response.status, await response.text()], [200, REFUSED_ON_BOTH]);
  }
  assert.equal(logged.mock.callCount(), handlers.length);
});

test("a long answer waits for a slow reader", async (t) => {
  let made = 0;
  const PIECES = 512;
  const long = () =>
    new Response(
      new ReadableStream(
        { pull: (controller) => (made++ < PIECES ? controller.enqueue(new Uint8Array(65536)) : controller.close()) },
        { highWaterMark: 0 },
      ),
    );
  const { url } = await served(t, long);
  const sent = httpRequest(url, { method: "POST" }).end();
  const [response] = await once(sent, "response");
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(made < PIECES / 2, `${made} pieces were made for a reader that took none`);
  let length = 0;
  for await (const chunk of response) length += chunk.length;
  assert.equal(length, PIECES * 65536);
});

test("an answer nobody waits for is given up", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  const events = new EventEmitter();
  const cancelled = once(events, "cancelled");
  const cancel = () => void events.emit("cancelled");
  const endless = () =>
    new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65536)), cancel }));
  const { port } = await served(t, endless);
  const socket = connect(port, HOST);
  socket.write(rawPost(""));
  await once(socket, "data");
  socket.destroy();
  await cancelled;
  assert.equal(logged.mock.callCount(), 0);
});

test("what was fetched from elsewhere is passed on as it was decoded", async (t) => {
  const { gzipSync } = await import("node:zlib");
  const upstream = createServer((_, outgoing) => {
    outgoing.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json", "x-kept": "1" });
    outgoing.end(gzipSync(GO_ON.tencent));
  }).listen(0, HOST);
  await once(upstream, "listening");
  t.after(() => upstream.close());
  const { port } = /** @type {import("node:net").AddressInfo} */ (upstream.address());
  const { url } = await served(t, (request) => fetch(`http://${HOST}:${port}/`, { headers: request.headers }));
  const sent = httpRequest(url, { method: "POST" }).end();
  const [response] = await once(sent, "response");
  assert.equal(response.headers["x-kept"], "1");
  assert.equal(response.headers["content-encoding"], undefined);
  assert.equal(await text(response), GO_ON.tencent);
});

test("stop finishes what is under way, waits for waitUntil, and closes idle connections", async () => {
  /** @type {string[]} */
  const steps = [];
  const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const handler = createHandler({
    policy: async () => {
      await sleep(150);
      return POLICY;
    },
    onVerdict: async () => {
      await sleep(150);
      steps.push("logged");
    },
  });
  const { port, stop, server } = await serve(handler, { host: HOST, stopWithinMs: 60_000 });
  const agent = new Agent({ keepAlive: true });
  const callback = callbacks[0];
  const ask = async () => {
    const options = { method: "POST", agent, host: HOST, port, path: callback?.path };
    const [response] = await once(httpRequest(options).end(callback?.body), "response");
    return text(response);
  };
  const idle = connect(port, HOST);
  await once(idle, "connect");
  const underWay = ask().then((answer) => {
    steps.push("answered");
    return answer;
  });
  await sleep(50);
  const stopped = stop().then(() => steps.push("stopped"));
  assert.equal(stop(), stop());
  assert.equal(await underWay, GO_ON.tencent);
  await stopped;
  assert.deepEqual(steps, ["answered", "logged", "stopped"]);
  assert.equal(server.listening, false);
  await assert.rejects(ask());
  idle.destroy();
});

test("stop answers whom only the system has let in", async () => {
  const { port, stop } = await serve(createHandler({ policy: POLICY }), { host: HOST });
  const sockets = Array.from({ length: 32 }, () => connect(port, HOST));
  for (const socket of sockets) socket.write("POST / HTTP/1.1\r\nhost: gate\r\ncontent-length: 0\r\n\r\n");
  const answers = Promise.all(sockets.map((socket) => text(socket)));
  await once(/** @type {import("node:net").Socket} */ (sockets.at(-1)), "connect");
  await stop();
  for (const answer of await answers) {
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assert.ok(answer.endsWith(`\r\n\r\n${REFUSED_ON_BOTH}`));
  }
});

test("stop cuts off what takes too long", async () => {
  const { port, stop } = await serve(() => new Promise(() => {}), { host: HOST, stopWithinMs: 100 });
  const waiting = fetch(`http://${HOST}:${port}`, { method: "POST", body: "" });
  const cutOff = assert.rejects(waiting);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await stop();
  await cutOff;
});

test("a port that is taken is an error of serve", async (t) => {
  const { port } = await served(t);
  await assert.rejects(
    serve(() => new Response(), { host: HOST, port }),
    { code: "EADDRINUSE" },
  );
});

test("the listener serves a server of one's own", async (t) => {
  const own = createServer(toNodeListener(createHandler({ policy: POLICY }))).listen(0, HOST);
  await once(own, "listening");
  t.after(() => own.close());
  const { port } = /** @type {import("node:net").AddressInfo} */ (own.address());
  const response = await fetch(`http://${HOST}:${port}`, { method: "POST", body: "" });
  assert.deepEqual([response.status, await response.text()], [200, REFUSED_ON_BOTH]);
});
