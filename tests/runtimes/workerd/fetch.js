import { run } from "./main.js";

export default {
  fetch: async () => Response.json(await run()),
};
