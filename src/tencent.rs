//! Tencent Chat's dialect: wire → event, answer → wire.
//!
//! Sources: the callback pages `Group.CallbackBeforeCreateGroup` (product 269, page 1662; international 1047/34368) and
//! `Group.CallbackAfterCreateGroup` (269/1663; 1047/34369), the callback overview (1047/34354) and "Creating a Group"
//! (269/1615).
//!
//! A real body, `POST /cb?SdkAppid=1400000000&CallbackCommand=Group.CallbackBeforeCreateGroup&contenttype=json&ClientIP=…`:
//! ```json
//! {"CallbackCommand":"Group.CallbackBeforeCreateGroup","EventTime":1670574414123,
//!  "MemberList":[{"Member_Account":"bob"},{"Member_Account":"peter"}],
//!  "Name":"MyFirstGroup","Operator_Account":"leckie","Owner_Account":"leckie","Type":"Public"}
//! ```
//!
//! | key | before | after | notes |
//! |---|---|---|---|
//! | `CallbackCommand` | ✓ | ✓ | the command |
//! | `Operator_Account` | ✓ | ✓ | who asks |
//! | `Owner_Account` | ✓ | ✓ | absent or empty: a group made over REST may have no owner |
//! | `Type` | ✓ | ✓ | the wire has shown the old names `Private` (Work) and `ChatRoom` (Meeting) |
//! | `Name` | ✓ | ✓ | |
//! | `CreateGroupNum` | 2023–24 | – | groups of this type the operator has: an integer, or an object from type to count; was `CreatedNum` (2019), `CreatedGroupNum` (2020–22); gone from the newest page |
//! | `MemberList` | ✓ | ✓ | `[{"Member_Account": …}]`, may be absent or empty |
//! | `InviteOption` | | ✓ | in logged traffic only |
//! | `GroupId` | – | ✓ | a field table spells it `groupID` |
//! | `Introduction`, `Notification` | – | ✓ | on the newest page |
//! | `UserDefinedDataList` | – | ✓ | `[{"Key": …, "Value": …}]`, optional |
//! | `EventTime` | ✓ | ✓ | milliseconds; an integer in traffic, text in samples |
//!
//! The reply is HTTP 200 with `{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}`. `ErrorCode` 1 refuses and the caller
//! sees 10016 without the text; 10100..=10200 refuse and the client gets this code and `ErrorInfo`; any other is
//! undefined. Nothing in the reply can change the group. After creation the reply is ignored.

use std::ops::RangeInclusive;

use crate::fields::{Field, Platform, present_group_type};
use crate::numbers::integer_or_digits;
use crate::openim;
use crate::reader::{Kind, Reader};
use crate::texts::Texts;
use crate::value::Item;
use crate::wire::{Aside, Body, Dialect, Holds, MAX_OPEN, lenient, strict};
use crate::writer::Writer;

/// The key of the command.
pub const COMMAND_KEY: &str = "CallbackCommand";
/// The command before a group is created.
pub const BEFORE: &str = "Group.CallbackBeforeCreateGroup";
/// The command after a group was created.
pub const AFTER: &str = "Group.CallbackAfterCreateGroup";
/// The code of a refusal that names none; its text is not shown to the user.
pub const DEFAULT_CODE: i64 = 1;
/// The other codes that refuse.
pub const CODES: RangeInclusive<i64> = 10100..=10200;

/// The platform takes the code in a refusal.
#[must_use]
pub fn takes_code(code: i64) -> bool {
    code == DEFAULT_CODE || CODES.contains(&code)
}

/// Writes the members of an answer: it refuses with a code that the platform takes, and lets it go on with 0.
pub fn answer(json: &mut Writer, code: i64, message: &str) {
    json.name("ActionStatus").text("OK");
    json.name("ErrorInfo").text(message);
    json.name("ErrorCode").integer(code);
}

/// What the dialect reads of a body.
pub static DIALECT: Dialect = Dialect {
    platform: Platform::Tencent,
    command_key: COMMAND_KEY,
    commands: [BEFORE, AFTER],
    keys: &[
        strict(COMMAND_KEY, Holds::Command),
        strict("Operator_Account", Holds::Text(Field::OperatorId)),
        strict("Owner_Account", Holds::Text(Field::OwnerId)),
        strict("Type", Holds::Text(Field::GroupType)),
        strict("Name", Holds::Text(Field::GroupName)),
        lenient("CreateGroupNum", Holds::Raw(Aside::Count)),
        lenient("CreatedGroupNum", Holds::Raw(Aside::OlderCount)),
        lenient("CreatedNum", Holds::Raw(Aside::OldestCount)),
        strict("MemberList", Holds::Entries(&[strict("Member_Account", Holds::Aside(Aside::MemberId))])),
        lenient("EventTime", Holds::Raw(Aside::Time)),
        strict("GroupId", Holds::Text(Field::GroupId)),
        strict("groupID", Holds::Aside(Aside::GroupId)),
        lenient("InviteOption", Holds::Text(Field::GroupInviteOption)),
        lenient("Introduction", Holds::Text(Field::GroupIntroduction)),
        lenient("Notification", Holds::Text(Field::GroupNotification)),
        lenient(
            "UserDefinedDataList",
            Holds::Entries(&[
                lenient("Key", Holds::Aside(Aside::CustomKey)),
                lenient("Value", Holds::Aside(Aside::CustomValue)),
            ]),
        ),
        lenient(openim::COMMAND_KEY, Holds::OtherCommand),
    ],
    finish,
};

fn finish(body: &mut Body) {
    let event = &mut *body.event;
    let group_type = event.text(Field::GroupType);
    let present = group_type.and_then(present_group_type);
    let group_type = present.or(group_type);
    let counts = [Aside::Count, Aside::OlderCount, Aside::OldestCount];
    if let Some(count) = counts.iter().find_map(|aside| count(body.asides[*aside as usize]?, group_type)) {
        event.set(Field::OperatorGroupCount, Item::integer(count));
    }
    event.set_text(Field::GroupType, present);
    if event.text(Field::GroupId).is_none() {
        event.set_text(Field::GroupId, body.asides[Aside::GroupId as usize].take());
    }
}

/// How many groups of this type a counter tells: by itself, or in an object from type to count (of equal types the
/// first), where a type that is not named has none.
fn count(value: &str, group_type: Option<&str>) -> Option<i64> {
    if !value.starts_with('{') {
        return integer_or_digits(value).filter(|count| *count >= 0);
    }
    let group_type = group_type?;
    let texts = Texts::default();
    let mut reader = Reader::new(value, MAX_OPEN, &texts);
    let mut counts: Option<&str> = None;
    let mut more = reader.enter().ok()?;
    while more {
        let of = reader.name().ok()?;
        let found = reader.skip().ok()?;
        if present_group_type(of).unwrap_or(of) == group_type {
            counts = counts.or(Some(found));
        }
        more = reader.another(Kind::Object).ok()?;
    }
    counts.map_or(Some(0), |value| count(value, None))
}
