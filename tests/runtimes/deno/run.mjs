/** @param {import("../project.mjs").Project} project */
export default async function* (project) {
  const deno = project.path("node_modules/deno/bin.cjs");
  // No permission is given, and nobody is asked for one.
  const args = [deno, "run", "--no-prompt", "--node-modules-dir=manual", "--no-remote", "print.js"];
  yield { name: "Deno", version: project.version("deno"), result: await project.result(process.execPath, args) };
}
