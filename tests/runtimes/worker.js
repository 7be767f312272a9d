// Runs the suite in a worker of a page.
import { run } from "./main.js";

run().then((result) => postMessage(result));
