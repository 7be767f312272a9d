import { Engine } from "json-rules-engine";
import { METERED, RESERVED, replies } from "./reply.mjs";

/** Operators of its own for words, prefixes and sets; the first event stops the run. */
export default function prepare(policy, names) {
  const reply = replies(policy);
  const sets = { vip: new Set(policy.lists.vip), blocked: new Set(policy.lists.blocked), metered: new Set(METERED) };
  const engine = new Engine();
  engine.addOperator("containsAny", (name, list) => policy.lists[list].some((word) => name.includes(word)));
  engine.addOperator("startsWith", (text, prefix) => text.startsWith(prefix));
  engine.addOperator("notStartsWith", (text, prefix) => !text.startsWith(prefix));
  engine.addOperator("inSet", (value, set) => sets[set].has(value));
  engine.addOperator("notInSet", (value, set) => !sets[set].has(value));
  engine.addOperator("anyInSet", (members, set) => members.some((member) => sets[set].has(member.Member_Account)));
  const test = (fact, operator, value) => ({ fact, operator, value });
  const rules = [
    [10101, test("name", "containsAny", "banned")],
    [
      10102,
      test("Type", "inSet", "metered"),
      test("CreateGroupNum", "greaterThanInclusive", 20),
      test("Operator_Account", "notInSet", "vip"),
    ],
    [10103, test("memberCount", "greaterThan", 50)],
    [10104, test("Type", "equal", "AVChatRoom"), test("Operator_Account", "notStartsWith", "host_")],
    [10105, test("MemberList", "anyInSet", "blocked")],
  ];
  const add = (code, all, priority) =>
    engine.addRule({ conditions: { all }, event: { type: "deny", params: { code } }, priority });
  for (const [i, [code, ...all]] of rules.entries()) add(code, all, 100 - i);
  for (const name of names) add(RESERVED, [test("Name", "equal", name)], 1);
  engine.on("success", () => engine.stop());
  return async (body) => {
    const event = JSON.parse(body);
    const facts = { ...event, name: event.Name.toLowerCase(), memberCount: event.MemberList.length };
    const { events } = await engine.run(facts);
    return reply(events[0]?.params.code ?? 0);
  };
}
