import type { Policy } from "./policy.js";

/** Any value that `JSON.parse` can return. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type { Condition, Deny, Modify, Policy, Rule, StrictPolicy } from "./policy.js";

/** Tencent's callback authentication token (a secret), several of them, or an object from SDKAppID to either. */
export type Token = string | readonly string[] | { readonly [sdkAppId: string]: string | readonly string[] };

/** What the host knows: an object, read as its JSON text would be. */
export type Facts = (object | { readonly [name: string]: unknown }) & NoFacts;

/** What arrays, maps, dates, functions and promises have: objects that say nothing by their members. */
interface NoFacts {
  readonly then?: Json;
  readonly [Symbol.toPrimitive]?: never;
  readonly [Symbol.iterator]?: never;
  readonly [Symbol.hasInstance]?: never;
}

/** A call: the callback as it came over the wire, and what the host adds. */
export interface CallbackRequest {
  /**
   * The HTTP body as received. Bytes are the strict way: text has lost bad UTF-8, and a parsed object cannot show
   * duplicated keys.
   */
  body: string | Uint8Array | ArrayBuffer | Json;
  /** The URL that was called: absolute, or path with query. Read for Tencent only. */
  url?: string | undefined;
  /** The Tencent callback authentication token: of several any may match, so that tokens can be rotated. */
  token?: Token | undefined;
  /** Milliseconds since the Unix epoch; the host's clock when absent. */
  now?: number | undefined;
  /** What the host knows, read in conditions as `facts.<path>`. */
  facts?: Facts | undefined;
  /** The host's own reason to refuse a callback that would otherwise be decided. */
  refuse?: string | undefined;
  /** Adds `event` and `trace` to the verdict, or `event` alone. */
  explain?: boolean | "event" | undefined;
}

/** What was decided, and the exact answer to send. Deeply frozen; calls may be handed the same object twice. */
export type Verdict = AllowVerdict | DenyVerdict | ModifyVerdict | AcknowledgeVerdict | PassVerdict | RejectVerdict;

/** The group may be created as it is. */
export interface AllowVerdict extends Answer {
  readonly outcome: "allow";
  readonly status: 200;
  readonly code: 0;
  readonly reason?: undefined;
}

/** The group may not be created. */
export interface DenyVerdict extends Answer {
  readonly outcome: "deny";
  readonly status: 200;
  readonly reason?: undefined;
}

/** The group may be created with the changes that the reply carries. */
export interface ModifyVerdict extends Answer {
  readonly outcome: "modify";
  readonly status: 200;
  readonly code: 0;
  readonly reason?: undefined;
}

/** The group was created: there is nothing to decide. */
export interface AcknowledgeVerdict extends Answer {
  readonly outcome: "acknowledge";
  readonly status: 200;
  readonly rule: null;
  readonly code: 0;
  readonly reason?: undefined;
  readonly event: CallbackEvent;
}

/** The callback is about something else than the creation of a group. */
export interface PassVerdict extends Answer {
  readonly outcome: "pass";
  readonly status: 200;
  readonly rule: null;
  readonly code: 0;
  readonly reason?: undefined;
  readonly event?: undefined;
  readonly trace?: undefined;
}

/** The callback is not genuine, readable and accepted. */
export interface RejectVerdict extends Answer {
  readonly outcome: "reject";
  /** 403 for what is refused without being asked before the fact. */
  readonly status: 200 | 403;
  readonly rule: null;
  readonly code: 1 | 5000;
  readonly reason: RejectReason;
  readonly event?: undefined;
  readonly trace?: undefined;
}

/** Why a callback was rejected: the first that applies, in this order. */
export type RejectReason = "unreadable" | "parameters" | "platform" | "app" | "command" | "signature" | "host";

/** What every verdict has. */
export interface Answer {
  /** The HTTP status to answer with. */
  readonly status: number;
  /** The JSON to answer with, exactly, as `application/json`. */
  readonly body: string;
  /** The id of the rule that decided; null when the policy's default did, or nothing had to. */
  readonly rule: string | null;
  /** The platform error code in the reply, 0 when nothing is refused. */
  readonly code: number;
  /** The human reason: what the reply carries; for `reject`, the detail for the operator's log. */
  readonly message: string;
  /** In rule order: labels of matching `flag` rules, `monitor:<id>`, `unapplied:<id>`. */
  readonly flags: readonly string[];
  /** The callback in canonical form: on `acknowledge`, and when asked for. */
  readonly event?: CallbackEvent | undefined;
  /** Every rule looked at, in order, when asked for. */
  readonly trace?: readonly TraceEntry[] | undefined;
}

/** Why a rule matched or did not. */
export interface TraceEntry {
  readonly rule: string;
  readonly matched: boolean;
  /** The first test that failed: of an `$or` in its first alternative, of a `$nor` in the branch that held. */
  readonly because?: {
    /** The JSON Pointer of the test in the policy, or of the branch of a `$nor` that held without a test. */
    readonly path: string;
    /** Absent for such a branch. */
    readonly field?: string;
    /** `$nor` for such a branch. */
    readonly operator: string;
    /** What the callback has there; absent when it has nothing, but `[]` of many values when there are none. */
    readonly actual?: Json;
    /** What the policy wants there; a list by its reference. Absent for a branch of a `$nor`. */
    readonly expected?: Json;
  };
}

/** An integer; beyond ±(2^53−1) as decimal text. */
export type Integer = number | string;

/** A callback in canonical form, the same for both platforms. What the platform did not send is absent. */
export interface CallbackEvent {
  readonly platform: "tencent" | "openim";
  readonly phase: "before" | "after";
  /** The command as the platform spells it. */
  readonly command: string;
  /** When the platform says that it happened, in milliseconds since the Unix epoch. */
  readonly time?: Integer;
  readonly app?: { readonly id?: string };
  readonly client?: { readonly ip?: string; readonly platform?: string };
  readonly operation?: { readonly id?: string };
  readonly operator?: { readonly id?: string; readonly groupCount?: Integer };
  readonly owner?: { readonly id?: string };
  readonly group?: {
    readonly id?: string;
    readonly type?: string;
    readonly name?: string;
    readonly introduction?: string;
    readonly notification?: string;
    readonly faceUrl?: string;
    readonly ex?: string;
    readonly inviteOption?: string;
    /** The client's own claim, which can be forged. */
    readonly creatorId?: string;
    readonly status?: Integer;
    readonly verification?: Integer;
    readonly memberInfoAccess?: Integer;
    readonly friendAccess?: Integer;
  };
  /** Each id once, in the order of the wire, with the role number of its first entry. */
  readonly members?: readonly { readonly id: string; readonly role?: Integer }[];
  /** Tencent's user-defined group data. */
  readonly custom?: { readonly [key: string]: string };
}

/** A mistake in a policy, or a warning about one. */
export interface Issue {
  readonly code: string;
  /** The JSON Pointer of the smallest existing thing that must change. */
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
  /** 1-based, when the policy is text. */
  readonly line?: number;
  /** 1-based, in UTF-16 units, when the policy is text. */
  readonly column?: number;
}

export interface PolicyReport {
  readonly rules: number;
  readonly lists: number;
  readonly warnings: readonly Issue[];
  /** What was left out, where the policy is too large for a whole report. */
  readonly incomplete?: string;
}

/** What `evaluate` throws for a policy that has mistakes: all of them at once. */
export interface PolicyError extends Error {
  readonly name: "PolicyError";
  readonly issues: readonly Issue[];
}

/** Decides one callback. Never throws because of what came over the wire. */
export function evaluate(policy: Policy | string, request: CallbackRequest): Verdict;
/** Checks the policy and decides nothing. */
export function evaluate(policy: Policy | string, request: null): PolicyReport;
