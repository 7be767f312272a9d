// What every runtime has to say, as the native core says it.
import { readdirSync, readFileSync } from "node:fs";
import { mustRun } from "../../scripts/command.mjs";
import { callbacks, GO_ON, REFUSED_ON_BOTH } from "../wire.mjs";

const folder = new URL("../vectors/", import.meta.url);

/** The source of the module that the suite gets its vectors and verdicts from. */
export async function corpusModule() {
  const missing = "install Rust with rustup (https://rustup.rs)";
  const args = ["run", "--locked", "--quiet", "--example", "verdicts"];
  const { stdout } = await mustRun("deciding the vectors natively", "cargo", args, { missing });
  const groups = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .flatMap((file) => {
      /** @type {any[]} */
      const found = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
      return found.map((group) => ({
        ...{ file, about: group.about, policy: group.policy, policyText: group.policyText, cases: group.cases ?? [] },
        expected: { verdicts: /** @type {any[]} */ ([]) },
      }));
    });
  for (const line of stdout.trimEnd().split("\n")) {
    const { file, group, case: index, verdict, ...checked } = JSON.parse(line);
    const { expected } = groups.filter((one) => one.file === file)[group];
    if (verdict) expected.verdicts[index] = verdict;
    else Object.assign(expected, checked);
  }
  const answered = callbacks.map(({ name, platform, body, path }) => {
    return { name, path, body: body.toString(), answer: GO_ON[platform] };
  });
  const corpus = JSON.stringify({ groups, callbacks: answered, refusal: REFUSED_ON_BOTH });
  return `export default JSON.parse(${JSON.stringify(corpus)});\n`;
}
