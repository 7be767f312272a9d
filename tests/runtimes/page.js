// Runs the suite in a page, for the browser's driver to ask for the result.
import { result } from "./main.js";

Object.assign(globalThis, { groupGate: result });
