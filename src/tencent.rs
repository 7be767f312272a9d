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

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::event::{Member, Slot};
use crate::fields::{Field, Phase, Platform, canonical_group_type};
use crate::json::quoted;
use crate::raw::integer_or_digits;
use crate::rejection::Rejection;
use crate::wire::{Object, Reading, keys, unusual};

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
/// The answer to a rejected callback.
pub const REJECTED: &str = r#"{"ActionStatus":"OK","ErrorInfo":"callback rejected","ErrorCode":1}"#;

/// The answer that lets the platform go on.
#[must_use]
pub const fn go_on() -> &'static str {
    r#"{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}"#
}

/// The platform takes the code in a refusal.
#[must_use]
pub fn takes_code(code: i64) -> bool {
    code == DEFAULT_CODE || CODES.contains(&code)
}

/// The answer that refuses; Tencent's has no place for a detail.
#[must_use]
pub fn refusal(code: i64, message: &str, _detail: &str) -> String {
    format!(r#"{{"ActionStatus":"OK","ErrorInfo":{},"ErrorCode":{code}}}"#, quoted(message))
}

/// The phase of a group-creation command.
#[must_use]
pub fn phase(command: &str) -> Option<Phase> {
    match command {
        BEFORE => Some(Phase::Before),
        AFTER => Some(Phase::After),
        _ => None,
    }
}

keys! {
    Command = "CallbackCommand",
    OtherCommand = "callbackCommand",
    Operator = "Operator_Account",
    Owner = "Owner_Account",
    Type = "Type",
    Name = "Name",
    CreateGroupNum = "CreateGroupNum",
    CreatedGroupNum = "CreatedGroupNum",
    CreatedNum = "CreatedNum",
    MemberList = "MemberList",
    InviteOption = "InviteOption",
    GroupId = "GroupId",
    OtherGroupId = "groupID",
    Introduction = "Introduction",
    Notification = "Notification",
    UserDefinedDataList = "UserDefinedDataList",
    EventTime = "EventTime",
}

/// Reads a body of this dialect.
///
/// # Errors
/// The text is not an object in strict JSON.
pub fn read(text: &str) -> Result<Reading<'_>, Rejection> {
    let mut reading = Reading::new(text, Platform::Tencent, COMMAND_KEY);
    let body: Body = reading.read()?;
    let event = &mut reading.event;
    if let Some(count) = body.counters.iter().find_map(|raw| count(raw, event.text(Field::GroupType))) {
        event.set(Field::OperatorGroupCount, Slot::Integer(count));
    }
    if event.text(Field::GroupId).is_none() {
        event.set_text(Field::GroupId, body.other_group_id);
    }
    Ok(reading)
}

#[derive(Default)]
struct Body<'a> {
    /// The counters of the operator's groups as they stand, the newest key first.
    counters: [&'a str; 3],
    other_group_id: Option<Cow<'a, str>>,
}

impl<'a> Object<'a> for Body<'a> {
    fn members<A: MapAccess<'a>>(&mut self, reading: &mut Reading<'a>, mut map: A) -> Result<(), A::Error> {
        let [create_group_num, created_group_num, created_num] = &mut self.counters;
        let mut seen = 0;
        while let Some(key) = reading.key::<Key, A>(&mut map, &mut seen)? {
            match key {
                Key::Command => reading.command = reading.text(&mut map, key)?,
                Key::OtherCommand => reading.other_command = reading.raw(&mut map)? != "null",
                Key::Operator => reading.set_text(&mut map, key, Field::OperatorId)?,
                Key::Owner => reading.set_text(&mut map, key, Field::OwnerId)?,
                Key::Type => {
                    let group_type = reading.text(&mut map, key)?.map(canonical_type);
                    reading.event.set_text(Field::GroupType, group_type);
                }
                Key::Name => reading.set_text(&mut map, key, Field::GroupName)?,
                Key::CreateGroupNum => *create_group_num = reading.raw(&mut map)?,
                Key::CreatedGroupNum => *created_group_num = reading.raw(&mut map)?,
                Key::CreatedNum => *created_num = reading.raw(&mut map)?,
                Key::MemberList => reading.list(&mut map, key, &mut Members)?,
                Key::InviteOption => reading.set_any_text(&mut map, Field::GroupInviteOption)?,
                Key::GroupId => reading.set_text(&mut map, key, Field::GroupId)?,
                Key::OtherGroupId => self.other_group_id = reading.text(&mut map, key)?,
                Key::Introduction => reading.set_any_text(&mut map, Field::GroupIntroduction)?,
                Key::Notification => reading.set_any_text(&mut map, Field::GroupNotification)?,
                Key::UserDefinedDataList => reading.any_list(&mut map, &mut Custom)?,
                Key::EventTime => {
                    let time = integer_or_digits(reading.raw(&mut map)?);
                    reading.event.time = time.filter(|time| *time != 0);
                }
            }
        }
        Ok(())
    }
}

fn canonical_type(name: Cow<'_, str>) -> Cow<'_, str> {
    match canonical_group_type(&name) {
        "Work" => Cow::Borrowed("Work"),
        "Meeting" => Cow::Borrowed("Meeting"),
        _ => name,
    }
}

struct Members;

impl<'a> Object<'a> for Members {
    fn members<A: MapAccess<'a>>(&mut self, reading: &mut Reading<'a>, mut map: A) -> Result<(), A::Error> {
        keys! { Account = "Member_Account" }
        let mut seen = 0;
        while let Some(key) = reading.key::<Key, A>(&mut map, &mut seen)? {
            let Key::Account = key;
            if let Some(id) = reading.text(&mut map, key)?.filter(|id| !id.is_empty()) {
                reading.event.members.push(Member { id, role: None });
            }
        }
        Ok(())
    }
}

struct Custom;

impl<'a> Object<'a> for Custom {
    fn members<A: MapAccess<'a>>(&mut self, reading: &mut Reading<'a>, mut map: A) -> Result<(), A::Error> {
        keys! { Key = "Key", Value = "Value" }
        let (mut name, mut value) = (None, None);
        let mut seen = 0;
        while let Some(key) = reading.key::<Key, A>(&mut map, &mut seen)? {
            match key {
                Key::Key => name = reading.any_text(&mut map)?,
                Key::Value => value = reading.any_text(&mut map)?,
            }
        }
        reading.event.custom.extend(name.zip(value));
        Ok(())
    }
}

/// How many groups of this type a counter tells: by itself, or in an object from type to count, where a type that is
/// not named has none.
fn count(raw: &str, group_type: Option<&str>) -> Option<i64> {
    if raw.starts_with('{') {
        let counts = Counts { group_type: group_type? };
        return serde_json::Deserializer::from_str(raw).deserialize_any(counts).ok()?;
    }
    integer_or_digits(raw).filter(|count| *count >= 0)
}

struct Counts<'t> {
    group_type: &'t str,
}

impl<'a> Visitor<'a> for Counts<'_> {
    type Value = Option<i64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object from type to count")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut counted = Some(0);
        let mut named = false;
        while let Some(same) = map.next_key_seed(SameType { group_type: self.group_type })? {
            let raw = map.next_value::<&RawValue>()?.get();
            if same && !named {
                counted = count(raw, None);
                named = true;
            }
        }
        Ok(counted)
    }

    unusual!('a: null bool integer float text array);
}

/// Whether a key names the type, under its old name or its new one.
#[derive(Clone, Copy)]
struct SameType<'t> {
    group_type: &'t str,
}

impl<'a> DeserializeSeed<'a> for SameType<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for SameType<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a group type")
    }

    fn visit_str<E>(self, name: &str) -> Result<bool, E> {
        Ok(canonical_group_type(name) == self.group_type)
    }

    unusual!('a: null bool integer float array object);
}
