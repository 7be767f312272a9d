// The pane of the callback: its body as text and as a form, and what the host adds to it.

import { signed, timeOf } from "./call.js";
import { readFields, TYPES, urlFor, writeField } from "./callback-fields.js";
import { byId, element } from "./dom.js";
import { createEditor } from "./editor.js";
import { hasOnlyComments, layOut, withoutComments } from "./jsonc.js";
import { CALLBACKS } from "./presets.js";

/** @typedef {import("./presets.js").Callback} Callback */
/** @typedef {Callback & { facts: string }} CallbackState */
/** @typedef {import("./callback-fields.js").Fields} Fields */

/** @param {() => void} onChange */
export function startCallbackPane(onChange) {
  const preset = byId("callback-preset", HTMLSelectElement);
  const url = byId("url", HTMLInputElement);
  const token = byId("token", HTMLInputElement);
  const now = byId("now", HTMLInputElement);
  const sign = byId("sign", HTMLButtonElement);
  const clean = byId("clean", HTMLElement);
  const form = byId("form-fields", HTMLFieldSetElement);
  const formNote = byId("form-note", HTMLElement);
  const input = (/** @type {string} */ id) => byId(id, HTMLInputElement);
  const controls = {
    platform: byId("form-platform", HTMLSelectElement),
    phase: byId("form-phase", HTMLSelectElement),
    operator: input("form-operator"),
    owner: input("form-owner"),
    type: input("form-type"),
    name: input("form-name"),
    members: byId("form-members", HTMLTextAreaElement),
    counter: input("form-counter"),
  };

  const body = createEditor(byId("body", HTMLElement), {
    label: "Body of the callback",
    onChange: bodyChanged,
    strict: true,
  });
  const facts = createEditor(byId("facts", HTMLElement), {
    label: "Facts, a JSON object",
    onChange: changed,
    strict: false,
  });

  for (const group of new Set(Object.values(CALLBACKS).map((one) => one.group))) {
    const members = Object.entries(CALLBACKS).filter(([, one]) => one.group === group);
    const options = members.map(([id, { name }]) => element("option", { value: id }, name));
    preset.append(element("optgroup", { label: group }, ...options));
  }
  preset.addEventListener("change", () => choose(preset.value));
  for (const control of [url, token, now]) control.addEventListener("input", changed);
  for (const [name, control] of Object.entries(controls))
    control.addEventListener("input", () => formChanged(/** @type {keyof Fields} */ (name)));
  byId("clean-now", HTMLButtonElement).addEventListener("click", () => {
    body.apply([{ offset: 0, length: body.text().length, content: withoutComments(body.text()) }]);
    body.view.focus();
  });
  byId("body-format", HTMLButtonElement).addEventListener("click", () => body.apply(layOut(body.text())));
  sign.addEventListener("click", async () => {
    const time = now.value.trim() === "" ? Date.now() : timeOf(now.value);
    url.value = await signed(url.value, token.value, time);
    changed();
  });

  function changed() {
    preset.value = "";
    sync();
    onChange();
  }

  function bodyChanged() {
    changed();
  }

  /** Shows what follows from the text. */
  function sync() {
    const text = body.text();
    sign.disabled = token.value === "" || Number.isNaN(timeOf(now.value.trim() === "" ? "0" : now.value));
    clean.hidden = !hasOnlyComments(text);
    const fields = readFields(text);
    form.disabled = fields === undefined;
    formNote.textContent = fields
      ? ""
      : "The text is no callback about the creation of a group: mend it there, or choose a preset.";
    if (!fields) return;
    const isTencent = fields.platform === "tencent";
    controls.operator.disabled = !isTencent;
    controls.operator.placeholder = isTencent ? "" : "OpenIM does not say";
    controls.counter.disabled = !isTencent || fields.phase === "after";
    controls.counter.placeholder = controls.counter.disabled ? "not sent" : "";
    byId("group-types", HTMLElement).replaceChildren(
      ...TYPES[fields.platform].map((value) => element("option", { value })),
    );
    for (const [name, control] of Object.entries(controls)) {
      if (control === document.activeElement) continue;
      const value = fields[/** @type {keyof Fields} */ (name)];
      control.value = Array.isArray(value) ? value.join("\n") : value;
    }
  }

  /** @param {keyof Fields} name */
  function formChanged(name) {
    const before = readFields(body.text());
    if (!before) return;
    const value = controls[name].value;
    const members = controls.members.value.split(/[\n,]/).map((id) => id.trim());
    const fields = { ...before, [name]: name === "members" ? members.filter((id) => id !== "") : value };
    if (name === "counter" && !/^\d*$/.test(value)) return;
    if (name === "type" && fields.platform === "openim" && !/^-?\d+$/.test(value)) return;
    const text = writeField(body.text(), fields, name);
    body.setText(text);
    if (name === "platform" || name === "phase") {
      body.apply(layOut(text));
      url.value = urlFor(fields, url.value);
    }
    changed();
  }

  /** @param {string} id of a preset */
  function choose(id) {
    const found = CALLBACKS[id];
    if (!found) return;
    show({ ...found.callback, facts: facts.text() });
    preset.value = id;
    onChange();
  }

  /** @param {CallbackState} state */
  function show(state) {
    body.setText(state.body);
    facts.setText(state.facts);
    url.value = state.url;
    token.value = state.token;
    now.value = state.now;
    const same = Object.entries(CALLBACKS).find(([, { callback }]) =>
      /** @type {const} */ (["body", "url", "token", "now"]).every((name) => callback[name] === state[name]),
    );
    preset.value = same?.[0] ?? "";
    sync();
  }

  return {
    show,
    choose,
    /** @returns {CallbackState} */
    state: () => ({ body: body.text(), url: url.value, token: token.value, now: now.value, facts: facts.text() }),
    /** @param {import("./call.js").Complaint[]} complaints */
    complain(complaints) {
      for (const field of /** @type {const} */ (["now", "facts"])) {
        const message = complaints.find((one) => one.field === field)?.message ?? "";
        byId(`${field}-complaint`, HTMLElement).textContent = message;
        if (field === "now") now.setAttribute("aria-invalid", String(message !== ""));
      }
    },
  };
}
