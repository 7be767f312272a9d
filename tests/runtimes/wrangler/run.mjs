import { readdirSync, readFileSync } from "node:fs";
import { COMPATIBILITY_DATE, serveModules } from "../../../scripts/worker.mjs";

/** @param {import("../project.mjs").Project} project */
export default async function* (project) {
  await project.node("wrangler/bin/wrangler.js", "deploy", "--dry-run", "--outdir", "dist");
  const files = readdirSync(project.path("dist")).filter((name) => /\.(js|wasm)$/.test(name));
  // The script comes before the module that it imports.
  const modules = files.sort().map((name) => ({
    type: /** @type {"ESModule" | "CompiledWasm"} */ (name.endsWith(".js") ? "ESModule" : "CompiledWasm"),
    path: name,
    contents: new Uint8Array(readFileSync(project.path(`dist/${name}`))),
  }));
  modules.sort((a, b) => Number(a.type !== "ESModule") - Number(b.type !== "ESModule"));
  const server = await serveModules(modules, COMPATIBILITY_DATE);
  try {
    yield { name: "wrangler", version: project.version("wrangler"), result: await (await fetch(server.url)).json() };
  } finally {
    await server.dispose();
  }
}
