/** @param {import("../project.mjs").Project} project */
export default async function* (project) {
  const deno = project.path("node_modules/deno/bin.cjs");
  const run = (/** @type {string[]} */ ...args) =>
    project.result(process.execPath, [deno, "run", "--no-prompt", "--node-modules-dir=manual", "--no-remote", ...args]);
  const version = project.version("deno");
  yield { name: "Deno", version, result: await run("print.js") };
  yield { name: "Deno, serving", version, result: await run("--allow-net=127.0.0.1", "serve.js") };
}
