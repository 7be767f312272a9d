import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { METERED, RESERVED, replies } from "./reply.mjs";

export const binaries = [
  new URL("../node_modules/@cedar-policy/cedar-wasm/nodejs/cedar_wasm_bg.wasm", import.meta.url),
];

/** A policy set that is parsed once; of the forbidding policies that hold the first counts. */
export default function prepare(policy, names) {
  const reply = replies(policy);
  const { banned, vip, blocked } = policy.lists;
  const words = banned.map((word) => `context.name like "*${word}*"`).join(" || ");
  const conditions = [
    [words, 10101],
    [
      `${JSON.stringify(METERED)}.contains(context.type) && context.groupCount >= 20 && !${JSON.stringify(vip)}.contains(context.operator)`,
      10102,
    ],
    ["context.memberCount > 50", 10103],
    ['context.type == "AVChatRoom" && !(context.operator like "host_*")', 10104],
    [`context.members.containsAny(${JSON.stringify(blocked)})`, 10105],
    ...names.map((name) => [`context.exactName == ${JSON.stringify(name)}`, RESERVED]),
  ];
  const staticPolicies = { go: "permit(principal, action, resource);" };
  for (const [i, [condition]] of conditions.entries())
    staticPolicies[i] = `forbid(principal, action, resource) when { ${condition} };`;
  const parsed = cedar.preparsePolicySet("gate", { staticPolicies });
  if (parsed.type !== "success") throw new Error(JSON.stringify(parsed));
  const entity = (type, id) => ({ type, id });
  return (body) => {
    const event = JSON.parse(body);
    const answer = cedar.statefulIsAuthorized({
      principal: entity("User", "u"),
      action: entity("Action", "create"),
      resource: entity("Group", "g"),
      preparsedPolicySetId: "gate",
      entities: [],
      context: {
        name: event.Name.toLowerCase(),
        exactName: event.Name,
        type: event.Type,
        operator: event.Operator_Account,
        groupCount: event.CreateGroupNum,
        memberCount: event.MemberList.length,
        members: event.MemberList.map((member) => member.Member_Account),
      },
    });
    if (answer.type !== "success") throw new Error(JSON.stringify(answer));
    const { decision, diagnostics } = answer.response;
    if (decision === "allow") return reply(0);
    return reply(conditions[Math.min(...diagnostics.reason.map(Number))][1]);
  };
}
