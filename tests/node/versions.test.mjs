import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../scripts/command.mjs";
import { bump, versions } from "../../scripts/versions.mjs";

const PATHS = ["Cargo.toml", "Cargo.lock", "pkg/package.json", "package-lock.json", "CHANGELOG.md"];
const files = Object.fromEntries(PATHS.map((path) => [path, readFileSync(join(ROOT, path), "utf8")]));
const { version } = JSON.parse(String(files["pkg/package.json"]));

test("the version is the same wherever it stands", () => {
  assert.deepEqual([...new Set(Object.values(versions(files)))], [version]);
});

test("a released version has its changes told", () => {
  const changelog = String(files["CHANGELOG.md"]);
  const released = [...changelog.matchAll(/^## \[(\d.*?)\] - \d{4}-\d\d-\d\d$/gm)].map(([, found]) => found);
  assert.equal((changelog.match(/^## \[Unreleased\]$/gm) ?? []).length, 1);
  if (released.length > 0) assert.equal(released[0], version);
});

/** A change to tell of, whatever the real changelog has. */
const ready = {
  ...files,
  "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n- News\n\n## [0.0.1] - 2026-01-01\n\n- Old\n",
};

test("a release brings every file to its version", () => {
  const changed = bump(ready, "99.0.0", "2026-02-03");
  assert.deepEqual([...new Set(Object.values(versions(changed)))], ["99.0.0"]);
  assert.equal(
    changed["CHANGELOG.md"],
    "# Changelog\n\n## [Unreleased]\n\n## [99.0.0] - 2026-02-03\n\n- News\n\n## [0.0.1] - 2026-01-01\n\n- Old\n",
  );
  for (const path of PATHS.slice(0, -1)) {
    const lines = String(changed[path]).split("\n");
    const differing = String(files[path])
      .split("\n")
      .filter((line, index) => line !== lines[index]);
    assert.equal(differing.length, 1, path);
  }
});

test("what is no next version is refused", () => {
  const told = (/** @type {string} */ next, given = ready) => {
    try {
      bump(given, next, "2026-02-03");
    } catch (error) {
      return /** @type {Error} */ (error).message;
    }
    return "nothing";
  };
  assert.equal(told("1.0"), "a version is three numbers such as `1.2.3`, found `1.0`");
  assert.equal(told(""), "a version is three numbers such as `1.2.3`, found ``");
  assert.equal(told("0.0.1"), `\`0.0.1\` does not come after \`${version}\``);
  assert.equal(told(version), `\`${version}\` does not come after \`${version}\``);
  assert.equal(
    told("99.0.0", { ...ready, "CHANGELOG.md": "## [Unreleased]\n\n## [0.0.1] - 2026-01-01\n\n- Old\n" }),
    "CHANGELOG.md tells of no change under `## [Unreleased]`",
  );
  const apart = { ...ready, "Cargo.toml": String(files["Cargo.toml"]).replace(version, "7.7.7") };
  assert.match(told("99.0.0", apart), /^the versions are out of step: \{"Cargo.toml":"7.7.7",/);
});

test("the first release may have the version that the files start with", () => {
  const first = bump({ ...files, "CHANGELOG.md": "## [Unreleased]\n\n- News\n" }, version, "2026-02-03");
  assert.deepEqual(versions(first), versions(files));
});
