// The code editor that every pane with text has: CodeMirror with JSON and comments, in the colours of the page.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { jsonc } from "@shopify/lang-jsonc";
import { StyleModule } from "style-mod";
import { syntaxErrorIn } from "./jsonc.js";

// CodeMirror would add a <style> element, which the page's Content-Security-Policy forbids.
/** @type {Map<StyleModule, CSSStyleSheet>} */
const sheets = new Map();
StyleModule.mount = (root, modules) => {
  const wanted = [modules].flat().map((module) => {
    const sheet = sheets.get(module) ?? new CSSStyleSheet();
    if (!sheets.has(module)) sheet.replaceSync(module.getRules());
    sheets.set(module, sheet);
    return sheet;
  });
  root.adoptedStyleSheets = [...root.adoptedStyleSheets.filter((sheet) => !wanted.includes(sheet)), ...wanted];
};

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-key)" },
  { tag: tags.string, color: "var(--code-text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-value)" },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: "var(--code-comment)", fontStyle: "italic" },
]);

const theme = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--surface)", color: "var(--text)", fontSize: "var(--code-size)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { padding: "0.5rem 0", caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--faint)", border: "none" },
  ".cm-activeLine": { backgroundColor: "var(--active-line)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  "&:not(.cm-focused) .cm-matchingBracket": { backgroundColor: "transparent" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)", color: "inherit" },
  ".cm-deciding": { backgroundColor: "var(--deciding)", boxShadow: "inset 3px 0 var(--deciding-edge)" },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    boxShadow: "var(--shadow)",
    maxWidth: "min(30rem, 90vw)",
    overflow: "hidden",
  },
  ".cm-tooltip-hover .about": { padding: "0.45rem 0.7rem", whiteSpace: "pre-line", fontSize: "0.8125rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.6rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionInfo": { padding: "0.45rem 0.7rem", whiteSpace: "pre-line", fontSize: "0.8125rem" },
  ".cm-completionIcon": { display: "none" },
  ".cm-diagnostic": { padding: "0.45rem 0.7rem", fontSize: "0.8125rem", borderLeftWidth: "3px" },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--accent)",
    color: "var(--on-accent)",
    borderRadius: "4px",
    padding: "0.15rem 0.5rem",
    margin: "0.3rem 0.4rem 0 0",
    fontSize: "0.8125rem",
  },
  ".cm-diagnostic-error": { borderLeftColor: "var(--deny)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-lintRange-error, .cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy 1px",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-error": { textDecorationColor: "var(--deny)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--warn)" },
  ".cm-lintRange-active": { backgroundColor: "var(--selection)" },
});

/**
 * Makes an editor in a host element.
 *
 * Tab moves the focus on, as it does everywhere on the page; Ctrl-M (Shift-Alt-M on a Mac) lets it indent instead.
 *
 * @param {HTMLElement} parent
 * @param {{
 *   label: string,
 *   onChange: (text: string) => void,
 *   extensions?: import("@codemirror/state").Extension,
 *   strict?: boolean,
 * }} options `onChange` hears of what people change, not of `setText`;
 *   `strict` says which text is underlined where it stops being JSON: without comments, or with them
 */
export function createEditor(parent, { label, onChange, extensions = [], strict }) {
  let quiet = false;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        extensions,
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        bracketMatching(),
        closeBrackets(),
        indentUnit.of("  "),
        jsonc(),
        syntaxHighlighting(colours),
        theme,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
        keymap.of([...closeBracketsKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          const text = update.state.doc.toString();
          if (strict !== undefined)
            queueMicrotask(() => view.dispatch(setDiagnostics(view.state, stops(text, strict))));
          if (!quiet) onChange(text);
        }),
      ],
    }),
  });
  return {
    view,
    text: () => view.state.doc.toString(),
    /** Shows another text, as one step that can be undone. @param {string} text */
    setText(text) {
      if (text === view.state.doc.toString()) return;
      quiet = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
      quiet = false;
    },
    /** Changes parts of the text as a person would. @param {import("jsonc-parser").Edit[]} edits */
    apply(edits) {
      view.dispatch({
        changes: edits.map(({ offset, length, content }) => ({ from: offset, to: offset + length, insert: content })),
        userEvent: "input.fix",
      });
    },
    /** Selects a range and brings it into sight. @param {import("./jsonc.js").Range} range */
    reveal({ from, to }) {
      view.dispatch({
        selection: { anchor: from, head: to },
        effects: EditorView.scrollIntoView(from, { y: "center" }),
      });
      view.focus();
    },
  };
}

/**
 * Where a text stops being JSON, as the diagnostics of CodeMirror.
 *
 * @param {string} text
 * @param {boolean} strict
 * @returns {import("@codemirror/lint").Diagnostic[]}
 */
function stops(text, strict) {
  const place = text.trim() === "" ? undefined : syntaxErrorIn(text, strict);
  return place ? [{ ...place, severity: "error", message: "This is no JSON from here on." }] : [];
}

/** @typedef {ReturnType<typeof createEditor>} Editor */
