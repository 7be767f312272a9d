import { cpSync } from "node:fs";

/** @param {import("../project.mjs").Project} project @param {import("../browsers.mjs").Browsers} browsers */
export default async function* (project, browsers) {
  const version = project.version("rollup");
  await project.node("rollup/dist/bin/rollup", "--config", "--failAfterWarnings");
  yield { name: "Rollup, for Node.js", version, result: await project.result(process.execPath, ["dist/print.js"]) };
  cpSync(project.path("bundle.html"), project.path("dist/index.html"));
  yield* browsers.folder("Rollup", version, project.path("dist"));
}
