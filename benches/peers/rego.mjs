import { METERED, RESERVED } from "./reply.mjs";

/** The policy in Rego; it reads its lists as data. A loop that finds nothing ends a chain of `else` in Regorus, so loops are rules of their own. */
export function rego(names) {
  const reserved = names.map((name) => `reserved if input.Name == ${JSON.stringify(name)}`).join("\n");
  return `package gate
import rego.v1

banned if {
  name := lower(input.Name)
  some word in data.banned
  contains(name, word)
}
blocked if {
  some member in input.MemberList
  data.blocked[member.Member_Account]
}

${reserved}

code := 10101 if banned
else := 10102 if {
  data.metered[input.Type]
  input.CreateGroupNum >= 20
  not data.vip[input.Operator_Account]
}
else := 10103 if count(input.MemberList) > 50
else := 10104 if {
  input.Type == "AVChatRoom"
  not startswith(input.Operator_Account, "host_")
}
else := 10105 if blocked
${names.length > 0 ? `else := ${RESERVED} if reserved` : ""}
else := 0
`;
}

/** Lists to look an entry up in as objects. */
export function data({ lists }) {
  const object = (list) => Object.fromEntries(list.map((entry) => [entry, true]));
  return { banned: lists.banned, vip: object(lists.vip), blocked: object(lists.blocked), metered: object(METERED) };
}
