// npm start
import { createServer } from "node:net";
import { endWithin, Failure, main, progress } from "./command.mjs";
import { serveWorker } from "./front.mjs";
import { prepare } from "./module.mjs";

const HOST = "127.0.0.1";

function chosenPort() {
  const text = process.env.PORT ?? "8787";
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535)
    throw new Failure(`PORT must be an integer from 0 to 65535, found \`${text}\``);
  return port;
}

/**
 * Refuses a port that cannot be listened on, before anything slow is done.
 *
 * @param {number} port
 */
function checkPort(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      const found = error.code === "EADDRINUSE" ? "already in use" : `not to be had (${error.code})`;
      reject(
        new Failure(`port ${port} is ${found}: choose another one, such as \`PORT=${(port % 60000) + 1} npm start\``),
      );
    });
    probe.listen(port, HOST, () => probe.close(resolve));
  });
}

/** @param {string} url without a slash at its end */
function examples(url) {
  const tencent = {
    CallbackCommand: "Group.CallbackBeforeCreateGroup",
    Operator_Account: "leckie",
    Owner_Account: "leckie",
    Type: "Public",
    Name: "MyFirstGroup",
    MemberList: [{ Member_Account: "bob" }, { Member_Account: "peter" }],
  };
  const openim = {
    operationID: "1700000000000",
    callbackCommand: "callbackBeforeCreateGroupCommand",
    groupID: "",
    groupName: "Support",
    groupType: 2,
    initMemberList: [{ userID: "u1", roleLevel: 100 }],
  };
  /** @param {string} target @param {object} body */
  const curl = (target, body) => `curl -sS -w '\\n' '${url}${target}' -d '${JSON.stringify(body)}'`;
  return {
    tencent: curl(`/?SdkAppid=1400000000&CallbackCommand=${tencent.CallbackCommand}`, tencent),
    openim: curl(`/${openim.callbackCommand}`, openim),
  };
}

await main(async () => {
  const port = chosenPort();
  await checkPort(port);
  await prepare();
  progress("starting workerd");
  const stopped = stopSignal();
  const server = await serveWorker(HOST, port);
  const url = `http://${HOST}:${server.port}`;
  const { tencent, openim } = examples(url);
  console.log(`
Group Gate answers callbacks at ${url} (Ctrl-C stops it).
Open it in a browser to try policies on callbacks.

Tencent Chat asks, and the group is allowed:
${tencent}

OpenIM asks, and the name is refused:
${openim}
`);
  await stopped;
  progress("answering what is under way");
  await server.stop();
  endWithin(1_000);
});

/** Waits for a signal, or for the end of the npm that started this: its shell may keep the signal to itself. */
function stopSignal() {
  const parent = process.ppid;
  return new Promise((resolve) => {
    const watch = setInterval(() => process.ppid !== parent && stop(), 250).unref();
    const stop = () => {
      clearInterval(watch);
      resolve(undefined);
    };
    // A signal may come twice, from the terminal and from npm, and the second one must not end what the first began.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  });
}
