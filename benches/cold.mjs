// From nothing but a running Node to the first reply: import, policy, first call. A fresh process each time.
import { readFileSync } from "node:fs";
import { spread } from "./measure.mjs";
import { factor, figure, spreadOf, table } from "./report.mjs";
import { load, SUBJECTS } from "./subjects.mjs";

export const title = "Cold: import to first reply";

/** @typedef {{ key: string, start: number, cold: number }} Result in milliseconds */

/** In turns. @param {boolean} quick */
export const runs = (quick) => Array.from({ length: quick ? 3 : 15 }, () => Object.keys(SUBJECTS)).flat();

/** @param {string} key @returns {Promise<Result>} */
export async function measure(key) {
  const body =
    '{"CallbackCommand":"Group.CallbackBeforeCreateGroup","Operator_Account":"leckie","Owner_Account":"leckie","Type":"Public","Name":"MyFirstGroup","CreateGroupNum":123,"MemberList":[{"Member_Account":"bob"}]}';
  const start = performance.now();
  const { default: prepare } = await load(key);
  const answer = await prepare(JSON.parse(readFileSync(new URL("reference/policy.json", import.meta.url), "utf8")), []);
  const reply = await answer(body);
  const cold = performance.now() - start;
  if (JSON.parse(reply).ErrorCode !== 10102) throw new Error(`${key} answers \`${reply}\``);
  return { key, start, cold };
}

/** The milliseconds of each subject. @param {Result[]} results */
export function coldTimes(results) {
  return new Map(
    Object.keys(SUBJECTS).map((key) => [key, spread(results.filter((one) => one.key === key).map(({ cold }) => cold))]),
  );
}

/** @param {Result[]} results */
export function report(results) {
  const times = coldTimes(results);
  const rival = times.get("javascript")?.median ?? Number.NaN;
  const bare = spread(results.map(({ start }) => start));
  return {
    figures: [
      figure("import to first verdict, by JavaScript", [(times.get("group-gate")?.median ?? Number.NaN) / rival], {
        bar: 5,
        goal: 3,
        unit: " ×",
      }),
    ],
    text: [
      `Milliseconds in a fresh process, on top of the ${spreadOf(bare)} until Node runs the first line.`,
      table(
        ["", "ms", "by JavaScript"],
        [...times].map(([key, time]) => [SUBJECTS[key]?.name ?? key, spreadOf(time), factor(time.median / rival)]),
      ),
    ],
  };
}
