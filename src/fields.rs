//! The field catalogue: every fact about a field of the canonical event that the rest of the crate, the schema, the
//! TypeScript types and the documentation need, in one table.

use crate::reader::equal;
use crate::texts::Texts;

/// A chat platform whose callbacks are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Tencent Chat.
    Tencent,
    /// `OpenIM`.
    OpenIm,
}

impl Platform {
    /// The value of the field `platform`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tencent => "tencent",
            Self::OpenIm => "openim",
        }
    }
}

/// Whether a callback asks before the group is created or tells after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The group waits for the answer.
    Before,
    /// The group exists.
    After,
}

impl Phase {
    /// The value of the field `phase`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// What values a field can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// One of a fixed set of texts.
    Choice(&'static [&'static str]),
    /// An integer in this range, both ends included.
    Integer {
        /// The least value.
        min: i64,
        /// The greatest value.
        max: i64,
    },
    /// An IPv4 or IPv6 address.
    Address,
    /// Any JSON value, known only when the host hands it over.
    Anything,
}

/// Who can choose a field's value freely, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgeable {
    /// Nobody whom a decision should not trust.
    Never,
    /// The client that creates the group, on `OpenIM` before creation.
    OpenImBefore,
    /// The client that creates the group, always.
    Always,
}

/// What a `modify` rule may set a field to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settable {
    /// Any text, with placeholders.
    Text,
    /// This text; the wire carries the number.
    Only(&'static str, i64),
    /// One of these integers.
    Integer(&'static [i64]),
}

/// How a `modify` rule changes a field: `OpenIM` only, since Tencent's reply cannot change a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modify {
    /// The key in `OpenIM`'s reply.
    pub key: &'static str,
    /// The values that may be set.
    pub to: Settable,
    /// `OpenIM` parses the key and changes nothing.
    pub ignored: bool,
}

/// Everything that is known about one field.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// The name in policies, such as `group.name`.
    pub name: &'static str,
    /// The values it can take.
    pub kind: Kind,
    /// It holds any number of values.
    pub many: bool,
    /// Tencent sends it.
    pub tencent: bool,
    /// `OpenIM` sends it.
    pub openim: bool,
    /// A platform that sends it may leave it out.
    pub optional: bool,
    /// Who can forge it.
    pub forgeable: Forgeable,
    /// How a `modify` rule changes it.
    pub modify: Option<Modify>,
}

/// What people read about one field; never part of the module.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// One sentence on what it is.
    pub about: &'static str,
    /// Where Tencent's callback has it; empty where it has not.
    pub tencent: &'static str,
    /// Where `OpenIM`'s callback has it; empty where it has not.
    pub openim: &'static str,
    /// How far it can be trusted.
    pub trust: &'static str,
}

/// The values of `platform`.
pub const PLATFORMS: &[&str] = &["tencent", "openim"];
/// The values of `phase`.
pub const PHASES: &[&str] = &["before", "after"];
/// The values of `time.weekday`, from Monday on.
pub const WEEKDAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// The canonical values of `group.type`; a platform may send others, which stay as they are.
pub const GROUP_TYPES: &[&str] =
    &["Work", "Public", "Meeting", "AVChatRoom", "Community", "BChatRoom", "NormalGroup", "SuperGroup", "WorkingGroup"];

/// Kinds of client that Tencent is known to send, in canonical form; it may send others.
pub static CLIENT_PLATFORMS: [&str; 7] = ["restapi", "web", "android", "ios", "windows", "macos", "ipad"];
/// The old names of group types on Tencent, and the present ones.
pub const OLD_GROUP_TYPES: [(&str, &str); 2] = [("Private", "Work"), ("ChatRoom", "Meeting")];

const INTEGER: Kind = Kind::Integer { min: i64::MIN, max: i64::MAX };
const COUNT: Kind = Kind::Integer { min: 0, max: i64::MAX };

const fn modify(key: &'static str, to: Settable) -> Modify {
    Modify { key, to, ignored: false }
}

const fn ignored(key: &'static str, to: Settable) -> Modify {
    Modify { key, to, ignored: true }
}

macro_rules! catalogue {
    ($($field:ident: $name:literal, $kind:expr, $sent:ident, $optional:ident, $forgeable:ident, $modify:expr;
        $about:literal, $tencent:literal, $openim:literal, $trust:literal;)*) => {
        /// A field with a fixed name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Field {
            $(#[doc = $about] $field,)*
        }

        /// The catalogue, in the order of [`Field`].
        pub static FIELDS: [(Field, Info); [$($name),*].len()] = [$((Field::$field, Info {
            name: $name,
            kind: $kind,
            many: matches!(Field::$field, Field::MembersId),
            tencent: catalogue!(@tencent $sent),
            openim: catalogue!(@openim $sent),
            optional: catalogue!(@optional $optional),
            forgeable: Forgeable::$forgeable,
            modify: $modify,
        })),*];

        impl Field {
            /// What the catalogue says of the field.
            #[must_use]
            pub const fn info(self) -> &'static Info {
                match self {
                    $(Self::$field => const {
                        let (_, info) = &FIELDS[Self::$field as usize];
                        info
                    },)*
                }
            }

            /// What people read about the field.
            #[must_use]
            pub const fn description(self) -> Description {
                match self {
                    $(Self::$field => Description { about: $about, tencent: $tencent, openim: $openim, trust: $trust },)*
                }
            }
        }
    };
    (@tencent openim) => { false };
    (@tencent $other:ident) => { true };
    (@openim tencent) => { false };
    (@openim $other:ident) => { true };
    (@optional optional) => { true };
    (@optional always) => { false };
}

catalogue! {
    Platform: "platform", Kind::Choice(PLATFORMS), both, always, Never, None;
        "The platform that calls.", "always", "always", "sure";
    Phase: "phase", Kind::Choice(PHASES), both, always, Never, None;
        "Whether the group is about to be created or exists.", "from the command", "from the command", "sure";
    AppId: "app.id", Kind::Text, tencent, always, Never, None;
        "The SDKAppID of the app that calls.", "`SdkAppid` in the URL", "", "sure";
    ClientIp: "client.ip", Kind::Address, tencent, optional, Never, None;
        "The address of the client that creates the group.", "`ClientIP` in the URL; not an address: missing", "", "sure";
    ClientPlatform: "client.platform", Kind::Text, tencent, optional, Never, None;
        "The kind of client, in lower case: `restapi`, `web`, `android`, `ios` and so on (an open set).",
        "`OptPlatform` in the URL; `mac` is `macos`", "", "sure";
    OperationId: "operation.id", Kind::Text, both, optional, Never, None;
        "The platform's id of this call.", "`RequestId`, else `RequestID` in the URL", "`operationID`", "sure";
    OperatorId: "operator.id", Kind::Text, tencent, optional, Never, None;
        "The user who creates the group.", "`Operator_Account`", "", "sure";
    OperatorGroupCount: "operator.groupCount", COUNT, tencent, optional, Never, None;
        "How many groups of this type the operator already has.",
        "the first readable of `CreateGroupNum`, `CreatedGroupNum`, `CreatedNum`", "", "sure";
    OwnerId: "owner.id", Kind::Text, both, optional, Never, Some(ignored("ownerUserID", Settable::Text));
        "The user who will own the group.", "`Owner_Account`",
        "the first of `initMemberList` with role 100 and an id, else `ownerUserID`",
        "sure; the client's when it is `ownerUserID` before";
    GroupId: "group.id", Kind::Text, both, always, OpenImBefore, Some(modify("groupID", Settable::Text));
        "The group's id.", "`GroupId` (also `groupID`)", "`groupID`", "the client's before, sure after";
    GroupType: "group.type", Kind::Choice(GROUP_TYPES), both, always, Never,
        Some(modify("groupType", Settable::Only("WorkingGroup", 2)));
        "The group's type.", "`Type` (old names `Private`, `ChatRoom`)", "`groupType` 0, 1, 2", "sure";
    GroupName: "group.name", Kind::Text, both, always, Never, Some(modify("groupName", Settable::Text));
        "The group's name.", "`Name`", "`groupName`", "the client's by nature";
    GroupIntroduction: "group.introduction", Kind::Text, both, always, Never, Some(modify("introduction", Settable::Text));
        "The group's introduction.", "`Introduction`", "`introduction`", "the client's";
    GroupNotification: "group.notification", Kind::Text, both, always, Never, Some(modify("notification", Settable::Text));
        "The group's notification.", "`Notification`", "`notification`", "the client's";
    GroupFaceUrl: "group.faceUrl", Kind::Text, openim, always, Never, Some(modify("faceURL", Settable::Text));
        "The URL of the group's picture.", "", "`faceURL`", "the client's";
    GroupEx: "group.ex", Kind::Text, openim, always, Never, Some(modify("ex", Settable::Text));
        "The app's own extension of the group.", "", "`ex`", "the client's";
    GroupInviteOption: "group.inviteOption", Kind::Text, tencent, optional, Never, None;
        "How people are invited.", "`InviteOption`", "", "sure";
    GroupCreatorId: "group.creatorId", Kind::Text, openim, always, Always, Some(modify("creatorUserID", Settable::Text));
        "Who the client says creates the group.", "", "`creatorUserID`", "**the client's: can be forged**";
    GroupStatus: "group.status", INTEGER, openim, always, OpenImBefore, Some(modify("status", Settable::Integer(&[0, 1, 2, 3])));
        "The group's status: 0 normal, 1 banned, 2 dismissed, 3 muted.", "", "`status`", "the client's before";
    GroupVerification: "group.verification", INTEGER, openim, always, Never,
        Some(modify("needVerification", Settable::Integer(&[0, 1, 2])));
        "Who needs approval to join: 0 applicants, 1 all, 2 nobody.", "", "`needVerification`", "the client's choice";
    GroupMemberInfoAccess: "group.memberInfoAccess", INTEGER, openim, always, Never,
        Some(modify("lookMemberInfo", Settable::Integer(&[0, 1])));
        "Whether members may see each other's details: 0 yes, 1 no.", "", "`lookMemberInfo`", "the client's choice";
    GroupFriendAccess: "group.friendAccess", INTEGER, openim, always, Never,
        Some(ignored("applyMemberFriend", Settable::Integer(&[0, 1])));
        "Whether members may befriend each other: 0 yes, 1 no.", "", "`applyMemberFriend`", "the client's choice";
    MembersId: "members.id", Kind::Text, both, always, Never, None;
        "The ids of the first members (many-valued).", "`MemberList[].Member_Account`", "`initMemberList[].userID`",
        "sure; OpenIM after creation lists the operator even if not a member, and before v3.4 lacks ordinary members";
    MembersCount: "members.count", COUNT, both, always, Never, None;
        "How many different ids `members.id` has; 0 without a list.", "counted", "counted", "as `members.id`";
    MembersAdminCount: "members.adminCount", COUNT, openim, always, Never, None;
        "How many different members have role 60.", "", "counted", "sure";
    TimeHour: "time.hour", Kind::Integer { min: 0, max: 23 }, both, always, Never, None;
        "The hour of `now`, in the policy's `timezone`.", "from `now`", "from `now`", "sure";
    TimeMinute: "time.minute", Kind::Integer { min: 0, max: 59 }, both, always, Never, None;
        "The minute of `now`, in the policy's `timezone`.", "from `now`", "from `now`", "sure";
    TimeEpochMs: "time.epochMs", INTEGER, both, always, Never, None;
        "`now` itself: milliseconds since the Unix epoch.", "from `now`", "from `now`", "sure";
    TimeWeekday: "time.weekday", Kind::Choice(WEEKDAYS), both, always, Never, None;
        "The day of the week of `now`, in the policy's `timezone`.", "from `now`", "from `now`", "sure";
}

/// The field of an entry of Tencent's `UserDefinedDataList`.
pub const CUSTOM: Info = Info {
    name: "custom.<Key>",
    kind: Kind::Text,
    many: false,
    tencent: true,
    openim: false,
    optional: false,
    forgeable: Forgeable::Never,
    modify: None,
};
/// What people read about [`CUSTOM`].
pub const CUSTOM_DESCRIPTION: Description = Description {
    about: "An entry of the group's custom fields; the rest of the name is the key, dots and all.",
    tencent: "`UserDefinedDataList`: the first of equal keys",
    openim: "",
    trust: "the client's",
};

/// The field of what the host knows.
pub const FACTS: Info = Info { name: "facts.<path>", kind: Kind::Anything, many: true, openim: true, ..CUSTOM };
/// What people read about [`FACTS`].
pub const FACTS_DESCRIPTION: Description = Description {
    about: "What the host knows (quotas, reputation, plan); the path steps through objects, an array at its end is many-valued.",
    tencent: "from the host",
    openim: "from the host",
    trust: "the host's",
};

impl Field {
    /// The field tells of `now`.
    #[must_use]
    pub const fn is_of_clock(self) -> bool {
        matches!(self, Self::TimeHour | Self::TimeMinute | Self::TimeEpochMs | Self::TimeWeekday)
    }

    /// The field of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        FIELDS.iter().find(|(_, info)| info.name == name).map(|(field, _)| *field)
    }
}

/// The present name of a group type that has an old one.
#[must_use]
pub fn present_group_type(name: &str) -> Option<&'static str> {
    OLD_GROUP_TYPES.iter().find(|(old, _)| equal(old.as_bytes(), name.as_bytes())).map(|(_, present)| *present)
}

/// The canonical form of a kind of client: ASCII lower case, `macos` for `mac`. (Every name that Tencent has sent is
/// ASCII, and the tables for the rest of Unicode take 18 KB.)
#[must_use]
pub fn canonical_client_platform<'t>(name: &str, texts: &'t Texts) -> &'t str {
    let sent = if name.eq_ignore_ascii_case("mac") { "macos" } else { name };
    match CLIENT_PLATFORMS.iter().find(|known| known.eq_ignore_ascii_case(sent)) {
        Some(known) => known,
        None => texts.keep(sent.to_ascii_lowercase()),
    }
}

/// A field as a policy names it.
#[derive(Clone, Debug, Eq)]
pub enum FieldRef {
    /// A field with a fixed name.
    Known(Field),
    /// `custom.<Key>`: an entry of Tencent's `UserDefinedDataList`; the key keeps its dots.
    Custom(Box<str>),
    /// `facts.<path>`: what the host knows, one object member a step.
    Facts(Box<[Box<str>]>),
}

impl PartialEq for FieldRef {
    #[inline(never)]
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(own), Self::Known(other)) => own == other,
            (Self::Custom(own), Self::Custom(other)) => own == other,
            (Self::Facts(own), Self::Facts(other)) => own == other,
            _ => false,
        }
    }
}

impl FieldRef {
    /// The field that a policy calls `name`; none where no such field exists.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if let Some(field) = Field::named(name) {
            return Some(Self::Known(field));
        }
        if let Some(key) = name.strip_prefix("custom.") {
            return (!key.is_empty()).then(|| Self::Custom(key.into()));
        }
        let mut path = Vec::new();
        for step in name.strip_prefix("facts.")?.split('.') {
            if step.is_empty() {
                return None;
            }
            path.push(step.into());
        }
        Some(Self::Facts(path.into()))
    }

    /// The name in policies.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Known(field) => field.info().name.to_owned(),
            Self::Custom(key) => format!("custom.{key}"),
            Self::Facts(path) => path.iter().fold("facts".to_owned(), |name, step| name + "." + step),
        }
    }

    /// What the catalogue says of the field.
    #[must_use]
    pub const fn info(&self) -> &'static Info {
        match self {
            Self::Known(field) => field.info(),
            Self::Custom(_) => const { &CUSTOM },
            Self::Facts(_) => const { &FACTS },
        }
    }
}
