"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all) __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if ((from && typeof from === "object") || typeof from === "function") {
    for (const key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, {
          get: () => from[key],
          enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable,
        });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// node.js
var node_exports = {};
__export(node_exports, {
  serve: () => serve,
  toNodeListener: () => toNodeListener,
});
module.exports = __toCommonJS(node_exports);
var import_node_events = require("node:events");
var import_node_http = require("node:http");
var import_node_net = require("node:net");
var import_promises = require("node:timers/promises");

// refusal.js
var import_group_gate = require("group-gate");
var verdict = (0, import_group_gate.evaluate)({ version: 1, rules: [] }, { body: "" });
var REFUSAL = verdict.body;
function refusal() {
  const { status } = verdict;
  return new Response(REFUSAL, { status, headers: { "content-type": "application/json" } });
}

// node.js
var KEEP_ALIVE_MS = 65e3;
var REQUEST_WITHIN_MS = 3e4;
var STOP_WITHIN_MS = 1e4;
var IDLE_AT_STOP_MS = 200;
var BACKLOG_MS = 500;
var NOBODY_MS = 20;
var SHORT_TURN_MS = 0.5;
var FRAMING = ["connection", "content-length", "keep-alive", "transfer-encoding"];
function toNodeListener(handler, waitUntil = () => {}) {
  return async (incoming, outgoing) => {
    try {
      await send(await handler(toRequest(incoming), { incoming, outgoing, waitUntil }), outgoing);
    } catch (error) {
      if (outgoing.destroyed) return;
      console.error(error);
      if (outgoing.headersSent) outgoing.destroy();
      else await send(refusal(), outgoing);
    }
  };
}
async function serve(handler, { port = 0, host, stopWithinMs = STOP_WITHIN_MS } = {}) {
  const pending = /* @__PURE__ */ new Set();
  const listener = toNodeListener(handler, (promise) => {
    const ended = promise.then(Boolean, Boolean);
    pending.add(ended);
    ended.then(() => pending.delete(ended));
  });
  const options = { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_WITHIN_MS };
  let backlog;
  const server = (0, import_node_http.createServer)(options, async (incoming, outgoing) => {
    if (backlog) await backlog;
    listener(incoming, outgoing);
  });
  const sockets = /* @__PURE__ */ new Set();
  let connections = 0;
  server.on("connection", (socket) => {
    connections++;
    sockets.add(socket.once("close", () => sockets.delete(socket)));
  });
  let stopping = false;
  let idleIsOver = false;
  const answering = /* @__PURE__ */ new Set();
  const isLast = (outgoing) => outgoing.headersSent || outgoing.setHeader("connection", "close");
  server.on("request", (_, outgoing) => {
    answering.add(outgoing);
    if (stopping) isLast(outgoing);
    outgoing.once("close", () => {
      answering.delete(outgoing);
      if (idleIsOver) (0, import_promises.setImmediate)().then(() => server.closeIdleConnections());
    });
  });
  server.listen(port, host);
  await (0, import_node_events.once)(server, "listening");
  async function emptyBacklog() {
    let now = performance.now();
    let lastCame = now;
    for (const end = now + BACKLOG_MS; now < end; ) {
      const before = connections;
      const turn = now;
      await (0, import_promises.setImmediate)();
      now = performance.now();
      if (connections > before) lastCame = now;
      if (now - lastCame > NOBODY_MS && now - turn < SHORT_TURN_MS) return;
    }
  }
  async function stopServer() {
    const closed = (0, import_node_events.once)(server, "close");
    stopping = true;
    answering.forEach(isLast);
    backlog = emptyBacklog();
    await backlog;
    import_node_net.Server.prototype.close.call(server);
    const idle = setTimeout(async () => {
      idleIsOver = true;
      await (0, import_promises.setImmediate)();
      server.close();
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    }, IDLE_AT_STOP_MS);
    const timer = setTimeout(() => server.closeAllConnections(), stopWithinMs);
    await closed;
    clearTimeout(idle);
    await Promise.race([
      Promise.all(pending),
      (0, import_node_events.once)(AbortSignal.timeout(stopWithinMs), "abort"),
    ]);
    clearTimeout(timer);
  }
  let stopped;
  const address =
    /** @type {import("node:net").AddressInfo} */
    server.address();
  return { server, port: address.port, stop: () => (stopped ??= stopServer()) };
}
function toRequest(incoming) {
  const { method = "GET", url = "/", headers: named, rawHeaders, socket } = incoming;
  const scheme = "encrypted" in socket ? "https" : "http";
  const host = /^[\w.:[\]-]+$/.test(named.host ?? "") ? named.host : "localhost";
  const origin = URL.canParse(`${scheme}://${host}`) ? `${scheme}://${host}` : `${scheme}://localhost`;
  const headers = new Headers();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers.append(String(rawHeaders[i]), String(rawHeaders[i + 1]));
  const body = method === "GET" || method === "HEAD" ? null : toStream(incoming);
  const target = url.startsWith("/") ? origin + url : new URL(url, origin);
  const init = { method, headers, body, duplex: "half" };
  return new Request(target, init);
}
function toStream(incoming) {
  const chunks = incoming.iterator({ destroyOnReturn: false });
  const source = {
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return?.();
      (0, import_promises.setImmediate)().then(() => incoming.resume());
    },
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}
async function send(response, outgoing) {
  outgoing.statusCode = response.status;
  const untrue = response.url ? [...FRAMING, "content-encoding"] : FRAMING;
  for (const [name, value] of response.headers) if (!untrue.includes(name)) outgoing.appendHeader(name, value);
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  let last;
  for await (const chunk of response.body ?? []) {
    if (last && !outgoing.write(last)) await (0, import_node_events.once)(outgoing, "drain", { signal: gone.signal });
    last = chunk;
  }
  outgoing.end(last);
}
// Annotate the CommonJS export names for ESM import in node:
0 &&
  (module.exports = {
    serve,
    toNodeListener,
  });
