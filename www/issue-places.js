// Where in the text of a policy an issue is to be seen.
import { keyRange, nodeAt, offsetAt, rangeOf } from "./jsonc.js";

/** @typedef {import("group-gate").Issue} Issue */
/** @typedef {import("./jsonc.js").Range} Range */

/**
 * The part of the text to underline: a key, a simple value, or where a larger value begins.
 *
 * @param {string} text
 * @param {import("./jsonc.js").JsonNode | undefined} tree
 * @param {Issue} issue
 * @returns {Range}
 */
export function placeOf(text, tree, issue) {
  const start = offsetAt(text, issue.line ?? 1, issue.column ?? 1);
  const node = issue.code === "not-json" || issue.code === "duplicate-member" ? undefined : nodeAt(tree, issue.path);
  if (!node) return wordAt(text, start);
  const key = keyRange(node);
  if (key && start >= key.from && start < key.to) return key;
  if (node.type !== "object" && node.type !== "array") return rangeOf(node);
  if (key) return key;
  const id = node.type === "object" && nodeAt(node, "/id");
  return id ? rangeOf(id) : { from: node.offset, to: node.offset + 1 };
}

/**
 * A word or text that begins at an offset; at least one character, if need be the last one.
 *
 * @param {string} text
 * @param {number} start
 */
function wordAt(text, start) {
  const from = Math.max(0, Math.min(start, text.length - 1));
  const word = /^("(?:[^"\\\n]|\\.)*"?|[\w$.-]+)/.exec(text.slice(from, from + 200));
  return { from, to: Math.min(from + (word?.[0].length ?? 1), text.length) };
}
