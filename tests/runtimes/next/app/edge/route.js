import { run } from "../../main.js";

export const runtime = "edge";
export const dynamic = "force-dynamic";

export const GET = async () => Response.json(await run());
