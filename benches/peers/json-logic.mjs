import { METERED, RESERVED } from "./reply.mjs";

/** The operators that the rules need beside the standard ones. */
export function operators(policy) {
  const sets = { vip: new Set(policy.lists.vip), blocked: new Set(policy.lists.blocked), metered: new Set(METERED) };
  return {
    in_set: (value, set) => sets[set].has(value),
    contains_any: (name, list) => {
      const folded = name.toLowerCase();
      return policy.lists[list].some((word) => folded.includes(word));
    },
    starts_with: (text, prefix) => text.startsWith(prefix),
    size: (list) => list.length,
  };
}

const field = (name) => ({ var: name });

/** Conditions and codes in order. @returns {[condition: object, code: number][]} */
export function rules(names) {
  return [
    [{ contains_any: [field("Name"), "banned"] }, 10101],
    [
      {
        and: [
          { in_set: [field("Type"), "metered"] },
          { ">=": [field("CreateGroupNum"), 20] },
          { "!": [{ in_set: [field("Operator_Account"), "vip"] }] },
        ],
      },
      10102,
    ],
    [{ ">": [{ size: [field("MemberList")] }, 50] }, 10103],
    [
      {
        and: [
          { "===": [field("Type"), "AVChatRoom"] },
          { "!": [{ starts_with: [field("Operator_Account"), "host_"] }] },
        ],
      },
      10104,
    ],
    [{ some: [field("MemberList"), { in_set: [field("Member_Account"), "blocked"] }] }, 10105],
    ...names.map((name) => [{ "===": [field("Name"), name] }, RESERVED]),
  ];
}
