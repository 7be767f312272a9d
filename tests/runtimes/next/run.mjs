/** @param {import("../project.mjs").Project} project */
export default async function* (project) {
  const version = project.version("next");
  const next = project.path("node_modules/next/dist/bin/next");
  for (const bundler of ["turbopack", "webpack"]) {
    await project.exec(process.execPath, [next, "build", `--${bundler}`], { NEXT_TELEMETRY_DISABLED: "1" });
    const start = [next, "start", "--hostname", "127.0.0.1", "--port", "0"];
    const results = await project.serving(start, /(http:\/\/127\.0\.0\.1:\d+)/, async (url) => {
      const ask = async (/** @type {string} */ path) => (await fetch(url + path)).json();
      return [await ask("/api/edge"), await ask("/api/node")];
    });
    yield { name: `Next.js, edge, by ${bundler}`, version, result: results[0] };
    yield { name: `Next.js, Node.js, by ${bundler}`, version, result: results[1] };
  }
}
