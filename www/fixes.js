// One-click fixes. A hint suggests edits; an edit is a fix if the module, asked again, finds less to complain about.
import { applyEdits, modify } from "jsonc-parser";
import { blankComments, keyRange, nodeAt, offsetAt, rangeOf, steps, treeOf } from "./jsonc.js";

/** @typedef {import("group-gate").Issue} Issue */
/** @typedef {import("./jsonc.js").JsonNode} JsonNode */
/** @typedef {{ label: string, edits: import("jsonc-parser").Edit[] }} Fix */
/** @typedef {{ errors: readonly Issue[], warnings: readonly Issue[] }} Checked what the module says about a policy */

const FORMATTING = { formattingOptions: { insertSpaces: true, tabSize: 2, eol: "\n" } };

/** How many fixes of one issue are worth showing. */
const MOST = 3;

/**
 * The fixes of an issue.
 *
 * @param {string} text of the policy, with comments
 * @param {Issue} issue
 * @param {readonly Issue[]} issues all of them
 * @param {(text: string) => Checked} check
 * @returns {Fix[]}
 */
export function fixesOf(text, issue, issues, check) {
  if (!issue.hint) return [];
  const isWarning = check(blankComments(text)).errors.length === 0;
  /** @param {readonly Issue[]} all */
  const alike = (all) => all.filter(({ code }) => code === issue.code).length;
  const fixes = new Map();
  for (const fix of suggestions(text, issue, issue.hint)) {
    const fixed = applyEdits(text, fix.edits);
    const { errors, warnings } = check(blankComments(fixed));
    const left = isWarning ? [...errors, ...warnings] : errors;
    const isBetter = alike(left) < alike(issues) && (left.length < issues.length || issue.code === "not-json");
    if (isBetter && !fixes.has(fixed)) fixes.set(fixed, fix);
    if (fixes.size === MOST) break;
  }
  return [...fixes.values()];
}

/**
 * What a hint may mean, the likeliest first.
 *
 * @param {string} text
 * @param {Issue} issue
 * @param {string} hint
 * @returns {Generator<Fix, void>}
 */
function* suggestions(text, issue, hint) {
  if (issue.code === "not-json") return yield* syntaxSuggestions(text, issue, hint);
  const tree = treeOf(text);
  const node = nodeAt(tree, issue.path);
  if (!node) return;
  if (hint.startsWith("remove it")) {
    yield { label: "Remove it", edits: edit(text, issue.path, tree, undefined) };
    return;
  }
  const spans = [...hint.matchAll(/`([^`]+)`/g)].map(([, span]) => String(span));
  const [first = ""] = spans;
  if (/^`[^`]+`(, (in|without) quotes)?$/.test(hint)) {
    yield* memberSuggestions(text, node, first, issue.path, tree);
    yield* keySuggestions(text, node, first);
    yield* valueSuggestions(text, node, first);
  } else if (/^`[^`]+`((, | or )`[^`]+`)+$/.test(hint)) {
    for (const span of spans) yield* keySuggestions(text, node, span);
  } else if (/^`["{]/.test(hint)) {
    yield* memberSuggestions(text, node, first, issue.path, tree);
    yield* valueSuggestions(text, node, first);
  } else if (hint.startsWith("`members.count`")) {
    yield* fieldSuggestions(text, node, first);
  }
}

/**
 * Members to add (`"version": 1`), or to put in place of what is there (`"$nor": [ … ]`).
 *
 * @param {string} text @param {JsonNode} node @param {string} span @param {string} path
 * @param {JsonNode | undefined} tree
 * @returns {Generator<Fix, void>}
 */
function* memberSuggestions(text, node, span, path, tree) {
  const [, name, value] = /^"([^"]+)": (.+)$/s.exec(span) ?? [];
  if (!name || !value) return;
  const wrapped = value.includes("[ … ]") || value.includes("{ … }");
  const own = text.slice(node.offset, node.offset + node.length);
  const parsed = parseOr(wrapped ? value.replace("…", own) : value);
  if (parsed === undefined) return;
  if (wrapped && node.parent?.type === "property") {
    const edits = [{ ...lengthOf(rangeOf(node.parent)), content: `"${name}": ${value.replace("…", own)}` }];
    yield { label: `Write \`${span}\``, edits };
  } else if (node.type === "object") {
    yield { label: `Add \`${span}\``, edits: edit(text, `${path}/${name}`, tree, parsed) };
  } else if (node.parent?.parent?.type === "object") {
    const beside = path.slice(0, path.lastIndexOf("/"));
    yield { label: `Add \`${span}\``, edits: edit(text, `${beside}/${name}`, tree, parsed) };
  }
}

/** @param {string} text @param {JsonNode} node @param {string} span @returns {Generator<Fix, void>} */
function* keySuggestions(text, node, span) {
  const key = keyRange(node);
  if (!key || !/^[\w$][\w$.<>-]*$/.test(span) || span.includes("<")) return;
  const old = text.slice(key.from, key.to);
  yield { label: `Change ${old} to \`${span}\``, edits: [{ ...lengthOf(key), content: JSON.stringify(span) }] };
}

/**
 * Another field in place of the one whose only test it is: `"members.id": { "$size": 3 }`.
 *
 * @param {string} text
 * @param {JsonNode} node
 * @param {string} span
 * @returns {Generator<Fix, void>}
 */
function* fieldSuggestions(text, node, span) {
  const owner = node.parent?.parent?.parent;
  if (owner?.type !== "property" || node.parent?.parent?.children?.length !== 1) return;
  const content = `"${span}": ${text.slice(node.offset, node.offset + node.length)}`;
  yield { label: `Test \`${span}\` instead`, edits: [{ ...lengthOf(rangeOf(owner)), content }] };
}

/** @param {string} text @param {JsonNode} node @param {string} span @returns {Generator<Fix, void>} */
function* valueSuggestions(text, node, span) {
  const range = lengthOf(rangeOf(node));
  const own = text.slice(node.offset, node.offset + node.length);
  const filled = /[[{] … [\]}]/.test(span) && node.type === "array" ? span.replace("[ … ]", own) : span;
  if (node.type === "string") {
    const placeholders = [...own.matchAll(/\{([A-Za-z][^{}]*)\}/g)];
    for (const { index, 0: found } of placeholders) {
      const edits = [{ offset: node.offset + index, length: found.length, content: `{${span}}` }];
      yield { label: `Change \`${found}\` to \`{${span}}\``, edits };
    }
    if (placeholders.length > 0 || span.includes("<")) return;
    const label = `Change ${own.length > 40 ? "it" : own} to \`${span}\``;
    yield { label, edits: [{ ...range, content: JSON.stringify(span) }] };
  }
  if (parseOr(filled) !== undefined) yield { label: `Write \`${span}\``, edits: [{ ...range, content: filled }] };
}

/** @param {string} text @param {Issue} issue @param {string} hint @returns {Generator<Fix, void>} */
function* syntaxSuggestions(text, issue, hint) {
  const at = offsetAt(text, issue.line ?? 1, issue.column ?? 1);
  if (hint.startsWith("remove the comma")) {
    const comma = blankComments(text).lastIndexOf(",", at);
    if (comma >= 0) yield { label: "Remove the comma", edits: [{ offset: comma, length: 1, content: "" }] };
  }
  if (hint.includes("straight double quotes")) {
    const line = text.lastIndexOf("\n", at - 1) + 1;
    const end = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
    for (const where of [
      { offset: line, length: end - line },
      { offset: 0, length: text.length },
    ]) {
      const content = text.slice(where.offset, where.offset + where.length).replace(/[“”„‘’']/g, '"');
      yield { label: "Use straight double quotes", edits: [{ ...where, content }] };
    }
  }
  if (hint.includes("byte order mark") && text.startsWith("\ufeff"))
    yield { label: "Remove the byte order mark", edits: [{ offset: 0, length: 1, content: "" }] };
}

/**
 * @param {string} text @param {string} path @param {JsonNode | undefined} tree @param {unknown} value undefined removes
 */
function edit(text, path, tree, value) {
  const parts = steps(path);
  const isIndex = (/** @type {number} */ depth) => {
    const parent = nodeAt(
      tree,
      path
        .split("/")
        .slice(0, depth + 1)
        .join("/"),
    );
    return parent?.type === "array";
  };
  const location = parts.map((step, depth) => (isIndex(depth) ? Number(step) : step));
  return modify(text, location, value, FORMATTING);
}

/** @param {import("./jsonc.js").Range} range */
const lengthOf = ({ from, to }) => ({ offset: from, length: to - from });

/** @param {string} text @returns {unknown} undefined for what is no JSON */
function parseOr(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
