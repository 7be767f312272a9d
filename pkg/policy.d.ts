// Written by `cargo run -p generate` from the field catalogue: do not edit.

/**
 * A policy that lost its exact types: an imported `policy.json`, or a value that some code put together. An object
 * literal never is one as soon as it has a rule, since TypeScript knows every member that is written there; so a literal
 * is held to `StrictPolicy`.
 */
export interface ImportedPolicy {
  readonly rules: readonly ImportedRule[];
}

/** Any object, but no object literal: the member is one that every object inherits. */
interface ImportedRule {
  valueOf(): Object;
}

/** A policy: strict where it is written as a literal (`satisfies Policy`), and an imported `policy.json` as it is. */
export type Policy = StrictPolicy | ImportedPolicy;

/** Decides whether a chat group may be created. */
export interface StrictPolicy {
  /** The schema of this file, for editors. */
  readonly $schema?: string;
  /** The version of the policy language. */
  readonly version: 1;
  /** A name of the policy, for people. */
  readonly name?: string;
  /** What the policy is for, for people. */
  readonly description?: string;
  /** Which of Tencent Chat's callbacks are accepted. */
  readonly tencent?: TencentSettings;
  /** Whether OpenIM's callbacks are accepted. */
  readonly openim?: OpenimSettings;
  /**
   * The offset from UTC of `time.*`: `Z` or such as `+08:00`. It is fixed: there are no names of zones and no summer
   * time.
   */
  readonly timezone?: "Z" | `${"+" | "-"}${"00" | "01" | "02" | "03" | "04" | "05" | "06" | "07" | "08" | "09" | "10" | "11" | "12" | "13" | "14"}:${number}`;
  /** Named arrays of text, used in conditions as `{ "$list": "name" }`. */
  readonly lists?: { readonly [name: string]: readonly string[] };
  /** The rules, in order. The first `allow` or `deny` that matches decides; `modify` and `flag` rules do not stop. */
  readonly rules: readonly Rule[];
  /** What holds when no rule decides. */
  readonly default?: "allow" | Deny;
}

/** Which of Tencent Chat's callbacks are accepted. */
export interface TencentSettings {
  /** The apps whose callbacks are accepted, by their SDKAppIDs, or `any`. Without it none is. */
  readonly sdkAppIds?: "any" | readonly (string | number)[];
  /** Reject what is not signed with the token. */
  readonly requireSign?: boolean;
  /** How far a signature's time may be from now, in either direction. */
  readonly maxAgeSeconds?: number;
}

/** Whether OpenIM's callbacks are accepted. */
export interface OpenimSettings {
  /** Accept OpenIM's callbacks. They cannot be authenticated: only OpenIM's server should reach the URL. */
  readonly accept?: boolean;
}

/** What to do when a condition holds: exactly one of `allow`, `deny`, `modify`, `flag`. */
export type Rule = AllowRule | DenyRule | ModifyRule | FlagRule;

interface RuleMembers {
  /** The rule's name in verdicts; no other rule has it. */
  readonly id: string;
  /** What the rule is for, for people. */
  readonly description?: string;
  /** Look at the rule at all. */
  readonly enabled?: boolean;
  /** Only add `monitor:<id>` to the verdict's flags when the rule matches. */
  readonly monitor?: boolean;
  /** When the rule matches; without it always. */
  readonly when?: Condition;
}

export interface AllowRule extends RuleMembers {
  /** Decide that the group may be created. */
  readonly allow: true;
  readonly deny?: never;
  readonly modify?: never;
  readonly flag?: never;
}

export interface DenyRule extends RuleMembers {
  /** Decide that the group may not be created. */
  readonly deny: Deny;
  readonly allow?: never;
  readonly modify?: never;
  readonly flag?: never;
}

export interface ModifyRule extends RuleMembers {
  /** Create the group with other values. OpenIM only: on Tencent the verdict is flagged `unapplied:<id>`. */
  readonly modify: Modify;
  readonly allow?: never;
  readonly deny?: never;
  readonly flag?: never;
}

export interface FlagRule extends RuleMembers {
  /** Add this label to the verdict's flags. */
  readonly flag: string;
  readonly allow?: never;
  readonly deny?: never;
  readonly modify?: never;
}

/** A refusal. */
export interface Deny {
  /**
   * The error code for the client: a number goes to the platform whose range holds it, the other takes its default
   * (Tencent 1, OpenIM 5000).
   */
  readonly code?: TencentCode | OpenimCode | Codes;
  /** What the user is told. `{` field `}` stands for the field's value. */
  readonly message: string;
  /** OpenIM's `errDlt`. `{` field `}` stands for the field's value. */
  readonly detail?: string;
}

/** An error code for each platform. */
export interface Codes {
  /** The code on Tencent. With 1 the user does not see the message. */
  readonly tencent?: TencentCode;
  /** The code on OpenIM. */
  readonly openim?: OpenimCode;
}

/** An error code of Tencent: 1, or 10100 to 10200. */
export type TencentCode = number | 1;

/** An error code of OpenIM: 5000 to 9999. */
export type OpenimCode = number;

/** Fields of the group and their new values. */
export interface Modify {
  /**
   * The user who will own the group. `{` field `}` stands for the field's value. OpenIM reads the change and ignores
   * it.
   */
  readonly "owner.id"?: string;
  /** The group's id. `{` field `}` stands for the field's value. */
  readonly "group.id"?: string;
  /** The group's type. */
  readonly "group.type"?: "WorkingGroup";
  /** The group's name. `{` field `}` stands for the field's value. */
  readonly "group.name"?: string;
  /** The group's introduction. `{` field `}` stands for the field's value. */
  readonly "group.introduction"?: string;
  /** The group's notification. `{` field `}` stands for the field's value. */
  readonly "group.notification"?: string;
  /** The URL of the group's picture. `{` field `}` stands for the field's value. */
  readonly "group.faceUrl"?: string;
  /** The app's own extension of the group. `{` field `}` stands for the field's value. */
  readonly "group.ex"?: string;
  /** Who the client says creates the group. `{` field `}` stands for the field's value. */
  readonly "group.creatorId"?: string;
  /** The group's status: 0 normal, 1 banned, 2 dismissed, 3 muted. */
  readonly "group.status"?: 0 | 1 | 2 | 3;
  /** Who needs approval to join: 0 applicants, 1 all, 2 nobody. */
  readonly "group.verification"?: 0 | 1 | 2;
  /** Whether members may see each other's details: 0 yes, 1 no. */
  readonly "group.memberInfoAccess"?: 0 | 1;
  /** Whether members may befriend each other: 0 yes, 1 no. OpenIM reads the change and ignores it. */
  readonly "group.friendAccess"?: 0 | 1;
}

/** Tests of fields, all of which must hold; `$and`, `$or` and `$nor` combine conditions. */
export interface Condition {
  /** All of these conditions hold. */
  readonly $and?: readonly Condition[];
  /** At least one of these conditions holds. */
  readonly $or?: readonly Condition[];
  /** None of these conditions holds. */
  readonly $nor?: readonly Condition[];
  /**
   * The platform that calls.
   *
   * Tencent: always.
   *
   * OpenIM: always.
   *
   * Trust: sure.
   */
  readonly platform?: PlatformTest;
  /**
   * Whether the group is about to be created or exists.
   *
   * Tencent: from the command.
   *
   * OpenIM: from the command.
   *
   * Trust: sure.
   */
  readonly phase?: PhaseTest;
  /**
   * The SDKAppID of the app that calls.
   *
   * Tencent: `SdkAppid` in the URL.
   *
   * OpenIM does not send it.
   *
   * Trust: sure.
   */
  readonly "app.id"?: TextTest;
  /**
   * The address of the client that creates the group.
   *
   * Tencent: `ClientIP` in the URL; not an address: missing.
   *
   * OpenIM does not send it.
   *
   * Trust: sure.
   */
  readonly "client.ip"?: AddressTest;
  /**
   * The kind of client, in lower case: `restapi`, `web`, `android`, `ios` and so on (an open set).
   *
   * Tencent: `OptPlatform` in the URL; `mac` is `macos`.
   *
   * OpenIM does not send it.
   *
   * Trust: sure.
   */
  readonly "client.platform"?: ClientPlatformTest;
  /**
   * The platform's id of this call.
   *
   * Tencent: `RequestId`, else `RequestID` in the URL.
   *
   * OpenIM: `operationID`.
   *
   * Trust: sure.
   */
  readonly "operation.id"?: TextTest;
  /**
   * The user who creates the group.
   *
   * Tencent: `Operator_Account`.
   *
   * OpenIM does not send it.
   *
   * Trust: sure.
   */
  readonly "operator.id"?: TextTest;
  /**
   * How many groups of this type the operator already has.
   *
   * Tencent: the first readable of `CreateGroupNum`, `CreatedGroupNum`, `CreatedNum`.
   *
   * OpenIM does not send it.
   *
   * Trust: sure.
   */
  readonly "operator.groupCount"?: CountTest;
  /**
   * The user who will own the group.
   *
   * Tencent: `Owner_Account`.
   *
   * OpenIM: the first of `initMemberList` with role 100 and an id, else `ownerUserID`.
   *
   * Trust: sure; the client's when it is `ownerUserID` before.
   */
  readonly "owner.id"?: TextTest;
  /**
   * The group's id.
   *
   * Tencent: `GroupId` (also `groupID`).
   *
   * OpenIM: `groupID`.
   *
   * Trust: the client's before, sure after.
   */
  readonly "group.id"?: TextTest;
  /**
   * The group's type.
   *
   * Tencent: `Type` (old names `Private`, `ChatRoom`).
   *
   * OpenIM: `groupType` 0, 1, 2.
   *
   * Trust: sure.
   */
  readonly "group.type"?: GroupTypeTest;
  /**
   * The group's name.
   *
   * Tencent: `Name`.
   *
   * OpenIM: `groupName`.
   *
   * Trust: the client's by nature.
   */
  readonly "group.name"?: TextTest;
  /**
   * The group's introduction.
   *
   * Tencent: `Introduction`.
   *
   * OpenIM: `introduction`.
   *
   * Trust: the client's.
   */
  readonly "group.introduction"?: TextTest;
  /**
   * The group's notification.
   *
   * Tencent: `Notification`.
   *
   * OpenIM: `notification`.
   *
   * Trust: the client's.
   */
  readonly "group.notification"?: TextTest;
  /**
   * The URL of the group's picture.
   *
   * Tencent does not send it.
   *
   * OpenIM: `faceURL`.
   *
   * Trust: the client's.
   */
  readonly "group.faceUrl"?: TextTest;
  /**
   * The app's own extension of the group.
   *
   * Tencent does not send it.
   *
   * OpenIM: `ex`.
   *
   * Trust: the client's.
   */
  readonly "group.ex"?: TextTest;
  /**
   * How people are invited.
   *
   * Tencent: `InviteOption`.
   *
   * OpenIM does not send it.
   *
   * Trust: sure.
   */
  readonly "group.inviteOption"?: TextTest;
  /**
   * Who the client says creates the group.
   *
   * Tencent does not send it.
   *
   * OpenIM: `creatorUserID`.
   *
   * Trust: **the client's: can be forged**.
   */
  readonly "group.creatorId"?: TextTest;
  /**
   * The group's status: 0 normal, 1 banned, 2 dismissed, 3 muted.
   *
   * Tencent does not send it.
   *
   * OpenIM: `status`.
   *
   * Trust: the client's before.
   */
  readonly "group.status"?: IntegerTest;
  /**
   * Who needs approval to join: 0 applicants, 1 all, 2 nobody.
   *
   * Tencent does not send it.
   *
   * OpenIM: `needVerification`.
   *
   * Trust: the client's choice.
   */
  readonly "group.verification"?: IntegerTest;
  /**
   * Whether members may see each other's details: 0 yes, 1 no.
   *
   * Tencent does not send it.
   *
   * OpenIM: `lookMemberInfo`.
   *
   * Trust: the client's choice.
   */
  readonly "group.memberInfoAccess"?: IntegerTest;
  /**
   * Whether members may befriend each other: 0 yes, 1 no.
   *
   * Tencent does not send it.
   *
   * OpenIM: `applyMemberFriend`.
   *
   * Trust: the client's choice.
   */
  readonly "group.friendAccess"?: IntegerTest;
  /**
   * The ids of the first members (many-valued).
   *
   * Tencent: `MemberList[].Member_Account`.
   *
   * OpenIM: `initMemberList[].userID`.
   *
   * Trust: sure; OpenIM after creation lists the operator even if not a member, and before v3.4 lacks ordinary members.
   */
  readonly "members.id"?: TextsTest;
  /**
   * How many different ids `members.id` has; 0 without a list.
   *
   * Tencent: counted.
   *
   * OpenIM: counted.
   *
   * Trust: as `members.id`.
   */
  readonly "members.count"?: CountTest;
  /**
   * How many different members have role 60.
   *
   * Tencent does not send it.
   *
   * OpenIM: counted.
   *
   * Trust: sure.
   */
  readonly "members.adminCount"?: CountTest;
  /**
   * The hour of `now`, in the policy's `timezone`.
   *
   * Tencent: from `now`.
   *
   * OpenIM: from `now`.
   *
   * Trust: sure.
   */
  readonly "time.hour"?: HourTest;
  /**
   * The minute of `now`, in the policy's `timezone`.
   *
   * Tencent: from `now`.
   *
   * OpenIM: from `now`.
   *
   * Trust: sure.
   */
  readonly "time.minute"?: MinuteTest;
  /**
   * `now` itself: milliseconds since the Unix epoch.
   *
   * Tencent: from `now`.
   *
   * OpenIM: from `now`.
   *
   * Trust: sure.
   */
  readonly "time.epochMs"?: IntegerTest;
  /**
   * The day of the week of `now`, in the policy's `timezone`.
   *
   * Tencent: from `now`.
   *
   * OpenIM: from `now`.
   *
   * Trust: sure.
   */
  readonly "time.weekday"?: WeekdayTest;
  /**
   * An entry of the group's custom fields; the rest of the name is the key, dots and all.
   *
   * Tencent: `UserDefinedDataList`: the first of equal keys.
   *
   * OpenIM does not send it.
   *
   * Trust: the client's.
   */
  readonly [name: `custom.${string}`]: TextTest;
  /**
   * What the host knows (quotas, reputation, plan); the path steps through objects, an array at its end is many-valued.
   *
   * Tencent: from the host.
   *
   * OpenIM: from the host.
   *
   * Trust: the host's.
   */
  readonly [name: `facts.${string}`]: FactTest;
}

/** A value of the field. */
export type Platform = "tencent" | "openim";

/** A value that the field has, an array or list of values one of which it has, or operators. */
export type PlatformTest = Platform | readonly Platform[] | ListReference | TextField | PlatformOperators;

/** Operators, all of which must hold. */
export interface PlatformOperators {
  /** The field has this value. A bare value means the same. */
  readonly $eq?: Platform | TextField;
  /** The field does not have this value, or is missing. */
  readonly $ne?: Platform | TextField;
  /** The field has one of these values. A bare array or list means the same. */
  readonly $in?: readonly Platform[] | ListReference | ManyTextField;
  /** The field has none of these values, or is missing. */
  readonly $nin?: readonly Platform[] | ListReference | ManyTextField;
  /** The field has a value (`true`), or is missing (`false`). */
  readonly $exists?: boolean;
  /** These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `"$exists": false` do. */
  readonly $not?: PlatformOperators;
  /**
   * The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and
   * in what it is compared with, but not in the pattern of `$regex`.
   */
  readonly $fold?: true;
  readonly $list?: never;
  readonly $field?: never;
}

/** A value of the field. */
export type Phase = "before" | "after";

/** A value that the field has, an array or list of values one of which it has, or operators. */
export type PhaseTest = Phase | readonly Phase[] | ListReference | TextField | PhaseOperators;

/** Operators, all of which must hold. */
export interface PhaseOperators {
  /** The field has this value. A bare value means the same. */
  readonly $eq?: Phase | TextField;
  /** The field does not have this value, or is missing. */
  readonly $ne?: Phase | TextField;
  /** The field has one of these values. A bare array or list means the same. */
  readonly $in?: readonly Phase[] | ListReference | ManyTextField;
  /** The field has none of these values, or is missing. */
  readonly $nin?: readonly Phase[] | ListReference | ManyTextField;
  /** The field has a value (`true`), or is missing (`false`). */
  readonly $exists?: boolean;
  /** These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `"$exists": false` do. */
  readonly $not?: PhaseOperators;
  /**
   * The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and
   * in what it is compared with, but not in the pattern of `$regex`.
   */
  readonly $fold?: true;
  readonly $list?: never;
  readonly $field?: never;
}

/** A value that the field has, an array or list of values one of which it has, or operators. */
export type TextTest = string | readonly string[] | ListReference | TextField | TextOperators;

/** Operators, all of which must hold. */
export interface TextOperators {
  /** The field has this value. A bare value means the same. */
  readonly $eq?: string | TextField;
  /** The field does not have this value, or is missing. */
  readonly $ne?: string | TextField;
  /** The field has one of these values. A bare array or list means the same. */
  readonly $in?: readonly string[] | ListReference | ManyTextField;
  /** The field has none of these values, or is missing. */
  readonly $nin?: readonly string[] | ListReference | ManyTextField;
  /** The field has a value (`true`), or is missing (`false`). */
  readonly $exists?: boolean;
  /** The text has this text, or any of these, somewhere in it. */
  readonly $contains?: string | readonly string[] | ListReference | TextField;
  /** The text begins with this text, or with any of these. */
  readonly $startsWith?: string | readonly string[] | ListReference | TextField;
  /** The text ends with this text, or with any of these. */
  readonly $endsWith?: string | readonly string[] | ListReference | TextField;
  /**
   * The regular expression matches somewhere in the text. Its syntax is that of Rust's `regex-lite`; `\d`, `\w`, `\s`
   * and `\b` are ASCII.
   */
  readonly $regex?: string;
  /** `i` lets the regular expression beside it ignore the case of ASCII letters. */
  readonly $options?: "i" | "";
  /** The test holds for the number of the text's Unicode scalar values. */
  readonly $length?: CountTest;
  /** The test holds for the number of the text's UTF-8 bytes. */
  readonly $bytes?: CountTest;
  /** These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `"$exists": false` do. */
  readonly $not?: TextOperators;
  /**
   * The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and
   * in what it is compared with, but not in the pattern of `$regex`.
   */
  readonly $fold?: true;
  readonly $list?: never;
  readonly $field?: never;
}

/** An IPv4 or IPv6 address. */
export type Address = string;

/** A value that the field has, an array or list of values one of which it has, or operators. */
export type AddressTest = Address | readonly Address[] | ListReference | AddressField | AddressOperators;

/** Operators, all of which must hold. */
export interface AddressOperators {
  /** The field has this value. A bare value means the same. */
  readonly $eq?: Address | AddressField;
  /** The field does not have this value, or is missing. */
  readonly $ne?: Address | AddressField;
  /** The field has one of these values. A bare array or list means the same. */
  readonly $in?: readonly Address[] | ListReference | ManyAddressField;
  /** The field has none of these values, or is missing. */
  readonly $nin?: readonly Address[] | ListReference | ManyAddressField;
  /** The field has a value (`true`), or is missing (`false`). */
  readonly $exists?: boolean;
  /** The address lies in this block, or in any of these. Without a prefix a block is one address. */
  readonly $cidr?: Block | readonly Block[] | ListReference;
  /** These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `"$exists": false` do. */
  readonly $not?: AddressOperators;
  /**
   * The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and
   * in what it is compared with, but not in the pattern of `$regex`.
   */
  readonly $fold?: true;
  readonly $list?: never;
  readonly $field?: never;
}

/** A kind of client, in any case. */
export type ClientPlatform = string;

/** A value that the field has, an array or list of values one of which it has, or operators. */
export type ClientPlatformTest =
  | ClientPlatform | readonly ClientPlatform[] | ListReference | TextField | ClientPlatformOperators;

/** Operators, all of which must hold. */
export interface ClientPlatformOperators {
  /** The field has this value. A bare value means the same. */
  readonly $eq?: ClientPlatform | TextField;
  /** The field does not have this value, or is missing. */
  readonly $ne?: ClientPlatform | TextField;
  /** The field has one of these values. A bare array or list means the same. */
  readonly $in?: readonly ClientPlatform[] | ListReference | ManyTextField;
  /** The field has none of these values, or is missing. */
  readonly $nin?: readonly ClientPlatform[] | ListReference | ManyTextField;
  /** The field has a value (`true`), or is missing (`false`). */
  readonly $exists?: boolean;
  /** The text has this text, or any of these, somewhere in it. */
  readonly $contains?: string | readonly string[] | ListReference | TextField;
  /** The text begins with this text, or with any of these. */
  readonly $startsWith?: string | readonly string[] | ListReference | TextField;
  /** The text ends with this text, or with any of these. */
  readonly $endsWith?: string | readonly string[] | ListReference | TextField;
  /**
   * The regular expression matches somewhere in the text. Its syntax is that of Rust's `regex-lite`; `\d`, `\w`, `\s`
   * and `\b` are ASCII.
   */
  readonly $regex?: string;
  /** `i` lets the regular expression beside it ignore the case of ASCII letters. */
  readonly $options?: "i" | "";
  /** The test holds for the number of the text's Unicode scalar values. */
  readonly $length?: CountTest;
  /** The test holds for the number of the text's UTF-8 bytes. */
  readonly $bytes?: CountTest;
  /** These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `"$exists": false` do. */
  readonly $not?: ClientPlatformOperators;
  /**
   * The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and
   * in what it is compared with, but not in the pattern of `$regex`.
   */
  readonly $fold?: true;
  readonly $list?: never;
  readonly $field?: never;
}

/** A value that the field has, an array or list of values one of which it has, or operators. */
export type CountTest = number | readonly number[] | ListReference | NumberField | CountOperators;

/** Operators, all of which must hold. */
export interface CountOperators {
  /** The field has this value. A bare value means the same. */
  readonly $eq?: number | NumberField;
  /** The field does not have this value, or is missing. */
  readonly $ne?: number | NumberField;
  /** The field has one of these values. A bare array or list means the same. */
  readonly $in?: readonly number[] | ListReference | ManyNumberField;
  /** The field has none of these values, or is missing. */
  readonly $nin?: readonly number[] | ListReference | ManyNumberField;
  /** The field has a value (`true`), or is missing (`false`). */
  readonly $exists?: boolean;
  /** The field is greater than this number. */
  readonly $gt?: number | NumberField;
  /** The field is this number or greater. */
  readonly $gte?: number | NumberField;
  /** The field is less than this number. */
  readonly $lt?: number | NumberField;
  /** The field is this number or less. */
  readonly $lte?: number | NumberField;
  /** These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `"$exists": false` do. */
  readonly $not?: CountOperators;
  /**
   * The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and
   * in what it is compared with, but not in the pattern of `$regex`.
   */
  readonly $fold?: true;
  readonly $list?: never;
  readonly $field?: never;
}

/** A type of group, by its present or its old name. */
export type GroupType =
  | "Work" | "Public" | "Meeting" | "AVChatRoom" | "Community" | "BChatRoom" | "NormalGroup" | "SuperGroup"
  | "WorkingGroup" | "Private" | "ChatRoom";

/** A value that the field has, an array or list of values one of which it has, or operators. */
export type GroupTypeTest = GroupType | readonly GroupType[] | ListReference | TextField | GroupTypeOperators;

/** Operators, all of which must hold. */
export interface GroupTypeOperators {
  /** The field has this value. A bare value means the same. */
  readonly $eq?: GroupType | TextField;
  /** The field does not have this value, or is missing. */
  readonly $ne?: GroupType | TextField;
  /** The field has one of these values. A bare array or list means the same. */
  readonly $in?: readonly GroupType[] | ListReference | ManyTextField;
  /** The field has none of these values, or is missing. */
  readonly $nin?: readonly GroupType[] | ListReference | ManyTextField;
  /** The field has a value (`true`), or is missing (`false`). */
  readonly $exists?: boolean;
  /** These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `"$exists": false` do. */
  readonly $not?: GroupTypeOperators;
  /**
   * The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and
   * in what it is compared with, but not in the pattern of `$regex`.
   */
  readonly $fold?: true;
  readonly $list?: never;
  readonly $field?: never;
}

/** A value that the field has, an array or list of values one of which it has, or operators. */
export type IntegerTest = number | readonly number[] | ListReference | NumberField | IntegerOperators;

/** Operators, all of which must hold. */
export interface IntegerOperators {
  /** The field has this value. A bare value means the same. */
  readonly $eq?: number | NumberField;
  /** The field does not have this value, or is missing. */
  readonly $ne?: number | NumberField;
  /** The field has one of these values. A bare array or list means the same. */
  readonly $in?: readonly number[] | ListReference | ManyNumberField;
  /** The field has none of these values, or is missing. */
  readonly $nin?: readonly number[] | ListReference | ManyNumberField;
  /** The field has a value (`true`), or is missing (`false`). */
  readonly $exists?: boolean;
  /** The field is greater than this number. */
  readonly $gt?: number | NumberField;
  /** The field is this number or greater. */
  readonly $gte?: number | NumberField;
  /** The field is less than this number. */
  readonly $lt?: number | NumberField;
  /** The field is this number or less. */
  readonly $lte?: number | NumberField;
  /** These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `"$exists": false` do. */
  readonly $not?: IntegerOperators;
  /**
   * The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and
   * in what it is compared with, but not in the pattern of `$regex`.
   */
  readonly $fold?: true;
  readonly $list?: never;
  readonly $field?: never;
}

/** A value that the field has, an array or list of values one of which it has, or operators. */
export type TextsTest = string | readonly string[] | ListReference | TextField | TextsOperators;

/** Operators, all of which must hold. */
export interface TextsOperators {
  /** The field has this value. A bare value means the same. */
  readonly $eq?: string | TextField;
  /** The field does not have this value, or is missing. */
  readonly $ne?: string | TextField;
  /** The field has one of these values. A bare array or list means the same. */
  readonly $in?: readonly string[] | ListReference | ManyTextField;
  /** The field has none of these values, or is missing. */
  readonly $nin?: readonly string[] | ListReference | ManyTextField;
  /** The field has a value (`true`), or is missing (`false`). */
  readonly $exists?: boolean;
  /** Every value listed is one of the field's. Nothing listed never holds. */
  readonly $all?: readonly string[] | ListReference | ManyTextField;
  /** The text has this text, or any of these, somewhere in it. */
  readonly $contains?: string | readonly string[] | ListReference | TextField;
  /** The text begins with this text, or with any of these. */
  readonly $startsWith?: string | readonly string[] | ListReference | TextField;
  /** The text ends with this text, or with any of these. */
  readonly $endsWith?: string | readonly string[] | ListReference | TextField;
  /**
   * The regular expression matches somewhere in the text. Its syntax is that of Rust's `regex-lite`; `\d`, `\w`, `\s`
   * and `\b` are ASCII.
   */
  readonly $regex?: string;
  /** `i` lets the regular expression beside it ignore the case of ASCII letters. */
  readonly $options?: "i" | "";
  /** The test holds for the number of the text's Unicode scalar values. */
  readonly $length?: CountTest;
  /** The test holds for the number of the text's UTF-8 bytes. */
  readonly $bytes?: CountTest;
  /** These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `"$exists": false` do. */
  readonly $not?: TextsOperators;
  /**
   * The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and
   * in what it is compared with, but not in the pattern of `$regex`.
   */
  readonly $fold?: true;
  readonly $list?: never;
  readonly $field?: never;
}

/** A value of the field. */
export type Hour =
  | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23;

/** A value that the field has, an array or list of values one of which it has, or operators. */
export type HourTest = Hour | readonly Hour[] | ListReference | NumberField | HourOperators;

/** Operators, all of which must hold. */
export interface HourOperators {
  /** The field has this value. A bare value means the same. */
  readonly $eq?: Hour | NumberField;
  /** The field does not have this value, or is missing. */
  readonly $ne?: Hour | NumberField;
  /** The field has one of these values. A bare array or list means the same. */
  readonly $in?: readonly Hour[] | ListReference | ManyNumberField;
  /** The field has none of these values, or is missing. */
  readonly $nin?: readonly Hour[] | ListReference | ManyNumberField;
  /** The field has a value (`true`), or is missing (`false`). */
  readonly $exists?: boolean;
  /** The field is greater than this number. */
  readonly $gt?: number | NumberField;
  /** The field is this number or greater. */
  readonly $gte?: number | NumberField;
  /** The field is less than this number. */
  readonly $lt?: number | NumberField;
  /** The field is this number or less. */
  readonly $lte?: number | NumberField;
  /** These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `"$exists": false` do. */
  readonly $not?: HourOperators;
  /**
   * The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and
   * in what it is compared with, but not in the pattern of `$regex`.
   */
  readonly $fold?: true;
  readonly $list?: never;
  readonly $field?: never;
}

/** A value of the field. */
export type Minute =
  | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24
  | 25 | 26 | 27 | 28 | 29 | 30 | 31 | 32 | 33 | 34 | 35 | 36 | 37 | 38 | 39 | 40 | 41 | 42 | 43 | 44 | 45 | 46 | 47
  | 48 | 49 | 50 | 51 | 52 | 53 | 54 | 55 | 56 | 57 | 58 | 59;

/** A value that the field has, an array or list of values one of which it has, or operators. */
export type MinuteTest = Minute | readonly Minute[] | ListReference | NumberField | MinuteOperators;

/** Operators, all of which must hold. */
export interface MinuteOperators {
  /** The field has this value. A bare value means the same. */
  readonly $eq?: Minute | NumberField;
  /** The field does not have this value, or is missing. */
  readonly $ne?: Minute | NumberField;
  /** The field has one of these values. A bare array or list means the same. */
  readonly $in?: readonly Minute[] | ListReference | ManyNumberField;
  /** The field has none of these values, or is missing. */
  readonly $nin?: readonly Minute[] | ListReference | ManyNumberField;
  /** The field has a value (`true`), or is missing (`false`). */
  readonly $exists?: boolean;
  /** The field is greater than this number. */
  readonly $gt?: number | NumberField;
  /** The field is this number or greater. */
  readonly $gte?: number | NumberField;
  /** The field is less than this number. */
  readonly $lt?: number | NumberField;
  /** The field is this number or less. */
  readonly $lte?: number | NumberField;
  /** These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `"$exists": false` do. */
  readonly $not?: MinuteOperators;
  /**
   * The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and
   * in what it is compared with, but not in the pattern of `$regex`.
   */
  readonly $fold?: true;
  readonly $list?: never;
  readonly $field?: never;
}

/** A value of the field. */
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** A value that the field has, an array or list of values one of which it has, or operators. */
export type WeekdayTest = Weekday | readonly Weekday[] | ListReference | TextField | WeekdayOperators;

/** Operators, all of which must hold. */
export interface WeekdayOperators {
  /** The field has this value. A bare value means the same. */
  readonly $eq?: Weekday | TextField;
  /** The field does not have this value, or is missing. */
  readonly $ne?: Weekday | TextField;
  /** The field has one of these values. A bare array or list means the same. */
  readonly $in?: readonly Weekday[] | ListReference | ManyTextField;
  /** The field has none of these values, or is missing. */
  readonly $nin?: readonly Weekday[] | ListReference | ManyTextField;
  /** The field has a value (`true`), or is missing (`false`). */
  readonly $exists?: boolean;
  /** These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `"$exists": false` do. */
  readonly $not?: WeekdayOperators;
  /**
   * The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and
   * in what it is compared with, but not in the pattern of `$regex`.
   */
  readonly $fold?: true;
  readonly $list?: never;
  readonly $field?: never;
}

/** What a fact may be compared with. */
export type Fact = string | number | boolean | null;

/** A value that the field has, an array or list of values one of which it has, or operators. */
export type FactTest = Fact | readonly Fact[] | ListReference | AnyField | FactOperators;

/** Operators, all of which must hold. */
export interface FactOperators {
  /** The field has this value. A bare value means the same. */
  readonly $eq?: Fact | AnyField;
  /** The field does not have this value, or is missing. */
  readonly $ne?: Fact | AnyField;
  /** The field has one of these values. A bare array or list means the same. */
  readonly $in?: readonly Fact[] | ListReference | ManyAnyField;
  /** The field has none of these values, or is missing. */
  readonly $nin?: readonly Fact[] | ListReference | ManyAnyField;
  /** The field has a value (`true`), or is missing (`false`). */
  readonly $exists?: boolean;
  /** The field is greater than this number. */
  readonly $gt?: number | NumberField;
  /** The field is this number or greater. */
  readonly $gte?: number | NumberField;
  /** The field is less than this number. */
  readonly $lt?: number | NumberField;
  /** The field is this number or less. */
  readonly $lte?: number | NumberField;
  /** Every value listed is one of the field's. Nothing listed never holds. */
  readonly $all?: readonly Fact[] | ListReference | ManyAnyField;
  /** The text has this text, or any of these, somewhere in it. */
  readonly $contains?: string | readonly string[] | ListReference | TextField;
  /** The text begins with this text, or with any of these. */
  readonly $startsWith?: string | readonly string[] | ListReference | TextField;
  /** The text ends with this text, or with any of these. */
  readonly $endsWith?: string | readonly string[] | ListReference | TextField;
  /**
   * The regular expression matches somewhere in the text. Its syntax is that of Rust's `regex-lite`; `\d`, `\w`, `\s`
   * and `\b` are ASCII.
   */
  readonly $regex?: string;
  /** `i` lets the regular expression beside it ignore the case of ASCII letters. */
  readonly $options?: "i" | "";
  /** The test holds for the number of the text's Unicode scalar values. */
  readonly $length?: CountTest;
  /** The test holds for the number of the text's UTF-8 bytes. */
  readonly $bytes?: CountTest;
  /** The address lies in this block, or in any of these. Without a prefix a block is one address. */
  readonly $cidr?: Block | readonly Block[] | ListReference;
  /** These operators do not all hold. For a missing field most do not; `$ne`, `$nin` and `"$exists": false` do. */
  readonly $not?: FactOperators;
  /**
   * The operators beside it ignore case, width and invisible characters (Unicode's `toNFKC_Casefold`) in the field and
   * in what it is compared with, but not in the pattern of `$regex`.
   */
  readonly $fold?: true;
  readonly $list?: never;
  readonly $field?: never;
}

/** A block of addresses, such as `10.0.0.0/8`, or one address. */
export type Block = string;

/** One of the policy's `lists`. */
export interface ListReference {
  /** The name of the list. */
  readonly $list: string;
}

/** The value of another field. */
export interface TextField {
  /** The name of the field. */
  readonly $field:
    | "platform" | "phase" | "app.id" | "client.platform" | "operation.id" | "operator.id" | "owner.id" | "group.id"
    | "group.type" | "group.name" | "group.introduction" | "group.notification" | "group.faceUrl" | "group.ex"
    | "group.inviteOption" | "group.creatorId" | "time.weekday" | `custom.${string}` | `facts.${string}`;
}

/** The values of another field of many. */
export interface ManyTextField {
  /** The name of the field. */
  readonly $field: "members.id" | `facts.${string}`;
}

/** The value of another field. */
export interface NumberField {
  /** The name of the field. */
  readonly $field:
    | "operator.groupCount" | "group.status" | "group.verification" | "group.memberInfoAccess" | "group.friendAccess"
    | "members.count" | "members.adminCount" | "time.hour" | "time.minute" | "time.epochMs" | `facts.${string}`;
}

/** The values of another field of many. */
export interface ManyNumberField {
  /** The name of the field. */
  readonly $field: `facts.${string}`;
}

/** The value of another field. */
export interface AddressField {
  /** The name of the field. */
  readonly $field: "client.ip" | `facts.${string}`;
}

/** The values of another field of many. */
export interface ManyAddressField {
  /** The name of the field. */
  readonly $field: `facts.${string}`;
}

/** The value of another field. */
export interface AnyField {
  /** The name of the field. */
  readonly $field:
    | "platform" | "phase" | "app.id" | "client.ip" | "client.platform" | "operation.id" | "operator.id"
    | "operator.groupCount" | "owner.id" | "group.id" | "group.type" | "group.name" | "group.introduction"
    | "group.notification" | "group.faceUrl" | "group.ex" | "group.inviteOption" | "group.creatorId" | "group.status"
    | "group.verification" | "group.memberInfoAccess" | "group.friendAccess" | "members.count" | "members.adminCount"
    | "time.hour" | "time.minute" | "time.epochMs" | "time.weekday" | `custom.${string}` | `facts.${string}`;
}

/** The values of another field of many. */
export interface ManyAnyField {
  /** The name of the field. */
  readonly $field: "members.id" | `facts.${string}`;
}
