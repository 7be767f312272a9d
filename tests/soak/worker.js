// A long life under workerd, some calls for each request.

// Before the package, which makes its instance when it is imported.
import "./memory-of.js";
import { evaluate } from "group-gate";
import { live, makePolicies } from "./life.js";
import { wasm } from "./memory-of.js";

const policies = makePolicies();

export default {
  /** @param {Request} request */
  async fetch(request) {
    const { searchParams } = new URL(request.url);
    live(evaluate, policies, Number(searchParams.get("from")), Number(searchParams.get("calls")));
    return Response.json(wasm());
  },
};
