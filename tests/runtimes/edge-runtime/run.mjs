import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";

/** What Vercel's builder does: compiled modules are not in the script but handed to it. @type {import("esbuild").Plugin} */
const modulesOutside = {
  name: "modules-outside",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => {
      return { path: join(resolveDir, path.replace("?module", "")), namespace: "module" };
    });
    onLoad({ filter: /.*/, namespace: "module" }, () => ({ contents: "export default globalThis.compiled" }));
  },
};

/** @param {import("../project.mjs").Project} project */
export default async function* (project) {
  const { outputFiles } = await build({
    absWorkingDir: project.folder,
    entryPoints: ["main.js"],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "suite",
    footer: { js: "suite.run()" },
    conditions: ["edge-light"],
    plugins: [modulesOutside],
  });
  const { EdgeRuntime } = createRequire(project.path("package.json"))("edge-runtime");
  const wasm = readFileSync(project.path("node_modules/group-gate/dist/group_gate_bg.wasm"));
  const runtime = new EdgeRuntime({
    extend: (/** @type {any} */ context) => Object.assign(context, { compiled: new WebAssembly.Module(wasm) }),
  });
  const result = await runtime.evaluate(String(outputFiles[0]?.text));
  yield { name: "Vercel edge-runtime", version: project.version("edge-runtime"), result };
}
