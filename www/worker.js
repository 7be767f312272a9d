import { evaluate } from "group-gate";
import page from "./index.html";
import policy from "./policy.json" with { type: "json" };

const MAX_BODY_BYTES = 1024 * 1024;
const OPENIM_PATH = /^\/callback[A-Za-z]+Command$/;

/** The refusal that both platforms understand, for whatever cannot be decided. */
const REFUSAL = evaluate(policy, { body: "" });

export default {
  /** @param {Request} request */
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname !== "/" && !OPENIM_PATH.test(pathname)) return text("not found", 404);
    if (request.method === "POST") {
      const { body, status } = await decide(request);
      return new Response(body, { status, headers: { "content-type": "application/json" } });
    }
    if (pathname !== "/") return text("method not allowed", 405, { allow: "POST" });
    if (request.method !== "GET" && request.method !== "HEAD")
      return text("method not allowed", 405, { allow: "GET, HEAD, POST" });
    return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
  },
};

/**
 * The verdict on a callback. Whatever fails on the way is a refusal, because any other answer creates the group.
 *
 * @param {Request} request
 */
async function decide(request) {
  try {
    const body = await readBody(request);
    if (body === null) {
      console.log(`reject: the body is longer than ${MAX_BODY_BYTES} bytes`);
      return REFUSAL;
    }
    const verdict = evaluate(policy, { body, url: request.url });
    console.log(
      `${verdict.outcome}: ${JSON.stringify(verdict.rule ?? verdict.reason ?? "default")} ${JSON.stringify(verdict.message)}`,
    );
    return verdict;
  } catch (error) {
    console.error(error);
    return REFUSAL;
  }
}

/**
 * The bytes of a body, or null for one that is too long; of that no more is read than shows it.
 *
 * @param {Request} request
 * @returns {Promise<Uint8Array | null>}
 */
async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/**
 * @param {string} message
 * @param {number} status
 * @param {Record<string, string>} [headers]
 */
function text(message, status, headers) {
  return new Response(`${message}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}
