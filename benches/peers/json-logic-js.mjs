import jsonLogic from "json-logic-js";
import { operators, rules } from "./json-logic.mjs";
import { replies } from "./reply.mjs";

/** One `if` of all rules. */
export default function prepare(policy, names) {
  const reply = replies(policy);
  for (const [name, operator] of Object.entries(operators(policy))) jsonLogic.add_operation(name, operator);
  const logic = { if: [...rules(names).flat(), 0] };
  return (body) => reply(jsonLogic.apply(logic, JSON.parse(body)));
}
