// Runs the suite in a page, for the browser's driver to ask for the result.
import { run } from "./main.js";

Object.assign(globalThis, { groupGate: run() });
