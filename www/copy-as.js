// The policy and the callback as code to take away. A token is never part of it.
import { blankComments } from "./jsonc.js";

/** @typedef {import("./call.js").State} State */
/** @typedef {import("group-gate").Verdict} Verdict */

/**
 * @param {"worker" | "node" | "curl" | "vector"} kind
 * @param {State} state
 * @param {import("group-gate").CallbackRequest} request
 * @param {Verdict | undefined} verdict
 * @returns {string}
 */
export function copyAs(kind, state, request, verdict) {
  const plain = JSON.parse(blankComments(state.policy));
  // JavaScript takes JSON with its comments as it is.
  const policy = state.policy.trim();
  switch (kind) {
    case "worker":
      return worker(policy, state.facts);
    case "node":
      return node(policy, state.facts);
    case "curl":
      return curl(state);
    case "vector":
      return vector(plain, request, verdict);
  }
}

/** @param {string} facts */
const factsOption = (facts) =>
  facts.trim() === "" ? "" : `,\n  facts: async (event) => (${blankComments(facts).trim()})`;

/** @param {string} policy @param {string} facts */
const worker = (policy, facts) => `// Cloudflare Workers: npm install group-gate; the token is the secret TENCENT_TOKEN
import { createHandler } from "group-gate/handler";

const policy = ${policy};

export default {
  fetch: createHandler({
    policy,
    token: (env) => env.TENCENT_TOKEN${factsOption(facts).replaceAll("\n", "\n  ")},
  }),
};
`;

/** @param {string} policy @param {string} facts */
const node = (policy, facts) => `// Node.js: npm install group-gate; the token is the environment variable TENCENT_TOKEN
import { createHandler } from "group-gate/handler";
import { serve } from "group-gate/node";

const policy = ${policy};

const handler = createHandler({
  policy,
  token: process.env.TENCENT_TOKEN${factsOption(facts)},
});
const server = await serve(handler, { port: 8787 });
process.once("SIGTERM", () => server.stop());
`;

/** @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** @param {State} state */
function curl({ url, body }) {
  const target = /^https?:/.test(url) ? url : `http://127.0.0.1:8787${url.startsWith("/") ? "" : "/"}${url}`;
  return `curl -sS -i -H 'content-type: application/json' ${quoted(target)} --data-binary ${quoted(body)}\n`;
}

/** @param {unknown} policy @param {import("group-gate").CallbackRequest} request @param {Verdict | undefined} verdict */
function vector(policy, { token: _, ...request }, verdict) {
  const { outcome, status, rule, code, message, flags, reason } = verdict ?? {};
  const expect = verdict && { outcome, status, rule, code, message, flags, reason, reply: JSON.parse(verdict.body) };
  const group = {
    about: "from the page",
    policy: policy,
    cases: [{ name: "the callback", request, expect }],
  };
  return `${JSON.stringify([group], null, 2)}\n`;
}
