// The server of `npm start`: it hands each request on to the Worker, and is what can be stopped under load. workerd by
// itself drops at its stop what is under way.
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Failure, ROOT } from "./command.mjs";

/** More than the Worker reads of a body before it refuses it as too long. */
const MOST_OF_BODY = 1024 * 1024 + 1;

/** What is said from one connection to the next alone: RFC 9110, 7.6.1, and what frames a request. */
const OF_ONE_CONNECTION = [
  ...["connection", "expect", "host", "keep-alive", "proxy-connection", "te", "trailer", "upgrade"],
  ...["content-length", "transfer-encoding"],
];

/**
 * Serves www/worker.js under workerd. A stop takes nothing new and ends once everything is answered, within 10 s.
 *
 * @param {string} host
 * @param {number} port 0 for any free one
 * @returns {Promise<{ port: number, stop: () => Promise<void> }>}
 */
export async function serveWorker(host, port) {
  const { Agent, fetch } = await import("undici");
  const { serve } = await import("group-gate/node");
  const worker = await startWorker();
  // A connection for each request, since workerd closes one on which it has answered before it had read all.
  const dispatcher = new Agent({ pipelining: 0 });

  /** @param {Request} request */
  async function handOn(request) {
    const { method, url } = request;
    const { pathname, search } = new URL(url);
    const headers = new Headers(request.headers);
    for (const name of OF_ONE_CONNECTION) headers.delete(name);
    const body = request.body && (await readStart(request.body));
    /** @type {any} */
    const init = { method, headers, body, redirect: "manual", dispatcher };
    return /** @type {Promise<any>} */ (fetch(worker.url + pathname + search, init));
  }
  const server = await serve(handOn, { host, port });
  async function stop() {
    await server.stop();
    await worker.stop();
  }
  return { port: server.port, stop };
}

/**
 * The first bytes of a body: all of it, unless it is longer than any that is read.
 *
 * @param {ReadableStream<Uint8Array>} body
 */
async function readStart(body) {
  const chunks = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_OF_BODY) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_OF_BODY);
}

/** Starts workerd in a process group of its own, out of reach of the Ctrl-C that a terminal sends to the whole group. */
async function startWorker() {
  /** @type {import("node:child_process").ForkOptions} */
  const options = { detached: true, stdio: ["ignore", "inherit", "inherit", "ipc"] };
  const child = fork(join(ROOT, "scripts/worker-process.mjs"), options);
  const ended = once(child, "exit");
  const started = once(child, "message");
  const [url] = await Promise.race([started, ended]);
  if (typeof url !== "string") throw new Failure("workerd did not start: see above");
  async function stop() {
    if (child.connected) child.disconnect();
    await ended;
  }
  return { url, stop };
}
