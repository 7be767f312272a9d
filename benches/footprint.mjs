// What has to travel for a subject: its bundle, minified, and its binary.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { load } from "./subjects.mjs";

/** Brotli as a server that compresses once would do it. @param {Uint8Array} bytes */
export function brotli(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
}

/** @param {string} key of SUBJECTS @returns {Promise<{ raw: number, brotli: number }>} in bytes */
export async function footprint(key) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`peers/${key}.mjs`, import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "node",
    outdir: "/",
    conditions: key === "group-gate" ? ["workerd"] : [],
    loader: { ".wasm": "copy" },
    external: ["*.node", "@gorules/zen-engine-*"],
    logLevel: "silent",
  });
  const { binaries = [] } = await load(key);
  const parts = [...outputFiles.map(({ contents }) => contents), ...binaries.map((file) => readFileSync(file))];
  const sum = (/** @type {(bytes: Uint8Array) => number} */ size) =>
    parts.reduce((total, bytes) => total + size(bytes), 0);
  return { raw: sum((bytes) => bytes.length), brotli: sum(brotli) };
}
