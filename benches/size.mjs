// What has to travel: the files that ship, each compressed as a server would.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { brotli } from "./footprint.mjs";
import { factor, figure, table } from "./report.mjs";

const ENTRIES = {
  "wasm and glue": ["workerd.js", "group_gate_bg.wasm"],
  "base64 entry": ["index.js"],
};

/** @param {string} file of pkg/dist */
function sizes(file) {
  const bytes = readFileSync(new URL(`../pkg/dist/${file}`, import.meta.url));
  return {
    file,
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotli(bytes),
  };
}

/** @typedef {{ entry: string, files: ReturnType<typeof sizes>[] }} Result */

/** @param {Result} result @param {"raw" | "gzip" | "brotli"} kind */
const kib = ({ files }, kind) => files.reduce((sum, file) => sum + file[kind], 0) / 1024;

export const title = "Size";
export const runs = () => Object.keys(ENTRIES);

/** @param {keyof typeof ENTRIES} entry @returns {Result} */
export const measure = (entry) => ({ entry, files: ENTRIES[entry].map(sizes) });

/** @param {Result[]} results */
export const report = (results) => {
  const [lean, base64] = results.map((result) => kib(result, "brotli"));
  return {
    figures: [
      figure("wasm and glue, brotli 11", [lean ?? Number.NaN], { bar: 80, goal: 60, unit: " KiB" }),
      figure("base64 entry, by wasm and glue", [(base64 ?? 0) / (lean ?? 0)], { bar: 1.35, unit: " ×" }),
    ],
    text: [
      table(
        ["KiB", "raw", "gzip 9", "brotli 11"],
        results.flatMap((result) => [
          ...result.files.map(({ file, raw, gzip, brotli }) => [
            `\`${file}\``,
            ...[raw, gzip, brotli].map((size) => factor(size / 1024)),
          ]),
          [
            `**${result.entry}**`,
            .../** @type {const} */ (["raw", "gzip", "brotli"]).map((kind) => factor(kib(result, kind))),
          ],
        ]),
      ),
    ],
  };
};
