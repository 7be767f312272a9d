// The page: three panes around one call of `evaluate`.
import { showNoVerdict, showVerdict } from "./answer-pane.js";
import { requestOf } from "./call.js";
import { startCallbackPane } from "./callback-pane.js";
import { copyAs } from "./copy-as.js";
import { byId, debounced, element, withCode } from "./dom.js";
import { load } from "./engine.js";
import { blankComments, laidOut } from "./jsonc.js";
import { fromHash, toHash } from "./permalink.js";
import { createPolicyEditor, issuesOf } from "./policy-editor.js";
import { CALLBACKS, POLICIES } from "./presets.js";
import { startRehearsalPane } from "./rehearsal-pane.js";
import { duration, handWritten, measure } from "./speed.js";

const BENCHMARK = "benchmark";

start().catch((error) => {
  document.body.dataset.state = "failed";
  showNoVerdict(
    "The page could not start",
    `${error instanceof Error ? error.message : error}. `,
    "Reload it to try again.",
  );
  byId("chip", HTMLElement).focus();
});

async function start() {
  const [{ evaluate, module }, linked] = await Promise.all([load(), readLink()]);
  const policyPreset = byId("policy-preset", HTMLSelectElement);
  const callback = startCallbackPane(decideSoon);
  const editor = createPolicyEditor(
    { host: byId("policy", HTMLElement), issues: byId("issues", HTMLElement), label: "Policy" },
    evaluate,
    policyChanged,
  );
  const other = createPolicyEditor(
    { host: byId("other-policy", HTMLElement), issues: byId("other-issues", HTMLElement), label: "Other policy" },
    evaluate,
    debounced(200, () => other.report()),
  );
  const reportSoon = debounced(120, editor.report);
  const linkSoon = debounced(250, writeLink);
  const measureSoon = debounced(600, measureSpeed);
  let measuring = new AbortController();
  /** @type {import("group-gate").Verdict | undefined} */
  let verdict;

  const state = () => ({ policy: editor.text(), ...callback.state() });

  function policyChanged() {
    policyPreset.value = Object.keys(POLICIES).find((id) => POLICIES[id]?.text === editor.text()) ?? "";
    reportSoon();
    decideSoon();
  }

  function decideSoon() {
    decide();
    linkSoon();
    measureSoon();
  }

  function decide() {
    measuring.abort();
    const { policy, ...rest } = state();
    const { request, complaints } = requestOf({ policy, ...rest });
    callback.complain(complaints);
    verdict = undefined;
    if (complaints.length > 0) {
      const which = complaints.map(({ field }) => (field === "now" ? "the clock" : "the facts"));
      showNoVerdict("Nothing is decided", `Mend ${which.join(" and ")} of the callback first.`);
      return;
    }
    try {
      verdict = evaluate(blankComments(policy), { ...request, explain: true });
    } catch (error) {
      const [first, ...others] = issuesOf(error);
      const more = others.length === 0 ? [] : [` And ${others.length} more, in the list under the policy.`];
      const line = first?.line === undefined ? "" : `Line ${first.line}: `;
      showNoVerdict("The policy has mistakes", line, ...withCode(first?.message ?? ""), ".", ...more);
      editor.mark(null, false);
      return;
    }
    showVerdict(verdict, { showRule: editor.revealRule, showPointer: editor.revealPointer });
    editor.mark(
      verdict.rule,
      verdict.outcome === "allow" || verdict.outcome === "deny" || verdict.outcome === "modify",
    );
  }

  async function readLink() {
    try {
      return await fromHash(location.hash);
    } catch {
      byId("notice", HTMLElement).textContent =
        "The link holds nothing that this page wrote: here is the example instead.";
      return undefined;
    }
  }

  async function writeLink() {
    const hash = await toHash(state());
    byId("link-note", HTMLElement).textContent = hash ? "" : "Too large for a link.";
    history.replaceState(null, "", hash ?? location.pathname);
  }

  async function measureSpeed() {
    const output = byId("speed", HTMLElement);
    const rivals = byId("rival", HTMLElement);
    const policy = blankComments(editor.text());
    const { request, complaints } = requestOf(state());
    if (complaints.length > 0 || !verdict || document.hidden) return;
    measuring = new AbortController();
    const isBenchmark = editor.text() === POLICIES[BENCHMARK]?.text && callback.state().url.includes("SdkAppid");
    const rival =
      isBenchmark && verdict.outcome !== "reject" ? handWritten(JSON.parse(policy), callback.state().body) : undefined;
    try {
      const speed = await measure(() => evaluate(policy, request), rival, measuring.signal);
      if (!speed) return;
      output.textContent = duration(speed.ours);
      rivals.textContent = speed.rival === undefined ? "" : ` · hand-written JavaScript ${duration(speed.rival)}`;
    } catch {
      // The hand-written rival throws on bodies that it was not written for.
      rivals.textContent = "";
    }
  }

  for (const [id, { name }] of Object.entries(POLICIES)) policyPreset.append(element("option", { value: id }, name));
  policyPreset.addEventListener("change", () => {
    const chosen = POLICIES[policyPreset.value];
    if (!chosen) return;
    editor.setText(chosen.text);
    if (policyPreset.value === BENCHMARK) callback.choose("benchmark/sample");
    editor.report();
    policyChanged();
  });
  byId("policy-format", HTMLButtonElement).addEventListener("click", editor.layOut);
  byId("other-copy", HTMLButtonElement).addEventListener("click", () => {
    other.setText(editor.text());
    other.report();
  });
  window.addEventListener("hashchange", async () => show((await readLink()) ?? example()));
  startNavigation();
  startCopying();
  startRehearsalPane({
    module,
    policies: () => {
      const text = blankComments(other.text());
      return { policy: blankComments(editor.text()), other: text.trim() === "" ? undefined : text };
    },
    page: () => {
      const { body: _, now: __, ...rest } = requestOf(state()).request;
      return rest;
    },
    app: () => String(/SdkAppid=(\d+)/.exec(callback.state().url)?.[1] ?? "1400000000"),
    open: ({ body, url = "", now, facts, token }) => {
      const { facts: factsText, token: pageToken } = callback.state();
      callback.show({
        body: laidOut(String(body)),
        url,
        now: now === undefined ? "" : String(now),
        facts: facts === undefined ? factsText : JSON.stringify(facts, null, 2),
        token: typeof token === "string" ? token : pageToken,
      });
      decideSoon();
      byId("answer-heading", HTMLElement).focus();
    },
  });

  show(linked ?? example());
  document.body.dataset.state = "ready";

  /** @param {import("./call.js").State} shown */
  function show({ policy, ...rest }) {
    editor.setText(policy);
    callback.show(rest);
    policyPreset.value = Object.keys(POLICIES).find((id) => POLICIES[id]?.text === policy) ?? "";
    editor.report();
    decide();
    measureSoon();
  }

  function example() {
    const policy = POLICIES.community?.text ?? "";
    const { body = "", url = "" } = CALLBACKS.first?.callback ?? {};
    return { policy, body, url, token: "", now: "", facts: "" };
  }

  /** The hash is taken: it holds the state. */
  function startNavigation() {
    for (const link of document.querySelectorAll("[data-jump]"))
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const heading = byId(/** @type {HTMLElement} */ (link).dataset.jump ?? "", HTMLElement);
        heading.closest("section")?.scrollIntoView();
        heading.focus({ preventScroll: true });
      });
  }

  function startCopying() {
    const dialog = byId("copy-dialog", HTMLDialogElement);
    const code = byId("copy-code", HTMLTextAreaElement);
    const told = byId("copy-told", HTMLElement);
    for (const button of document.querySelectorAll("[data-copy]"))
      button.addEventListener("click", () => {
        const kind = /** @type {HTMLElement} */ (button).dataset.copy;
        const title = `Copy as ${button.textContent}`;
        byId("copy-title", HTMLElement).textContent = title;
        told.textContent = "";
        try {
          code.value = copyAs(/** @type {any} */ (kind), state(), requestOf(state()).request, verdict);
        } catch {
          code.value = "";
          told.textContent = "The policy is no JSON: mend it first.";
        }
        dialog.showModal();
      });
    byId("copy-now", HTMLButtonElement).addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.value);
        told.textContent = "Copied.";
      } catch {
        code.select();
        told.textContent = "The browser does not let the page copy: the text is selected, press Ctrl-C or ⌘C.";
      }
    });
    byId("copy-link", HTMLButtonElement).addEventListener("click", async () => {
      await writeLink();
      const note = byId("link-note", HTMLElement);
      if (note.textContent !== "") return;
      try {
        await navigator.clipboard.writeText(location.href);
        note.textContent = callback.state().token === "" ? "Link copied." : "Link copied, without the token.";
      } catch {
        note.textContent = "The link is in the address bar.";
      }
    });
  }
}
