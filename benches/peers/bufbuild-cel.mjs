import { CelScalar, celEnv, listType, mapType, parse, plan } from "@bufbuild/cel";
import { METERED, RESERVED, replies } from "./reply.mjs";

/** A planned program for each rule; lists as maps, each parameter of the event a variable of its type. */
export default function prepare(policy, names) {
  const reply = replies(policy);
  const map = (list) => new Map(list.map((entry) => [entry, true]));
  const set = mapType(CelScalar.STRING, CelScalar.BOOL);
  const variables = {
    name: CelScalar.STRING,
    folded: CelScalar.STRING,
    type: CelScalar.STRING,
    operator: CelScalar.STRING,
    groupCount: CelScalar.DOUBLE,
    members: listType(mapType(CelScalar.STRING, CelScalar.STRING)),
    banned: listType(CelScalar.STRING),
    vip: set,
    blocked: set,
    metered: set,
  };
  const env = celEnv({ variables });
  const programs = [
    ["banned.exists(word, folded.contains(word))", 10101],
    ["type in metered && groupCount >= 20.0 && !(operator in vip)", 10102],
    ["size(members) > 50", 10103],
    ['type == "AVChatRoom" && !operator.startsWith("host_")', 10104],
    ["members.exists(member, member.Member_Account in blocked)", 10105],
    ...names.map((name) => [`name == ${JSON.stringify(name)}`, RESERVED]),
  ].map(([source, code]) => [plan(env, parse(source)), code]);
  const lists = {
    banned: policy.lists.banned,
    vip: map(policy.lists.vip),
    blocked: map(policy.lists.blocked),
    metered: map(METERED),
  };
  return (body) => {
    const event = JSON.parse(body);
    const context = {
      ...lists,
      name: event.Name,
      folded: event.Name.toLowerCase(),
      type: event.Type,
      operator: event.Operator_Account,
      groupCount: event.CreateGroupNum,
      members: event.MemberList.map((member) => new Map(Object.entries(member))),
    };
    for (const [holds, code] of programs) if (holds(context) === true) return reply(code);
    return reply(0);
  };
}
