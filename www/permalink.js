// The state of the page in the hash of its URL: JSON, deflated, in base64url. A token never goes into it.
import { EXAMPLE_TOKEN } from "./presets.js";

/** @typedef {import("./call.js").State} State */

/** Longer links are cut off by too many programs. */
const LONGEST = 32_000;

/**
 * The hash for a state.
 *
 * @param {State} state
 * @returns {Promise<string | undefined>} undefined for a state that is too large for a link
 */
export async function toHash({ token, ...state }) {
  // The token of the documentation's worked example is no secret, and its presets mean nothing without it.
  const linked = { ...state, ...(token === EXAMPLE_TOKEN ? { exampleToken: true } : {}) };
  const packed = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(JSON.stringify(linked)));
  const text = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  const hash = `#${text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
  return hash.length <= LONGEST ? hash : undefined;
}

/**
 * The state that a hash holds.
 *
 * @param {string} hash
 * @returns {Promise<State | undefined>} undefined for an empty hash
 * @throws for a hash that no page wrote
 */
export async function fromHash(hash) {
  if (hash.length < 2) return undefined;
  const text = atob(hash.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
  const packed = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const plain = await through(new DecompressionStream("deflate-raw"), packed);
  const state = JSON.parse(new TextDecoder().decode(plain));
  const member = (/** @type {string} */ name) => (typeof state[name] === "string" ? state[name] : "");
  return {
    policy: member("policy"),
    body: member("body"),
    url: member("url"),
    now: member("now"),
    facts: member("facts"),
    token: state.exampleToken === true ? EXAMPLE_TOKEN : "",
  };
}

/** @param {GenericTransformStream} stream @param {Uint8Array<ArrayBuffer>} bytes */
async function through(stream, bytes) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}
