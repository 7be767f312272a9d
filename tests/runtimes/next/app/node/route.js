import { run } from "../../main.js";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export const GET = async () => Response.json(await run());
