// The time that a decision takes here and now.
import { baseline } from "../benches/reference/baseline.mjs";

const BATCHES = 9;
const BATCH_MS = 6;

/** @typedef {{ ours: number, rival?: number }} Speed nanoseconds per decision, the median of batches */

/**
 * Measures decisions, in batches with pauses between them so that the page stays awake.
 *
 * @param {() => unknown} decide
 * @param {(() => unknown) | undefined} rival measured in turns with it
 * @param {AbortSignal} signal
 * @returns {Promise<Speed | undefined>} undefined when it was aborted
 */
export async function measure(decide, rival, signal) {
  const sides = rival ? [decide, rival] : [decide];
  const runs = sides.map((call) => ({ call, size: calibrate(call), samples: /** @type {number[]} */ ([]) }));
  for (let batch = 0; batch < BATCHES; batch++)
    for (const { call, size, samples } of runs) {
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) return undefined;
      samples.push((time(call, size) / size) * 1e6);
    }
  const [ours = 0, theirs] = runs.map(({ samples }) => median(samples));
  return theirs === undefined ? { ours } : { ours, rival: theirs };
}

/** How many calls fill a batch, so that a coarse clock is good enough. @param {() => unknown} call */
function calibrate(call) {
  let size = 1;
  while (time(call, size) < BATCH_MS / 2 && size < 1e6) size *= 2;
  return size;
}

/** @param {() => unknown} call @param {number} size */
function time(call, size) {
  const start = performance.now();
  for (let made = 0; made < size; made++) call();
  return performance.now() - start;
}

/** @param {number[]} samples */
const median = (samples) => samples.sort((a, b) => a - b)[samples.length >> 1] ?? 0;

/**
 * The hand-written JavaScript that decides by the benchmark's policy.
 *
 * @param {unknown} policy
 * @param {string} body
 */
export function handWritten(policy, body) {
  const { text } = baseline(policy);
  return () => text(body);
}

/** @param {number} nanoseconds */
export function duration(nanoseconds) {
  if (nanoseconds < 1000) return `${Math.round(nanoseconds)} ns`;
  if (nanoseconds < 1e6) return `${(nanoseconds / 1000).toPrecision(3)} µs`;
  return `${(nanoseconds / 1e6).toPrecision(3)} ms`;
}
