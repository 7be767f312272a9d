import { cpSync } from "node:fs";

/** @param {import("../project.mjs").Project} project @param {import("../browsers.mjs").Browsers} browsers */
export default async function* (project, browsers) {
  const version = project.version("webpack");
  await project.exec(process.execPath, ["build.cjs"]);
  yield { name: "webpack, for Node.js", version, result: await project.result(process.execPath, ["dist/print.cjs"]) };
  const dist = project.path("dist");
  cpSync(project.path("bundle.html"), project.path("dist/index.html"));
  yield* browsers.folder("webpack", version, dist);
  cpSync(project.path("bundle.html"), project.path("dist/index.html"));
  cpSync(project.path("worker-page.js"), project.path("dist/page.js"));
  yield* browsers.folder("webpack, in a worker", version, dist);
}
