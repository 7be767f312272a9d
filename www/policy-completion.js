// Completion and hover in the policy editor, from the JSON Schema of policies and the policy's own lists.
import { autocompletion, insertCompletionText, snippet } from "@codemirror/autocomplete";
import { hoverTooltip } from "@codemirror/view";
import { getLocation } from "jsonc-parser";
import { element, withCode } from "./dom.js";
import { nodeAt, treeOf } from "./jsonc.js";
import { aboutPath, emptyValue, fieldNames, membersAt, schemasAt, valuesAt } from "./policy-schema.js";

/** @typedef {import("@codemirror/autocomplete").Completion} Completion */
/** @typedef {import("@codemirror/autocomplete").CompletionContext} CompletionContext */

const LIST = "The texts of that list.";

/** @type {import("@codemirror/state").Extension} */
export const policyAssistance = [
  autocompletion({ override: [complete], icons: false, activateOnTyping: true }),
  hoverTooltip(hover, { hoverTime: 250 }),
];

/**
 * @param {CompletionContext} context
 * @returns {import("@codemirror/autocomplete").CompletionResult | null}
 */
export function complete(context) {
  const text = context.state.doc.toString();
  const location = getLocation(text, context.pos);
  const previous = location.previousNode;
  const inside = previous && previous.offset < context.pos && context.pos <= previous.offset + previous.length;
  const isText = inside && previous.type === "string";
  if (isText && !location.isAtPropertyKey) {
    const placeholder = completePlaceholder(context, location.path);
    if (placeholder) return placeholder;
  }
  const isQuoted = Boolean(inside && text[previous.offset] === '"');
  const from = inside ? previous.offset + (isQuoted ? 1 : 0) : context.pos;
  const typed = text.slice(from, context.pos);
  if (!context.explicit && !typed && !/[{[,:"]\s*$/.test(text.slice(Math.max(0, from - 40), from))) return null;
  if (!inside && /[\w"}\]]$/.test(text.slice(0, context.pos))) return null;
  const end = inside ? previous.offset + previous.length : context.pos;
  const options = location.isAtPropertyKey
    ? memberOptions(text, location.path, end)
    : valueOptions(text, location.path, isQuoted);
  if (options.length === 0) return null;
  return { from, options, validFor: /^[\w$.-]*$/ };
}

/**
 * An option that writes JSON in place of what was typed, with the quotes around it.
 *
 * @param {string} label
 * @param {string} about
 * @param {string} written
 * @param {boolean} [isSnippet] whether `written` has fields of CodeMirror's snippets
 * @returns {Completion}
 */
function option(label, about, written, isSnippet = false) {
  return {
    label,
    info: () => described(about),
    apply(view, completion, from, to) {
      const { doc } = view.state;
      const isOpen = doc.sliceString(from - 1, from) === '"';
      const rest = isOpen ? /^[\w$.-]*"/.exec(doc.sliceString(to, doc.lineAt(to).to))?.[0].length : 0;
      const start = isOpen ? from - 1 : from;
      const end = to + (rest ?? 0);
      if (isSnippet) snippet(written)(view, completion, start, end);
      else view.dispatch(insertCompletionText(view.state, written, start, end));
    },
  };
}

/**
 * Fields between braces in a message.
 *
 * @param {CompletionContext} context @param {(string | number)[]} path
 */
function completePlaceholder(context, path) {
  const open = context.matchBefore(/\{[\w.]*$/);
  const last = path.at(-1);
  if (!open || !(last === "message" || last === "detail" || path.at(-2) === "modify")) return null;
  return { from: open.from + 1, options: fieldNames().map((label) => ({ label })), validFor: /^[\w.]*$/ };
}

/**
 * @param {string} text @param {(string | number)[]} path of the member that is being written @param {number} end
 * @returns {Completion[]}
 */
function memberOptions(text, path, end) {
  const parent = path.slice(0, -1);
  const node = nodeAt(treeOf(text), parent.map((step) => `/${escaped(step)}`).join(""));
  const present = new Set(node?.children?.map((member) => member.children?.[0]?.value));
  const hasValue = /^\s*:/.test(text.slice(end));
  return membersAt(parent).flatMap(({ name, schema }) => {
    if (present.has(name) && name !== path.at(-1)) return [];
    const about = aboutPath([...parent, name]);
    const key = JSON.stringify(name);
    return [hasValue ? option(name, about, key) : option(name, about, `${key}: ${valueSnippet(schema)}`, true)];
  });
}

/** @param {string | number} step */
const escaped = (step) => String(step).replaceAll("~", "~0").replaceAll("/", "~1");

/** A value to start from, with a field of CodeMirror's snippets in it. @param {import("./policy-schema.js").Schema} schema */
function valueSnippet(schema) {
  const field = (/** @type {string} */ content) => `$\{${content}}`;
  if ("const" in schema) return JSON.stringify(schema.const);
  if ("default" in schema && typeof schema.default !== "object") return field(JSON.stringify(schema.default));
  const empty = emptyValue(schema);
  return empty.slice(0, 1) + field("") + empty.slice(1);
}

/** @param {string} text @param {(string | number)[]} path @param {boolean} isText @returns {Completion[]} */
function valueOptions(text, path, isText) {
  const lists = () => {
    const node = nodeAt(treeOf(text), "/lists");
    return (node?.children ?? []).map((member) => String(member.children?.[0]?.value));
  };
  if (path.at(-1) === "$list") return lists().map((name) => option(name, LIST, JSON.stringify(name)));
  const options = valuesAt(path)
    .filter(({ value }) => !isText || typeof value === "string")
    .map(({ value, about }) => {
      const written = JSON.stringify(value);
      return option(typeof value === "string" ? value : written, about, written);
    });
  const takesList = schemasAt(path).some(({ properties }) => properties?.$list);
  if (takesList && !isText)
    for (const name of lists()) {
      const written = `{ "$list": ${JSON.stringify(name)} }`;
      options.push(option(written, LIST, written));
    }
  return options;
}

/** @param {string} about */
function described(about) {
  return element("div", { class: "about" }, ...withCode(about.replace(/\n{2,}/g, "\n")));
}

/**
 * @param {import("@codemirror/view").EditorView} view @param {number} pos
 * @returns {import("@codemirror/view").Tooltip | null}
 */
function hover(view, pos) {
  const text = view.state.doc.toString();
  const { path, previousNode } = getLocation(text, pos);
  if (!previousNode || pos < previousNode.offset || pos > previousNode.offset + previousNode.length) return null;
  const about = path.at(-1) === "" ? "" : aboutPath(path);
  if (!about) return null;
  const from = previousNode.offset;
  return { pos: from, end: from + previousNode.length, above: true, create: () => ({ dom: described(about) }) };
}
