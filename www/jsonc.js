// JSON with comments as people write it, and the strict JSON of the same length that the module reads.
import { applyEdits, findNodeAtLocation, format, getNodePath, parseTree, stripComments } from "jsonc-parser";

/** @typedef {import("jsonc-parser").Node} JsonNode */
/** @typedef {import("jsonc-parser").Edit} Edit */
/** @typedef {{ from: number, to: number }} Range */

const FORMATTING = { insertSpaces: true, tabSize: 2, eol: "\n" };

/** The text with every comment blanked out, so that offsets, lines and columns stay as they are. @param {string} text */
export const blankComments = (text) => stripComments(text, " ");

/** Whether a text is JSON but for its comments. @param {string} text */
export function hasOnlyComments(text) {
  const blanked = blankComments(text);
  return blanked !== text && isJson(blanked);
}

/**
 * Where a text stops being JSON.
 *
 * @param {string} text
 * @param {boolean} strict whether comments are mistakes
 * @returns {Range | undefined}
 */
export function syntaxErrorIn(text, strict) {
  /** @type {import("jsonc-parser").ParseError[]} */
  const errors = [];
  parseTree(text, errors, { disallowComments: strict });
  const [first] = errors;
  if (!first) return undefined;
  const from = Math.min(first.offset, Math.max(text.length - 1, 0));
  return { from, to: Math.min(from + Math.max(first.length, 1), text.length) };
}

/** @param {string} text */
export function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The edits that lay a text out. @param {string} text */
export const layOut = (text) => format(text, undefined, FORMATTING);

/** The text laid out. @param {string} text */
export const laidOut = (text) => applyEdits(text, layOut(text));

/** The text laid out, and its comments gone. @param {string} text */
export const withoutComments = (text) => laidOut(stripComments(text));

/** @param {string} text */
export const treeOf = (text) => parseTree(text, [], { allowTrailingComma: true });

/** The steps of a JSON Pointer. @param {string} pointer */
export function steps(pointer) {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * The node at a JSON Pointer.
 *
 * @param {JsonNode | undefined} tree
 * @param {string} pointer
 * @returns {JsonNode | undefined}
 */
export function nodeAt(tree, pointer) {
  let node = tree;
  for (const step of steps(pointer)) {
    if (!node) return undefined;
    node = findNodeAtLocation(node, [node.type === "array" ? Number(step) : step]);
  }
  return node;
}

/** Where a node's key is, if it is the value of a member. @param {JsonNode} node @returns {Range | undefined} */
export function keyRange(node) {
  const key = node.parent?.type === "property" ? node.parent.children?.[0] : undefined;
  return key && rangeOf(key);
}

/** @param {JsonNode} node @returns {Range} */
export const rangeOf = (node) => ({ from: node.offset, to: node.offset + node.length });

/** The JSON Pointer of a node. @param {JsonNode} node */
export const pointerOf = (node) =>
  getNodePath(node)
    .map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");

/**
 * The offset of a line and column, both 1-based.
 *
 * @param {string} text
 * @param {number} line
 * @param {number} column
 */
export function offsetAt(text, line, column) {
  let start = 0;
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  return Math.min(start + column - 1, text.length);
}
