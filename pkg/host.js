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

/** What the module is asked; the same numbers stand in `wasm.rs`. */
const TEXT = 0;
const BYTES = 1;
const TOO_LONG = 2;
const ILL_FORMED = 3;
const LEARN = 4;
const REPORT = 5;
const MORE_ROOM = 6;
const FORGET = 7;

/** What is told beside the answer, and that no number will do; the same numbers stand in `wasm.rs`. */
const EVENT = 1;
const TRACE = 2;
const SPELLED_OUT = 3;

/** What the module says where something is to be thrown; the same number stands in `wasm.rs`. */
const FAILED = -2;

/** How many policies are remembered, and how many bytes all of them may take. */
const MAX_POLICIES = 64;
const MAX_SIZE = 64 << 20;

/**
 * A policy that the module knows, by its number, and its verdicts that are the same for every callback, by theirs.
 * @typedef {{ policy: unknown, number: number, size: number, readsClock: boolean, verdicts: object[] }} Known
 */

/** Makes a fresh instance of the module. @type {() => import("./wasm/group_gate_bg.js").Exports} */
let start;
/** The module's function; undefined after a call of it that did not come back. */
/** @type {import("./wasm/group_gate_bg.js").Exports["evaluate"] | undefined} */
let enter;
/** A call is in the module. */
let inside = false;
/** How many calls did not come back. */
let losses = 0;

/** @type {WebAssembly.Memory | undefined} */
let memory;
/** Where the room for a body is and how much there is, and the same of the room for other texts. @type {number[]} */
let rooms;
let bodyView = new Uint8Array(0);
let textView = new Uint8Array(0);

/** The policies that the module knows, by identity or content, the last used last. @type {Map<unknown, Known>} */
let policies = new Map();
/** What no host can hand over. @type {Known} */
const NOTHING = { policy: {}, number: -1, size: 0, readsClock: false, verdicts: [] };
/** The policy of the last call. */
let last = NOTHING;

/** The token that the module has at hand. @type {unknown} */
let keptToken;
/** What is thrown until `evaluate` throws the failure: nothing of the host's is that. */
const FAILURE = Symbol("failure");
/** What to throw. @type {Error} */
let failure;
/** What the module has given last. @type {any} */
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

/** Tells where in the module's memory things go. @param {number[]} newRooms */
export function attach(...newRooms) {
  rooms = newRooms;
  look();
}

/** The views of a memory that has grown are stale. */
function look() {
  const [bodyAt, bodyRoom, textAt, textRoom] = rooms;
  bodyView = bytesAt(bodyAt, bodyRoom);
  textView = bytesAt(textAt, textRoom);
}

/**
 * @param {number} at
 * @param {number} length
 */
function bytesAt(at, length) {
  return new Uint8Array(/** @type {WebAssembly.Memory} */ (memory).buffer, at, length);
}

/**
 * Enters the module.
 * @param {number} policy the number of a policy
 * @param {number} asked
 * @param {number} [length] of a body, or the room for one
 * @param {number} [text] the length of a URL or of a policy's text, or the room for texts
 * @param {number} [extras] their length; less than 0: there is nothing but the token of the last call
 * @param {number} [explain] of a policy: it was handed over as text
 * @param {number} [now]
 */
function run(policy, asked, length, text, extras, explain, now) {
  inside = true;
  const said = /** @type {NonNullable<typeof enter>} */ (enter)(policy, asked, length, text, extras, explain, now);
  inside = false;
  return said;
}

/**
 * @param {string} what
 * @param {ErrorOptions} [options]
 * @returns {never}
 */
function wrong(what, options) {
  failure = new TypeError(`evaluate: ${what}`, options);
  throw FAILURE;
}

/**
 * @param {string} what
 * @param {unknown} value
 * @param {string} expected
 * @returns {never}
 */
function unexpected(what, value, expected) {
  wrong(`${what} is ${name(value)}, expected ${expected}`);
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
  try {
    return answer(policy, request, before);
  } catch (error) {
    if (inside) {
      inside = false;
      enter = undefined;
      losses++;
      throw error;
    }
    if (losses !== before) throw new TypeError("evaluate: a call from inside this one did not come back");
    if (error === FAILURE) throw failure;
    throw new TypeError(`evaluate: the request cannot be read: ${reason(error)}`, { cause: error });
  }
}

/** @param {unknown} policy */
function known(policy) {
  return policy === last.policy ? last : policies.get(policy);
}

/**
 * @param {unknown} policy
 * @param {any} request
 * @param {number} before the losses before this call
 */
function answer(policy, request, before) {
  if (typeof request !== "object") {
    unexpected("the request", request, "an object, or null for a report on the policy");
  }
  if (typeof policy !== "string" && (typeof policy !== "object" || policy === null)) {
    unexpected("the policy", policy, "an object or its JSON text");
  }
  if (request === null) {
    const text = textOfNew(policy);
    if (losses !== before) throw FAILURE;
    return report(policy, text);
  }
  const { url, token, now, facts, refuse, explain } = request;
  let body = request.body;
  if (url !== undefined && typeof url !== "string") unexpected("request.url", url, "text");
  if (now !== undefined && !Number.isFinite(now))
    wrong(`request.now is ${typeof now === "number" ? now : name(now)}, expected a finite number`);
  if (refuse !== undefined && typeof refuse !== "string") unexpected("request.refuse", refuse, "text");
  if (explain !== undefined && typeof explain !== "boolean" && explain !== "event")
    wrong('request.explain is not true, false or "event"');
  let extras;
  if (token !== undefined || facts !== undefined || refuse !== undefined) {
    if (token !== undefined && !isTokens(token))
      wrong("request.token is not text, an array of texts or an object of either, none of them empty");
    if (facts !== undefined || refuse !== undefined || typeof token !== "string")
      extras = stringify({ facts, token, refuse });
    if (facts !== undefined && (!extras?.startsWith('{"facts":{') || holdsElsewhere(facts)))
      unexpected("request.facts", facts, "an object of plain data");
  } else {
    extras = "";
  }
  let bytes;
  if (typeof body !== "string") {
    bytes = bytesOf(body);
    if (bytes === undefined) {
      const parsed = parsedBody(body);
      if (parsed === undefined) unexpected("request.body", body, "text, a Uint8Array, an ArrayBuffer or parsed JSON");
      body = parsed;
    }
  }
  const needsClock = now === undefined && (token !== undefined || (known(policy)?.readsClock ?? true));
  const at = needsClock ? Date.now() : Math.floor(now ?? 0);
  const text = textOfNew(policy);
  if (losses !== before) throw FAILURE;
  return decide(policy, text, body, bytes, url, at, explain, extras, token);
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
  recall(policy, policyText);
  const explained = explain === true ? TRACE : explain === "event" ? EVENT : 0;
  const length = bytes === undefined ? body.length : lengthOfArray.call(bytes);
  if (length > MAX_BODY) return finish(run(last.number, TOO_LONG, length, 0, 0, explained));
  if (extras === undefined && token !== keptToken) extras = stringify({ token });
  const bodyNeeds = bytes === undefined ? length * 3 : 0;
  const textNeeds = ((url?.length ?? 0) + (extras?.length ?? 0)) * 3 + (bytes === undefined ? 0 : length);
  if (textNeeds > textView.length || bodyNeeds > bodyView.length) {
    if (textNeeds > MAX_TEXT) wrong("request.url, token, facts and refuse are too long together");
    makeRoom(bodyNeeds, textNeeds);
  }
  let asked = BYTES;
  let size = length;
  const urlLength = url === undefined ? 0 : encoder.encodeInto(url, textView).written;
  const extrasLength = extras ? encoder.encodeInto(extras, textView.subarray(urlLength)).written : 0;
  if (bytes !== undefined) {
    // Throws for an array whose bytes are gone.
    textView.set(bytes, urlLength + extrasLength);
  } else {
    size = encoder.encodeInto(body, bodyView).written;
    // What a character of another body leaves that the end of this one cut would be no UTF-8.
    for (let at = size; (bodyView[at] & 0xc0) === 0x80; at++) bodyView[at] = 0;
    asked = size !== length && !body.isWellFormed() ? ILL_FORMED : TEXT;
  }
  if (extras) keptToken = undefined;
  const more = extras === undefined ? -1 : extrasLength;
  const said = run(last.number, asked, size, urlLength, more, explained, at);
  if (said >= 0 && last.verdicts[said] === undefined) {
    run(last.number, asked, size, urlLength, more, SPELLED_OUT, at);
    last.verdicts[said] = given;
  }
  if (extras && asked !== ILL_FORMED && said !== FAILED) keptToken = token;
  return finish(said);
}

/**
 * @param {unknown} policy
 * @param {string | undefined} policyText
 */
function report(policy, policyText) {
  recall(policy, policyText);
  const isText = typeof policy === "string";
  return finish(run(last.number, REPORT, 0, isText ? leaveText(policy) : 0, 0, isText ? 1 : 0));
}

/** A policy that is too large is forgotten at once. @param {number} said */
function finish(said) {
  const verdict = said < 0 ? given : last.verdicts[said];
  if (last.size > MAX_SIZE) forget(last);
  if (said !== FAILED) return verdict;
  const { message, issues } = verdict;
  if (issues === undefined) wrong(message);
  failure = Object.assign(new Error(message), { name: "PolicyError", issues });
  throw FAILURE;
}

/**
 * Makes a policy the last one: known already, or learned.
 * @param {unknown} policy
 * @param {string | undefined} text
 */
function recall(policy, text = "") {
  if (textView.length === 0) look();
  if (policy === last.policy) return;
  const known = policies.get(policy);
  if (known !== undefined) {
    last = known;
    policies.delete(policy);
  } else {
    const taken = Array.from(policies.values(), ({ number }) => number);
    let number = 0;
    while (taken.includes(number)) number++;
    const said = run(number, LEARN, 0, leaveText(text), 0, typeof policy === "string" ? 1 : 0);
    last = { policy, number, size: said < 0 ? ~said : said, readsClock: said < 0, verdicts: [] };
    if (last.size > MAX_SIZE) return;
    makeWay(last.size);
  }
  policies.set(policy, last);
}

/** Forgets the policies used longest ago until there is a place for another. @param {number} size */
function makeWay(size) {
  let total = size;
  for (const known of policies.values()) total += known.size;
  for (const known of policies.values()) {
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

/** Leaves the text of a policy; says how many bytes it has. @param {string} text */
function leaveText(text) {
  const bytes = encoder.encode(text);
  if (bytes.length > textView.length) makeRoom(0, bytes.length);
  textView.set(bytes);
  return bytes.length;
}

/**
 * @param {number} body
 * @param {number} text
 */
function makeRoom(body, text) {
  run(0, MORE_ROOM, body, text);
}

/** Says what is to be returned, or thrown. @param {string} json */
export function give(json) {
  given = deeplyFrozen(parse(json));
}

/** Spells a number as JavaScript does. @param {number} value @param {number} at where in the module's memory @param {number} room */
export function float_text(value, at, room) {
  return encoder.encodeInto(String(value), bytesAt(at, room)).written;
}

/** The text of a policy that the module does not know. @param {unknown} policy @returns {string | undefined} */
function textOfNew(policy) {
  if (known(policy)) return undefined;
  let text;
  try {
    // Halves of surrogate pairs are escaped, as in JSON text of objects: UTF-8 would put another character there.
    text =
      typeof policy === "string"
        ? policy.replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`)
        : stringify(policy);
  } catch (error) {
    wrong(`the policy cannot be read: ${reason(error)}`, { cause: error });
  }
  return text ?? wrong("the policy is no value that JSON has");
}
