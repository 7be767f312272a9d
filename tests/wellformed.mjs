// What holds of every verdict, whatever was asked.
import { isDeepStrictEqual } from "node:util";

const OUTCOMES = ["allow", "deny", "modify", "acknowledge", "pass", "reject"];
const REASONS = ["unreadable", "parameters", "platform", "app", "command", "signature", "host"];
const MEMBERS = ["outcome", "status", "body", "rule", "code", "message", "flags", "reason", "event", "trace"];

/** The reply to a rejected callback, by platform; a callback of neither gets both in one object. */
export const REJECTED = {
  tencent: { ActionStatus: "OK", ErrorInfo: "callback rejected", ErrorCode: 1 },
  openim: { actionCode: 0, errCode: 5000, errMsg: "callback rejected", errDlt: "", nextCode: 1 },
};
/** The reply that lets the platform go on, by platform. */
export const GO_ON = {
  tencent: { ActionStatus: "OK", ErrorInfo: "", ErrorCode: 0 },
  openim: { actionCode: 0, errCode: 0, errMsg: "", errDlt: "", nextCode: 0 },
};

/** @param {unknown} value @returns {value is Record<string, any>} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON text of any value. @param {unknown} value @returns {string} */
export const show = (value) => JSON.stringify(value, (_, x) => (typeof x === "bigint" ? `${x}n` : x));

/** @param {unknown} value @param {number} from @param {number} to */
const isIntegerIn = (value, from, to) => Number.isInteger(value) && Number(value) >= from && Number(value) <= to;

/**
 * Whether the platform takes a reply for a refusal.
 *
 * @param {string} platform
 * @param {Record<string, unknown>} reply
 */
export function refuses(platform, reply) {
  if (platform === "tencent") {
    const { ActionStatus, ErrorInfo, ErrorCode } = reply;
    const known = ErrorCode === 1 || isIntegerIn(ErrorCode, 10100, 10200);
    return ActionStatus === "OK" && typeof ErrorInfo === "string" && known;
  }
  const { actionCode, nextCode, errCode, errMsg, errDlt } = reply;
  const told = typeof errMsg === "string" && typeof errDlt === "string";
  return actionCode === 0 && nextCode === 1 && isIntegerIn(errCode, 5000, 9999) && told;
}

/**
 * What is wrong with the form of a verdict.
 *
 * @param {any} verdict
 * @param {unknown} explain as it was asked for
 * @returns {string[]}
 */
export function formComplaints(verdict, explain) {
  const { outcome, status, body, rule, code, message, flags, reason, event, trace } = verdict;
  const decided = outcome !== "reject" && outcome !== "pass";
  const right = {
    outcome: OUTCOMES.includes(outcome),
    status: status === 200 || (status === 403 && outcome === "reject"),
    body: typeof body === "string",
    rule: rule === null || typeof rule === "string",
    code: Number.isInteger(code),
    message: typeof message === "string",
    flags: Array.isArray(flags) && flags.every((flag) => typeof flag === "string"),
    reason: outcome === "reject" ? REASONS.includes(reason) : reason === undefined,
    event: decided && (explain || outcome === "acknowledge") ? isObject(event) : event === undefined,
    trace: decided && explain === true ? Array.isArray(trace) : trace === undefined,
  };
  const wrong = Object.entries(right).filter(([, ok]) => !ok);
  const unknown = Object.keys(verdict).filter((name) => !MEMBERS.includes(name));
  const complaints = wrong.map(([name]) => `verdict.${name} is wrong: ${show(verdict[name])}`);
  complaints.push(...unknown.map((name) => `unknown member verdict.${name}`));
  if (!isDeeplyFrozen(verdict)) complaints.push("the verdict is not deeply frozen");
  if (complaints.length > 0) return complaints;
  return [...traceComplaints(trace ?? []), ...replyComplaints(verdict)];
}

/** @param {unknown} value @returns {boolean} */
function isDeeplyFrozen(value) {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

/** Whether it is a test, or a branch of a `$nor` that held without one. @param {any} because */
function isReason(because) {
  if (!isObject(because) || typeof because.path !== "string" || typeof because.operator !== "string") return false;
  if (because.field !== undefined) return because.expected !== undefined;
  return because.operator === "$nor" && Object.keys(because).length === 2;
}

/** @param {any[]} trace */
function traceComplaints(trace) {
  const wrong = trace.filter(
    ({ rule, matched, because }) =>
      typeof rule !== "string" ||
      typeof matched !== "boolean" ||
      (matched ? because !== undefined : !isReason(because)),
  );
  return wrong.map((entry) => `trace entry ${show(entry)}`);
}

/** @param {any} verdict */
function replyComplaints({ outcome, body, rule, code, message, flags }) {
  let reply;
  try {
    reply = JSON.parse(body);
  } catch {
    return ["verdict.body is not JSON"];
  }
  if (!isObject(reply)) return ["verdict.body is not an object"];
  const complaints = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: raw control characters are what is looked for
  if (/[\0-\x1f]/.test(body)) complaints.push("verdict.body holds raw control characters");
  // OpenIM and Tencent parse these into integers, and fail on `1.0`.
  if ("ErrorCode" in reply && !/"ErrorCode":-?\d+[,}]/.test(body)) complaints.push("ErrorCode is not an integer");
  if ("nextCode" in reply && !/"nextCode":[01][,}]/.test(body)) complaints.push("nextCode is not an integer");
  const isOneOf = (/** @type {object[]} */ replies) => replies.some((one) => isDeepStrictEqual(one, reply));
  const plain = isOneOf(Object.values(GO_ON));
  if (outcome === "reject") {
    const { tencent, openim } = REJECTED;
    if (!isOneOf([tencent, openim, { ...tencent, ...openim }])) complaints.push(`not a rejection's reply: ${body}`);
    if (code !== ("ErrorCode" in reply ? 1 : 5000)) complaints.push(`code ${code} of a rejection`);
    if (rule !== null || flags.length > 0) complaints.push("a rejection with a rule or flags");
  } else if (outcome === "deny") {
    if (!refuses("tencent", reply) && !refuses("openim", reply)) complaints.push(`refuses nothing: ${body}`);
  } else {
    if (code !== 0 || message !== "") complaints.push("an allowance with a code or a message");
    const changed = !plain && Object.entries(GO_ON.openim).every(([name, value]) => reply[name] === value);
    if (outcome === "modify" ? !changed : !plain) complaints.push(`not the reply of \`${outcome}\`: ${body}`);
  }
  return complaints;
}
