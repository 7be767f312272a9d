// Finds the browsers of the machine, or installs Debian's.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Failure, mustRun, progress } from "./command.mjs";

const KNOWN = {
  chromium: {
    debian: "chromium",
    names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"],
    paths: [
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
      "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
      "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
    ],
    missing: "install Chromium or Chrome, or put it on the PATH",
  },
  firefox: {
    debian: "firefox-esr",
    names: ["firefox", "firefox-esr"],
    paths: ["/Applications/Firefox.app/Contents/MacOS/firefox", "C:\\Program Files\\Mozilla Firefox\\firefox.exe"],
    missing: "install Firefox, or put it on the PATH",
  },
};

/** What keeps Chromium from talking to anybody, and lets it run as root and without a screen. */
const CHROMIUM_ARGS = [
  ...["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** @param {keyof typeof KNOWN} kind */
function find(kind) {
  const { names, paths } = KNOWN[kind];
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const places = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...paths];
  return places.find((path) => existsSync(path));
}

/**
 * A browser of this machine. Where there is none it is installed, if this is Debian and we may.
 *
 * @param {keyof typeof KNOWN} kind
 * @returns {Promise<{ executablePath: string, args: string[] }>}
 */
export async function findBrowser(kind) {
  const { debian, missing } = KNOWN[kind];
  const args = kind === "chromium" ? CHROMIUM_ARGS : [];
  let executablePath = find(kind);
  if (!executablePath && existsSync("/usr/bin/apt-get") && process.getuid?.() === 0) {
    progress(`installing ${debian}`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await mustRun("reading Debian's list of packages", "apt-get", ["update", "--quiet"], { missing, env });
    const install = ["install", "--yes", "--quiet", "--no-install-recommends", debian];
    await mustRun(`installing ${debian}`, "apt-get", install, { missing, env });
    executablePath = find(kind);
  }
  if (!executablePath) throw new Failure(`no ${kind} was found: ${missing}`);
  return { executablePath, args };
}
