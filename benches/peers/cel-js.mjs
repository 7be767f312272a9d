import { evaluate, parse } from "cel-js";
import { METERED, RESERVED, replies } from "./reply.mjs";

/** A syntax tree for each rule, parsed once; it has no methods on text, so those are functions of ours. */
export default function prepare(policy, names) {
  const reply = replies(policy);
  const sets = { vip: new Set(policy.lists.vip), blocked: new Set(policy.lists.blocked), metered: new Set(METERED) };
  const functions = {
    in_set: (value, set) => sets[set].has(value),
    contains: (text, word) => text.includes(word),
    starts_with: (text, prefix) => text.startsWith(prefix),
  };
  const trees = [
    ["banned.exists(word, contains(folded, word))", 10101],
    ['in_set(event.Type, "metered") && event.CreateGroupNum >= 20 && !in_set(event.Operator_Account, "vip")', 10102],
    ["size(event.MemberList) > 50", 10103],
    ['event.Type == "AVChatRoom" && !starts_with(event.Operator_Account, "host_")', 10104],
    ['event.MemberList.exists(member, in_set(member.Member_Account, "blocked"))', 10105],
    ...names.map((name) => [`event.Name == ${JSON.stringify(name)}`, RESERVED]),
  ].map(([source, code]) => {
    const parsed = parse(source);
    if (!parsed.isSuccess) throw new Error(`${source}: ${parsed.errors.join(", ")}`);
    return [parsed.cst, code];
  });
  return (body) => {
    const event = JSON.parse(body);
    const context = { event, folded: event.Name.toLowerCase(), banned: policy.lists.banned };
    for (const [tree, code] of trees) if (evaluate(tree, context, functions) === true) return reply(code);
    return reply(0);
  };
}
