// One decision by the reference policy, again and again: Group Gate against hand-written JavaScript of the same duties.
import { evaluate } from "group-gate";
import { sandwich } from "./measure.mjs";
import { BODIES, baseline, bodyText, CALLED, checkAnswers, referencePolicy } from "./reference.mjs";
import { factor, figure, spreadOf, table } from "./report.mjs";

const NAMES = { sample: "sample", allow: "allow", allow50: "50 members", m100: "100 members" };
const BARS = { text: { bar: 0.75, goal: 0.55 }, bytes: { bar: 0.65, goal: 0.45 } };

/** @typedef {{ form: "text" | "bytes", url: boolean }} Run */
/** @typedef {{ run: Run, cells: Record<string, Awaited<ReturnType<typeof sandwich>>> }} Result */

/** What a caller of each kind writes. @param {Run} run */
function callers({ form, url }) {
  const policy = { ...referencePolicy(), tencent: { sdkAppIds: url ? ["1400000000"] : /** @type {const} */ ("any") } };
  const rival = baseline(policy);
  const decoder = new TextDecoder();
  if (form === "text")
    return url
      ? {
          rival: (/** @type {string} */ body) => rival.textAndUrl(body, CALLED),
          subject: (/** @type {string} */ body) => evaluate(policy, { body, url: CALLED }),
        }
      : { rival: rival.text, subject: (/** @type {string} */ body) => evaluate(policy, { body }) };
  return url
    ? {
        rival: (/** @type {Uint8Array} */ body) => rival.textAndUrl(decoder.decode(body), CALLED),
        subject: (/** @type {Uint8Array} */ body) => evaluate(policy, { body, url: CALLED }),
      }
    : { rival: rival.bytes, subject: (/** @type {Uint8Array} */ body) => evaluate(policy, { body }) };
}

export const title = "One decision, warm";
export const runs = () => [
  { form: "text", url: false },
  { form: "bytes", url: false },
  { form: "text", url: true },
  { form: "bytes", url: true },
];

/** @param {Run} run @param {boolean} quick @returns {Promise<Result>} */
export async function measure(run, quick) {
  const { rival, subject } = callers(run);
  const encoder = new TextEncoder();
  const shape = (/** @type {string} */ text) => /** @type {any} */ (run.form === "text" ? text : encoder.encode(text));
  await checkAnswers("JavaScript", (text) => rival(shape(text)).body);
  await checkAnswers("Group Gate", (text) => subject(shape(text)).body);
  for (let i = 0; i < 2000; i++)
    for (const [text] of Object.values(BODIES)) {
      rival(shape(text));
      subject(shape(text));
    }
  /** @type {Result["cells"]} */
  const cells = {};
  for (const name of Object.keys(NAMES)) {
    const body = shape(bodyText(name));
    cells[name] = await sandwich(
      () => rival(body),
      () => subject(body),
      quick ? 60 : 600,
    );
  }
  return { run, cells };
}

/** @param {Result[]} results */
export function report(results) {
  const label = (/** @type {Run} */ { form, url }) => `${form}, ${url ? "URL checked" : "body alone"}`;
  const figures = results.map(({ run, cells }) =>
    figure(
      `warm, ${label(run)}: sample / allow / 50 / 100 members`,
      Object.values(cells).map(({ ratio }) => ratio.median),
      BARS[run.form],
    ),
  );
  const rows = results.map(({ run, cells }) => [
    label(run),
    ...Object.values(cells).map(({ ratio }) => spreadOf(ratio)),
  ]);
  const times = results.map(({ run, cells }) => [
    label(run),
    ...Object.values(cells).map(
      ({ rival, subject }) => `${factor(rival.median / 1000)} → ${factor(subject.median / 1000)}`,
    ),
  ]);
  const names = Object.values(NAMES);
  return {
    figures,
    text: [
      "Group Gate's time by that of hand-written JavaScript; median and quartiles of the sandwiches.",
      table(["", ...names], rows),
      "Microseconds of JavaScript → of Group Gate:",
      table(["", ...names], times),
    ],
  };
}
