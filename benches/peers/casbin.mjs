import { newEnforcer, newModelFromString } from "casbin";
import { METERED, RESERVED, replies } from "./reply.mjs";

const MODEL = `
[request_definition]
r = event
[policy_definition]
p = rule, code, eft
[policy_effect]
e = priority(p.eft) || deny
[matchers]
m = eval(p.rule)
`;

/** Conditions as text in the policy, the first that holds decides. */
export default async function prepare(policy, names) {
  const reply = replies(policy);
  const sets = { vip: new Set(policy.lists.vip), blocked: new Set(policy.lists.blocked), metered: new Set(METERED) };
  const enforcer = await newEnforcer(newModelFromString(MODEL));
  const functions = {
    banned: (name) => {
      const folded = name.toLowerCase();
      return policy.lists.banned.some((word) => folded.includes(word));
    },
    inSet: (value, set) => sets[set].has(value),
    anyInSet: (members, set) => members.some((member) => sets[set].has(member.Member_Account)),
    startsWith: (text, prefix) => text.startsWith(prefix),
  };
  for (const [name, implementation] of Object.entries(functions)) await enforcer.addFunction(name, implementation);
  await enforcer.addPolicies([
    ["banned(r.event.Name)", "10101", "deny"],
    [
      'inSet(r.event.Type, "metered") && r.event.CreateGroupNum >= 20 && !inSet(r.event.Operator_Account, "vip")',
      "10102",
      "deny",
    ],
    ["r.event.MemberList.length > 50", "10103", "deny"],
    ['r.event.Type == "AVChatRoom" && !startsWith(r.event.Operator_Account, "host_")', "10104", "deny"],
    ['anyInSet(r.event.MemberList, "blocked")', "10105", "deny"],
    ...names.map((name) => [`r.event.Name == ${JSON.stringify(name)}`, String(RESERVED), "deny"]),
    ["true", "0", "allow"],
  ]);
  return (body) => {
    const [, [, code]] = enforcer.enforceExSync(JSON.parse(body));
    return reply(Number(code));
  };
}
