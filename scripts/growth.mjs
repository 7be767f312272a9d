// npm run growth
//
// Counts what every case of tests/growth/cases.rs costs at a size and at ten times that: instructions under callgrind,
// and the most memory. Nothing may grow by more than is said here.
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure, main, mustRun, progress, ROOT } from "./command.mjs";

const MAX_INSTRUCTIONS = 12;
/** A vector that doubles its room may have room for twice of what it holds. */
const MAX_MEMORY = 20;
/** Less than this is no growth worth a ratio. */
const FEW_BYTES = 4096;
const PROGRAM = "target/release/examples/growth";
const COUNTS = "target/growth";

await main(async () => {
  progress("building the cases");
  const build = ["build", "--locked", "--release", "--example", "growth"];
  await mustRun("building the cases", "cargo", build, { missing: "install Rust with rustup (https://rustup.rs)" });
  const { stdout } = await mustRun("running the cases", join(ROOT, PROGRAM), [], { missing: "it was just built" });
  const lines = stdout.trim().split("\n");

  rmSync(join(ROOT, COUNTS), { recursive: true, force: true });
  mkdirSync(join(ROOT, COUNTS), { recursive: true });
  progress("counting instructions");
  const missing = "install valgrind (`apt-get install valgrind`)";
  const options = ["--tool=callgrind", "--toggle-collect=growth::measured", "--dump-after=growth::measured"];
  const output = `--callgrind-out-file=${COUNTS}/count`;
  await mustRun("counting instructions", "valgrind", [...options, output, PROGRAM], { missing });
  const counts = readdirSync(join(ROOT, COUNTS))
    .filter((name) => /^count\.\d+$/.test(name))
    .sort((a, b) => Number(a.slice(6)) - Number(b.slice(6)))
    .map((name) => Number(/^(?:summary|totals): (\d+)/m.exec(readFileSync(join(ROOT, COUNTS, name), "utf8"))?.[1]))
    .slice(0, lines.length);
  if (counts.length !== lines.length || counts.some((count) => !(count > 0)))
    throw new Failure(`${counts.length} counts of instructions for ${lines.length} tasks`);

  const tooMuch = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [small, large] = [lines[i], lines[i + 1]].map((line) => Number.parseInt(line ?? "", 10));
    const name = lines[i]?.replace(/^\d+ /, "");
    const work = Number(counts[i + 1]) / Number(counts[i]);
    const memory = Number(large) / Math.max(Number(small), FEW_BYTES);
    const fits = work <= MAX_INSTRUCTIONS && memory <= MAX_MEMORY;
    if (!fits) tooMuch.push(name);
    console.log(
      `${fits ? "✓" : "✗"} ${name}: ${work.toFixed(1)} × the instructions, ${memory.toFixed(1)} × the memory`,
    );
  }
  if (tooMuch.length > 0)
    throw new Failure(
      `at ten times the size these take more than ${MAX_INSTRUCTIONS} × or ${MAX_MEMORY} ×: ${tooMuch.join(", ")}`,
    );
});
