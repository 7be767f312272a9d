// What more rules, longer lists, more regular expressions and longer bodies cost one decision.
import assert from "node:assert/strict";
import { evaluate } from "group-gate";
import { interleave, ratios, sandwich, spread } from "./measure.mjs";
import { absentRegexes, bannedWords, blockedIds, mixedRules } from "./policies.mjs";
import { BODIES, baseline, bodyText, CALLED, referencePolicy } from "./reference.mjs";
import { factor, figure, spreadOf, table } from "./report.mjs";

const count = (/** @type {number} */ n) => n.toLocaleString("en");

/**
 * The same call under policies that only grow, in one run of turns.
 *
 * @param {number[]} sizes
 * @param {(size: number) => import("group-gate").Policy} policyOf
 * @param {{ body: string, url?: string }} request
 * @param {number} rounds
 */
async function grow(sizes, policyOf, request, rounds) {
  const policies = sizes.map(policyOf);
  const { body, url } = request;
  const call = (/** @type {import("group-gate").Policy} */ policy) => evaluate(policy, { body, url });
  const [verdict] = policies.map(call);
  for (const policy of policies) assert.deepEqual(call(policy), verdict);
  const samples = await interleave(
    policies.map((policy) => () => call(policy)),
    rounds,
  );
  const [smallest = []] = samples;
  return samples.map((times, i) => ({
    size: sizes[i] ?? 0,
    time: spread(times),
    ratio: spread(ratios(times, smallest)),
    each: spread(
      times.map((time, round) => (time - (smallest[round] ?? time)) / Math.max(1, (sizes[i] ?? 0) - (sizes[0] ?? 0))),
    ),
  }));
}

/** @typedef {Awaited<ReturnType<typeof grow>>} Steps */

/** @param {string} what @param {Steps} steps */
function growthTable(what, steps) {
  return table(
    [what, "ns a decision", "by the first"],
    steps.map(({ size, time, ratio }) => [count(size), spreadOf(time), spreadOf(ratio)]),
  );
}

/** @param {Steps} steps the growth up to the last */
const lastRatio = (steps) => steps.at(-1)?.ratio.median ?? Number.NaN;

export const rules = {
  title: "More rules",
  runs: () => ["allow", "allow50"],

  /** @param {string} body @param {boolean} quick */
  async measure(body, quick) {
    const probe = mixedRules(10000);
    const ask = (/** @type {object} */ change) =>
      evaluate(probe, { body: JSON.stringify({ ...JSON.parse(bodyText("allow")), ...change }), url: CALLED }).rule;
    assert.equal(ask({ Name: "Reserved 9990" }), "rule-9990");
    assert.equal(ask({ MemberList: [{ Member_Account: "shade_9999" }] }), "rule-9999");
    assert.equal(ask({ Name: "the PROMO3-77 group" }), "regex-3");
    const request = { body: bodyText(body), url: CALLED };
    return { body, steps: await grow([10, 100, 1000, 10000], mixedRules, request, quick ? 40 : 400) };
  },

  /** @param {{ body: string, steps: Steps }[]} results */
  report: (results) => ({
    figures: results.map(({ body, steps }) =>
      figure(`10 → 10,000 mixed rules, \`${body}\``, [lastRatio(steps)], { bar: 2, goal: 1.2, unit: " ×" }),
    ),
    text: [
      "Equality, `$in`, thresholds, prefixes, words, CIDR and pairs of them on six fields, none matching, after ten regular expressions.",
      ...results.flatMap(({ body, steps }) => [growthTable(`rules, \`${body}\``, steps)]),
    ],
  }),
};

export const lists = {
  title: "Longer lists",
  runs: () => ["ids", "words"],

  /** @param {string} kind @param {boolean} quick */
  async measure(kind, quick) {
    const rounds = quick ? 40 : 400;
    if (kind === "ids")
      return { kind, steps: await grow([100, 1000, 10000, 100000], blockedIds, { body: bodyText("allow50") }, rounds) };
    const body = JSON.stringify({ ...JSON.parse(bodyText("allow")), Name: "Friends of the harbour, Tuesdays" });
    return { kind, steps: await grow([5, 100, 1000, 10000], bannedWords, { body }, rounds) };
  },

  /** @param {{ kind: string, steps: Steps }[]} results */
  report: (results) => ({
    figures: results.map(({ kind, steps }) => {
      const sizes = `${count(steps[0]?.size ?? 0)} → ${count(steps.at(-1)?.size ?? 0)}`;
      return figure(`list of ${sizes} ${kind === "ids" ? "ids" : "banned words"}`, [lastRatio(steps)], {
        bar: 1.2,
        goal: 1.05,
        unit: " ×",
      });
    }),
    text: results.map(({ kind, steps }) =>
      growthTable(kind === "ids" ? "blocked ids, 50 members" : "banned words", steps),
    ),
  }),
};

export const regexes = {
  title: "Regular expressions whose literal is absent",
  runs: () => ["regexes"],

  /** @param {string} _ @param {boolean} quick */
  async measure(_, quick) {
    const body = JSON.stringify({ ...JSON.parse(bodyText("allow")), Name: "Friends of the harbour, Tuesdays" });
    return grow([0, 10, 100, 1000], absentRegexes, { body }, quick ? 40 : 400);
  },

  /** @param {Steps[]} results */
  report: ([steps = []]) => ({
    figures: [
      figure("a regex rule whose literal is absent, of 1,000", [steps.at(-1)?.each.median ?? Number.NaN], {
        goal: 5,
        unit: " ns",
      }),
    ],
    text: [
      table(
        ["regex rules", "ns a decision", "ns for each"],
        steps.map(({ size, time, each }) => [count(size), spreadOf(time), size === 0 ? "" : spreadOf(each)]),
      ),
    ],
  }),
};

/** Bodies of one kind that grow from 3 KiB to 300 KiB. @type {Record<string, (scale: number) => object>} */
const LONG = {
  members: (scale) => ({
    MemberList: Array.from({ length: 100 * scale }, (_, i) => ({ Member_Account: `user_${i}` })),
  }),
  text: (scale) => ({ Introduction: "A quiet place for people who like boats. ".repeat(72 * scale) }),
  unknown: (scale) => ({
    Later: Array.from({ length: 36 * scale }, (_, i) => ({ Key: `k${i}`, Value: { Of: ["x", i, true, null, i / 7] } })),
  }),
};
const SCALES = [1, 10, 100];

export const body = {
  title: "Longer bodies",
  runs: () => Object.keys(LONG),

  /** @param {string} kind @param {boolean} quick */
  async measure(kind, quick) {
    const policy = referencePolicy();
    const rival = baseline(policy);
    const steps = [];
    for (const [text] of Object.values(BODIES))
      for (let i = 0; i < 1000; i++) {
        rival.text(text);
        evaluate(policy, { body: text });
      }
    for (const scale of SCALES) {
      const text = JSON.stringify({ ...JSON.parse(bodyText("allow")), ...LONG[kind]?.(scale) });
      assert.equal(evaluate(policy, { body: text }).body, rival.text(text).body);
      const times = await sandwich(
        () => rival.text(text),
        () => evaluate(policy, { body: text }),
        quick ? 30 : 200,
      );
      steps.push({ length: text.length, ...times });
    }
    return { kind, steps };
  },

  /** @param {{ kind: string, steps: ({ length: number } & Awaited<ReturnType<typeof sandwich>>)[] }[]} results */
  report: (results) => ({
    figures: results.flatMap(({ kind, steps }) => {
      const [first, last] = [steps[0], steps.at(-1)];
      const perByte = (/** @type {(typeof steps)[number] | undefined} */ step) =>
        step ? step.subject.median / step.length : Number.NaN;
      return [
        figure(
          `body of 3 / 30 / 300 KiB, ${kind}, by JavaScript`,
          steps.map(({ ratio }) => ratio.median),
          { bar: 0.6 },
        ),
        figure(`time a byte, 3 → 300 KiB, ${kind}`, [perByte(last) / perByte(first)], { bar: 1.2, unit: " ×" }),
      ];
    }),
    text: [
      table(
        ["body", "bytes", "JavaScript, µs", "Group Gate, µs", "ratio"],
        results.flatMap(({ kind, steps }) =>
          steps.map(({ length, rival, subject, ratio }) => [
            kind,
            count(length),
            factor(rival.median / 1000),
            factor(subject.median / 1000),
            spreadOf(ratio),
          ]),
        ),
      ),
    ],
  }),
};
