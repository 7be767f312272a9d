// The pane that rehearses: where events come from, how far it is, and a chart of what came out.
//
// The chart is a list of buttons with bars drawn in CSS: each bar can be reached by keyboard, is read aloud with its
// figures, and opens one of its events.
import { OUTCOMES } from "./consequences.js";
import { byId, counted, element } from "./dom.js";

/** @typedef {import("./rehearsal.js").Counts} Counts */
/** @typedef {import("./rehearsal.js").Kind} Kind */
/** @typedef {import("group-gate").CallbackRequest} CallbackRequest */

const ORDER = Object.keys(OUTCOMES);
const GENERATED = 10_000;

/**
 * @param {{
 *   module: WebAssembly.Module,
 *   policies: () => { policy: string, other: string | undefined },
 *   page: () => Partial<CallbackRequest>,
 *   app: () => string,
 *   open: (request: CallbackRequest) => void,
 * }} host
 */
export function startRehearsalPane({ module, policies, page, app, open }) {
  const status = byId("rehearsal-status", HTMLElement);
  const progress = byId("rehearsal-progress", HTMLProgressElement);
  const cancel = byId("rehearsal-cancel", HTMLButtonElement);
  const results = byId("rehearsal-results", HTMLElement);
  const input = byId("rehearsal-file", HTMLInputElement);
  const drop = byId("rehearsal-drop", HTMLElement);
  /** @type {Worker | undefined} */
  let worker;
  /** Which event of each bar is opened next. @type {Map<string, number>} */
  let opened = new Map();

  byId("rehearsal-generate", HTMLButtonElement).addEventListener("click", () =>
    start({ generate: GENERATED, app: app() }),
  );
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) start({ file });
    input.value = "";
  });
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const file = event.dataTransfer?.files[0];
    if (file) start({ file });
  });
  cancel.addEventListener("click", () => worker?.postMessage({ cancel: true }));

  /** @param {import("./rehearsal-worker.js").Source} source */
  function start(source) {
    worker?.terminate();
    worker = new Worker(new URL("rehearsal-worker.js", import.meta.url), { type: "module" });
    opened = new Map();
    const began = performance.now();
    worker.addEventListener("message", ({ data }) => {
      if (data.failure) fail(data.failure);
      else if (data.event) open(data.event);
      else show(data, performance.now() - began);
    });
    worker.addEventListener("error", (event) => fail(event.message || "its script could not be loaded"));
    progress.hidden = false;
    progress.value = 0;
    cancel.disabled = false;
    results.replaceChildren();
    status.textContent = "Rehearsing…";
    worker.postMessage({ start: { module, source, page: page(), ...policies() } });
  }

  /** @param {string} message */
  function fail(message) {
    progress.hidden = true;
    cancel.disabled = true;
    status.textContent = `The rehearsal failed: ${message}`;
  }

  /** @param {{ counts: Counts, progress: number, state: "running" | "cancelled" | "done" }} message @param {number} ms */
  function show({ counts, progress: part, state }, ms) {
    progress.value = part;
    const unread = counts.unreadable === 0 ? "" : `; ${counted(counts.unreadable)} lines were no JSON objects`;
    const events = `${counted(counts.done)} events${unread}`;
    if (state === "running") {
      status.textContent = `Rehearsing… ${Math.round(part * 100)} %, ${events}`;
    } else {
      progress.hidden = true;
      cancel.disabled = true;
      const seconds = (ms / 1000).toFixed(1);
      status.textContent = state === "done" ? `Done: ${events} in ${seconds} s` : `Cancelled after ${events}`;
    }
    const comparing = counts.otherTallies.length > 0;
    const charts = [chart(comparing ? "The policy" : "By rule and outcome", counts.tallies, counts.done)];
    if (comparing) {
      charts.push(chart("The other policy", counts.otherTallies, counts.done));
      charts.push(changesOf(counts));
    }
    keepFocus(() => results.replaceChildren(...charts));
  }

  /** Redraws without taking the focus from the bar that has it. @param {() => void} draw */
  function keepFocus(draw) {
    const key = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
    draw();
    const bar = key === undefined ? null : results.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (bar instanceof HTMLElement) bar.focus();
  }

  /** @param {string} key @param {number[]} examples */
  function openNext(key, examples) {
    const turn = opened.get(key) ?? 0;
    opened.set(key, turn + 1);
    worker?.postMessage({ open: examples[turn % examples.length] });
  }

  /** @param {string} title @param {import("./rehearsal.js").Tally[]} tallies @param {number} total */
  function chart(title, tallies, total) {
    const sorted = [...tallies].sort(
      (a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome) || b.count - a.count,
    );
    const most = Math.max(...sorted.map(({ count }) => count));
    const bars = sorted.map((tally) => {
      const share = `${((tally.count / total) * 100).toFixed(1)} %`;
      const fill = element("span", { class: "fill", "data-outcome": tally.outcome, "aria-hidden": "true" });
      fill.style.inlineSize = `${Math.max((tally.count / most) * 100, 0.5)}%`;
      const key = `${title} ${tally.key}`;
      return element(
        "li",
        {},
        element(
          "button",
          {
            type: "button",
            "data-key": key,
            title: "Open one of these events",
            onclick: () => openNext(key, tally.examples),
          },
          kindLabel(tally),
          element("span", { class: "track", "aria-hidden": "true" }, fill),
          element("span", { class: "figures" }, `${counted(tally.count)} · ${share}`),
        ),
      );
    });
    return element("section", { class: "chart" }, element("h3", {}, title), element("ol", {}, ...bars));
  }

  /** @param {Counts} counts */
  function changesOf({ changes, changed, done }) {
    const sorted = [...changes].sort((a, b) => b.count - a.count);
    const rows = sorted.map((change) =>
      element(
        "li",
        {},
        element(
          "button",
          {
            type: "button",
            "data-key": change.key,
            title: "Open one of these events",
            onclick: () => openNext(change.key, change.examples),
          },
          kindLabel(change.before),
          element("span", { "aria-label": "becomes" }, "→"),
          kindLabel(change.after),
          element("span", { class: "figures" }, counted(change.count)),
        ),
      ),
    );
    const title = `${counted(changed)} of ${counted(done)} decisions change`;
    return element("section", { class: "chart changes" }, element("h3", {}, title), element("ol", {}, ...rows));
  }
}

/** @param {Kind} kind */
function kindLabel({ outcome, by }) {
  const { icon, word } = OUTCOMES[/** @type {keyof typeof OUTCOMES} */ (outcome)];
  const sign = element("span", { class: "icon", "data-outcome": outcome, "aria-hidden": "true" }, icon);
  return element("span", { class: "kind" }, sign, ` ${word}`, ...(by === "" ? [] : [" · ", element("b", {}, by)]));
}
