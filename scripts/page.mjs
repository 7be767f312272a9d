// Builds the page into www/dist: static files that any web server can serve.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ROOT } from "./command.mjs";

/** Where the page is built, in the repository. */
export const PAGE = "www/dist";

const WIRE = "tests/wire";
const MODULE = "group_gate_bg.wasm";

/**
 * The real bodies under tests/wire as the module `wire-bodies`: an object from a name such as `openim/sdk` to the text.
 *
 * @type {import("esbuild").Plugin}
 */
const wireBodies = {
  name: "wire-bodies",
  setup(build) {
    build.onResolve({ filter: /^wire-bodies$/ }, ({ path }) => ({ path, namespace: "wire-bodies" }));
    build.onLoad({ filter: /.*/, namespace: "wire-bodies" }, () => ({
      contents: JSON.stringify(readWireBodies()),
      loader: "json",
    }));
  },
};

function readWireBodies() {
  const folder = join(ROOT, WIRE);
  const files = readdirSync(folder).flatMap((platform) =>
    readdirSync(join(folder, platform)).map((file) => `${platform}/${file}`),
  );
  const read = (/** @type {string} */ file) => readFileSync(join(folder, file), "utf8").trimEnd();
  return Object.fromEntries(files.sort().map((file) => [file.replace(/(\.body)?\.json$/, ""), read(file)]));
}

/**
 * The licences of the packages that are in the page, as they ask for.
 *
 * @param {string[]} inputs paths in the repository
 */
function licencesOf(inputs) {
  const names = inputs.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  const texts = [...new Set(names)].sort().map((name) => {
    const folder = join(ROOT, "node_modules", name);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return `${name} ${version}: ${license}\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : ""}\n`;
  });
  return texts.join("\n");
}

/** Files that stay as they are while a server serves them are left alone. */
export async function buildPage() {
  const { build } = await import("esbuild");
  const { CONTENT_SECURITY_POLICY } = await import("../www/content-security-policy.js");
  const output = join(ROOT, PAGE);
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["www/page.js", "www/rehearsal-worker.js", "www/style.css"],
    outdir: PAGE,
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    splitting: true,
    target: ["chrome123", "firefox120", "safari17.5"],
    legalComments: "none",
    metafile: true,
    plugins: [wireBodies],
    logLevel: "silent",
  });
  const html = readFileSync(join(ROOT, "www/index.html"), "utf8");
  /** @type {Map<string, string | Uint8Array>} */
  const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  files.set("licences.txt", licencesOf(Object.keys(metafile.inputs)));
  files.set("index.html", html.replace("{content-security-policy}", CONTENT_SECURITY_POLICY));
  files.set(MODULE, readFileSync(join(ROOT, "pkg/wasm", MODULE)));
  mkdirSync(output, { recursive: true });
  for (const name of readdirSync(output)) if (!files.has(name)) rmSync(join(output, name), { recursive: true });
  for (const [name, contents] of files) {
    const path = join(output, name);
    if (!existsSync(path) || !readFileSync(path).equals(Buffer.from(contents))) writeFileSync(path, contents);
  }
}
