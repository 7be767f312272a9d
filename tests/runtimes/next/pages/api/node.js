import { run } from "../../main.js";

export default async (_request, response) => response.json(await run());
