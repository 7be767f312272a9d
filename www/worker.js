import { createHandler } from "group-gate/handler";
import page from "./index.html";
import policy from "./policy.json" with { type: "json" };

const OPENIM_PATH = /^\/callback[A-Za-z]+Command$/;

const answer = createHandler({
  policy,
  onVerdict: ({ outcome, rule, reason, message }) =>
    console.log(`${outcome}: ${JSON.stringify(rule ?? reason ?? "default")} ${JSON.stringify(message)}`),
});

export default {
  /** @type {(request: Request, ...host: unknown[]) => Promise<Response>} */
  async fetch(request, ...host) {
    const { pathname } = new URL(request.url);
    if (pathname !== "/" && !OPENIM_PATH.test(pathname)) return text("not found", 404);
    if (request.method === "POST" || pathname !== "/") return answer(request, ...host);
    if (request.method !== "GET" && request.method !== "HEAD")
      return text("method not allowed", 405, { allow: "GET, HEAD, POST" });
    return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
  },
};

/**
 * @param {string} message
 * @param {number} status
 * @param {Record<string, string>} [headers]
 */
function text(message, status, headers) {
  return new Response(`${message}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}
