import { readdirSync } from "node:fs";

/** @param {import("../project.mjs").Project} project */
export default async function* (project) {
  const [platform] = readdirSync(project.path("node_modules/@oven"));
  const bun = project.path(`node_modules/@oven/${platform}/bin/bun`);
  const version = project.version("bun");
  yield { name: "Bun", version, result: await project.result(bun, ["print.js"]) };
  yield { name: "Bun, serving", version, result: await project.result(bun, ["serve.js"]) };
}
