// The reference policy by others who decide by rules, each in a process of its own beside hand-written JavaScript, and
// what more rules cost each of them.
import { footprint } from "./footprint.mjs";
import { sandwich } from "./measure.mjs";
import { reservedNames } from "./policies.mjs";
import { BODIES, baseline, bodyText, checkAnswers, referencePolicy } from "./reference.mjs";
import { factor, spreadOf, table } from "./report.mjs";
import { load, SUBJECTS, version } from "./subjects.mjs";

export const title = "Others";

const NAMES = { sample: "sample", allow: "allow", allow50: "50 members" };
export const RULES = [0, 10, 100, 1000, 10000];

/**
 * @typedef {{ key: string, names: number }} Run
 * @typedef {{ key: string, names: number, cells?: Record<string, Awaited<ReturnType<typeof sandwich>>>, size?: { raw: number, brotli: number }, fails?: string }} Result
 */

/** @returns {Run[]} */
export const runs = () => Object.keys(SUBJECTS).flatMap((key) => RULES.map((names) => ({ key, names })));

/** @param {Run} run @param {boolean} quick @returns {Promise<Result>} */
export async function measure({ key, names }, quick) {
  const { default: prepare } = await load(key);
  const rival = baseline(referencePolicy());
  try {
    const answer = await prepare(referencePolicy(), reservedNames(names));
    await checkAnswers(key, answer);
    for (let i = 0; i < 20; i++)
      for (const [text] of Object.values(BODIES)) {
        rival.text(text);
        await answer(text);
      }
    /** @type {NonNullable<Result["cells"]>} */
    const cells = {};
    for (const name of names === 0 ? Object.keys(NAMES) : ["allow"]) {
      const body = bodyText(name);
      const rounds = Math.max(5, Math.round((quick ? 40 : 200) / (names === 10000 ? 10 : 1)));
      cells[name] = await sandwich(
        () => rival.text(body).body,
        () => answer(body),
        rounds,
      );
    }
    return names === 0 ? { key, names, cells, size: await footprint(key) } : { key, names, cells };
  } catch (error) {
    if (names === 0) throw error;
    return { key, names, fails: error instanceof Error ? error.message : String(error) };
  }
}

/** What one decision takes with so many rules more, in units of the smallest JavaScript decision. @param {Result[]} results */
export function growth(results) {
  return Object.keys(SUBJECTS).map((key) => ({
    name: (SUBJECTS[key]?.name ?? key).replaceAll("*", ""),
    key,
    points: results
      .filter((one) => one.key === key && one.names > 0)
      .map(({ names, cells }) => ({ rules: names, ratio: cells?.allow?.ratio.median })),
  }));
}

/** @param {Result[]} results */
export function report(results) {
  const of = (/** @type {string} */ key, /** @type {number} */ names) =>
    results.find((one) => one.key === key && one.names === names);
  const keys = Object.keys(SUBJECTS).filter((key) => of(key, 0));
  const rows = keys.map((key) => {
    const label = [SUBJECTS[key]?.name, version(key)].join(" ").trim();
    const warm = Object.keys(NAMES).map((name) => of(key, 0)?.cells?.[name]?.ratio);
    const size = of(key, 0)?.size ?? { raw: Number.NaN, brotli: Number.NaN };
    const grown = RULES.slice(1).map((names) => of(key, names));
    return [
      label,
      ...warm.map((ratio) => (ratio === undefined ? "–" : spreadOf(ratio))),
      ...grown.map((one) => (one?.cells === undefined ? "fails" : factor(one.cells.allow?.ratio.median ?? Number.NaN))),
      `${factor(size.raw / 1024)} / ${factor(size.brotli / 1024)}`,
    ];
  });
  const failures = results.flatMap(({ key, names, fails }) =>
    fails === undefined
      ? []
      : [`- ${SUBJECTS[key]?.name} with ${names.toLocaleString("en")} rules more: \`${fails.slice(0, 120)}\``],
  );
  return {
    figures: [],
    text: [
      "Time by that of hand-written JavaScript in the same process, each at its best. The last columns add that many rules, each refusing one name, and decide `allow`, which none of them refuses.",
      table(
        [
          "",
          ...Object.values(NAMES),
          ...RULES.slice(1).map((names) => `+ ${names.toLocaleString("en")} rules`),
          "KiB, raw / brotli",
        ],
        rows,
      ),
      ...(failures.length > 0 ? [failures.join("\n")] : []),
    ],
  };
}
