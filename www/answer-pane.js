// The pane that shows a verdict.
import { because, consequencesOf, OUTCOMES } from "./consequences.js";
import { byId, element, withCode } from "./dom.js";

/** @typedef {import("group-gate").Verdict} Verdict */

const verdictBox = byId("verdict", HTMLElement);
const details = byId("answer-details", HTMLElement);
const chip = byId("chip", HTMLElement);
const announcer = byId("announcer", HTMLElement);

/** What a screen reader was last told, so that it hears of changes alone. */
let announced = "";

/**
 * @param {Verdict} verdict
 * @param {{ showRule: (rule: string) => void, showPointer: (pointer: string) => void }} actions
 */
export function showVerdict(verdict, { showRule, showPointer }) {
  const { word, icon } = OUTCOMES[verdict.outcome];
  const { rule } = verdict;
  const code = verdict.code === 0 ? [] : [element("span", { class: "code" }, `code ${verdict.code}`)];
  const decided =
    rule === null ? [] : [element("button", { type: "button", class: "rule", onclick: () => showRule(rule) }, rule)];
  verdictBox.dataset.outcome = verdict.outcome;
  verdictBox.replaceChildren(
    element("p", { class: "outcome" }, element("span", { class: "icon", "aria-hidden": "true" }, icon), word, ...code),
    element("p", {}, ...withCode(because(verdict)), ...(decided.length > 0 ? [" Rule: ", ...decided] : [])),
  );
  chip.dataset.outcome = verdict.outcome;
  chip.textContent = `${icon} ${word}${rule === null ? "" : ` · ${rule}`}`;
  announce(`${word}. ${rule === null ? because(verdict) : `Rule ${rule}.`}`);
  details.hidden = false;
  byId("consequence", HTMLElement).replaceChildren(
    ...consequencesOf(verdict).map((told) =>
      typeof told === "string" ? element("p", {}, ...withCode(told)) : element("blockquote", {}, told.quote),
    ),
  );
  showFlags(verdict.flags);
  byId("http", HTMLElement).textContent = httpAnswer(verdict);
  showTrace(verdict, showPointer);
  showEvent(verdict);
}

/**
 * Says why there is no verdict.
 *
 * @param {string} title
 * @param {(Node | string)[]} explanation
 */
export function showNoVerdict(title, ...explanation) {
  verdictBox.dataset.outcome = "none";
  const icon = element("span", { class: "icon", "aria-hidden": "true" }, "!");
  verdictBox.replaceChildren(element("p", { class: "outcome" }, icon, title), element("p", {}, ...explanation));
  chip.dataset.outcome = "none";
  chip.textContent = `! ${title}`;
  announce(title);
  details.hidden = true;
}

/** @param {string} text */
function announce(text) {
  if (text === announced) return;
  announced = text;
  announcer.textContent = text;
}

/** The answer as it goes over the wire. @param {Verdict} verdict */
export function httpAnswer({ status, body }) {
  const words = status === 200 ? "200 OK" : `${status} Forbidden`;
  return `HTTP/1.1 ${words}\ncontent-type: application/json\n\n${body}`;
}

/** @param {readonly string[]} flags */
function showFlags(flags) {
  const list = byId("flags", HTMLElement);
  list.hidden = flags.length === 0;
  const shown = flags.map((flag) => element("li", {}, flag));
  list.replaceChildren(element("span", {}, "Flags"), element("ul", {}, ...shown));
}

/** @param {Verdict} verdict @param {(pointer: string) => void} showPointer */
function showTrace({ trace = [], rule: decided, outcome }, showPointer) {
  const section = byId("trace-section", HTMLElement);
  const list = byId("trace", HTMLElement);
  section.hidden = outcome === "pass" || outcome === "reject";
  const items = trace.map(({ rule, matched, because: failed }) => {
    const name = element("b", {}, rule);
    const sign = element("span", { class: "sign", "aria-hidden": "true" }, matched ? "●" : "○");
    if (!failed)
      return element(
        "li",
        { class: matched ? "matched" : "" },
        sign,
        element("div", {}, name, matched ? " matched" : " did not match"),
      );
    const test = element(
      "button",
      { type: "button", class: "test", onclick: () => showPointer(failed.path), title: "Show the test in the policy" },
      element("code", {}, `${failed.field} ${failed.operator} ${brief(failed.expected)}`),
    );
    const actual =
      failed.actual === undefined ? "it is missing" : ["it is ", element("code", {}, brief(failed.actual))];
    const how = failed.operator === "$nor" ? " did not match, since this holds: " : " did not match: ";
    return element("li", {}, sign, element("div", {}, name, how, test, "; ", ...[actual].flat()));
  });
  if (items.length === 0) items.push(element("li", { class: "empty" }, "No rule was looked at."));
  else if (decided === null && outcome !== "acknowledge")
    items.push(
      element(
        "li",
        { class: "matched default" },
        element("span", { class: "sign", "aria-hidden": "true" }, "●"),
        element("div", {}, element("b", {}, "default"), " decided"),
      ),
    );
  list.replaceChildren(...items);
}

/** A value in a line of its own. @param {unknown} value */
function brief(value) {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

/** @param {Verdict} verdict */
function showEvent({ event }) {
  byId("event-section", HTMLElement).hidden = event === undefined;
  byId("event", HTMLElement).textContent = event === undefined ? "" : JSON.stringify(event, null, 2);
}
