import { Environment } from "@marcbachmann/cel-js";
import { METERED, RESERVED, replies } from "./reply.mjs";

/** A program for each rule, parsed once; lists as maps. */
export default function prepare(policy, names) {
  const reply = replies(policy);
  const map = (list) => new Map(list.map((entry) => [entry, true]));
  const environment = new Environment()
    .registerVariable("event", "dyn")
    .registerVariable("folded", "string")
    .registerConstant("vip", "map<string, bool>", map(policy.lists.vip))
    .registerConstant("blocked", "map<string, bool>", map(policy.lists.blocked))
    .registerConstant("metered", "map<string, bool>", map(METERED))
    .registerConstant("banned", "list<string>", policy.lists.banned);
  const programs = [
    ["banned.exists(word, folded.contains(word))", 10101],
    ["event.Type in metered && event.CreateGroupNum >= 20.0 && !(event.Operator_Account in vip)", 10102],
    ["size(event.MemberList) > 50", 10103],
    ['event.Type == "AVChatRoom" && !event.Operator_Account.startsWith("host_")', 10104],
    ["event.MemberList.exists(member, member.Member_Account in blocked)", 10105],
    ...names.map((name) => [`event.Name == ${JSON.stringify(name)}`, RESERVED]),
  ].map(([source, code]) => [environment.parse(source), code]);
  return (body) => {
    const event = JSON.parse(body);
    const context = { event, folded: event.Name.toLowerCase() };
    for (const [holds, code] of programs) if (holds(context) === true) return reply(code);
    return reply(0);
  };
}
