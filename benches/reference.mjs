// The reference policy, what answers it, and the bodies that everything here has to answer right before it is timed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { baseline } from "./reference/baseline.mjs";
import { BODIES, URL as CALLED } from "./reference/bodies.mjs";

export { BODIES, baseline, CALLED };

const text = readFileSync(new URL("reference/policy.json", import.meta.url), "utf8");

/**
 * @typedef {{ id: string, when: object, deny: { code: number, message: string } }} Rule
 * @typedef {{ version: number, tencent: { sdkAppIds: "any" | string[] }, lists: Record<string, string[]>, rules: Rule[] }} ReferencePolicy
 */

/** A fresh copy. @returns {ReferencePolicy} */
export const referencePolicy = () => JSON.parse(text);

/** @param {string} name of one of the bodies @returns {string} */
export function bodyText(name) {
  const [body] = BODIES[name] ?? [];
  assert(body !== undefined, `there is no body \`${name}\``);
  return body;
}

/**
 * Refuses whoever answers one of the bodies wrong.
 *
 * @param {string} who
 * @param {(body: string) => string | Promise<string>} answer gives the reply
 */
export async function checkAnswers(who, answer) {
  for (const [name, [body, code]] of Object.entries(BODIES)) {
    const reply = JSON.parse(await answer(body));
    assert.equal(reply.ErrorCode, code, `${who} answers \`${name}\` with ${reply.ErrorCode} instead of ${code}`);
    assert.equal(reply.ActionStatus, "OK");
    assert.equal(reply.ErrorInfo !== "", code !== 0, `${who} gives \`${name}\` the text \`${reply.ErrorInfo}\``);
  }
}
