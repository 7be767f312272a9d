// The Web Worker that rehearses, so that the page stays free. It is asked by messages:
//
//   { start: { module, policy, other, page, source } }   source: { file } or { generate, app }
//   { cancel: true }                                      stop where it is, and keep what was counted
//   { open: index }                                       one of its events
//
// and answers { counts, total, state } as it goes, { event }, or { failure }.
import { instantiate } from "../pkg/instance.js";
import { plausibleCallbacks } from "./plausible-callbacks.js";
import { createRehearsal, requestOfRecord } from "./rehearsal.js";

/** How long it works before it listens again and tells how far it is. */
const SLICE_MS = 40;

/** @typedef {{ file: Blob } | { generate: number, app: string }} Source */
/** @typedef {Parameters<typeof createRehearsal>[1] & { module: WebAssembly.Module, source: Source }} Task */

/** @type {ReturnType<typeof createRehearsal>} */
let rehearsal;
/** @type {Task["page"]} */
let page = {};
let cancelled = false;

addEventListener("message", async ({ data }) => {
  try {
    if (data.start) await run(data.start);
    else if (data.cancel) cancelled = true;
    else if (data.open !== undefined) postMessage({ event: requestOfRecord(rehearsal.line(data.open) ?? "", page) });
  } catch (error) {
    postMessage({ failure: error instanceof Error ? error.message : String(error) });
  }
});

/** @param {Task} task */
async function run(task) {
  cancelled = false;
  page = task.page;
  rehearsal = createRehearsal(instantiate(task.module), task);
  const total = "file" in task.source ? task.source.file.size : task.source.generate;
  let passed = 0;
  let slice = performance.now();
  for await (const { line, size } of records(task.source)) {
    rehearsal.add(line);
    passed += size;
    if (performance.now() - slice < SLICE_MS) continue;
    postMessage({
      counts: rehearsal.counts(),
      progress: total === 0 ? 1 : Math.min(passed / total, 1),
      state: "running",
    });
    await new Promise((resolve) => setTimeout(resolve));
    if (cancelled) break;
    slice = performance.now();
  }
  postMessage({ counts: rehearsal.counts(), progress: 1, state: cancelled ? "cancelled" : "done" });
}

/**
 * The records of a source, each with what it adds to the progress.
 *
 * @param {Source} source
 * @returns {AsyncGenerator<{ line: string, size: number }, void>}
 */
async function* records(source) {
  if ("generate" in source) {
    for (const line of plausibleCallbacks(source.generate, source.app)) yield { line, size: 1 };
    return;
  }
  const reader = source.file.stream().pipeThrough(new TextDecoderStream()).getReader();
  const encoder = new TextEncoder();
  let rest = "";
  for (;;) {
    const { done, value = "" } = await reader.read();
    const lines = (rest + value).split("\n");
    rest = done ? "" : String(lines.pop());
    const size = encoder.encode(value).length / Math.max(lines.length, 1);
    for (const line of lines) yield { line, size };
    if (done) return;
  }
}
