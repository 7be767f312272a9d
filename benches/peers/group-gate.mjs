import { evaluate } from "group-gate";
import { RESERVED } from "./reply.mjs";

export default function prepare(policy, names) {
  const deny = { code: RESERVED, message: "this name is reserved" };
  const more = names.map((name, i) => ({ id: `name-${i}`, when: { "group.name": name }, deny }));
  const grown = { ...policy, rules: [...policy.rules, ...more] };
  return (body) => evaluate(grown, { body }).body;
}
