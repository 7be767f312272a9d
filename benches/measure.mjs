// How everything here is timed: samples of a millisecond, taken in turns, so that a machine that gets slower for
// a while gets slower for all who are compared.

/** @typedef {() => unknown} Call one call of what is measured; what it gives back is used, so that it cannot be left out */
/** @typedef {{ median: number, low: number, high: number }} Spread the median and the quartiles around it */

const SAMPLE_MS = 1;
const WARM_UP_MS = 250;

/** What keeps results from being optimised away. */
let used = 0;

/** @param {unknown} value */
function use(value) {
  used += value === undefined ? 0 : 1;
}

/** @param {Call} call @param {number} times @returns {number} nanoseconds a call */
function sample(call, times) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < times; i++) use(call());
  return Number(process.hrtime.bigint() - start) / times;
}

/** @param {Call} call @param {number} times */
async function sampleAsync(call, times) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < times; i++) use(await call());
  return Number(process.hrtime.bigint() - start) / times;
}

/** @param {Call} call @returns how many calls make one sample, once the call is warm */
async function calibrate(call) {
  const take = call() instanceof Promise ? sampleAsync : sample;
  let times = 1;
  const end = performance.now() + WARM_UP_MS;
  let cost = Number.POSITIVE_INFINITY;
  do {
    cost = Math.min(cost, await take(call, times));
    times = Math.max(1, Math.min(1e6, Math.round((SAMPLE_MS * 1e6) / cost)));
  } while (performance.now() < end);
  return () => take(call, times);
}

/**
 * Takes samples in turns: every round takes one of each.
 *
 * @param {Call[]} calls
 * @param {number} rounds
 * @returns {Promise<number[][]>} for each call, the nanoseconds a call of every round
 */
export async function interleave(calls, rounds) {
  const takers = [];
  for (const call of calls) takers.push(await calibrate(call));
  /** @type {number[][]} */
  const samples = calls.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, take] of takers.entries()) samples[index]?.push(await take());
  if (used === 0) throw new Error("nothing was measured");
  return samples;
}

/**
 * Compares by sandwiches: the rival, the subject, the rival again.
 *
 * @param {Call} rival
 * @param {Call} subject
 * @param {number} rounds
 * @returns {Promise<{ ratio: Spread, rival: Spread, subject: Spread }>} the times in nanoseconds
 */
export async function sandwich(rival, subject, rounds) {
  const [before = [], middle = [], after = []] = await interleave([rival, subject, rival], rounds);
  const around = before.map((time, round) => (time + (after[round] ?? time)) / 2);
  return { ratio: spread(ratios(middle, around)), rival: spread(around), subject: spread(middle) };
}

/** @param {number[]} numerators @param {number[]} denominators of the same rounds */
export function ratios(numerators, denominators) {
  return numerators.map((value, round) => value / (denominators[round] ?? Number.NaN));
}

/** @param {number[]} values @returns {Spread} */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}
