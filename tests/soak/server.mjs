// The Node server as people write it: prints its URL, and stops at SIGTERM once everything is answered.
import { readFileSync } from "node:fs";
import { createHandler } from "group-gate/handler";
import { serve } from "group-gate/node";

const policy = JSON.parse(readFileSync(new URL("../../www/policy.json", import.meta.url), "utf8"));
const server = await serve(createHandler({ policy }), { host: "127.0.0.1" });
console.log(`http://127.0.0.1:${server.port}`);
process.once("SIGTERM", () => server.stop());
