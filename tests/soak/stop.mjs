// node tests/soak/stop.mjs [times]
import { stopUnderLoad } from "./stopping.mjs";

await stopUnderLoad(Number(process.argv[2] ?? 10));
