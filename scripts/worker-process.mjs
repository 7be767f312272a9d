// Runs www/worker.js under workerd for scripts/front.mjs, until that ends.
import { once } from "node:events";
import { endWithin } from "./command.mjs";
import { PAGE } from "./page.mjs";
import { serve } from "./worker.mjs";

const left = once(process, "disconnect");
const server = await serve("www/worker.js", 0, PAGE);
process.send?.(server.url.origin);
await left;
await server.dispose();
endWithin(1_000);
