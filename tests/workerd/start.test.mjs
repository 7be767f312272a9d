import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { promisify } from "node:util";
import { ROOT } from "../../scripts/command.mjs";
import { GO_ON, REFUSED_ON_BOTH } from "../wire.mjs";

const start = (/** @type {string} */ port) =>
  spawn(process.execPath, ["scripts/start.mjs"], { cwd: ROOT, env: { ...process.env, PORT: port } });

/** @param {import("node:child_process").ChildProcessWithoutNullStreams} child */
async function end(child) {
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text) => (stdout += text));
  child.stderr.on("data", (text) => (stderr += text));
  const [status] = await once(child, "close");
  return { status, stdout, stderr };
}

/** @param {import("node:child_process").ChildProcessWithoutNullStreams} child */
async function printedBy(child) {
  let printed = "";
  for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
    printed += text;
    if (printed.includes("OpenIM asks") && printed.endsWith("\n\n")) break;
  }
  child.stdout.resume();
  return printed;
}

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  test(`npm start prints curl lines that work, and ${signal} stops it`, async () => {
    const child = start("0");
    const printed = await printedBy(child);
    const lines = printed.split("\n").filter((line) => line.startsWith("curl "));
    const answers = await Promise.all(lines.map((line) => promisify(execFile)("sh", ["-c", line])));
    child.kill(signal);
    const [status] = await once(child, "exit");
    assert.deepEqual(
      answers.map(({ stdout }) => stdout),
      [
        `${GO_ON.tencent}\n`,
        '{"actionCode":0,"errCode":5001,"errMsg":"This name is reserved","errDlt":"","nextCode":1}\n',
      ],
    );
    assert.equal(status, 0);
  });

test("what npm start serves is what the Worker answers", async (t) => {
  const child = start("0");
  t.after(() => child.kill("SIGTERM"));
  const url = /http:\/\/[\d.]+:\d+/.exec(await printedBy(child))?.[0];
  const ask = (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) => fetch(url + path, init);
  const page = await ask("/");
  assert.match(page.headers.get("content-security-policy") ?? "", /^default-src 'none';/);
  assert.match(await page.text(), /<title>Group Gate<\/title>/);
  const unchanged = await ask("/", { headers: { "if-none-match": page.headers.get("etag") ?? "" } });
  assert.equal(unchanged.status, 304);
  const index = await ask("/index.html", { redirect: "manual" });
  assert.deepEqual([index.status, index.headers.get("location")], [307, "/"]);
  assert.equal((await ask("//example.com/", { method: "POST" })).status, 404);
  const openim = '{"callbackCommand":"callbackBeforeCreateGroupCommand"}';
  const whole = openim.padEnd(1024 * 1024);
  for (const [body, answer] of [
    [whole, GO_ON.openim],
    [`${whole} `, REFUSED_ON_BOTH],
    [whole.repeat(3), REFUSED_ON_BOTH],
  ])
    assert.equal(await (await ask("/", { method: "POST", body })).text(), answer);
  const expecting = [
    "-sS",
    "-H",
    "expect: 100-continue",
    "-H",
    "connection: upgrade",
    "-H",
    "upgrade: h2c",
    "-d",
    openim,
  ];
  const { stdout } = await promisify(execFile)("curl", [...expecting, `${url}/`]);
  assert.equal(stdout, GO_ON.openim);
});

test("a port that is taken is told in one sentence", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (other.address());
  const { status, stdout, stderr } = await end(start(String(port)));
  other.close();
  assert.equal(status, 1);
  assert.equal(stdout, "");
  const free = (port % 60000) + 1;
  assert.equal(
    stderr,
    `group-gate: port ${port} is already in use: choose another one, such as \`PORT=${free} npm start\`\n`,
  );
});

test("a port that is none is told in one sentence", async () => {
  const { status, stderr } = await end(start("80a"));
  assert.equal(status, 1);
  assert.equal(stderr, "group-gate: PORT must be an integer from 0 to 65535, found `80a`\n");
});
