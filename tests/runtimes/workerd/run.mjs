import { createRequire } from "node:module";
import { bundle, serveModules } from "../../../scripts/worker.mjs";

/** The earliest compatibility date that there is. */
const OLDEST_DATE = "2021-11-02";

/** @param {import("../project.mjs").Project} project */
export default async function* (project) {
  const { supportedCompatibilityDate } = await import("miniflare");
  const { version } = createRequire(import.meta.url)("workerd/package.json");
  const modules = await bundle("fetch.js", project.folder);
  for (const date of [OLDEST_DATE, supportedCompatibilityDate]) {
    const server = await serveModules(modules, date);
    try {
      yield { name: `workerd (${date})`, version, result: await (await fetch(server.url)).json() };
    } finally {
      await server.dispose();
    }
  }
}
