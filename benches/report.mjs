// What the groups have in common when they tell what they found.

/**
 * @typedef {object} Figure one line of the summary
 * @property {string} name
 * @property {string} found
 * @property {string} bar
 * @property {string} goal
 * @property {"yes" | "bar" | "no" | ""} met the goal; the bar alone; neither; nothing was promised
 */

/** @typedef {{ figures: Figure[], text: string[] }} Report the paragraphs and tables of a group, in Markdown */

/** A number of two or three digits. @param {number} value */
export function factor(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString("en");
  return size >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** @param {import("./measure.mjs").Spread} spread */
export function spreadOf({ median, low, high }) {
  return `${factor(median)} (${factor(low)}–${factor(high)})`;
}

/**
 * @param {string} name
 * @param {number[]} values each of which has to be at most the bar
 * @param {{ bar?: number, goal?: number, unit?: string }} promised
 * @returns {Figure}
 */
export function figure(name, values, { bar, goal, unit = "" }) {
  const most = Math.max(...values);
  const text = (/** @type {number | undefined} */ limit) => (limit === undefined ? "" : `≤ ${limit}${unit}`);
  const met =
    goal !== undefined && most <= goal
      ? "yes"
      : bar === undefined
        ? ""
        : most <= bar
          ? goal === undefined
            ? "yes"
            : "bar"
          : "no";
  return {
    name,
    found: values.map((value) => factor(value)).join(" / ") + unit,
    bar: text(bar),
    goal: text(goal),
    met,
  };
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 * @returns {string} a table in Markdown; all columns but the first are numbers
 */
export function table(head, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}

/** @param {Figure[]} figures */
export function summary(figures) {
  const words = { yes: "goal", bar: "bar", no: "**missed**", "": "" };
  return table(
    ["figure", "found", "bar", "goal", "met"],
    figures.map(({ name, found, bar, goal, met }) => [name, found, bar, goal, words[met]]),
  );
}
