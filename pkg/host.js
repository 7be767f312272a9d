// What only JavaScript can do for the module: read what a host hands over, remember which policies it knows, and make
// the objects that go back. Whatever runs the host's own code (getters, proxies, `toJSON`) runs before anything is
// written to the module's memory, and nothing of it while the module runs, so that a host that calls `evaluate` again in
// the middle of a call disturbs nothing.

import { bytesOf, deeplyFrozen, holdsElsewhere, isTokens, lengthOfArray, name, parsedBody, reason } from "./values.js";

const { stringify, parse } = JSON;

const encoder = new TextEncoder();
const MAX_BODY = 1048576;
/** What room there may be for all but a body of text, in bytes. */
const MAX_TEXT = 1 << 28;

/** What is asked of the module beside deciding about a body of text of some length; the same numbers stand in `wasm.rs`. */
const LEARN = -1;
const REPORT = -2;
const TOO_LONG = -3;
const MORE_ROOM = -4;
const FORGET = -5;
const BYTES = -6;
const ILL_FORMED = -7;

/** What the module says beside the number of a verdict; the same numbers stand in `wasm.rs`. */
const GIVEN = -1;
const FAILED = -2;

/** Where `header` has what; the same numbers stand in `wasm.rs`. */
const URL_LENGTH = 0;
const EXTRAS_LENGTH = 1;
const EXPLAIN = 2;
const NEEDED = 3;
const SIZE = 4;
const READS_CLOCK = 5;

/** How many policies are remembered, and how many bytes all of them may take. */
const MAX_POLICIES = 64;
const MAX_SIZE = 64 << 20;

/**
 * A policy that the module knows, by its number; `used` grows with time.
 * @typedef {{ policy: unknown, number: number, size: number, readsClock: boolean, used: number, verdicts: object[] }} Known
 */

/** Makes a fresh instance of the module. @type {() => import("./wasm/group_gate_bg.js").Exports} */
let start;
/** The module's function; undefined after a call of it that did not come back. */
/** @type {((policy: number, request: number) => number) | undefined} */
let enter;
/** A call is in the module. */
let inside = false;
/** How many calls did not come back. */
let losses = 0;

/** @type {WebAssembly.Memory | undefined} */
let memory;
let headerAt = 0;
let bodyAt = 0;
let bodyRoom = 0;
let textAt = 0;
let textRoom = 0;
let header = new Int32Array(0);
let bodyView = new Uint8Array(0);
let textView = new Uint8Array(0);

/** The policies that the module knows, by identity or content. @type {Map<unknown, Known>} */
let policies = new Map();
/** What no host can hand over. @type {Known} */
const NOTHING = { policy: {}, number: -1, size: 0, readsClock: false, used: 0, verdicts: [] };
/** The policy of the last call. */
let last = NOTHING;
/** How often a call had another policy than the one before. */
let changes = 0;

let now = 0;
/** The token that the module has at hand. @type {unknown} */
let keptToken;
/** What to throw. @type {Error} */
let failure;
/** What to return. @type {any} */
let given;

/**
 * Tells how to make an instance of the module, and makes the first.
 * @param {typeof start} fresh
 */
export function begin(fresh) {
  start = fresh;
  connect();
}

function connect() {
  // Growing detaches the buffer, so that every view of an old memory is seen to be stale.
  memory?.grow(0);
  const exports = start();
  memory = exports.memory;
  policies = new Map();
  last = NOTHING;
  keptToken = undefined;
  exports.evaluate(0, MORE_ROOM);
  enter = exports.evaluate;
}

/**
 * Tells where in the module's memory things go.
 * @param {number} newHeaderAt
 * @param {number} newBodyAt
 * @param {number} newBodyRoom
 * @param {number} newTextAt
 * @param {number} newTextRoom
 */
export function attach(newHeaderAt, newBodyAt, newBodyRoom, newTextAt, newTextRoom) {
  headerAt = newHeaderAt;
  bodyAt = newBodyAt;
  bodyRoom = newBodyRoom;
  textAt = newTextAt;
  textRoom = newTextRoom;
  look();
}

/** The views of a memory that has grown are stale. The header's is made last: by it one sees whether all were. */
function look() {
  const { buffer } = /** @type {WebAssembly.Memory} */ (memory);
  bodyView = new Uint8Array(buffer, bodyAt, bodyRoom);
  textView = new Uint8Array(buffer, textAt, textRoom);
  header = new Int32Array(buffer, headerAt, READS_CLOCK + 1);
}

/**
 * Enters the module.
 * @param {number} policy the number of a policy
 * @param {number} request the length of a body, or what else is asked
 */
function run(policy, request) {
  inside = true;
  const said = /** @type {NonNullable<typeof enter>} */ (enter)(policy, request);
  inside = false;
  return said;
}

/**
 * @param {string} what
 * @param {unknown} [cause]
 */
function wrong(what, cause) {
  failure = cause === undefined ? new TypeError(what) : new TypeError(what, { cause });
  return FAILED;
}

/**
 * Decides a callback, or reports on a policy where the request is null.
 *
 * A call that does not come back from the module (a trap, a stack overflow) may leave its memory in any state. Such an
 * instance is never entered again, the next call makes a fresh one; calls around the lost one do not go on.
 *
 * @param {unknown} policy
 * @param {any} request
 * @returns {any}
 */
export function evaluate(policy, request) {
  if (enter === undefined) connect();
  const before = losses;
  let said;
  try {
    said = answer(policy, request, before);
  } catch (error) {
    if (inside) {
      inside = false;
      enter = undefined;
      losses++;
      throw error;
    }
    said = wrong(`evaluate: the request cannot be read: ${reason(error)}`, error);
  }
  if (losses !== before) throw new TypeError("evaluate: a call from inside this one did not come back");
  if (said >= 0) return last.verdicts[said];
  if (said === GIVEN) return given;
  throw failure;
}

/**
 * @param {unknown} policy
 * @param {any} request
 * @param {number} before the losses before this call
 */
function answer(policy, request, before) {
  if (typeof request !== "object") {
    return wrong(`evaluate: the request is ${name(request)}, expected an object, or null for a report on the policy`);
  }
  const known = policy === last.policy ? last : policies.get(policy);
  let text;
  if (known === undefined) {
    if (typeof policy !== "string" && (typeof policy !== "object" || policy === null)) {
      return wrong(`evaluate: the policy is ${name(policy)}, expected an object or its JSON text`);
    }
    text = textOf(policy);
    if (text === undefined) return FAILED;
  }
  if (request === null) return losses === before ? report(policy, text) : FAILED;
  const { url, token, now: time, facts, refuse, explain } = request;
  let body = request.body;
  if (url !== undefined && typeof url !== "string")
    return wrong(`evaluate: request.url is ${name(url)}, expected text`);
  if (time !== undefined && !Number.isFinite(time))
    return wrong(`evaluate: request.now is ${typeof time === "number" ? time : name(time)}, expected a finite number`);
  if (refuse !== undefined && typeof refuse !== "string")
    return wrong(`evaluate: request.refuse is ${name(refuse)}, expected text`);
  if (explain !== undefined && typeof explain !== "boolean" && explain !== "event")
    return wrong('evaluate: request.explain is not true, false or "event"');
  let extras;
  if (token !== undefined || facts !== undefined || refuse !== undefined) {
    if (token !== undefined && !isTokens(token))
      return wrong("evaluate: request.token is not text, an array of texts or an object of either, none of them empty");
    if (facts !== undefined || refuse !== undefined || typeof token !== "string")
      extras = stringify({ facts, token, refuse });
    if (facts !== undefined && (!extras?.startsWith('{"facts":{') || holdsElsewhere(facts)))
      return wrong(`evaluate: request.facts is ${name(facts)}, expected an object of plain data`);
  } else {
    extras = "";
  }
  let bytes;
  if (typeof body !== "string") {
    bytes = bytesOf(body);
    if (bytes === undefined) {
      const parsed = parsedBody(body);
      if (parsed === undefined)
        return wrong(
          `evaluate: request.body is ${name(body)}, expected text, a Uint8Array, an ArrayBuffer or parsed JSON`,
        );
      body = parsed;
    }
  }
  const needsClock = time === undefined && (known === undefined || known.readsClock || token !== undefined);
  const at = needsClock ? Date.now() : Math.floor(time ?? 0);
  if (text === undefined && policy !== last.policy && !policies.has(policy)) {
    // A call from inside this one has made the module forget it.
    text = textOf(policy);
    if (text === undefined) return FAILED;
  }
  return losses === before ? decide(policy, text, body, bytes, url, at, explain, extras, token) : FAILED;
}

/**
 * From here on nothing of the host runs.
 * @param {unknown} policy
 * @param {string | undefined} policyText there where the policy was not known
 * @param {string} body
 * @param {Uint8Array | undefined} bytes
 * @param {string | undefined} url
 * @param {number} at
 * @param {unknown} explain
 * @param {string | undefined} extras undefined where there is nothing but a token of text
 * @param {unknown} token
 */
function decide(policy, policyText, body, bytes, url, at, explain, extras, token) {
  if (header.length === 0) look();
  if (policy !== last.policy) recall(policy, policyText);
  now = at;
  if (extras === undefined && token !== keptToken) extras = stringify({ token });
  const length = bytes === undefined ? body.length : lengthOfArray.call(bytes);
  const needs = length > MAX_BODY ? 0 : length;
  const bodyNeeds = bytes === undefined ? needs * 3 : 0;
  const textNeeds = ((url?.length ?? 0) + (extras?.length ?? 0)) * 3 + (bytes === undefined ? 0 : needs);
  if (textNeeds > textRoom || bodyNeeds > bodyRoom) {
    if (textNeeds > MAX_TEXT) return wrong("evaluate: request.url, token, facts and refuse are too long together");
    makeRoom(bodyNeeds, textNeeds);
  }
  header[EXPLAIN] = explain === true ? 2 : explain === "event" ? 1 : 0;
  const urlLength = url === undefined ? 0 : encoder.encodeInto(url, textView).written;
  header[URL_LENGTH] = url === undefined ? -1 : urlLength;
  const extrasLength = extras ? encoder.encodeInto(extras, textView.subarray(urlLength)).written : 0;
  header[EXTRAS_LENGTH] = extras === undefined ? -1 : extrasLength;
  let request = length;
  if (length > MAX_BODY) {
    header[NEEDED] = length;
    request = TOO_LONG;
  } else if (bytes !== undefined) {
    // Throws for an array whose bytes are gone.
    textView.set(bytes, urlLength + extrasLength);
    header[NEEDED] = length;
    request = BYTES;
  } else {
    const { written } = encoder.encodeInto(body, bodyView);
    // What a character of another body leaves that the end of this one cut would be no UTF-8.
    for (let at = written; (bodyView[at] & 0xc0) === 0x80; at++) bodyView[at] = 0;
    request = written !== length && !body.isWellFormed() ? ILL_FORMED : written;
  }
  if (extras) keptToken = undefined;
  const said = run(last.number, request);
  if (extras && (request >= 0 || request === BYTES) && said !== FAILED) keptToken = token;
  return finish(said);
}

/**
 * @param {unknown} policy
 * @param {string | undefined} policyText
 */
function report(policy, policyText) {
  if (header.length === 0) look();
  if (policy !== last.policy) recall(policy, policyText);
  if (typeof policy === "string") leaveText(policy);
  else header[URL_LENGTH] = -1;
  return finish(run(last.number, REPORT));
}

/** A policy that is too large is forgotten at once. @param {number} said */
function finish(said) {
  if (last.size <= MAX_SIZE) return said;
  if (said >= 0) given = last.verdicts[said];
  forget(last);
  return said >= 0 ? GIVEN : said;
}

/**
 * Makes a policy the last one: known already, or learned.
 * @param {unknown} policy
 * @param {string | undefined} text
 */
function recall(policy, text = "") {
  const known = policies.get(policy);
  if (known !== undefined) {
    known.used = ++changes;
    last = known;
    return;
  }
  const taken = new Set(Array.from(policies.values(), ({ number }) => number));
  let number = 0;
  while (taken.has(number)) number++;
  leaveText(text);
  header[EXPLAIN] = typeof policy === "string" ? 1 : 0;
  run(number, LEARN);
  const size = header[SIZE];
  last = { policy, number, size, readsClock: header[READS_CLOCK] !== 0, used: ++changes, verdicts: [] };
  if (size > MAX_SIZE) return;
  makeWay(size);
  policies.set(policy, last);
}

/** Forgets the policies used longest ago until there is a place for another. @param {number} size */
function makeWay(size) {
  const oldest = [...policies.values()].sort((a, b) => a.used - b.used);
  let total = oldest.reduce((sum, known) => sum + known.size, size);
  for (const known of oldest) {
    if (policies.size < MAX_POLICIES && total <= MAX_SIZE) return;
    total -= known.size;
    forget(known);
  }
}

/** @param {Known} known */
function forget(known) {
  policies.delete(known.policy);
  if (last === known) last = NOTHING;
  run(known.number, FORGET);
}

/** Leaves the text of a policy. @param {string} text */
function leaveText(text) {
  if (text.length * 3 <= textRoom) {
    header[URL_LENGTH] = encoder.encodeInto(text, textView).written;
    return;
  }
  const bytes = encoder.encode(text);
  makeRoom(0, bytes.length);
  textView.set(bytes);
  header[URL_LENGTH] = bytes.length;
}

/**
 * @param {number} body
 * @param {number} text
 */
function makeRoom(body, text) {
  header[NEEDED] = body;
  header[URL_LENGTH] = text;
  run(0, MORE_ROOM);
}

/** Milliseconds since the Unix epoch: what the request says, else the host's clock. */
export function clock() {
  return now;
}

/** Says that the call is of the wrong shape. @param {string} message */
export function type_error(message) {
  failure = new TypeError(message);
}

/** Says what is wrong with a policy. @param {string} message @param {string} issues */
export function policy_error(message, issues) {
  failure = Object.assign(new Error(message), { name: "PolicyError", issues: deeplyFrozen(parse(issues)) });
}

/**
 * Says what is to be returned, now or for every call that has the same verdict by the same policy.
 * @param {string} json
 * @param {number} number of the verdict, less than 0 for one that is not to be kept
 */
export function give(json, number) {
  const verdict = deeplyFrozen(parse(json));
  if (number < 0) given = verdict;
  else last.verdicts[number] = verdict;
}

/** Spells a number as JavaScript does. @param {number} value @param {Uint8Array} text */
export function float_text(value, text) {
  return encoder.encodeInto(String(value), text).written;
}

/** The text of a policy, or undefined after a failure. @param {unknown} policy @returns {string | undefined} */
function textOf(policy) {
  try {
    // Halves of surrogate pairs are escaped, as in JSON text of objects: UTF-8 would put another character there.
    const text =
      typeof policy === "string"
        ? policy.replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`)
        : stringify(policy);
    if (typeof text === "string") return text;
    wrong("evaluate: the policy is no value that JSON has");
  } catch (error) {
    wrong(`evaluate: the policy cannot be read: ${reason(error)}`, error);
  }
  return undefined;
}
