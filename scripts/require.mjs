// Bundles what `require` gets where it cannot have ES modules: Node before 20.19 and 22.12.
import { join } from "node:path";
import { ROOT } from "./command.mjs";

/** Writes pkg/cjs. The packages have to be installed and pkg/wasm has to be built. */
export async function bundleForRequire() {
  const { build } = await import("esbuild");
  const folder = join(ROOT, "pkg");
  await build({
    absWorkingDir: folder,
    entryPoints: ["index.js", "handler.js", "node.js"],
    outdir: "cjs",
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    target: "node20.0",
    platform: "node",
    bundle: true,
    external: ["group-gate"],
    logLevel: "error",
  });
}
