// What a platform does with an answer, in words. The facts are those of the platforms' own documents and clients, told
// at the head of src/tencent.rs and src/openim.rs.

/** @typedef {import("group-gate").Verdict} Verdict */
/** @typedef {string | { quote: string }} Told a sentence, with code between backticks, or words that a user gets to see */

/** The outcomes as people see them: a word, a sign that needs no colour, and one sentence. */
export const OUTCOMES = /** @type {const} */ ({
  allow: { word: "Allowed", icon: "✓" },
  deny: { word: "Refused", icon: "✕" },
  modify: { word: "Allowed with changes", icon: "✎" },
  acknowledge: { word: "Acknowledged", icon: "↩" },
  pass: { word: "Passed on", icon: "→" },
  reject: { word: "Rejected", icon: "⊘" },
});

/** @type {Record<string, string>} */
const REASONS = {
  unreadable: "The callback cannot be read.",
  parameters: "The parameters of the URL cannot be read.",
  platform: "The policy does not accept this platform.",
  app: "The policy does not accept this app.",
  command: "The URL names another command than the body.",
  signature: "The signature does not hold.",
  host: "The host refused.",
};

/** Why it came to this verdict, in a sentence. @param {Verdict} verdict */
export function because(verdict) {
  const { outcome, rule } = verdict;
  if (outcome === "reject") return `${REASONS[verdict.reason]} ${sentence(verdict.message)}`;
  if (outcome === "pass") return "This callback is about something else than the creation of a group.";
  if (outcome === "acknowledge") return "The group exists already: there is nothing to decide.";
  if (outcome === "modify")
    return rule === null
      ? "No rule refuses, and the reply carries changes."
      : "A rule allows it, and the reply carries changes.";
  if (rule !== null) return outcome === "deny" ? "A rule refuses it." : "A rule allows it.";
  return outcome === "deny" ? "No rule decides, and the default refuses." : "No rule decides, and the default allows.";
}

/** @param {string} text */
const sentence = (text) => (text === "" ? "" : `${text[0]?.toUpperCase()}${text.slice(1)}.`);

/**
 * What the platform does with the answer.
 *
 * @param {Verdict} verdict
 * @returns {Told[]}
 */
export function consequencesOf(verdict) {
  const reply = JSON.parse(verdict.body);
  const isTencent = "ErrorCode" in reply;
  const isOpenim = "nextCode" in reply;
  if (isTencent && isOpenim)
    return ["Which platform called cannot be told, so this answer refuses on both: neither creates the group."];
  if (verdict.outcome === "acknowledge") return ["The group exists already, and the reply is ignored."];
  if (verdict.outcome === "pass") return ["The answer tells the platform to go on with whatever it asked about."];
  if (verdict.outcome === "reject" && verdict.status === 403)
    return ["The group exists already, and the reply is ignored. The status 403 tells the host to sync nothing."];
  return isTencent ? tencent(verdict, reply) : openim(verdict, reply);
}

/** @param {Verdict} verdict @param {any} reply @returns {Told[]} */
function tencent({ flags }, { ErrorCode, ErrorInfo }) {
  if (ErrorCode === 0) {
    const told = ["Tencent creates the group as it was asked for."];
    if (flags.some((flag) => flag.startsWith("unapplied:")))
      told.push("A rule would change the group; Tencent's reply cannot carry changes.");
    return told;
  }
  if (ErrorCode === 1) return ["Tencent refuses. The client sees error `10016`, and not the text."];
  return [`Tencent refuses. The client sees \`${ErrorCode}\` and this text:`, { quote: ErrorInfo }];
}

/** @param {Verdict} verdict @param {any} reply @returns {Told[]} */
function openim({ outcome }, { actionCode: _a, errCode, errMsg, errDlt, nextCode, ...changes }) {
  if (nextCode === 1) {
    const detail = errDlt === "" ? [] : ["And this detail:", { quote: errDlt }];
    return [
      `OpenIM refuses. The client sees \`${errCode}\` and this text:`,
      { quote: errMsg },
      ...detail,
      "OpenIM 3.6 cannot refuse by a webhook and creates the group all the same.",
    ];
  }
  if (outcome !== "modify") return ["OpenIM creates the group as it was asked for."];
  const named = Object.entries(changes).map(([key, value]) => `\`${key}\` = \`${JSON.stringify(value)}\``);
  return [`OpenIM creates the group, changed before it is stored: ${named.join(", ")}.`];
}
