import { once } from "node:events";
import { createServer } from "node:http";
import { Server } from "node:net";
import { setImmediate } from "node:timers/promises";
import { notAllowed, refusal } from "./refusal.js";

/** Longer than the 60 s after which load balancers drop an idle connection, so that no callback meets a closed one. */
const KEEP_ALIVE_MS = 65_000;
const REQUEST_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 10_000;
/** How long a stopping server waits for callbacks that are on their way on connections that it keeps. */
const IDLE_AT_STOP_MS = 200;
/** How long a stopping server goes on to let in connections that the system has accepted for it. */
const BACKLOG_MS = 500;
/** The backlog is empty when nobody has come for so long, and the last turn of the event loop left no time to come. */
const NOBODY_MS = 20;
const SHORT_TURN_MS = 0.5;

/** What Node says by itself about the bytes that it sends. */
const FRAMING = ["connection", "content-length", "keep-alive", "transfer-encoding"];

/** The methods that a `Request` cannot have, by the Fetch standard. */
const FORBIDDEN = ["CONNECT", "TRACE", "TRACK"];

/** @type {typeof import("./node.js").toNodeListener} */
export function toNodeListener(handler, waitUntil = () => {}) {
  return async (incoming, outgoing) => {
    try {
      const { method = "GET" } = incoming;
      if (FORBIDDEN.includes(method)) return await send(notAllowed(method), outgoing);
      await send(await handler(toRequest(incoming), { incoming, outgoing, waitUntil }), outgoing);
    } catch (error) {
      if (outgoing.destroyed) return;
      console.error(error);
      if (outgoing.headersSent) outgoing.destroy();
      else await send(refusal(), outgoing);
    }
  };
}

/** @type {typeof import("./node.js").serve} */
export async function serve(handler, { port = 0, host, stopWithinMs = STOP_WITHIN_MS } = {}) {
  /** @type {Set<Promise<unknown>>} */
  const pending = new Set();
  const listener = toNodeListener(handler, (promise) => {
    const ended = promise.then(Boolean, Boolean);
    pending.add(ended);
    ended.then(() => pending.delete(ended));
  });
  const options = { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_WITHIN_MS };
  /** @type {Promise<void> | undefined} */
  let backlog;
  const server = createServer(options, async (incoming, outgoing) => {
    if (backlog) await backlog;
    listener(incoming, outgoing);
  });
  /** @type {Set<import("node:net").Socket>} */
  const sockets = new Set();
  let connections = 0;
  server.on("connection", (socket) => {
    connections++;
    sockets.add(socket.once("close", () => sockets.delete(socket)));
  });
  let stopping = false;
  let idleIsOver = false;
  /** @type {Set<import("node:http").ServerResponse>} */
  const answering = new Set();
  /** Tells the client not to ask again on a connection that is about to be closed. */
  const isLast = (/** @type {import("node:http").ServerResponse} */ outgoing) =>
    outgoing.headersSent || outgoing.setHeader("connection", "close");
  server.on("request", (_, outgoing) => {
    answering.add(outgoing);
    if (stopping) isLast(outgoing);
    outgoing.once("close", () => {
      answering.delete(outgoing);
      if (idleIsOver) setImmediate().then(() => server.closeIdleConnections());
    });
  });
  server.listen(port, host);
  await once(server, "listening");

  /** Lets in whoever the system has connected already: closing resets those connections, with callbacks in them. */
  async function emptyBacklog() {
    let now = performance.now();
    let lastCame = now;
    for (const end = now + BACKLOG_MS; now < end; ) {
      const before = connections;
      const turn = now;
      await setImmediate();
      now = performance.now();
      if (connections > before) lastCame = now;
      if (now - lastCame > NOBODY_MS && now - turn < SHORT_TURN_MS) return;
    }
  }
  async function stopServer() {
    const closed = once(server, "close");
    stopping = true;
    answering.forEach(isLast);
    // Answers would bring new callbacks: with none given meanwhile, turns get short and a quiet one comes.
    backlog = emptyBacklog();
    await backlog;
    // The `close` of `node:http` would cut connections whose next callback has arrived and is not read yet.
    Server.prototype.close.call(server);
    const idle = setTimeout(async () => {
      idleIsOver = true;
      await setImmediate();
      server.close();
      // Node counts a connection on which nothing has come yet as one that is busy.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    }, IDLE_AT_STOP_MS);
    const timer = setTimeout(() => server.closeAllConnections(), stopWithinMs);
    await closed;
    clearTimeout(idle);
    await Promise.race([Promise.all(pending), once(AbortSignal.timeout(stopWithinMs), "abort")]);
    clearTimeout(timer);
  }
  /** @type {Promise<void> | undefined} */
  let stopped;
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { server, port: address.port, stop: () => (stopped ??= stopServer()) };
}

/** @param {import("node:http").IncomingMessage} incoming */
function toRequest(incoming) {
  const { method = "GET", url = "/", headers: named, rawHeaders, socket } = incoming;
  const scheme = "encrypted" in socket ? "https" : "http";
  const host = /^[\w.:[\]-]+$/.test(named.host ?? "") ? named.host : "localhost";
  const origin = URL.canParse(`${scheme}://${host}`) ? `${scheme}://${host}` : `${scheme}://localhost`;
  const headers = new Headers();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers.append(String(rawHeaders[i]), String(rawHeaders[i + 1]));
  const body = method === "GET" || method === "HEAD" ? null : toStream(incoming);
  const target = url.startsWith("/") ? origin + url : new URL(url, origin);
  /** @type {RequestInit & { duplex: "half" }} */
  const init = { method, headers, body, duplex: "half" };
  return new Request(target, init);
}

/**
 * A body as it comes. What is not read of it is thrown away, since cutting the connection would cut off the answer.
 *
 * @param {import("node:http").IncomingMessage} incoming
 */
function toStream(incoming) {
  const chunks = incoming.iterator({ destroyOnReturn: false });
  /** @type {UnderlyingDefaultSource<Uint8Array>} */
  const source = {
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return?.();
      setImmediate().then(() => incoming.resume());
    },
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}

/**
 * @param {Response} response
 * @param {import("node:http").ServerResponse} outgoing
 */
async function send(response, outgoing) {
  outgoing.statusCode = response.status;
  // What `fetch` has received it has decoded as well.
  const untrue = response.url ? [...FRAMING, "content-encoding"] : FRAMING;
  for (const [name, value] of response.headers) if (!untrue.includes(name)) outgoing.appendHeader(name, value);
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  let last;
  for await (const chunk of response.body ?? []) {
    if (last && !outgoing.write(last)) await once(outgoing, "drain", { signal: gone.signal });
    last = chunk;
  }
  // An answer of one chunk is sent with its length.
  outgoing.end(last);
}
