// A callback as the fields of a form, read from its text and written back into it.
import { applyEdits, modify } from "jsonc-parser";
import { isJson } from "./jsonc.js";

/**
 * @typedef {object} Fields
 * @property {"tencent" | "openim"} platform
 * @property {"before" | "after"} phase
 * @property {string} operator Tencent only
 * @property {string} owner
 * @property {string} type
 * @property {string} name
 * @property {string[]} members without the owner on OpenIM
 * @property {string} counter the groups that the operator has; Tencent only, empty for none
 */

/** @typedef {{ [key: string]: any }} Body */

const COMMANDS = {
  tencent: { before: "Group.CallbackBeforeCreateGroup", after: "Group.CallbackAfterCreateGroup" },
  openim: { before: "callbackBeforeCreateGroupCommand", after: "callbackAfterCreateGroupCommand" },
};
const COUNTERS = ["CreateGroupNum", "CreatedGroupNum", "CreatedNum"];
const OWNER_ROLE = 100;
const MEMBER_ROLE = 20;

export const TYPES = {
  tencent: ["Work", "Public", "Meeting", "AVChatRoom", "Community", "Private", "ChatRoom"],
  openim: ["2", "0", "1"],
};

/** @param {unknown} value */
const asText = (value) =>
  value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);

/** @param {unknown} value @returns {Body[]} */
const asObjects = (value) =>
  Array.isArray(value) ? value.filter((one) => typeof one === "object" && one !== null) : [];

/**
 * The fields of a body.
 *
 * @param {string} text
 * @returns {Fields | undefined} undefined for what is no callback about the creation of a group
 */
export function readFields(text) {
  if (!isJson(text)) return undefined;
  const body = JSON.parse(text);
  if (typeof body !== "object" || body === null) return undefined;
  for (const platform of /** @type {const} */ (["tencent", "openim"]))
    for (const phase of /** @type {const} */ (["before", "after"])) {
      const key = platform === "tencent" ? "CallbackCommand" : "callbackCommand";
      if (body[key] === COMMANDS[platform][phase])
        return { platform, phase, ...(platform === "tencent" ? tencentFields(body) : openimFields(body)) };
    }
  return undefined;
}

/** @param {Body} body */
function tencentFields(body) {
  const counter = COUNTERS.find((name) => name in body);
  return {
    operator: asText(body.Operator_Account),
    owner: asText(body.Owner_Account),
    type: asText(body.Type),
    name: asText(body.Name),
    members: asObjects(body.MemberList).map((member) => asText(member.Member_Account)),
    counter: counter ? asText(body[counter]) : "",
  };
}

/** @param {Body} body */
function openimFields(body) {
  const list = asObjects(body.initMemberList);
  const owner = list.find((member) => member.roleLevel === OWNER_ROLE)?.userID;
  const others = list.map((member) => asText(member.userID)).filter((id) => id !== owner);
  return {
    operator: "",
    owner: asText(owner ?? body.ownerUserID),
    type: asText(body.groupType),
    name: asText(body.groupName),
    members: [...new Set(others)],
    counter: "",
  };
}

/**
 * Writes one field into a body and leaves everything else as it is.
 *
 * @param {string} text
 * @param {Fields} fields as they are to be
 * @param {keyof Fields} changed
 * @returns {string}
 */
export function writeField(text, fields, changed) {
  if (changed === "platform" || changed === "phase") return JSON.stringify(freshBody(fields));
  const body = JSON.parse(text);
  const [key, value] =
    fields.platform === "tencent" ? tencentMember(body, fields, changed) : openimMember(body, fields, changed);
  return applyEdits(text, modify(text, [key], value, {}));
}

/** @param {Body} body @param {Fields} fields @param {keyof Fields} changed @returns {[string, unknown]} */
function tencentMember(body, fields, changed) {
  switch (changed) {
    case "operator":
      return ["Operator_Account", fields.operator];
    case "owner":
      return ["Owner_Account", fields.owner === "" && !("Owner_Account" in body) ? undefined : fields.owner];
    case "type":
      return ["Type", fields.type];
    case "members":
      return ["MemberList", fields.members.map((id) => ({ Member_Account: id }))];
    case "counter": {
      const key = COUNTERS.find((name) => name in body) ?? "CreateGroupNum";
      return [key, fields.counter === "" ? undefined : Number(fields.counter)];
    }
    default:
      return ["Name", fields.name];
  }
}

/** @param {Body} body @param {Fields} fields @param {keyof Fields} changed @returns {[string, unknown]} */
function openimMember(body, fields, changed) {
  switch (changed) {
    case "owner":
    case "members":
      return ["initMemberList", openimMembers(fields, asObjects(body.initMemberList))];
    case "type":
      return ["groupType", Number(fields.type)];
    default:
      return ["groupName", fields.name];
  }
}

/** @param {Pick<Fields, "owner" | "members">} fields @param {Body[]} before */
function openimMembers({ owner, members }, before) {
  const role = (/** @type {string} */ id) => {
    const known = before.find((member) => member.userID === id)?.roleLevel;
    return known === undefined || known === OWNER_ROLE ? MEMBER_ROLE : known;
  };
  const others = members.filter((id) => id !== owner).map((id) => ({ userID: id, roleLevel: role(id) }));
  return owner === "" ? others : [{ userID: owner, roleLevel: OWNER_ROLE }, ...others];
}

/**
 * A body as the platform sends it, with nothing but what the form knows.
 *
 * @param {Fields} fields
 * @returns {Body}
 */
function freshBody({ platform, phase, operator, owner, type, name, members, counter }) {
  if (platform === "tencent")
    return {
      CallbackCommand: COMMANDS.tencent[phase],
      ...(phase === "after" ? { GroupId: "@TGS#2J4SZEAEL" } : {}),
      Operator_Account: operator || owner,
      Owner_Account: owner,
      Type: TYPES.tencent.includes(type) ? type : "Public",
      Name: name,
      ...(phase === "before" ? { CreateGroupNum: Number(counter || 0) } : {}),
      MemberList: members.map((id) => ({ Member_Account: id })),
      EventTime: 1670574414123,
    };
  return {
    ...(phase === "before" ? { operationID: "op-1700000000000" } : {}),
    callbackCommand: COMMANDS.openim[phase],
    groupID: phase === "after" ? "3409468237" : "",
    groupName: name,
    notification: "",
    introduction: "",
    faceURL: "",
    ownerUserID: phase === "after" ? owner : "",
    createTime: phase === "after" ? 1700000000123 : 0,
    memberCount: phase === "after" ? members.length + 1 : 0,
    ex: "",
    status: 0,
    creatorUserID: owner,
    groupType: 2,
    needVerification: 0,
    lookMemberInfo: 0,
    applyMemberFriend: 0,
    notificationUpdateTime: 0,
    notificationUserID: "",
    initMemberList: openimMembers({ owner, members }, []),
  };
}

/** The URL that the platform would call for these fields, keeping the app that the URL names now. @param {Fields} fields @param {string} url */
export function urlFor({ platform, phase }, url) {
  const word = phase === "before" ? "Before" : "After";
  if (platform === "openim") return `/callback${word}CreateGroupCommand`;
  const app = new URLSearchParams(url.slice(url.indexOf("?") + 1)).get("SdkAppid") ?? "1400000000";
  const where = "contenttype=json&ClientIP=203.0.113.7&OptPlatform=iOS";
  return `/callback?SdkAppid=${encodeURIComponent(app)}&CallbackCommand=Group.Callback${word}CreateGroup&${where}`;
}
