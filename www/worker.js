import { createHandler } from "group-gate/handler";
import { CONTENT_SECURITY_POLICY } from "./content-security-policy.js";
import policy from "./policy.json" with { type: "json" };

const OPENIM_PATH = /^\/callback[A-Za-z]+Command$/;

const answer = createHandler({
  policy,
  onVerdict: ({ outcome, rule, reason, message }) =>
    console.log(`${outcome}: ${JSON.stringify(rule ?? reason ?? "default")} ${JSON.stringify(message)}`),
});

/** What a page from here may do, whatever is in it. */
const HEADERS = {
  "content-security-policy": `${CONTENT_SECURITY_POLICY}; frame-ancestors 'none'`,
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export default {
  /** @type {(request: Request, env: { ASSETS: { fetch: typeof fetch } }, ...host: unknown[]) => Promise<Response>} */
  async fetch(request, env, ...host) {
    const { pathname } = new URL(request.url);
    if (OPENIM_PATH.test(pathname)) return answer(request, env, ...host);
    if (pathname === "/" && request.method === "POST") return answer(request, env, ...host);
    if (request.method === "GET" || request.method === "HEAD") return page(request, env);
    if (pathname !== "/") return text("not found", 404);
    return text("method not allowed", 405, { allow: "GET, HEAD, POST" });
  },
};

/**
 * A file of the page.
 *
 * @param {Request} request
 * @param {{ ASSETS: { fetch: typeof fetch } }} env
 */
async function page(request, { ASSETS }) {
  const file = await ASSETS.fetch(request);
  if (file.status === 404) return text("not found", 404);
  const response = new Response(file.body, file);
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
  return response;
}

/**
 * @param {string} message
 * @param {number} status
 * @param {Record<string, string>} [headers]
 */
function text(message, status, headers) {
  return new Response(`${message}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}
