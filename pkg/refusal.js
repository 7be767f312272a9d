import { evaluate } from "group-gate";

const verdict = evaluate({ version: 1, rules: [] }, { body: "" });

/** The JSON that refuses on both platforms, for a callback that could not even be handed to `evaluate`. */
export const REFUSAL = verdict.body;

/** The answer to a callback that nobody could decide. */
export function refusal() {
  const { status } = verdict;
  return new Response(REFUSAL, { status, headers: { "content-type": "application/json" } });
}

/** The answer to a request that is no POST. @param {string} method */
export function notAllowed(method) {
  const headers = { allow: "POST", "content-type": "application/json" };
  return new Response(method === "HEAD" ? null : REFUSAL, { status: 405, headers });
}
