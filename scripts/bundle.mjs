// Bundles each entry of the package into one file: one file is found and read much faster than six, and is smaller.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./command.mjs";

/** Writes pkg/dist. The packages have to be installed and pkg/wasm has to be built. */
export async function bundle() {
  const { build } = await import("esbuild");
  const folder = join(ROOT, "pkg");
  /** @type {import("esbuild").BuildOptions} */
  const options = {
    absWorkingDir: folder,
    outdir: "dist",
    bundle: true,
    minify: true,
    external: ["group-gate"],
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    logLevel: "error",
  };
  // Node prints the line that an uncaught error was thrown from. The one with the module in it is not such a line.
  const forNode = { ...options, lineLimit: 160 };
  const esm = { format: /** @type {const} */ ("esm"), target: "es2022" };
  rmSync(join(folder, "dist"), { recursive: true, force: true });
  await build({ ...options, ...esm, entryPoints: ["workerd.js", "edge-light.js"] });
  await build({ ...forNode, ...esm, entryPoints: ["index.js"] });
  // What `require` gets where it cannot have ES modules: Node before 20.19 and 22.12.
  await build({
    ...forNode,
    entryPoints: ["index.js", "handler.js", "node.js"],
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    target: "node20.0",
    platform: "node",
  });
  // The module itself stays in one piece, which is read faster.
  for (const name of readdirSync(join(folder, "dist")).filter((name) => /js$/.test(name))) {
    const file = join(folder, "dist", name);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("\\\n", ""));
  }
}
