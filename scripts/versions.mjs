// The version of a release stands in several files, always the same.
import { Failure } from "./command.mjs";

/** @typedef {Record<string, string>} Files texts by path */

/** Where the version stands: what is before it, and it, and what is after it. */
const PLACES = /** @type {Record<string, RegExp>} */ ({
  "Cargo.toml": /(^name = "group-gate"\nversion = ")([^"]+)(")/m,
  "Cargo.lock": /(^name = "group-gate"\nversion = ")([^"]+)(")/m,
  "pkg/package.json": /(^ {2}"version": ")([^"]+)(")/m,
  "package-lock.json": /(^ {4}"pkg": \{\n {6}"name": "group-gate",\n {6}"version": ")([^"]+)(")/m,
});

const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;

/**
 * The version that each file names.
 *
 * @param {Files} files
 * @returns {Record<string, string>}
 */
export function versions(files) {
  return Object.fromEntries(
    Object.entries(PLACES).map(([path, place]) => [path, place.exec(files[path] ?? "")?.[2] ?? "none"]),
  );
}

/** @param {string} a @param {string} b */
function isLater(a, b) {
  const [left, right] = [a, b].map((version) => (VERSION.exec(version) ?? []).slice(1).map(Number));
  for (const [index, part] of (left ?? []).entries()) {
    const other = right?.[index] ?? 0;
    if (part !== other) return part > other;
  }
  return false;
}

/**
 * The files with the next version in them, and with the changelog's unreleased changes under it.
 *
 * @param {Files} files
 * @param {string} version
 * @param {string} date as 2026-01-31
 * @returns {Files}
 */
export function bump(files, version, date) {
  if (!VERSION.test(version)) throw new Failure(`a version is three numbers such as \`1.2.3\`, found \`${version}\``);
  const found = versions(files);
  const [current = "none", ...others] = new Set(Object.values(found));
  if (others.length > 0) throw new Failure(`the versions are out of step: ${JSON.stringify(found)}`);
  const changelog = files["CHANGELOG.md"] ?? "";
  const isFirst = !/^## \[\d/m.test(changelog);
  if (!isLater(version, current) && !(isFirst && version === current))
    throw new Failure(`\`${version}\` does not come after \`${current}\``);
  const changes = /^## \[Unreleased\]\n([\s\S]*?)(?=^## \[|(?![\s\S]))/m.exec(changelog)?.[1] ?? "";
  if (!/^- /m.test(changes)) throw new Failure("CHANGELOG.md tells of no change under `## [Unreleased]`");
  const texts = Object.entries(PLACES).map(([path, place]) => [path, files[path]?.replace(place, `$1${version}$3`)]);
  const heading = `## [Unreleased]\n\n## [${version}] - ${date}\n`;
  return { ...Object.fromEntries(texts), "CHANGELOG.md": changelog.replace("## [Unreleased]\n", heading) };
}
