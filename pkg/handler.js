import { evaluate } from "group-gate";
import { notAllowed, refusal } from "./refusal.js";

/** What `evaluate` accepts as well: a longer body is not even read. */
const MAX_BODY_BYTES = 1024 * 1024;

/** How long a host's policy and token may take: with a second for its facts it is still under Tencent's 2 s. */
const SETTINGS_TIMEOUT_MS = 800;

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** @type {Record<string, { expected: string, fits: (value: any) => boolean }>} */
const OPTIONS = (() => {
  const isFunction = (/** @type {unknown} */ value) => typeof value === "function";
  const callback = { expected: "a function", fits: isFunction };
  const anything = { expected: "anything", fits: () => true };
  return {
    policy: anything,
    token: anything,
    facts: anything,
    factsTimeoutMs: {
      expected: `a number above 0 and up to ${LONGEST_TIMEOUT_MS}`,
      fits: (value) => typeof value === "number" && value > 0 && value <= LONGEST_TIMEOUT_MS,
    },
    onFactsFailure: {
      expected: '`"refuse"` or `"continue"`',
      fits: (value) => value === "refuse" || value === "continue",
    },
    explain: { expected: 'a boolean or `"event"`', fits: (value) => typeof value === "boolean" || value === "event" },
    next: callback,
    onVerdict: callback,
    onError: callback,
  };
})();

/** @type {typeof import("./handler.js").createHandler} */
export function createHandler(options) {
  checkOptions(options);
  const { policy, token, facts, factsTimeoutMs = 1000, onFactsFailure = "refuse", explain } = options;
  const { next, onVerdict, onError = (error) => console.error(error) } = options;

  return async function handle(request, ...rest) {
    const host = /** @type {any} */ (rest);
    const report = (/** @type {unknown} */ error) =>
      runAside(
        () => onError(error, request, ...host),
        (failure) => console.error(error, "(and `onError` failed on it:", failure, ")"),
        host,
      );
    try {
      if (request.method !== "POST") return notAllowed(request.method);
      const body = await readBody(request);
      const verdict = await decide(body, request.url, host, report);
      const { status } = verdict;
      const response = new Response(verdict.body, { status, headers: { "content-type": "application/json" } });
      if (onVerdict) runAside(() => onVerdict(verdict, request, ...host), report, host);
      if (!next || verdict.outcome !== "pass") return response;
      return checkResponse(await next(new Request(request, { body }), verdict, ...host));
    } catch (error) {
      report(error);
      return refusal();
    }
  };

  /**
   * @param {Uint8Array<ArrayBuffer>} body
   * @param {string} url
   * @param {any} host
   * @param {(error: unknown) => void} report
   */
  async function decide(body, url, host, report) {
    const [usedPolicy, usedToken] = await Promise.all([setting("policy", policy, host), setting("token", token, host)]);
    const callback = { body, url, token: usedToken, now: Date.now(), explain };
    if (typeof facts !== "function") return evaluate(usedPolicy, { ...callback, facts });

    const withoutFacts = evaluate(usedPolicy, { ...callback, explain: explain || "event" });
    const { event } = withoutFacts;
    if (!event) return withoutFacts;
    let found;
    try {
      found = await inTime("facts", factsTimeoutMs, () => facts(event, ...host));
      if (found === undefined) throw new TypeError("`facts` must give an object, found undefined");
      return evaluate(usedPolicy, { ...callback, facts: found });
    } catch (error) {
      if (found !== undefined && !(error instanceof TypeError)) throw error;
      report(error);
      if (onFactsFailure === "continue") return evaluate(usedPolicy, callback);
      return evaluate(usedPolicy, { ...callback, refuse: "the host's facts could not be had" });
    }
  }
}

/**
 * Throws for options that could not work on any callback: what is a value is tried out at once.
 *
 * @param {import("./handler.js").HandlerOptions<any>} options
 */
function checkOptions(options) {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`the options must be an object, found ${options === null ? "null" : typeof options}`);
  for (const [name, value] of Object.entries(options)) {
    const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (!option) throw new TypeError(`unknown option \`${name}\`, expected one of ${Object.keys(OPTIONS).join(", ")}`);
    if (value !== undefined && !option.fits(value)) throw new TypeError(`\`${name}\` must be ${option.expected}`);
  }
  const { policy, token, facts } = options;
  const value = (/** @type {any} */ option) => (typeof option === "function" ? undefined : option);
  const tried = typeof policy === "function" ? { version: 1, rules: [] } : policy;
  evaluate(tried, { body: "", token: value(token), facts: value(facts) });
}

/**
 * The bytes of a body, of which no more is kept than may be.
 *
 * @param {Request} request
 */
async function readBody(request) {
  const { bodyUsed, headers } = request;
  if (bodyUsed) throw new TypeError("the body of the request was read before");
  // Firefox has no such stream.
  const body = request.body === undefined ? new Blob([await request.arrayBuffer()]).stream() : request.body;
  const reader = body?.getReader();
  const announced = Number(headers.get("content-length"));
  const chunks = [];
  let length = 0;
  while (reader) {
    if (announced > MAX_BODY_BYTES || length > MAX_BODY_BYTES) {
      reader.cancel().catch(() => {});
      throw new RangeError(`the body must have at most ${MAX_BODY_BYTES} bytes, found more`);
    }
    const { done, value } = await reader.read();
    if (done) break;
    if (!ArrayBuffer.isView(value)) throw new TypeError(`the body must be a stream of bytes, found ${typeof value}`);
    length += value.byteLength;
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/**
 * The value of an option that may be a function of the host's arguments.
 *
 * @param {string} name
 * @param {any} option
 * @param {any[]} host
 */
function setting(name, option, host) {
  return typeof option === "function" ? inTime(name, SETTINGS_TIMEOUT_MS, () => option(...host)) : option;
}

/**
 * What a function of the host comes to, or an error once it has taken too long.
 *
 * @template T
 * @param {string} name
 * @param {number} limit in milliseconds
 * @param {() => T | PromiseLike<T>} call
 * @returns {Promise<T>}
 */
function inTime(name, limit, call) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`\`${name}\` took longer than ${limit} ms`)), limit);
    new Promise((settle) => settle(call())).then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * Runs what the answer neither depends on nor waits for, and asks the host to stay alive until it has ended.
 *
 * @param {() => unknown} task
 * @param {(error: unknown) => void} onFailure
 * @param {any[]} host
 */
function runAside(task, onFailure, [second, third]) {
  try {
    const outcome = task();
    if (typeof (/** @type {any} */ (outcome)?.then) !== "function") return;
    const ended = Promise.resolve(outcome).catch(onFailure);
    // Workers hand over their context after the request and the environment, Vercel right after the request.
    const context = [third, second].find((argument) => typeof argument?.waitUntil === "function");
    context?.waitUntil(ended);
  } catch (error) {
    onFailure(error);
  }
}

/** @param {Response} response of the host's own; another realm's is as good */
function checkResponse(response) {
  if (typeof response?.status === "number") return response;
  throw new TypeError(`\`next\` must give a Response, found ${response === null ? "null" : typeof response}`);
}
