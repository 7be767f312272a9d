import { run } from "../../main.js";

export const config = { runtime: "edge" };

export default async () => Response.json(await run());
