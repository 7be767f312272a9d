// What a policy costs the first time it is used, by `JSON.parse` of its text.
import { evaluate } from "group-gate";
import { ratios, spread } from "./measure.mjs";
import { bannedWords, blockedIds, mixedRules } from "./policies.mjs";
import { bodyText } from "./reference.mjs";
import { factor, figure, spreadOf, table } from "./report.mjs";

const POLICIES = {
  "10,000 rules": () => mixedRules(10000),
  "100,000 ids": () => blockedIds(100000),
  "10,000 banned words": () => bannedWords(10000),
};

/** @type {Record<string, { bar: number, goal: number }>} */
const PROMISED = { "10,000 rules": { bar: 5, goal: 2 }, "100,000 ids": { bar: 5, goal: 2 } };

/** @param {() => unknown} call @returns {number} milliseconds */
function once(call) {
  const start = performance.now();
  call();
  return performance.now() - start;
}

/** @typedef {{ name: string, bytes: number, parse: number[], text: number[], object: number[] }} Result in milliseconds */

export const title = "The first use of a policy";
export const runs = () => Object.keys(POLICIES);

/** @param {keyof typeof POLICIES} name @param {boolean} quick @returns {Result} */
export function measure(name, quick) {
  const policy = POLICIES[name]();
  const body = bodyText("allow");
  /** @type {Result} */
  const result = { name, bytes: JSON.stringify(policy).length, parse: [], text: [], object: [] };
  const rounds = quick ? 6 : 40;
  for (let round = -2; round < rounds; round++) {
    // Another text and another object each time: those that are remembered cost nothing.
    const text = JSON.stringify({ ...policy, name: `round ${round}` });
    const object = JSON.parse(text);
    const times = {
      parse: once(() => JSON.parse(text)),
      text: once(() => evaluate(text, { body })),
      object: once(() => evaluate(object, { body })),
    };
    if (round < 0) continue;
    for (const [key, time] of Object.entries(times)) result[/** @type {keyof typeof times} */ (key)].push(time);
  }
  return result;
}

/** @param {Result[]} results */
export const report = (results) => ({
  figures: results.map(({ name, parse, text }) =>
    figure(`compile ${name}, by JSON.parse`, [spread(ratios(text, parse)).median], { ...PROMISED[name], unit: " ×" }),
  ),
  text: [
    table(
      [
        "policy",
        "KiB",
        "JSON.parse, ms",
        "from text, ms",
        "from an object, ms",
        "text by JSON.parse",
        "object by JSON.parse",
      ],
      results.map(({ name, bytes, parse, text, object }) => [
        name,
        factor(bytes / 1024),
        ...[parse, text, object].map((times) => factor(spread(times).median)),
        spreadOf(spread(ratios(text, parse))),
        spreadOf(spread(ratios(object, parse))),
      ]),
    ),
  ],
});
