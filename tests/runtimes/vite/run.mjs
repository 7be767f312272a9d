import { pathToFileURL } from "node:url";

/** @param {import("../project.mjs").Project} project @param {import("../browsers.mjs").Browsers} browsers */
export default async function* (project, browsers) {
  const version = project.version("vite");
  const vite = (/** @type {string[]} */ ...args) => project.node("vite/bin/vite.js", ...args);

  await vite("build");
  yield* browsers.folder("Vite, built,", version, project.path("dist"));
  await vite("build", "--ssr", "print.js", "--outDir", "server");
  yield { name: "Vite, SSR", version, result: await project.result(process.execPath, ["server/print.js"]) };

  const { createServer } = await import(String(pathToFileURL(project.path("node_modules/vite/dist/node/index.js"))));
  const options = { root: project.folder, logLevel: "warn", server: { host: "127.0.0.1", port: 0, hmr: { port: 0 } } };
  const server = await createServer(options);
  try {
    await server.listen();
    yield* browsers.runs("Vite, dev,", version, server.resolvedUrls.local[0]);
    const { run } = await server.ssrLoadModule("/main.js");
    yield { name: "Vite, dev SSR", version, result: await run() };
  } finally {
    await server.close();
  }
}
