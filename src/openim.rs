//! `OpenIM`'s dialect: wire → event, answer → wire.
//!
//! Sources: openimsdk/open-im-server at 7848d7c7 (2026-07-02) and its tags v3.0.0 … v3.8.3-patch.16, openimsdk/protocol
//! at 91e8d26e, and the documentation page "Callback Before Creating Group".
//!
//! A real body, `POST /cb/callbackBeforeCreateGroupCommand` (compact; every key is always present):
//! ```json
//! {"operationID":"op-1700000000000","callbackCommand":"callbackBeforeCreateGroupCommand","groupID":"",
//!  "groupName":"Team \u003cA\u003e","notification":"","introduction":"","faceURL":"","ownerUserID":"",
//!  "createTime":0,"memberCount":0,"ex":"","status":0,"creatorUserID":"u1","groupType":2,"needVerification":1,
//!  "lookMemberInfo":0,"applyMemberFriend":0,"notificationUpdateTime":0,"notificationUserID":"",
//!  "initMemberList":[{"userID":"u1","roleLevel":100},{"userID":"u2","roleLevel":20}]}
//! ```
//!
//! | key | before | after | notes |
//! |---|---|---|---|
//! | `callbackCommand` | ✓ | ✓ | the command |
//! | `operationID` | ✓ | – | the call |
//! | `groupID` | ✓ | ✓ | before as the client gave it, usually empty |
//! | `groupName` `notification` `introduction` `faceURL` `ex` | ✓ | ✓ | |
//! | `ownerUserID` | ✓ | ✓ | before the client's, usually empty, can be forged: the true owner is the entry with role 100 |
//! | `creatorUserID` | ✓ | ✓ | the client's, can be forged |
//! | `groupType` | ✓ | ✓ | 0 `NormalGroup`, 1 `SuperGroup`, 2 `WorkingGroup` |
//! | `status` | ✓ | ✓ | before the client's; 0 ok, 1 banned, 2 dismissed, 3 muted |
//! | `needVerification` | ✓ | ✓ | 0 applications need approval, 1 all need approval, 2 join directly |
//! | `lookMemberInfo` `applyMemberFriend` | ✓ | ✓ | 0 allowed, 1 not allowed |
//! | `initMemberList` | ✓ | ✓ | `[{"userID","roleLevel"}]`: 100 owner, 60 admins, 20 members; after, everyone again at 20 |
//! | `createTime` | ✓ | ✓ | milliseconds, before usually 0 |
//!
//! The reply is `{"actionCode":0,"errCode":0,"errMsg":"","errDlt":"","nextCode":0}`, plus the keys of what changes. Only
//! `actionCode` 0 with `nextCode` 1 refuses, before v3.7 with an `errCode` other than 0 as well; an `errCode` of at most
//! 0 reaches the user as 500. HTTP status and content type are ignored: any JSON object that does not refuse creates the
//! group. After creation the reply is ignored.

use std::ops::RangeInclusive;

use crate::fields::{Field, Platform};
use crate::json::Number;
use crate::tencent;
use crate::value::{Item, Value};
use crate::wire::{Aside, Body, Dialect, Holds, lenient, strict};
use crate::writer::Writer;

/// The key of the command.
pub const COMMAND_KEY: &str = "callbackCommand";
/// The command before a group is created.
pub const BEFORE: &str = "callbackBeforeCreateGroupCommand";
/// The command after a group was created.
pub const AFTER: &str = "callbackAfterCreateGroupCommand";
/// The code of a refusal that names none.
pub const DEFAULT_CODE: i64 = 5000;
/// The codes that refuse.
pub const CODES: RangeInclusive<i64> = 5000..=9999;

/// The platform takes the code in a refusal.
#[must_use]
pub fn takes_code(code: i64) -> bool {
    CODES.contains(&code)
}

/// Writes the members of an answer: it refuses with a code that the platform takes, and lets it go on with 0; what
/// changes then may follow, by [`Modify::key`](crate::fields::Modify::key).
pub fn answer(json: &mut Writer, code: i64, message: &str, detail: &str) {
    json.name("actionCode").integer(0);
    json.name("errCode").integer(code);
    json.name("errMsg").text(message);
    json.name("errDlt").text(detail);
    json.name("nextCode").integer(i64::from(code != 0));
}

/// What the dialect reads of a body.
pub static DIALECT: Dialect = Dialect {
    platform: Platform::OpenIm,
    command_key: COMMAND_KEY,
    commands: [BEFORE, AFTER],
    keys: &[
        lenient("operationID", Holds::Text(Field::OperationId)),
        strict(COMMAND_KEY, Holds::Command),
        strict("groupID", Holds::Text(Field::GroupId)),
        strict("groupName", Holds::Text(Field::GroupName)),
        lenient("notification", Holds::Text(Field::GroupNotification)),
        lenient("introduction", Holds::Text(Field::GroupIntroduction)),
        lenient("faceURL", Holds::Text(Field::GroupFaceUrl)),
        strict("ownerUserID", Holds::Text(Field::OwnerId)),
        lenient("createTime", Holds::Raw(Aside::Time)),
        lenient("ex", Holds::Text(Field::GroupEx)),
        lenient("status", Holds::Integer(Field::GroupStatus)),
        lenient("creatorUserID", Holds::Text(Field::GroupCreatorId)),
        strict("groupType", Holds::Integer(Field::GroupType)),
        lenient("needVerification", Holds::Integer(Field::GroupVerification)),
        lenient("lookMemberInfo", Holds::Integer(Field::GroupMemberInfoAccess)),
        lenient("applyMemberFriend", Holds::Integer(Field::GroupFriendAccess)),
        strict(
            "initMemberList",
            Holds::Entries(&[strict("userID", Holds::Aside(Aside::MemberId)), strict("roleLevel", Holds::Role)]),
        ),
        lenient(tencent::COMMAND_KEY, Holds::OtherCommand),
    ],
    finish,
};

fn finish(body: &mut Body) {
    const OWNER: Option<i64> = Some(100);
    let event = &mut *body.event;
    if let Value::One(Item::Number(Number::Integer(number))) = event.value(Field::GroupType) {
        let name = match number {
            0 => "NormalGroup",
            1 => "SuperGroup",
            2 => "WorkingGroup",
            other => body.texts.format(format_args!("{other}")),
        };
        event.set_text(Field::GroupType, Some(name));
    }
    let owner = event.members.iter().find(|member| member.role == OWNER).map(|member| member.id);
    event.set_text(Field::OwnerId, owner);
    // Digits in a text are no time here.
    if event.time.starts_with('"') {
        event.time = "";
    }
}
