import type { CallbackEvent, CallbackRequest, Facts, PassVerdict, Policy, Token, Verdict } from "group-gate";

/**
 * A value, or a function that gives it for a callback from what the host hands over beside the request. One that takes
 * longer than 800 ms has failed: with the second that `facts` have by default, that is still under Tencent's 2 s.
 */
export type Setting<T, Host extends unknown[]> = T | ((...host: Host) => T | PromiseLike<T>);

/**
 * What a handler decides by and whom it tells. `Host` is what the host hands over after the request:
 * `[env: Env, ctx: ExecutionContext]` on Workers.
 */
export interface HandlerOptions<Host extends unknown[] = unknown[]> {
  /**
   * The policy. A wrong one throws here and now; a wrong one from a function refuses the callback. A function should
   * give the same object, or text, for as long as it means the same policy: that is how it is known again.
   */
  policy: Setting<Policy | string, Host>;

  /** Tencent's callback authentication token. With `requireSign` in the policy, none means that nobody is let in. */
  token?: Setting<Token | undefined, Host> | undefined;

  /**
   * What the host knows about those who ask, for conditions on `facts.<path>`. A function is asked once for each
   * callback about the creation of a group, before or after, that is genuine, readable and accepted.
   */
  facts?: Facts | ((event: CallbackEvent, ...host: Host) => Facts | PromiseLike<Facts>) | undefined;

  /** How long a `facts` function may take, in milliseconds. Default 1000: Tencent waits for 2 s in all. */
  factsTimeoutMs?: number | undefined;

  /**
   * What becomes of a group when its `facts` throw, take too long or are not an object: `"refuse"` (the default) in the
   * callback's own dialect, or `"continue"` to decide without them. Creation is over in an after-callback: whichever it
   * is, that is answered with the platform's "go on", and flagged without facts.
   */
  onFactsFailure?: "refuse" | "continue" | undefined;

  /** Adds `event` and `trace` to the verdicts that `onVerdict` sees, or `event` alone. */
  explain?: CallbackRequest["explain"];

  /**
   * Answers callbacks about something else than the creation of a group; without it they get the platform's "go on".
   * The request has its body unread.
   */
  next?: ((request: Request, verdict: PassVerdict, ...host: Host) => Response | PromiseLike<Response>) | undefined;

  /**
   * Hears of every verdict, for logs and counters, and changes nothing. The answer does not wait for a promise that it
   * gives; `waitUntil` of the host does. The request has its body read.
   */
  onVerdict?: ((verdict: Verdict, request: Request, ...host: Host) => unknown) | undefined;

  /**
   * Hears of every failure of the host. One of `onVerdict` changes no answer, one of `facts` does as `onFactsFailure`
   * says; every other was answered with a refusal that both platforms understand. Default: `console.error`.
   */
  onError?: ((error: unknown, request: Request, ...host: Host) => unknown) | undefined;
}

/**
 * Makes what answers the callbacks of Tencent Chat and OpenIM over HTTP, for any host in the style of `fetch`.
 *
 * It reads at most 1 MiB of a body. Whatever fails, but `facts` and what is told aside, is answered with a refusal that
 * both platforms understand: Tencent creates the group on an answer that it cannot read, OpenIM on any JSON object that
 * does not refuse.
 *
 * @throws {import("group-gate").PolicyError} for a policy with mistakes
 * @throws {TypeError} for an option that is unknown or of the wrong shape
 * @example
 * export default { fetch: createHandler({ policy, token: (env: Env) => env.TENCENT_TOKEN }) };
 */
export function createHandler<Host extends unknown[] = unknown[]>(
  options: HandlerOptions<Host>,
): (request: Request, ...host: [...Host, ...unknown[]]) => Promise<Response>;
