// The editor of a policy: its issues underlined and listed with their fixes, and the rule that decided marked.
import { setDiagnostics } from "@codemirror/lint";
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";
import { counted, element, withCode } from "./dom.js";
import { createEditor } from "./editor.js";
import { fixesOf } from "./fixes.js";
import { placeOf } from "./issue-places.js";
import { blankComments, layOut, nodeAt, rangeOf, treeOf } from "./jsonc.js";
import { policyAssistance } from "./policy-completion.js";

/** @typedef {import("group-gate").Issue} Issue */
/** @typedef {import("./fixes.js").Checked} Checked */

/** Above these the page shows issues without looking for fixes, which takes several checks each. */
const LARGEST_TO_FIX = 100_000;
const MOST_TO_FIX = 30;
const MOST_TO_LIST = 100;

/** @type {import("@codemirror/state").StateEffectType<import("./jsonc.js").Range | undefined>} */
const decide = StateEffect.define();
const decidingLine = Decoration.line({ class: "cm-deciding" });

const deciding = StateField.define({
  create: () => Decoration.none,
  update(marks, { changes, effects, state }) {
    let found = marks.map(changes);
    for (const effect of effects) if (effect.is(decide)) found = linesOf(state.doc, effect.value);
    return found;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** @param {import("@codemirror/state").Text} doc @param {import("./jsonc.js").Range | undefined} range */
function linesOf(doc, range) {
  if (!range) return Decoration.none;
  const first = doc.lineAt(Math.min(range.from, doc.length)).number;
  const last = doc.lineAt(Math.min(range.to, doc.length)).number;
  const marks = [];
  for (let line = first; line <= last; line++) marks.push(decidingLine.range(doc.line(line).from));
  return Decoration.set(marks);
}

/**
 * @param {{ host: HTMLElement, issues: HTMLElement, label: string }} places
 * @param {import("./engine.js").Evaluate} evaluate
 * @param {(text: string) => void} onChange
 */
export function createPolicyEditor({ host, issues: list, label }, evaluate, onChange) {
  const editor = createEditor(host, { label, onChange, extensions: [deciding, policyAssistance] });

  /** @param {string} text strict JSON @returns {Checked & { rules?: number, lists?: number }} */
  function check(text) {
    try {
      const { warnings, rules, lists } = evaluate(text, null);
      return { errors: [], warnings, rules, lists };
    } catch (error) {
      return { errors: issuesOf(error), warnings: [] };
    }
  }

  /** Shows what the module says about the policy. */
  function report() {
    const text = editor.text();
    const tree = treeOf(text);
    const found = check(blankComments(text));
    const all = [...found.errors, ...found.warnings];
    const severity = found.errors.length > 0 ? /** @type {const} */ ("error") : /** @type {const} */ ("warning");
    const fixable = text.length <= LARGEST_TO_FIX && all.length <= MOST_TO_FIX;
    const seen = all.slice(0, MOST_TO_LIST).map((issue) => ({
      issue,
      place: placeOf(text, tree, issue),
      fixes: fixable ? fixesOf(text, issue, all, check) : [],
    }));
    showUnderlines(seen, severity);
    list.replaceChildren(headline(found, all.length), ...(seen.length > 0 ? [items(seen, severity)] : []));
    list.dataset.state = all.length > 0 ? severity : "fine";
  }

  /** @typedef {{ issue: Issue, place: import("./jsonc.js").Range, fixes: import("./fixes.js").Fix[] }} Seen */

  /** @param {Seen[]} seen @param {"error" | "warning"} severity */
  function showUnderlines(seen, severity) {
    const diagnostics = seen.map(({ issue, place, fixes }) => ({
      ...place,
      severity,
      message: issue.message + (issue.hint ? `\nHint: ${issue.hint}` : ""),
      renderMessage: () => element("div", {}, ...explained(issue)),
      actions: fixes.map(({ label, edits }) => ({ name: label.replaceAll("`", ""), apply: () => editor.apply(edits) })),
    }));
    diagnostics.sort((a, b) => a.from - b.from);
    editor.view.dispatch(setDiagnostics(editor.view.state, diagnostics));
  }

  /** @param {Seen[]} seen @param {"error" | "warning"} severity */
  function items(seen, severity) {
    const item = (/** @type {Seen} */ { issue, place, fixes }) => {
      const line = editor.view.state.doc.lineAt(place.from).number;
      const go = element(
        "button",
        { type: "button", class: "place", onclick: () => editor.reveal(place) },
        `line ${line}`,
      );
      const buttons = fixes.map(({ label, edits }) => {
        const onclick = () => {
          editor.apply(edits);
          editor.view.focus();
        };
        return element("button", { type: "button", class: "fix", onclick }, ...withCode(label));
      });
      const code = element("span", { class: "issue-code" }, issue.code);
      return element("li", { class: severity }, go, element("div", {}, ...explained(issue), code, ...buttons));
    };
    return element("ul", {}, ...seen.map(item));
  }

  return {
    ...editor,
    report,
    layOut: () => editor.apply(layOut(editor.text())),
    /**
     * Marks the rule that decided, or the default.
     *
     * @param {string | null} rule
     * @param {boolean} isDefault
     */
    mark(rule, isDefault) {
      const range = rule === null ? (isDefault ? defaultRange() : undefined) : ruleRange(rule);
      editor.view.dispatch({ effects: decide.of(range) });
      if (range && !editor.view.hasFocus) showLine(range.from);
    },
    /** @param {string} rule */
    revealRule(rule) {
      const range = ruleRange(rule);
      if (range) editor.reveal({ from: range.from, to: range.from });
    },
    /** @param {string} pointer */
    revealPointer(pointer) {
      const node = nodeAt(treeOf(editor.text()), pointer);
      if (node) editor.reveal(rangeOf(node));
    },
  };

  /** @param {string} rule */
  function ruleRange(rule) {
    const rules = nodeAt(treeOf(editor.text()), "/rules");
    const found = rules?.children?.find((one) => nodeAt(one, "/id")?.value === rule);
    return found && rangeOf(found);
  }

  /** Scrolls the editor, and nothing else, if a line is out of its sight. @param {number} offset */
  function showLine(offset) {
    const { scrollDOM } = editor.view;
    const { top, bottom } = editor.view.lineBlockAt(offset);
    const room = scrollDOM.clientHeight;
    if (top < scrollDOM.scrollTop || bottom + room / 3 > scrollDOM.scrollTop + room)
      scrollDOM.scrollTop = top - room / 3;
  }

  function defaultRange() {
    const found = nodeAt(treeOf(editor.text()), "/default");
    return found && rangeOf(found.parent ?? found);
  }
}

/** @typedef {ReturnType<typeof createPolicyEditor>} PolicyEditor */

/** The issues of a `PolicyError`; any other error is not for here. @param {unknown} error @returns {readonly Issue[]} */
export function issuesOf(error) {
  if (error instanceof Error && error.name === "PolicyError")
    return /** @type {import("group-gate").PolicyError} */ (error).issues;
  throw error;
}

/** @param {Issue} issue */
function explained({ message, hint }) {
  const shown = [element("p", {}, ...withCode(message))];
  if (hint) shown.push(element("p", { class: "hint" }, "Hint: ", ...withCode(hint)));
  return shown;
}

/** @param {Checked & { rules?: number, lists?: number }} found @param {number} total */
function headline({ errors, rules = 0, lists = 0 }, total) {
  const some = (/** @type {number} */ n, /** @type {string} */ what) => `${counted(n)} ${what}${n === 1 ? "" : "s"}`;
  if (errors.length > 0) return element("p", { class: "headline" }, `✕ ${some(total, "mistake")}: nothing is decided`);
  const sound = `${some(rules, "rule")}, ${some(lists, "list")}`;
  if (total > 0) return element("p", { class: "headline" }, `⚠ ${sound}; ${some(total, "warning")}`);
  return element("p", { class: "headline" }, `✓ ${sound}; no warnings`);
}
