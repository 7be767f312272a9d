// node tests/soak/load.mjs [seconds]
//
// Puts each server under load: `wrk` for speed, a client that checks each answer to the letter, and clients that send
// slowly, by halves or too much. At the end the server is stopped in the middle of it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { Agent, request as send } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { evaluate } from "group-gate";
import { mustRun, ROOT } from "../../scripts/command.mjs";
import policy from "../../www/policy.json" with { type: "json" };

const seconds = Number(process.argv[2] ?? 60);
const SERVERS = {
  // A server to try things with: at its stop workerd ends at once.
  "npm start": { script: "scripts/start.mjs", signal: /** @type {const} */ ("SIGINT"), finishes: false },
  Node: { script: "tests/soak/server.mjs", signal: /** @type {const} */ ("SIGTERM"), finishes: true },
};
const TENCENT = "/?SdkAppid=1400000000&CallbackCommand=Group.CallbackBeforeCreateGroup";
const OPENIM = "/callbackBeforeCreateGroupCommand";
const tencent = { CallbackCommand: "Group.CallbackBeforeCreateGroup", Operator_Account: "leckie", Type: "Public" };
const openim = { callbackCommand: "callbackBeforeCreateGroupCommand", groupType: 2 };
const members = Array.from({ length: 500 }, (_, i) => ({ userID: `user ${i}`, roleLevel: 20 }));

/** What good clients send. */
const GOOD = [
  [TENCENT, JSON.stringify({ ...tencent, Name: "MyFirstGroup" })],
  [TENCENT, JSON.stringify({ ...tencent, Name: "\u200bSupport" })],
  [OPENIM, JSON.stringify({ ...openim, groupName: "Support" })],
  [OPENIM, JSON.stringify({ ...openim, groupName: "赌博 群", initMemberList: members })],
  [OPENIM, "{"],
  [TENCENT, JSON.stringify({ ...tencent, Name: "x".repeat(100_000) })],
].map(([path = "", body = ""]) => {
  const { status, body: answer } = evaluate(/** @type {any} */ (policy), { body, url: path });
  return { path, body, status, answer };
});

/** @param {string} script */
async function startServer(script) {
  const env = { ...process.env, PORT: "0" };
  const child = spawn(process.execPath, [script], { cwd: ROOT, env, stdio: ["ignore", "pipe", "ignore"] });
  let printed = "";
  for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
    printed += text;
    const url = /http:\/\/[\d.]+:\d+/.exec(printed)?.[0];
    if (url) {
      child.stdout.resume();
      return { child, url };
    }
  }
  throw new Error(`${script} did not start: ${printed}`);
}

/**
 * Sends one callback and checks its answer.
 *
 * @param {string} url @param {Agent} agent @param {typeof GOOD[number]} good
 * @returns {Promise<"right" | "refused" | string>}
 */
function ask(url, agent, { path, body, status, answer }) {
  return new Promise((resolve) => {
    const outgoing = send(new URL(path, url), { method: "POST", agent }, async (incoming) => {
      try {
        const text = (await incoming.setEncoding("utf8").toArray()).join("");
        const right = incoming.statusCode === status && text === answer;
        resolve(right ? "right" : `${incoming.statusCode} ${text.slice(0, 200)}`);
      } catch (error) {
        resolve(`cut off: ${error}`);
      }
    });
    outgoing.on("error", (/** @type {NodeJS.ErrnoException} */ error) =>
      resolve(error.code === "ECONNREFUSED" ? "refused" : `lost: ${error.message}`),
    );
    outgoing.end(body);
  });
}

/** Clients that check each answer until they are told to end. @param {string} url @param {number} clients */
function checkers(url, clients) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  /** @type {Map<string, number>} */
  const counts = new Map();
  let going = true;
  const work = Array.from({ length: clients }, async (_, client) => {
    for (let n = client; going; n++) {
      const good = GOOD[n % GOOD.length];
      if (!good) return;
      const what = await ask(url, agent, good);
      counts.set(what, (counts.get(what) ?? 0) + 1);
      if (what === "refused") return;
    }
  });
  return {
    counts,
    async end() {
      going = false;
      await Promise.all(work);
      agent.destroy();
    },
  };
}

/** Connections of bad manners, until they are told to end. @param {string} url */
function badManners(url) {
  const { hostname, port } = new URL(url);
  const head = (/** @type {number} */ length) =>
    `POST ${OPENIM} HTTP/1.1\r\nhost: gate\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
  const open = () => connect(Number(port), hostname).on("error", () => {});
  let going = true;
  let made = 0;
  const kinds = [
    async () => {
      const socket = open();
      socket.write(head(1000));
      for (let i = 0; i < 20 && going && socket.writable; i++) {
        socket.write("{");
        await wait(100);
      }
      socket.destroy();
    },
    async () => {
      const socket = open();
      socket.write(`${head(1000)}{"callbackCommand":`);
      await wait(50);
      socket.destroy();
    },
    async () => {
      const socket = open();
      socket.write(head(2 << 20));
      socket.write(Buffer.alloc(2 << 20, "x"));
      socket.resume();
      await wait(200);
      socket.destroy();
    },
    async () => {
      const socket = open();
      socket.write("POST / HTTP/1.1\r\nhost");
      await wait(500);
      socket.destroy();
    },
    async () => {
      const socket = open();
      socket.write("\0\x01\x02 not HTTP at all\r\n\r\n");
      socket.resume();
      await wait(50);
      socket.destroy();
    },
  ];
  const work = kinds.flatMap((kind) =>
    [1, 2].map(async () => {
      while (going) {
        await kind();
        made++;
      }
    }),
  );
  return {
    async end() {
      going = false;
      await Promise.all(work);
      return made;
    },
  };
}

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

/** @param {Map<string, number>} counts @param {string[]} allowed */
function mustBeRight(counts, allowed) {
  const wrong = [...counts].filter(([what]) => !allowed.includes(what));
  if (wrong.length > 0) throw new Error(`wrong answers: ${JSON.stringify(wrong.slice(0, 5))}`);
  return counts.get("right") ?? 0;
}

for (const [name, { script, signal, finishes }] of Object.entries(SERVERS)) {
  const { child, url } = await startServer(script);
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

    if (!finishes) continue;
    const last = checkers(url, 8);
    await wait(500);
    const before = last.counts.get("right") ?? 0;
    child.kill(signal);
    await once(child, "exit");
    await last.end();
    const whole = mustBeRight(last.counts, ["right", "refused"]);
    console.log(`${name}: stopped after ${before} answers, ${whole - before} more in full, none lost`);
  } finally {
    if (child.exitCode === null) child.kill(signal);
  }
}
