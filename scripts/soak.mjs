// npm run soak [short]
//
// A long life in Node and under workerd, then servers under load. `short` is a life of seconds, and one stop under load.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { Failure, main, ROOT } from "./command.mjs";
import { prepare } from "./module.mjs";

const SHORT = [
  ["tests/soak/node.mjs", "100000"],
  ["tests/soak/workerd.mjs", "20000"],
  ["tests/soak/stop.mjs", "1"],
];
const LONG = [
  ["tests/soak/node.mjs", "10000000"],
  ["tests/soak/workerd.mjs", "1000000"],
  ["tests/soak/load.mjs", "60"],
  ["scripts/fuzz.mjs", "600"],
];

await main(async () => {
  await prepare();
  for (const [script = "", amount = ""] of process.argv[2] === "short" ? SHORT : LONG) {
    console.log(`${script} ${amount}`);
    const [status] = await once(spawn(process.execPath, [script, amount], { cwd: ROOT, stdio: "inherit" }), "exit");
    if (status !== 0) throw new Failure(`${script} failed: see above`);
  }
});
