// What TypeScript makes of calls and verdicts. tests/node/types.test.mjs compiles this file.
import {
  type CallbackEvent,
  type CallbackRequest,
  evaluate,
  type Issue,
  type PolicyError,
  type PolicyReport,
  type RejectReason,
  type Verdict,
} from "group-gate";

const text = "{}";
const json: unknown = JSON.parse("{}");

// A body may be anything that comes over the wire, or was parsed.
export const bodies: CallbackRequest[] = [
  { body: "{}" },
  { body: new Uint8Array() },
  { body: new ArrayBuffer(0) },
  { body: { CallbackCommand: "x", MemberList: [{ Member_Account: "a" }] } },
  { body: null },
  { body: [1, true] },
];
// @ts-expect-error no body
evaluate(text, {});
// @ts-expect-error a view of another kind
evaluate(text, { body: new DataView(new ArrayBuffer(0)) });
// @ts-expect-error not JSON
evaluate(text, { body: new Map() });
// @ts-expect-error not JSON
evaluate(text, { body: undefined });
// @ts-expect-error not known to be JSON
evaluate(text, { body: json });
// @ts-expect-error a request is required, so that no report is sent as an answer
evaluate(text);
// @ts-expect-error the same
evaluate(text, undefined);
// @ts-expect-error there is no such member
evaluate(text, { body: "", clock: 0 });
// @ts-expect-error a policy is an object or text
evaluate(7, { body: "" });

evaluate(text, { body: "", token: "a" });
evaluate(text, { body: "", token: ["a", "b"] });
evaluate(text, { body: "", token: { 1400000000: "a", 1400000001: ["b"] } });
evaluate(text, {
  body: "",
  url: undefined,
  token: undefined,
  now: 0,
  facts: { a: [1] },
  refuse: "r",
  explain: "event",
});
// @ts-expect-error not a token
evaluate(text, { body: "", token: 7 });
// @ts-expect-error not an object
evaluate(text, { body: "", facts: "text" });
// @ts-expect-error facts have names
evaluate(text, { body: "", facts: ["a"] });
// @ts-expect-error nor has a date, which is text in JSON
evaluate(text, { body: "", facts: new Date() });
// @ts-expect-error a promise has not arrived
evaluate(text, { body: "", facts: Promise.resolve({ plan: "free" }) });
interface Known {
  plan: string;
}
declare const known: Known;
evaluate(text, { body: "", facts: known });
evaluate(text, { body: "", facts: {} });
declare const planned: Known & { then: "later" };
evaluate(text, { body: "", facts: planned });
// @ts-expect-error no such explanation
evaluate(text, { body: "", explain: "trace" });
// @ts-expect-error a time is a number
evaluate(text, { body: "", now: new Date() });

export const report: PolicyReport = evaluate(text, null);
// @ts-expect-error a report is no verdict
export const noVerdict: Verdict = evaluate(text, null);
const verdict: Verdict = evaluate(text, { body: "" });
// @ts-expect-error a verdict is no report
verdict.warnings;
// @ts-expect-error verdicts are frozen
verdict.body = "";
// @ts-expect-error the same
verdict.flags.push("a");

/** Every outcome has its own shape, and there is no other outcome. */
export function describe(found: Verdict): string {
  switch (found.outcome) {
    case "allow":
    case "modify": {
      const zero: 0 = found.code;
      const none: undefined = found.reason;
      return `${found.rule ?? "default"} ${zero} ${none}`;
    }
    case "deny":
      return `${found.rule} ${found.code} ${found.message}`;
    case "acknowledge": {
      const event: CallbackEvent = found.event;
      const nobody: null = found.rule;
      return `${event.group?.name ?? ""} ${event.members?.length ?? 0} ${nobody}`;
    }
    case "pass": {
      const none: undefined = found.event;
      return `${none}`;
    }
    case "reject": {
      const reason: RejectReason = found.reason;
      const status: 200 | 403 = found.status;
      return `${reason} ${status} ${found.message}`;
    }
    default:
      return found satisfies never;
  }
}
// @ts-expect-error an event is there on every verdict of an after-callback alone
export const event: CallbackEvent = verdict.event;
if (verdict.outcome === "deny") {
  // @ts-expect-error only a rejection has a reason
  const reason: RejectReason = verdict.reason;
  console.log(reason);
}
// @ts-expect-error no such outcome
verdict.outcome === "refuse";
export const because: string | undefined = verdict.trace?.[0]?.because?.path;
// @ts-expect-error a branch of `$nor` is no test of a field
export const field: string = verdict.trace?.[0]?.because?.field ?? verdict.trace?.[1]?.because?.field;
// @ts-expect-error what was sent is optional
verdict.event.operator.id;

try {
  evaluate("{", null);
} catch (error) {
  const issues: readonly Issue[] = (error as PolicyError).issues;
  const lines: (number | undefined)[] = issues.map((issue) => issue.line);
  console.log(lines);
}
