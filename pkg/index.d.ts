/** Any value that `JSON.parse` can return. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A policy, as `policy.json` holds it. */
export type Policy = {
  readonly version: number;
  readonly rules: readonly unknown[];
  readonly [member: string]: unknown;
};

export interface CallbackRequest {
  /** The HTTP body as received. Bytes are the fast and the strict way. */
  body: string | Uint8Array | ArrayBuffer | Json;
  /** The URL that was called: absolute, or path with query. Read for Tencent only. */
  url?: string | undefined;
  /** The Tencent callback authentication token, several of them, or an object from SDKAppID to either. */
  token?: string | readonly string[] | { readonly [sdkAppId: string]: string | readonly string[] } | undefined;
  /** Milliseconds since the Unix epoch; the host's clock when absent. */
  now?: number | undefined;
  /** What the host knows, read in conditions as `facts.<path>`. */
  facts?: object | undefined;
  /** The host's own reason to refuse a callback that would otherwise be decided. */
  refuse?: string | undefined;
  /** Adds `event` and `trace` to the verdict, or `event` alone. */
  explain?: boolean | "event" | undefined;
}

export interface Verdict {
  readonly outcome: "allow" | "deny" | "modify" | "acknowledge" | "pass" | "reject";
  /** The HTTP status to answer with. */
  readonly status: number;
  /** The JSON to answer with, exactly. */
  readonly body: string;
  /** The id of the rule that decided. */
  readonly rule: string | null;
  /** The platform error code in the reply, 0 when nothing is refused. */
  readonly code: number;
  /** The human reason: what the reply carries; for `reject`, the detail for the operator's log. */
  readonly message: string;
  readonly flags: readonly string[];
  readonly reason?: "unreadable" | "parameters" | "platform" | "app" | "command" | "signature" | "host";
  readonly event?: { readonly [member: string]: unknown };
  readonly trace?: readonly { readonly rule: string; readonly matched: boolean; readonly because?: object }[];
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
