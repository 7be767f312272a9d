// Runs the vectors of tests/vectors against an `evaluate`. The same files run natively in tests/vectors.rs.
//
// A file is an array of groups. A group has a policy and what is expected of it:
//
//   about            what the group shows
//   policy           the policy as an object, or `policyText`, the policy as text
//   cases            calls with that policy (below)
//   expectIssues     the policy is wrong: exactly these mistakes, as [{ path, line?, hintHas? }]. An array as `path`
//                    means that any of them will do, `pathStarts` that the path begins so. Every issue has a kebab-case
//                    code, a message, and a path that exists in the policy; line and column when the policy is text
//   expectWarnings   the report has at least these warnings, as [{ code, path }]: the code at that pointer or below it
//   expectNoWarnings codes, or { code, path }, that the report does not have
//   report           members of the report, such as { "rules": 1, "lists": 0 }
//
// A case is { name, request, expect } or { name, request, throws } (`throws`: name of the error, or several that will
// do). In a request an object as `body` is sent as its JSON text; instead of `body` there may be
//
//   bodyBytesHex     the bytes of the body
//   bodyRepeat       { prefix, repeat, times, suffix }: a long text, spelled short
//   bodyValue        a value handed over as it is, not as text
//
// and `nowIs` names a number that JSON has no word for ("NaN", "Infinity").
//
// `expect` has members of the verdict, compared exactly (outcome, status, rule, code, message, flags), and
//
//   reason           the reason of a rejection, or several that will do
//   reply            the parsed verdict.body, exactly; "$text" is any text that is not empty, "$any" anything
//   refuses          the platforms on which the reply refuses, whatever else it holds
//   messageHas       parts of verdict.message, in any case
//   event            part of verdict.event: objects partially, everything else exactly, null for what must be absent
//   traceRules       the ids in verdict.trace; `matchedRules`: those that matched
//   because          from rule id to a part of that trace entry's `because`
//
// Beside that every verdict must be well formed, and the same when the same call is made again, with the body as text,
// bytes, buffer or parsed object, with the policy as text, and (event and trace aside) with and without `explain`.
import { isDeepStrictEqual } from "node:util";
import { formComplaints, isObject, refuses, show } from "./wellformed.mjs";

/** @typedef {(policy: any, request: any) => any} Evaluate */
/** @typedef {{ about: string, [member: string]: any }} Group */

export const WARNINGS = [
  ...["unreachable-rule", "never-matches", "field-not-sent", "may-be-missing", "forgeable-field", "hidden-message"],
  ...["unused-list", "no-effect", "born-dismissed", "unsigned", "unauthenticated", "accepts-nothing"],
];
const COMPARED = ["outcome", "status", "rule", "code", "message", "flags"];

/** Any time that does not move: for cases that say none, when verdicts are compared. */
const STEADY_NOW = 1700000000000;

/**
 * Every check of a group by name, each giving its complaints.
 *
 * @param {Evaluate} evaluate
 * @param {Group} group
 * @returns {[name: string, check: () => string[]][]}
 */
export function checks(evaluate, group) {
  const policy = group.policyText ?? group.policy;
  /** @type {[string, () => string[]][]} */
  const found = [];
  if (group.expectIssues) found.push(["issues", () => issuesCheck(evaluate, policy, group.expectIssues)]);
  if (group.expectWarnings || group.expectNoWarnings || group.report)
    found.push(["report", () => reportCheck(evaluate, policy, group)]);
  for (const one of group.cases ?? []) found.push([one.name, () => caseCheck(evaluate, policy, one)]);
  return found;
}

/** The request that a case spells out. @param {any} request */
export function toRequest({ body, bodyBytesHex, bodyRepeat, bodyValue, nowIs, ...rest }) {
  if (nowIs !== undefined) rest.now = Number(nowIs);
  if (bodyBytesHex !== undefined) return { ...rest, body: new Uint8Array(Buffer.from(bodyBytesHex, "hex")) };
  if (bodyRepeat !== undefined) {
    const { prefix, repeat, times, suffix } = bodyRepeat;
    return { ...rest, body: prefix + repeat.repeat(times) + suffix };
  }
  if (bodyValue !== undefined) return { ...rest, body: bodyValue };
  if (body === undefined) return rest;
  return { ...rest, body: typeof body === "object" && body !== null ? JSON.stringify(body) : body };
}

/** Whether a reply is as expected, wildcards included. @param {any} actual @param {any} expected @returns {boolean} */
function matches(actual, expected) {
  if (expected === "$any") return actual !== undefined;
  if (expected === "$text") return typeof actual === "string" && actual !== "";
  if (!isObject(expected)) return isDeepStrictEqual(actual, expected);
  const names = Object.keys(expected).sort();
  if (!isObject(actual) || !isDeepStrictEqual(Object.keys(actual).sort(), names)) return false;
  return names.every((name) => matches(actual[name], expected[name]));
}

/** Whether an event holds what is expected of it. @param {any} actual @param {any} expected @returns {boolean} */
function contains(actual, expected) {
  if (expected === null) return actual === undefined || actual === null;
  if (!isObject(expected)) return isDeepStrictEqual(JSON.parse(show(actual) ?? "null"), expected);
  return Object.keys(expected).every((name) => contains(actual?.[name], expected[name]));
}

/** What a call comes to, a throw included. @param {() => any} call @returns {{ value?: any, error?: any }} */
function attempt(call) {
  try {
    return { value: call() };
  } catch (error) {
    return { error };
  }
}

/** @param {Evaluate} evaluate @param {any} policy @param {any} one @returns {string[]} */
function caseCheck(evaluate, policy, { request, expect, throws }) {
  const input = toRequest(request);
  const { value: verdict, error } = attempt(() => evaluate(policy, input));
  if (throws) {
    if (!error) return [`expected ${throws}, got a verdict`];
    return [throws].flat().includes(error.name) ? [] : [`expected ${throws}, got ${error.name}`];
  }
  if (error) return [`threw ${error.name}: ${error.message}`];
  const malformed = formComplaints(verdict, input.explain);
  if (malformed.length > 0) return malformed;
  const unexpected = verdictComplaints(verdict, expect);
  return unexpected.length > 0 ? unexpected : samenessComplaints(evaluate, policy, request, input);
}

/** @param {any} verdict @param {any} expect */
function verdictComplaints(verdict, expect) {
  /** @type {string[]} */
  const complaints = [];
  const reply = JSON.parse(verdict.body);
  const trace = verdict.trace ?? [];
  /** @param {boolean} ok @param {string} what @param {unknown} expected @param {unknown} got */
  const check = (ok, what, expected, got) => {
    if (!ok) complaints.push(`${what}: expected ${show(expected)}, got ${show(got)}`);
  };
  for (const name of COMPARED)
    if (name in expect) check(isDeepStrictEqual(verdict[name], expect[name]), name, expect[name], verdict[name]);
  if ("reason" in expect)
    check([expect.reason].flat().includes(verdict.reason), "reason", expect.reason, verdict.reason);
  if ("reply" in expect) check(matches(reply, expect.reply), "reply", expect.reply, reply);
  for (const platform of expect.refuses ?? [])
    check(refuses(platform, reply), "reply", `refusal on ${platform}`, reply);
  for (const part of expect.messageHas ?? [])
    check(verdict.message.toLowerCase().includes(part.toLowerCase()), "message", part, verdict.message);
  if ("event" in expect) check(contains(verdict.event, expect.event), "event", expect.event, verdict.event);
  const ids = (/** @type {any[]} */ entries) => entries.map((entry) => entry.rule);
  if ("traceRules" in expect)
    check(isDeepStrictEqual(ids(trace), expect.traceRules), "trace", expect.traceRules, trace);
  if ("matchedRules" in expect) {
    const matched = ids(trace.filter((/** @type {any} */ entry) => entry.matched));
    check(isDeepStrictEqual(matched, expect.matchedRules), "matched rules", expect.matchedRules, trace);
  }
  for (const [rule, because] of Object.entries(expect.because ?? {})) {
    const entry = trace.find((/** @type {any} */ each) => each.rule === rule);
    check(contains(entry?.because, because), `because of ${rule}`, because, entry);
  }
  return complaints;
}

/**
 * Whether the verdict is the same in every way of asking.
 *
 * @param {Evaluate} evaluate @param {any} policy @param {any} request as the case spells it @param {any} input
 */
function samenessComplaints(evaluate, policy, request, input) {
  /** @type {string[]} */
  const complaints = [];
  const steady = { now: STEADY_NOW, ...input };
  const base = show(evaluate(policy, steady));
  // The detail of a rejection may point into the text, which differs with the form of the body.
  const withoutDetail = (/** @type {any} */ verdict) =>
    show(verdict.outcome === "reject" ? { ...verdict, message: "" } : verdict);
  const withoutExplanation = (/** @type {any} */ { event: _event, trace: _trace, ...verdict }) => show(verdict);
  /** @param {string} what @param {any} otherPolicy @param {object} change @param {(verdict: any) => string} [view] */
  const same = (what, otherPolicy, change, view = withoutDetail) => {
    const { value, error } = attempt(() => view(evaluate(otherPolicy, { ...steady, ...change })));
    const got = error ? `${error.name}: ${error.message}` : value;
    const wanted = view(JSON.parse(base));
    if (got !== wanted)
      complaints.push(`${what} gives another verdict: ${got.slice(0, 300)} instead of ${wanted.slice(0, 300)}`);
  };
  same("the same call", policy, {}, show);
  if (typeof input.body === "string" && Buffer.from(input.body).toString() === input.body) {
    const bytes = new TextEncoder().encode(input.body);
    same("a Uint8Array body", policy, { body: bytes });
    same("an ArrayBuffer body", policy, { body: bytes.buffer });
    const padded = new Uint8Array(bytes.length + 7).fill(0x7b);
    padded.set(bytes, 5);
    same("a view into a longer buffer", policy, { body: padded.subarray(5, 5 + bytes.length) });
  } else if (input.body instanceof Uint8Array) same("an ArrayBuffer body", policy, { body: input.body.slice().buffer });
  if (isObject(request.body)) same("a parsed body", policy, { body: request.body });
  if (isObject(policy)) same("the policy as text", JSON.stringify(policy), {});
  same("explain", policy, { explain: input.explain !== true }, withoutExplanation);
  return complaints;
}

/** Whether a JSON Pointer leads to something. @param {unknown} root @param {string} path */
function resolves(root, path) {
  if (path === "") return true;
  if (!path.startsWith("/")) return false;
  /** @type {any} */
  let at = root;
  for (const part of path.slice(1).split("/")) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return false;
    at = at[name];
  }
  return true;
}

/** What is wrong with the form of issues or warnings. @param {any[]} issues @param {any} policy */
function issueComplaints(issues, policy) {
  const isText = typeof policy === "string";
  const { value: root } = isText ? attempt(() => JSON.parse(policy)) : { value: policy };
  const complaints = [];
  for (const issue of issues) {
    const { code, path, message, hint, line, column } = issue;
    const texts = typeof path === "string" && typeof message === "string" && message !== "";
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(code) || !texts || !(hint === undefined || typeof hint === "string"))
      complaints.push(`bad issue ${show(issue)}`);
    else if (!resolves(root, path)) complaints.push(`no such place in the policy: ${path}`);
    if (/\p{Cc}/u.test(`${message}${hint ?? ""}`)) complaints.push(`not one plain line: ${show(issue)}`);
    if (isText && !(Number.isInteger(line) && line >= 1 && Number.isInteger(column) && column >= 1))
      complaints.push(`no line and column in ${show(issue)}`);
  }
  return complaints;
}

/** The mistakes in a policy, or what came instead of them. @param {Evaluate} evaluate @param {any} policy */
function issuesOf(evaluate, policy) {
  const { error } = attempt(() => evaluate(policy, null));
  if (error === undefined) return "expected a PolicyError, got a report";
  if (error instanceof Error && error.name === "PolicyError" && "issues" in error && Array.isArray(error.issues))
    return /** @type {any[]} */ (error.issues);
  return `threw ${error.name}: ${error.message}`;
}

/** @param {Evaluate} evaluate @param {any} policy @param {any[]} expected @returns {string[]} */
function issuesCheck(evaluate, policy, expected) {
  const issues = issuesOf(evaluate, policy);
  if (typeof issues === "string") return [issues];
  const complaints = issueComplaints(issues, policy);
  const paths = issues.map((issue) => issue.path);
  let left = issues;
  for (const { path, pathStarts, line, hintHas } of expected) {
    const hit = left.find((issue) =>
      pathStarts === undefined ? [path].flat().includes(issue.path) : issue.path.startsWith(pathStarts),
    );
    if (!hit) {
      complaints.push(`no issue at ${show(path ?? pathStarts)}; got ${show(paths)}`);
      continue;
    }
    left = left.filter((issue) => issue.path !== hit.path);
    if (line !== undefined && hit.line !== line) complaints.push(`${hit.path}: expected line ${line}, got ${hit.line}`);
    if (hintHas !== undefined && !hit.hint?.includes(hintHas))
      complaints.push(`${hit.path}: hint \`${hit.hint}\` lacks \`${hintHas}\``);
  }
  for (const issue of left) complaints.push(`unexpected issue at \`${issue.path}\`: ${issue.message}`);
  if (!isObject(policy)) return complaints;
  const text = JSON.stringify(policy);
  const again = issuesOf(evaluate, text);
  if (typeof again === "string") return [...complaints, `as text: ${again}`];
  complaints.push(...issueComplaints(again, text));
  const pathsAgain = again.map((issue) => issue.path);
  const exact = expected.every((one) => one.pathStarts === undefined);
  if (exact && !isDeepStrictEqual(pathsAgain.sort(), paths.sort()))
    complaints.push(`as text other issues: ${show(pathsAgain)}`);
  return complaints;
}

/** @param {Evaluate} evaluate @param {any} policy @param {Group} group @returns {string[]} */
function reportCheck(evaluate, policy, { expectWarnings = [], expectNoWarnings = [], report: counts = {} }) {
  const { value: report, error } = attempt(() => evaluate(policy, null));
  if (error) return [`threw ${error.name}: ${error.message}`];
  if (!Array.isArray(report.warnings)) return [`no warnings in ${show(report)}`];
  /** @type {any[]} */
  const warnings = report.warnings;
  const complaints = issueComplaints(warnings, policy);
  /** @param {string} code @param {string} path */
  const at = (code, path) =>
    warnings.find((w) => w.code === code && (path === "" || w.path === path || w.path.startsWith(`${path}/`)));
  for (const { code } of warnings) if (!WARNINGS.includes(code)) complaints.push(`unknown warning \`${code}\``);
  for (const { code, path } of expectWarnings)
    if (!at(code, path))
      complaints.push(`no \`${code}\` at ${path}; got ${show(warnings.map((w) => [w.code, w.path]))}`);
  for (const item of expectNoWarnings) {
    const hit = typeof item === "string" ? at(item, "") : at(item.code, item.path ?? "");
    if (hit) complaints.push(`unexpected ${show(hit)}`);
  }
  for (const [name, count] of Object.entries(counts))
    if (report[name] !== count) complaints.push(`report.${name}: expected ${count}, got ${report[name]}`);
  return complaints;
}
