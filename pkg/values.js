// What the values are that a host hands over: of whichever realm, whatever they say of themselves.

const { freeze, getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { stringify } = JSON;

/** A built-in getter: it tells what an object is, and not what the object says. @param {object} of @param {PropertyKey} name */
const getter = (of, name) =>
  /** @type {() => any} */ (/** @type {PropertyDescriptor} */ (getOwnPropertyDescriptor(of, name)).get);
const TypedArrays = getPrototypeOf(Uint8Array.prototype);
const kindOfArray = getter(TypedArrays, Symbol.toStringTag);
export const lengthOfArray = getter(TypedArrays, "length");
const bufferOfArray = getter(TypedArrays, "buffer");
const lengthOfBuffer = getter(ArrayBuffer.prototype, "byteLength");

/** @param {unknown} value */
export function name(value) {
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
export function parsedBody(body) {
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
export function bytesOf(body) {
  if (kindOfArray.call(body) !== "Uint8Array") {
    if (Object.prototype.toString.call(body) !== "[object ArrayBuffer]") return undefined;
    // Throws for shared memory and for a detached buffer.
    return lengthOfBuffer.call(body) >= 0 ? new Uint8Array(body) : undefined;
  }
  lengthOfBuffer.call(bufferOfArray.call(body));
  return body;
}

/** @param {unknown} token */
function isToken(token) {
  return typeof token === "string"
    ? token !== ""
    : Array.isArray(token) && token.length > 0 && token.every((one) => typeof one === "string" && one !== "");
}

/** @param {unknown} token */
export function isTokens(token) {
  if (isToken(token)) return true;
  if (typeof token !== "object" || token === null || Array.isArray(token) || !isPlain(token)) return false;
  return Object.values(token).every(isToken);
}

/** Arrays, maps, promises and the like: what they hold is in no JSON, or under no name. @param {any} object */
export function holdsElsewhere(object) {
  return typeof object[Symbol.iterator] === "function" || typeof object.then === "function";
}

/** What was thrown, in words. @param {unknown} error */
export function reason(error) {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "what was thrown has no words";
  }
}

/** @param {any} value @returns {any} */
export function deeplyFrozen(value) {
  if (typeof value === "object" && value !== null) {
    for (const key of Object.keys(value)) deeplyFrozen(value[key]);
    freeze(value);
  }
  return value;
}
