import { result } from "./main.js";

export default {
  fetch: async () => Response.json(await result),
};
