// Packs the npm package as it would be published.
import { join } from "node:path";
import { mustRun } from "./command.mjs";
import { INSTALL_NPM, npm } from "./set-up.mjs";

/** @typedef {{ path: string, files: string[] }} Packed the tarball, and the paths in it */

/**
 * @param {string} folder where the tarball goes
 * @returns {Promise<Packed>}
 */
export async function pack(folder) {
  const [command, ...before] = npm();
  const args = [...before, "pack", "--workspace", "pkg", "--json", "--pack-destination", folder];
  const { stdout } = await mustRun("packing the package", command, args, { missing: INSTALL_NPM });
  const [{ filename, files }] = JSON.parse(stdout);
  return { path: join(folder, filename), files: files.map((/** @type {{ path: string }} */ file) => file.path) };
}
