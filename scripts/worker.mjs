// Runs a Worker under workerd, Cloudflare's own runtime, as `wrangler` would deploy it.
import { basename, join } from "node:path";
import { ROOT } from "./command.mjs";

export const COMPATIBILITY_DATE = "2026-04-01";

/** `run_worker_first` of a Worker's configuration. */
const WORKER_FIRST = { has_user_worker: true, invoke_user_worker_ahead_of_assets: true };

/**
 * Bundles a Worker the way the Workers toolchain does: one script, and the compiled module beside it.
 *
 * @param {string} entry path in the folder
 * @param {string} [folder] the repository unless told
 * @returns {Promise<import("miniflare").ModuleDefinition[]>} the entry first
 */
export async function bundle(entry, folder = ROOT) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: { worker: entry },
    bundle: true,
    write: false,
    format: "esm",
    outdir: "/",
    conditions: ["workerd"],
    loader: { ".wasm": "copy" },
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
 * @param {string} [assets] folder of static files that the Worker has as its binding `ASSETS`
 * @returns {Promise<Served>}
 */
export async function serve(entry, port, assets) {
  return serveModules(await bundle(entry), COMPATIBILITY_DATE, port, assets);
}

/** @typedef {{ url: URL, dispose: () => Promise<void> }} Served */

/**
 * Serves a Worker that was bundled already.
 *
 * @param {import("miniflare").ModuleDefinition[]} modules the entry first
 * @param {string} compatibilityDate
 * @param {number} [port] any free one unless told
 * @param {string} [assets] as in `serve`
 * @returns {Promise<Served>}
 */
export async function serveModules(modules, compatibilityDate, port = 0, assets = undefined) {
  const { Log, LogLevel, Miniflare } = await import("miniflare");
  const server = new Miniflare({
    host: "127.0.0.1",
    port,
    log: new Log(LogLevel.ERROR),
    cf: false,
    compatibilityDate,
    modules,
    modulesRoot: ".",
    ...(assets ? { assets: { directory: join(ROOT, assets), binding: "ASSETS", routerConfig: WORKER_FIRST } } : {}),
  });
  try {
    return { url: await server.ready, dispose: () => server.dispose() };
  } catch (error) {
    await server.dispose();
    throw error;
  }
}
