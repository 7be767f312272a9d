import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { badManners, checkers, mustBeRight } from "./clients.mjs";
import { SERVERS, startServer } from "./servers.mjs";

/** What the servers promise to end in, and what a busy machine may add. */
const ENDS_WITHIN_MS = 10_000 + 5_000;

/**
 * Stops each server in the middle of a load. Each callback must be answered in full or its connection refused.
 *
 * @param {number} times
 * @param {{ halfSent?: boolean }} [options] whether callbacks that are never sent whole are there too, for which a
 *   server waits as long as it ever does
 */
export async function stopUnderLoad(times, { halfSent = false } = {}) {
  for (const [name, server] of Object.entries(SERVERS)) {
    let before = 0;
    let after = 0;
    let slowest = 0;
    for (let n = 0; n < times; n++) {
      const result = await stopOnce(server, halfSent);
      before += result.before;
      after += result.after;
      slowest = Math.max(slowest, result.ms);
    }
    const seconds = (slowest / 1000).toFixed(1);
    const often = times === 1 ? "once" : `${times} times`;
    const what = halfSent ? "none lost, half-sent callbacks cut off" : "none lost";
    console.log(
      `${name}: stopped ${often} after ${before} answers, ${after} more in full, ${what}, in ${seconds} s at most`,
    );
  }
}

/** @param {typeof SERVERS[keyof typeof SERVERS]} server @param {boolean} halfSent */
async function stopOnce(server, halfSent) {
  const { url, stop } = await startServer(server);
  try {
    const good = [checkers(url, 8), checkers(url, 4, { keepAlive: false })];
    const right = () => good.reduce((sum, { counts }) => sum + (counts.get("right") ?? 0), 0);
    const bad = badManners(url);
    const held = halfSent ? await sendHalf(url) : [];
    await wait(300 + Math.random() * 300);
    const before = right();
    const start = performance.now();
    const status = await stop();
    const ms = performance.now() - start;
    await Promise.all(held);
    await bad.end();
    for (const { counts, ended } of good) {
      await ended;
      mustBeRight(counts, ["right", "refused"]);
    }
    if (before === 0) throw new Error("nothing was answered before the stop");
    if (status !== 0) throw new Error(`the stop ended with status ${status}`);
    if (ms > ENDS_WITHIN_MS) throw new Error(`the stop took ${ms} ms`);
    return { before, after: right() - before, ms };
  } finally {
    await stop();
  }
}

/** Connections with half a request each, which end when the server cuts them off. @param {string} url */
async function sendHalf(url) {
  const { hostname, port } = new URL(url);
  const head = "POST / HTTP/1.1\r\nhost: gate\r\ncontent-length: 1000\r\n";
  const sockets = [head, `${head}\r\n{"callbackCommand":`].map((text) => {
    const socket = connect(Number(port), hostname).on("error", () => {});
    socket.write(text);
    return socket.resume();
  });
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  return sockets.map((socket) => socket.closed || once(socket, "close"));
}
