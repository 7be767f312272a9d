// Clients that check each answer to the letter, and clients that send slowly, by halves or too much.
import { Agent, request as send } from "node:http";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { evaluate } from "group-gate";
import policy from "../../www/policy.json" with { type: "json" };

const TENCENT = "/?SdkAppid=1400000000&CallbackCommand=Group.CallbackBeforeCreateGroup";
const OPENIM = "/callbackBeforeCreateGroupCommand";
const tencent = { CallbackCommand: "Group.CallbackBeforeCreateGroup", Operator_Account: "leckie", Type: "Public" };
const openim = { callbackCommand: "callbackBeforeCreateGroupCommand", groupType: 2 };
const members = Array.from({ length: 500 }, (_, i) => ({ userID: `user ${i}`, roleLevel: 20 }));

/** What good clients send. */
export const GOOD = [
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

/**
 * Clients that check each answer until they are told to end or are refused.
 *
 * @param {string} url @param {number} clients
 * @param {{ keepAlive?: boolean }} [options] without it each callback comes on a new connection
 */
export function checkers(url, clients, { keepAlive = true } = {}) {
  const agent = new Agent({ keepAlive, maxSockets: clients });
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
  const ended = Promise.all(work).then(() => agent.destroy());
  return {
    counts,
    /** Once nobody is let in any more. */
    ended,
    end() {
      going = false;
      return ended;
    },
  };
}

/** Connections of bad manners, until they are told to end. @param {string} url */
export function badManners(url) {
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

/** @param {Map<string, number>} counts @param {string[]} allowed */
export function mustBeRight(counts, allowed) {
  const wrong = [...counts].filter(([what]) => !allowed.includes(what));
  if (wrong.length > 0) throw new Error(`wrong answers: ${JSON.stringify(wrong.slice(0, 5))}`);
  return counts.get("right") ?? 0;
}
