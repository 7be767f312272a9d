import { baseline } from "../reference/baseline.mjs";
import { METERED, RESERVED, replies } from "./reply.mjs";

/** The rival as it is; with names, the same with a loop over them at its end. */
export default function prepare(policy, names) {
  if (names.length === 0) {
    const { text } = baseline(policy);
    return (body) => text(body).body;
  }
  const reply = replies(policy);
  const { banned } = policy.lists;
  const [vip, blocked, metered] = [policy.lists.vip, policy.lists.blocked, METERED].map((list) => new Set(list));
  const decide = (event) => {
    const name = event.Name.toLowerCase();
    for (let i = 0; i < banned.length; i++) if (name.includes(banned[i])) return 10101;
    if (event.CreateGroupNum >= 20 && metered.has(event.Type) && !vip.has(event.Operator_Account)) return 10102;
    const members = event.MemberList;
    if (members.length > 50) return 10103;
    if (event.Type === "AVChatRoom" && !event.Operator_Account.startsWith("host_")) return 10104;
    for (let i = 0; i < members.length; i++) if (blocked.has(members[i].Member_Account)) return 10105;
    for (let i = 0; i < names.length; i++) if (event.Name === names[i]) return RESERVED;
    return 0;
  };
  return (body) => reply(decide(JSON.parse(body)));
}
