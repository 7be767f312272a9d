// Deciding many recorded callbacks, by one policy or by two, and counting what comes of them.

/** @typedef {import("group-gate").CallbackRequest} CallbackRequest */
/** @typedef {{ outcome: string, by: string }} Kind an outcome, and the rule, default or reason that it rests on */
/** @typedef {Kind & { key: string, count: number, examples: number[] }} Tally */
/** @typedef {{ key: string, before: Kind, after: Kind, count: number, examples: number[] }} Change */
/** @typedef {{ done: number, tallies: Tally[], otherTallies: Tally[], changes: Change[], changed: number, unreadable: number }} Counts */

/** How many events of each kind can be opened. */
const EXAMPLES = 200;

/**
 * The call that a record stands for: a callback's body as it is, or `{ body, url?, token?, now?, facts? }`. A record
 * without a URL, token or facts is taken with those of the page. The clock of a record that names none is the time of
 * its own signature, if it has one.
 *
 * @param {string} line of NDJSON
 * @param {Partial<CallbackRequest>} page
 * @returns {CallbackRequest | undefined} undefined for what is no JSON object
 */
export function requestOfRecord(line, page) {
  /** @type {any} */
  let record;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof record !== "object" || record === null || Array.isArray(record)) return undefined;
  const isBody = "CallbackCommand" in record || "callbackCommand" in record || !("body" in record);
  const { body, ...own } = isBody ? { body: line } : record;
  const request = { ...page, body: typeof body === "string" ? body : JSON.stringify(body) };
  for (const name of /** @type {const} */ (["url", "token", "now", "facts"]))
    if (own[name] !== undefined) request[name] = own[name];
  const signedAt = /[?&]RequestTime=(\d{1,20})/.exec(request.url ?? "")?.[1];
  if (own.now === undefined && signedAt) request.now = Number(signedAt) * 1000;
  return request;
}

/**
 * @param {import("./engine.js").Evaluate} evaluate
 * @param {{ policy: string, other: string | undefined, page: Partial<CallbackRequest> }} options
 */
export function createRehearsal(evaluate, { policy, other, page }) {
  /** @type {Map<string, Tally>} */
  const tallies = new Map();
  /** @type {Map<string, Tally>} */
  const otherTallies = new Map();
  /** @type {Map<string, Change>} */
  const changes = new Map();
  /** The lines that are examples of something. @type {Map<number, string>} */
  const lines = new Map();
  let done = 0;
  let changed = 0;
  let unreadable = 0;

  /** @param {{ count: number, examples: number[] }} kind @param {number} index @param {string} line */
  function count(kind, index, line) {
    kind.count++;
    if (kind.examples.length === EXAMPLES) return;
    kind.examples.push(index);
    lines.set(index, line);
  }

  /** @param {Map<string, Tally>} into @param {import("group-gate").Verdict} verdict @param {number} index @param {string} line */
  function tally(into, verdict, index, line) {
    const kind = kindOf(verdict);
    const key = `${kind.outcome}\n${kind.by}`;
    const found = into.get(key) ?? { ...kind, key, count: 0, examples: [] };
    count(found, index, line);
    into.set(key, found);
    return found;
  }

  return {
    /** @param {string} line */
    add(line) {
      if (line.trim() === "") return;
      const request = requestOfRecord(line, page);
      if (!request) {
        unreadable++;
        return;
      }
      const index = done++;
      const verdict = evaluate(policy, request);
      const before = tally(tallies, verdict, index, line);
      if (other === undefined) return;
      const otherVerdict = evaluate(other, request);
      const after = tally(otherTallies, otherVerdict, index, line);
      if (before.key === after.key && verdict.body === otherVerdict.body) return;
      changed++;
      const key = `${before.key}\n${after.key}`;
      const change = changes.get(key) ?? {
        key,
        before: kindOf(verdict),
        after: kindOf(otherVerdict),
        count: 0,
        examples: [],
      };
      count(change, index, line);
      changes.set(key, change);
    },
    /** @returns {Counts} */
    counts: () => ({
      done,
      tallies: [...tallies.values()],
      otherTallies: [...otherTallies.values()],
      changes: [...changes.values()],
      changed,
      unreadable,
    }),
    /** @param {number} index */
    line: (index) => lines.get(index),
  };
}

/** @param {import("group-gate").Verdict} verdict @returns {Kind} */
function kindOf({ outcome, rule, reason }) {
  const decides = outcome === "allow" || outcome === "deny" || outcome === "modify";
  return { outcome, by: rule ?? reason ?? (decides ? "default" : "") };
}
