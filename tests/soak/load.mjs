// node tests/soak/load.mjs [seconds]
//
// Puts each server under load: `wrk` for speed, a client that checks each answer to the letter, and clients that send
// slowly, by halves or too much. Then servers are stopped in the middle of it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { mustRun, ROOT } from "../../scripts/command.mjs";
import { badManners, checkers, GOOD, mustBeRight } from "./clients.mjs";
import { SERVERS, startServer } from "./servers.mjs";
import { stopUnderLoad } from "./stopping.mjs";

const seconds = Number(process.argv[2] ?? 60);

/** @param {string} url */
async function wrk(url) {
  const [good] = GOOD;
  const script = join(ROOT, "target/soak/post.lua");
  mkdirSync(join(ROOT, "target/soak"), { recursive: true });
  const lua = `wrk.method = "POST"\nwrk.body = [[${good?.body}]]\nwrk.headers["content-type"] = "application/json"\n`;
  writeFileSync(script, lua);
  const args = ["-t1", "-c32", `-d${seconds}s`, "--latency", "--timeout", "10s", "-s", script, url + good?.path];
  const { stdout } = await mustRun("the load", "wrk", args, { missing: "install wrk (`apt-get install wrk`)" });
  const wrong = /Socket errors: .*|Non-2xx.*/.exec(stdout)?.[0];
  if (wrong) throw new Error(wrong);
  const [rate, p50, p99] = [/Requests\/sec: +(\S+)/, /50% +(\S+)/, /99% +(\S+)/].map((one) => one.exec(stdout)?.[1]);
  return `${rate} a second, p50 ${p50}, p99 ${p99}`;
}

for (const [name, server] of Object.entries(SERVERS)) {
  const { url, stop } = await startServer(server);
  try {
    const beside = checkers(url, 4);
    const speed = await wrk(url);
    await beside.end();
    console.log(`${name}: ${speed}; ${mustBeRight(beside.counts, ["right"])} checked answers beside it, all right`);

    const bad = badManners(url);
    const among = checkers(url, 8);
    await wait((seconds * 1000) / 2);
    await among.end();
    const right = mustBeRight(among.counts, ["right"]);
    console.log(`${name}: ${right} checked answers among ${await bad.end()} connections of bad manners, all right`);
  } finally {
    await stop();
  }
}
await stopUnderLoad(10);
await stopUnderLoad(1, { halfSent: true });
