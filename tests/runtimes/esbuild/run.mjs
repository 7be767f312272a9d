import { cpSync } from "node:fs";

/** @param {import("../project.mjs").Project} project @param {import("../browsers.mjs").Browsers} browsers */
export default async function* (project, browsers) {
  const version = project.version("esbuild");
  const esbuild = (/** @type {string[]} */ ...args) =>
    project.node("esbuild/bin/esbuild", "--bundle", "--minify", ...args);

  await esbuild("print.js", "--platform=node", "--outfile=dist/node.mjs", "--format=esm");
  yield { name: "esbuild, for Node.js", version, result: await project.result(process.execPath, ["dist/node.mjs"]) };
  await esbuild("print.js", "--platform=node", "--outfile=dist/node.cjs", "--format=cjs");
  yield { name: "esbuild, as CommonJS", version, result: await project.result(process.execPath, ["dist/node.cjs"]) };

  await esbuild("page.js", "--outdir=dist");
  cpSync(project.path("bundle.html"), project.path("dist/index.html"));
  yield* browsers.folder("esbuild", version, project.path("dist"));
}
