// One run of one group, in a process of its own: `child.mjs <group> <run as JSON> <quick | whole>`.
import { GROUPS } from "./groups.mjs";

const [name = "", run = "null", quick] = process.argv.slice(2);
const group = await GROUPS[name]?.();
if (group === undefined) throw new Error(`there is no group \`${name}\``);
const result = await group.measure(JSON.parse(run), quick === "quick");
process.send?.(result, () => process.exit());
