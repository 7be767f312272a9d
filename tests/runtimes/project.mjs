// Small projects outside the repository that have the packed package installed, as its users have it.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { mustRun, progress, ROOT } from "../../scripts/command.mjs";
import { pack } from "../../scripts/pack.mjs";
import { INSTALL_NPM, npm } from "../../scripts/set-up.mjs";
import { corpusModule } from "./corpus.mjs";

const HERE = join(ROOT, "tests/runtimes");
const SHARED = ["suite.js", "main.js", "print.js", "serve.js", "page.js", "worker.js", "worker-page.js", "bundle.html"];

/** What is slow to install stays here from run to run. */
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "group-gate/runtimes");

/** Packs the package and makes the corpus, for any number of projects. */
export async function prepareProjects() {
  progress("packing the package and deciding the vectors natively");
  mkdirSync(CACHE, { recursive: true });
  const [tarball, corpus] = await Promise.all([pack(CACHE), corpusModule()]);
  /** @param {string} name of a folder beside this file */
  return async (name) => {
    const folder = join(CACHE, name);
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(folder))
      if (file !== "node_modules") rmSync(join(folder, file), { recursive: true });
    await install(folder, name, tarball.path);
    cpSync(join(HERE, name), folder, { recursive: true });
    for (const file of SHARED) cpSync(join(HERE, file), join(folder, file));
    writeFileSync(join(folder, "corpus.js"), corpus);
    return new Project(folder);
  };
}

/** @param {string} folder @param {string} name @param {string} tarball */
async function install(folder, name, tarball) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  for (const file of [join(HERE, name, "package.json"), join(HERE, name, "package-lock.json"), tarball])
    hash.update(readFileSync(file));
  const wanted = hash.digest("hex");
  const stamp = join(folder, "node_modules/.group-gate");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(HERE, name, file), join(folder, file));
  const [command, ...before] = npm();
  const options = { cwd: folder, missing: INSTALL_NPM };
  const quiet = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  if (!existsSync(stamp)) {
    progress(`installing what tests/runtimes/${name} pins`);
    rmSync(join(folder, "node_modules"), { recursive: true, force: true });
  }
  // `npm ci` would insist on packages for other machines, which not every mirror of the registry has.
  const args = [...before, "install", tarball, "--no-save", ...quiet];
  await mustRun(`installing for ${name}`, command, args, options);
  writeFileSync(stamp, wanted);
}

/** @typedef {import("./suite.js").Result} Result */

export class Project {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /** The path of a file in the project. @param {string} path */
  path(path) {
    return join(this.folder, path);
  }

  /** The version of an installed package. @param {string} name */
  version(name) {
    return JSON.parse(readFileSync(this.path(`node_modules/${name}/package.json`), "utf8")).version;
  }

  /**
   * Runs a program in the project to its end and gives what it printed.
   *
   * @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} [env]
   */
  async exec(command, args, env) {
    const options = { cwd: this.folder, missing: "it should have been installed", env: { ...process.env, ...env } };
    return (await mustRun(`running ${command} ${args.join(" ")}`, command, args, options)).stdout;
  }

  /** Runs a program of an installed package under this Node. @param {string} bin path below node_modules @param {string[]} args */
  node(bin, ...args) {
    return this.exec(process.execPath, [this.path(`node_modules/${bin}`), ...args]);
  }

  /**
   * Runs a program that prints the result of the suite.
   *
   * @param {string} command @param {string[]} args @returns {Promise<Result>}
   */
  async result(command, args) {
    const line = /^RESULT (.+)$/m.exec(await this.exec(command, args));
    if (!line?.[1]) throw new Error(`${command} ${args.join(" ")} printed no result`);
    return JSON.parse(line[1]);
  }

  /**
   * Runs a server for as long as it is used.
   *
   * @template T
   * @param {string[]} args of this Node
   * @param {RegExp} ready what it prints once it listens, its URL as the first group
   * @param {(url: string) => Promise<T>} use
   * @returns {Promise<T>}
   */
  async serving(args, ready, use) {
    const server = spawn(process.execPath, args, { cwd: this.folder, stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(server, "exit");
    try {
      let printed = "";
      for await (const text of server.stdout.setEncoding("utf8")) {
        printed += text;
        const url = ready.exec(printed)?.[1];
        if (url) return await use(url);
      }
      throw new Error(`${args.join(" ")} ended before it listened: ${printed}`);
    } finally {
      server.kill();
      await ended;
    }
  }
}
