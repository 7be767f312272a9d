// Runs a Worker under workerd, Cloudflare's own runtime, as `wrangler` would deploy it.
import { basename } from "node:path";
import { ROOT } from "./command.mjs";

export const COMPATIBILITY_DATE = "2026-04-01";

/**
 * Bundles a Worker the way the Workers toolchain does: one script, and the compiled module beside it.
 *
 * @param {string} entry path in the repository
 * @returns {Promise<import("miniflare").ModuleDefinition[]>} the entry first
 */
export async function bundle(entry) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { worker: entry },
    bundle: true,
    write: false,
    format: "esm",
    outdir: "/",
    conditions: ["workerd"],
    loader: { ".wasm": "copy", ".html": "text" },
    assetNames: "[name]",
    logLevel: "silent",
  });
  const script = outputFiles.filter((file) => file.path.endsWith(".js"));
  const modules = outputFiles.filter((file) => file.path.endsWith(".wasm"));
  return [
    ...script.map((file) => ({
      type: /** @type {const} */ ("ESModule"),
      path: basename(file.path),
      contents: file.text,
    })),
    ...modules.map((file) => ({
      type: /** @type {const} */ ("CompiledWasm"),
      path: basename(file.path),
      contents: new Uint8Array(file.contents),
    })),
  ];
}

/**
 * Serves a Worker on loopback until it is disposed of.
 *
 * @param {string} entry path in the repository
 * @param {number} port 0 for any free one
 * @returns {Promise<{ url: URL, dispose: () => Promise<void> }>}
 */
export async function serve(entry, port) {
  const { Log, LogLevel, Miniflare } = await import("miniflare");
  const server = new Miniflare({
    host: "127.0.0.1",
    port,
    log: new Log(LogLevel.ERROR),
    cf: false,
    compatibilityDate: COMPATIBILITY_DATE,
    modules: await bundle(entry),
    modulesRoot: ".",
  });
  try {
    return { url: await server.ready, dispose: () => server.dispose() };
  } catch (error) {
    await server.dispose();
    throw error;
  }
}
