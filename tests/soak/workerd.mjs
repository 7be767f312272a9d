// node tests/soak/workerd.mjs [calls]
//
// A long life under workerd: prints the module's memory as it goes, and fails if it is not flat after the first fifth.
import { serve } from "../../scripts/worker.mjs";

const calls = Number(process.argv[2] ?? 1_000_000);
const STEPS = 10;
/** What the module's memory may grow by after the first fifth: its allocator's holes settle slowly. */
const HOLES = 4 * 65_536;
const server = await serve("tests/soak/worker.js", 0);
try {
  const samples = [];
  const start = performance.now();
  for (let step = 0; step < STEPS; step++) {
    const target = new URL(`/?from=${(step * calls) / STEPS}&calls=${calls / STEPS}`, server.url);
    const response = await fetch(target);
    if (!response.ok) throw new Error(await response.text());
    const { bytes, instances } = /** @type {{ bytes: number, instances: number }} */ (await response.json());
    if (instances !== 1) throw new Error(`${instances} instances were made`);
    samples.push(bytes);
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(`${((step + 1) * calls) / STEPS} calls, ${seconds} s: module ${(bytes / (1 << 20)).toFixed(2)} MiB`);
  }
  const [, warm] = samples;
  const last = samples.at(-1);
  if (warm === undefined || last === undefined || last > warm + HOLES)
    throw new Error(`memory grew from ${warm} to ${last}`);
} finally {
  await server.dispose();
}
