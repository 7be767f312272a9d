// The servers that are put under load, each in a process of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { ROOT } from "../../scripts/command.mjs";

/** Each by its name: what runs it, and what stops it. A group is stopped as a terminal's Ctrl-C does it. */
export const SERVERS = {
  "npm start": { script: "scripts/start.mjs", signal: /** @type {const} */ ("SIGINT"), group: true },
  Node: { script: "tests/soak/server.mjs", signal: /** @type {const} */ ("SIGTERM"), group: false },
};

/** @typedef {{ url: string, stop: () => Promise<unknown> }} Started `stop` gives the exit status */

/**
 * @param {typeof SERVERS[keyof typeof SERVERS]} server
 * @returns {Promise<Started>}
 */
export async function startServer({ script, signal, group }) {
  const env = { ...process.env, PORT: "0" };
  const child = spawn(process.execPath, [script], {
    cwd: ROOT,
    env,
    detached: group,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "exit");
  async function stop() {
    if (child.exitCode === null && child.pid) process.kill(group ? -child.pid : child.pid, signal);
    const [status] = await ended;
    return status;
  }
  let printed = "";
  let url;
  for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
    printed += text;
    url = /http:\/\/[\d.]+:\d+/.exec(printed)?.[0];
    if (url) break;
  }
  if (!url) throw new Error(`${script} did not start: ${printed}`);
  child.stdout.resume();
  return { url, stop };
}
