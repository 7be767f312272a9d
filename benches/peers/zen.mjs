import { METERED, RESERVED } from "./reply.mjs";

/**
 * Conditions in ZEN's expression language, and codes, in order.
 *
 * @param {{ banned: string, vip: string, blocked: string }} lists what stands for each of them in a condition
 * @returns {[condition: string, code: number][]}
 */
export function rules({ banned, vip, blocked }, names) {
  return [
    [`some(${banned}, contains(event.folded, #))`, 10101],
    [
      `event.Type in ${JSON.stringify(METERED)} and event.CreateGroupNum >= 20 and event.Operator_Account not in ${vip}`,
      10102,
    ],
    ["len(event.MemberList) > 50", 10103],
    ["event.Type == 'AVChatRoom' and not startsWith(event.Operator_Account, 'host_')", 10104],
    [`some(event.MemberList, #.Member_Account in ${blocked})`, 10105],
    ...names.map((name) => [`event.Name == ${JSON.stringify(name)}`, RESERVED]),
  ];
}

/** The event with its name in lower case, so that ZEN need not make it anew for each word. */
export const withFolded = (event) => ({ ...event, folded: event.Name.toLowerCase() });
