/**
 * The replies of a policy, made anew for each call as a server has to.
 *
 * @param {import("../reference.mjs").ReferencePolicy} policy
 * @returns {(code: number) => string}
 */
export function replies(policy) {
  const messages = Object.fromEntries(policy.rules.map(({ deny }) => [deny.code, deny.message]));
  messages[RESERVED] = "this name is reserved";
  return (code) => JSON.stringify({ ActionStatus: "OK", ErrorInfo: code === 0 ? "" : messages[code], ErrorCode: code });
}

/** The error code of a name that is reserved, by the rules that are added to see what more rules cost. */
export const RESERVED = 10150;

/** Kinds of groups that count against the quota, under their old and new names on the wire. */
export const METERED = ["Public", "ChatRoom", "Meeting"];
