import { LogicEngine } from "json-logic-engine";
import { operators, rules } from "./json-logic.mjs";
import { replies } from "./reply.mjs";

/** A function for each rule, compiled once: one function of them all overflows the stack at some thousand rules. */
export default function prepare(policy, names) {
  const reply = replies(policy);
  const engine = new LogicEngine();
  for (const [name, operator] of Object.entries(operators(policy)))
    engine.addMethod(name, (args) => operator(...args), { sync: true, deterministic: true });
  const compiled = rules(names).map(([condition, code]) => [engine.build(condition), code]);
  return (body) => {
    const event = JSON.parse(body);
    for (const [holds, code] of compiled) if (holds(event)) return reply(code);
    return reply(0);
  };
}
