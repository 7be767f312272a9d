// What only JavaScript can do for the module: read what a host hands over, remember which policies it knows, and make
// the objects that go back. One call of the module needs one call of `receive`, which leaves everything in the module's
// memory; whatever runs the host's own code (getters, proxies, `toJSON`) runs before anything is written there, so
// that a host that calls `evaluate` again in the middle of it disturbs nothing.

const { freeze, getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { stringify, parse } = JSON;

/** A built-in getter: it tells what an object is, and not what the object says. @param {object} of @param {PropertyKey} name */
const getter = (of, name) =>
  /** @type {() => any} */ (/** @type {PropertyDescriptor} */ (getOwnPropertyDescriptor(of, name)).get);
const TypedArrays = getPrototypeOf(Uint8Array.prototype);
const kindOfArray = getter(TypedArrays, Symbol.toStringTag);
const lengthOfArray = getter(TypedArrays, "length");
const bufferOfArray = getter(TypedArrays, "buffer");
const lengthOfBuffer = getter(ArrayBuffer.prototype, "byteLength");
/** Throws for an array whose bytes are gone. */
const validate = TypedArrays.keys;

const encoder = new TextEncoder();
const MAX_BODY = 1048576;
/** What room there may be for all else, in bytes. */
const MAX_TEXT = 1 << 28;

/** What `receive` says beside the length of the body; the same numbers stand in `wasm.rs`. */
const UNKNOWN_POLICY = -1;
const WRONG_CALL = -2;
const REPORT = -3;
const TOO_LONG = -4;
const ILL_FORMED = -5;
const MORE_ROOM = -6;

/** Where `header` has what; the same numbers stand in `wasm.rs`. */
const POLICY = 0;
const URL_LENGTH = 1;
const EXTRAS_LENGTH = 2;
const EXPLAIN = 3;
const NEEDED = 4;

/** @type {WebAssembly.Memory} */
let memory;
let headerAt = 0;
let bodyAt = 0;
let bodyRoom = 0;
let textAt = 0;
let textRoom = 0;
/** @type {Int32Array} */
let header;
/** @type {Uint8Array} */
let bodyView;
/** @type {Uint8Array} */
let textView;

/** Policies that the module knows, by identity or content, and the number it knows each by. */
/** @type {Map<unknown, number>} */
let numbers = new Map();
/** @type {unknown[]} */
let policies = [];
/** What no host can hand over. */
const NO_POLICY = {};
/** @type {unknown} */
let lastPolicy = NO_POLICY;
let lastNumber = -1;

let now = 0;
/** The token that the module has at hand. @type {unknown} */
let keptToken;
/** @type {unknown} */
let sentToken;
/** @type {Error} */
let failure;
/** How many calls did not come back. */
let losses = 0;

/**
 * Tells where in the module's memory things go. A memory that is new belongs to a module that knows no policy yet.
 * @param {WebAssembly.Memory} newMemory
 * @param {number} newHeaderAt
 * @param {number} newBodyAt
 * @param {number} newBodyRoom
 * @param {number} newTextAt
 * @param {number} newTextRoom
 */
export function attach(newMemory, newHeaderAt, newBodyAt, newBodyRoom, newTextAt, newTextRoom) {
  if (memory !== newMemory) {
    numbers = new Map();
    policies = [];
    lastPolicy = NO_POLICY;
    keptToken = undefined;
  }
  memory = newMemory;
  headerAt = newHeaderAt;
  bodyAt = newBodyAt;
  bodyRoom = newBodyRoom;
  textAt = newTextAt;
  textRoom = newTextRoom;
  look();
}

function look() {
  header = new Int32Array(memory.buffer, headerAt, 8);
  bodyView = new Uint8Array(memory.buffer, bodyAt, bodyRoom);
  textView = new Uint8Array(memory.buffer, textAt, textRoom);
}

/**
 * @param {string} what
 * @param {unknown} [cause]
 */
function wrong(what, cause) {
  failure = cause === undefined ? new TypeError(what) : new TypeError(what, { cause });
  return WRONG_CALL;
}

/** @param {unknown} value */
function name(value) {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  if (Array.isArray(value)) return "an array";
  return `an instance of ${value.constructor?.name || "a class"}`;
}

/** An object as JSON.parse makes them, of whichever realm. @param {object} value */
function isPlain(value) {
  const prototype = getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || getPrototypeOf(prototype) === null;
}

/** The JSON text of a body that was parsed already. @param {unknown} body @returns {string | undefined} */
function parsedBody(body) {
  switch (typeof body) {
    case "boolean":
      return stringify(body);
    case "number":
      return Number.isFinite(body) ? stringify(body) : undefined;
    case "object":
      return body === null || Array.isArray(body) || isPlain(body) ? stringify(body) : undefined;
    default:
      return undefined;
  }
}

/** The bytes of a body; undefined for what holds none. @param {any} body @returns {Uint8Array | undefined} */
function bytesOf(body) {
  if (kindOfArray.call(body) !== "Uint8Array") {
    if (Object.prototype.toString.call(body) !== "[object ArrayBuffer]") return undefined;
    // Throws for shared memory and for a detached buffer.
    return lengthOfBuffer.call(body) >= 0 ? new Uint8Array(body) : undefined;
  }
  lengthOfBuffer.call(bufferOfArray.call(body));
  if (lengthOfArray.call(body) === 0) validate.call(body);
  return body;
}

/** @param {unknown} token */
function isToken(token) {
  return typeof token === "string"
    ? token !== ""
    : Array.isArray(token) && token.length > 0 && token.every((one) => typeof one === "string" && one !== "");
}

/** @param {unknown} token */
function isTokens(token) {
  if (isToken(token)) return true;
  if (typeof token !== "object" || token === null || Array.isArray(token) || !isPlain(token)) return false;
  return Object.values(token).every(isToken);
}

/** What was thrown, in words. @param {unknown} error */
function reason(error) {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "what was thrown has no words";
  }
}

/** Tells that a call did not come back: calls around it, whose memory it has left in any state, must not go on. */
export function lose() {
  losses++;
}

/** @param {number} before */
function checkLosses(before) {
  if (losses !== before) throw new TypeError("evaluate: a call from inside this one did not come back");
}

/**
 * Reads a call and leaves it in the module's memory.
 * @param {unknown} policy
 * @param {any} request
 * @param {boolean} learned the module has the policy at hand, whether it could be remembered or not
 * @returns {number} the length of the body, or what else there is to say
 */
export function receive(policy, request, learned) {
  const before = losses;
  let said;
  try {
    said = read(policy, request, learned);
  } catch (error) {
    said = wrong(`evaluate: the request cannot be read: ${reason(error)}`, error);
  }
  checkLosses(before);
  return said;
}

/**
 * @param {unknown} policy
 * @param {any} request
 * @param {boolean} learned
 */
function read(policy, request, learned) {
  if (typeof request !== "object") {
    return wrong(`evaluate: the request is ${name(request)}, expected an object, or null for a report on the policy`);
  }
  if (policy !== lastPolicy && !learned) {
    if (typeof policy !== "string" && (typeof policy !== "object" || policy === null)) {
      return wrong(`evaluate: the policy is ${name(policy)}, expected an object or its JSON text`);
    }
    if (!numbers.has(policy)) return UNKNOWN_POLICY;
  }
  if (request === null) {
    if (learned) return REPORT;
    if (!recall(policy)) return UNKNOWN_POLICY;
    if (header.length === 0) look();
    header[POLICY] = lastNumber;
    return REPORT;
  }
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
    if (facts !== undefined && (typeof facts !== "object" || facts === null || Array.isArray(facts)))
      return wrong(`evaluate: request.facts is ${name(facts)}, expected an object`);
    if (facts !== undefined || refuse !== undefined || typeof token !== "string")
      extras = stringify({ token, facts, refuse });
  } else {
    extras = "";
  }
  let bytes;
  if (typeof body !== "string") {
    bytes = bytesOf(body);
    if (bytes === undefined) {
      body = parsedBody(body);
      if (body === undefined)
        return wrong(
          `evaluate: request.body is ${name(request.body)}, expected text, a Uint8Array, an ArrayBuffer or parsed JSON`,
        );
    }
  }
  return write(policy, learned, body, bytes, url, time, explain, extras, token);
}

/**
 * From here on nothing of the host runs.
 * @param {unknown} policy
 * @param {boolean} learned
 * @param {string} body
 * @param {Uint8Array | undefined} bytes
 * @param {string | undefined} url
 * @param {number | undefined} time
 * @param {unknown} explain
 * @param {string | undefined} extras undefined where there is nothing but a token of text
 * @param {unknown} token
 */
function write(policy, learned, body, bytes, url, time, explain, extras, token) {
  if (header.length === 0) look();
  if (!learned) {
    if (policy !== lastPolicy && !recall(policy)) return UNKNOWN_POLICY;
    header[POLICY] = lastNumber;
  }
  now = time === undefined ? Date.now() : Math.floor(time);
  header[EXPLAIN] = explain === true ? 2 : explain === "event" ? 1 : 0;
  if (extras === undefined && token !== keptToken) extras = stringify({ token });
  const length = bytes === undefined ? body.length : lengthOfArray.call(bytes);
  const text = ((url?.length ?? 0) + (extras?.length ?? 0)) * 3;
  const bodyNeeds = length > MAX_BODY ? 0 : bytes === undefined ? length * 3 : length;
  if (text > textRoom || bodyNeeds > bodyRoom) {
    if (text > MAX_TEXT) return wrong("evaluate: request.url, token, facts and refuse are too long together");
    return more(text, bodyNeeds);
  }
  const urlLength = url === undefined ? 0 : encoder.encodeInto(url, textView).written;
  header[URL_LENGTH] = url === undefined ? -1 : urlLength;
  header[EXTRAS_LENGTH] = extras === undefined ? -1 : 0;
  if (extras) {
    header[EXTRAS_LENGTH] = encoder.encodeInto(extras, textView.subarray(urlLength)).written;
    sentToken = token;
  }
  header[NEEDED] = length;
  if (length > MAX_BODY) return TOO_LONG;
  if (bytes !== undefined) {
    bodyView.set(bytes);
    return length;
  }
  const { read, written } = encoder.encodeInto(body, bodyView);
  if (written !== read && !body.isWellFormed()) return ILL_FORMED;
  return written;
}

/**
 * @param {number} text
 * @param {number} body
 */
function more(text, body) {
  header[NEEDED] = body;
  header[URL_LENGTH] = text;
  return MORE_ROOM;
}

/** The module knows the policy, now as the last one. @param {unknown} policy */
function recall(policy) {
  const number = numbers.get(policy);
  if (number === undefined) return false;
  lastPolicy = policy;
  lastNumber = number;
  return true;
}

/** Milliseconds since the Unix epoch: what the request says, else the host's clock. */
export function clock() {
  return now;
}

/** The module has the token that was sent last. */
export function keep_token() {
  keptToken = sentToken;
}

/** @param {string} message */
export function type_error(message) {
  return new TypeError(message);
}

/** The error of a call of the wrong shape. */
export function wrong_call() {
  return failure;
}

/**
 * The text of a policy, or undefined after a failure.
 * @param {unknown} policy
 * @returns {string | undefined}
 */
export function policy_text(policy) {
  const before = losses;
  let text;
  try {
    // Halves of surrogate pairs are escaped, as in JSON text of objects: UTF-8 would put another character there.
    text =
      typeof policy === "string"
        ? policy.replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`)
        : stringify(policy);
    if (typeof text !== "string") wrong("evaluate: the policy is no value that JSON has");
  } catch (error) {
    wrong(`evaluate: the policy cannot be read: ${reason(error)}`, error);
  }
  checkLosses(before);
  return text;
}

/**
 * Remembers the number by which the module knows a policy.
 * @param {unknown} policy
 * @param {number} number
 */
export function remember(policy, number) {
  numbers.set(policy, number);
  policies[number] = policy;
}

/** Forgets the policy of that number. @param {number} number */
export function forget(number) {
  numbers.delete(policies[number]);
  policies[number] = undefined;
  if (lastNumber === number) lastPolicy = NO_POLICY;
}

/** @param {any} value @returns {any} */
function deeplyFrozen(value) {
  if (typeof value === "object" && value !== null) {
    for (const key of Object.keys(value)) deeplyFrozen(value[key]);
    freeze(value);
  }
  return value;
}

/** A deeply frozen value of JSON text. @param {string} text */
export function frozen(text) {
  return deeplyFrozen(parse(text));
}

/** What is wrong with a policy, as the error to throw. @param {string} message @param {string} issues */
export function policy_error(message, issues) {
  const error = new Error(message);
  error.name = "PolicyError";
  return Object.assign(error, { issues: deeplyFrozen(parse(issues)) });
}
