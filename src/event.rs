//! The canonical event: what both dialects become, and all that a policy sees of a callback.

use crate::fields::{FIELDS, Field, FieldRef, Phase, Platform, WEEKDAYS};
use crate::fold::Folding;
use crate::json::Json;
use crate::numbers::integer_or_digits;
use crate::order::order;
use crate::value::{Item, Value};
use crate::writer::Writer;

/// How many fields a dialect gives a value by itself; the catalogue has them first.
const SLOTS: usize = Field::MembersId as usize;

/// An odd number of no pattern, 2^64 by the golden ratio: multiplied by it, numbers close to each other spread.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// A group-creation callback, read and checked, before it is decided.
///
/// Texts borrow from the body and the URL, or from [`Texts`](crate::texts::Texts) where these spell them with escapes.
#[derive(Debug)]
pub struct Event<'a> {
    /// The platform that called.
    pub platform: Platform,
    /// Whether the group waits for the answer or exists.
    pub phase: Phase,
    /// The command as the platform spells it.
    pub command: &'a str,
    /// `EventTime` or `createTime` as it stands in the body; empty where there is none.
    pub time: &'a str,
    /// The member list in wire order, repetitions too, entries without an id left out.
    pub members: Vec<Member<'a>>,
    /// Tencent's `UserDefinedDataList` in wire order, repetitions too.
    pub custom: Vec<(&'a str, &'a str)>,
    values: [Value<'a>; SLOTS],
}

/// An entry of the member list.
#[derive(Debug)]
pub struct Member<'a> {
    /// The user's id, not empty.
    pub id: &'a str,
    /// `OpenIM`'s role number: 100 owner, 60 admin, 20 member.
    pub role: Option<i64>,
}

/// What a decision reads: the event, and what the host adds to it.
#[derive(Clone, Copy, Debug)]
pub struct Context<'e> {
    /// The callback.
    pub event: &'e Event<'e>,
    /// Milliseconds since the Unix epoch.
    pub now: i64,
    /// The policy's offset from UTC in minutes.
    pub offset_minutes: i32,
    /// The host's facts, an object.
    pub facts: Option<&'e Json<'e>>,
    /// What keeps the text that was folded last.
    pub folding: &'e Folding,
}

#[expect(clippy::inline_always, reason = "it is made where it stays: it is too large to be handed over")]
impl Default for Event<'_> {
    /// An event that no callback has been read into yet.
    #[inline(always)]
    fn default() -> Self {
        Self::new(Platform::Tencent, Phase::Before, "")
    }
}

#[expect(clippy::inline_always, reason = "it is made where it stays: it is too large to be handed over")]
impl<'a> Event<'a> {
    /// An event without any field.
    #[must_use]
    #[inline(always)]
    pub const fn new(platform: Platform, phase: Phase, command: &'a str) -> Self {
        Self {
            platform,
            phase,
            command,
            time: "",
            members: Vec::new(),
            custom: Vec::new(),
            values: [Value::Missing; SLOTS],
        }
    }

    /// Takes all back that was read into it.
    pub fn clear(&mut self) {
        self.values = [Value::Missing; SLOTS];
        self.members.clear();
        self.custom.clear();
    }

    /// Gives a field its value.
    #[inline]
    pub fn set(&mut self, field: Field, item: Item<'a>) {
        if let Some(value) = self.values.get_mut(field as usize) {
            *value = Value::One(item);
        }
    }

    /// Gives a field a text; an empty id counts as missing, any other text is kept exactly.
    pub fn set_text(&mut self, field: Field, text: Option<&'a str>) {
        let is_id = matches!(
            field,
            Field::OperationId | Field::OperatorId | Field::OwnerId | Field::GroupId | Field::GroupCreatorId
        );
        if let Some(text) = text.filter(|text| !(is_id && text.is_empty())) {
            self.set(field, Item::Text(text));
        }
    }

    /// The value that the dialect gave the field.
    #[must_use]
    pub fn value(&self, field: Field) -> Value<'a> {
        self.values.get(field as usize).copied().unwrap_or(Value::Missing)
    }

    /// The text of a field that holds one.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<&'a str> {
        match self.value(field) {
            Value::One(Item::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// How many different ids the member list has.
    #[must_use]
    pub fn member_count(&self) -> usize {
        self.count(None)
    }

    /// How many different ids the members have, or those with a role.
    #[inline(never)]
    fn count(&self, role: Option<i64>) -> usize {
        are_first(&ids(&self.members, role)).into_iter().filter(|is_first| *is_first).count()
    }

    /// A number of different ids that the member list has at least, found without comparing any: equal ids share one of
    /// these places, different ones seldom do.
    #[must_use]
    pub fn least_member_count(&self) -> usize {
        let mut places = [0_u64; 64];
        for member in &self.members {
            let (eights, rest) = member.id.as_bytes().as_chunks::<8>();
            let mut last = 0;
            for byte in rest {
                last = last << 8 | u64::from(*byte);
            }
            let mut hash = last;
            for eight in eights {
                hash = hash.wrapping_mul(SPREAD).rotate_left(29) ^ u64::from_le_bytes(*eight);
            }
            hash = hash.wrapping_mul(SPREAD) >> 52;
            places[(hash / 64) as usize] |= 1 << (hash % 64);
        }
        places.iter().map(|place| place.count_ones() as usize).sum()
    }

    /// How many different ids have role 60.
    #[must_use]
    pub fn admin_count(&self) -> usize {
        const ADMIN: Option<i64> = Some(60);
        self.count(ADMIN)
    }

    /// The first value of a custom key.
    #[must_use]
    pub fn custom(&self, key: &str) -> Option<&'a str> {
        self.custom.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }
}

impl<'e> Context<'e> {
    /// The value of a field.
    #[must_use]
    pub fn value(&self, field: &FieldRef) -> Value<'e> {
        match field {
            FieldRef::Known(field) => self.known(*field),
            FieldRef::Custom(key) => self.event.custom(key).map_or(Value::Missing, text),
            FieldRef::Facts(path) => {
                let mut at = self.facts;
                for step in path {
                    at = at.and_then(|value| value.member(step));
                }
                at.map_or(Value::Missing, Value::of_fact)
            }
        }
    }

    fn known(&self, field: Field) -> Value<'e> {
        let integer = |value: i64| Value::One(Item::integer(value));
        let count = |value: usize| integer(i64::try_from(value).unwrap_or(i64::MAX));
        // The Unix epoch was a Thursday, three days after a Monday.
        let minute_of_week =
            || (self.now.div_euclid(60_000) + i64::from(self.offset_minutes) + 3 * 24 * 60).rem_euclid(7 * 24 * 60);
        match field {
            Field::Platform => text(self.event.platform.name()),
            Field::Phase => text(self.event.phase.name()),
            Field::MembersId => Value::Members(&self.event.members),
            Field::MembersCount => count(self.event.member_count()),
            Field::MembersAdminCount if self.event.platform == Platform::OpenIm => count(self.event.admin_count()),
            Field::TimeEpochMs => integer(self.now),
            Field::TimeMinute => integer(minute_of_week() % 60),
            Field::TimeHour => integer(minute_of_week() / 60 % 24),
            Field::TimeWeekday => {
                let day = usize::try_from(minute_of_week() / (24 * 60)).unwrap_or_default();
                WEEKDAYS.get(day).map_or(Value::Missing, |name| text(name))
            }
            _ => self.event.value(field),
        }
    }
}

impl Event<'_> {
    /// The event as JSON text: the catalogue's fields as nested objects, absent members for missing fields.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = Writer::default();
        json.open("{");
        json.name("platform").text(self.platform.name());
        json.name("phase").text(self.phase.name());
        json.name("command").text(self.command);
        // In milliseconds since the Unix epoch; 0 is none.
        if let Some(time) = integer_or_digits(self.time).filter(|time| *time != 0) {
            json.name("time").integer(time);
        }
        // The catalogue keeps fields of one object together.
        let mut open = "";
        for (field, info) in &FIELDS {
            let value = self.value(*field);
            let Some((object, member)) = info.name.split_once('.') else { continue };
            if matches!(value, Value::Missing | Value::Members(_)) {
                continue;
            }
            if object != open {
                if !open.is_empty() {
                    json.close("}");
                }
                json.name(object).open("{");
                open = object;
            }
            value.write(json.name(member));
        }
        if !open.is_empty() {
            json.close("}");
        }
        self.write_members(&mut json);
        self.write_custom(&mut json);
        json.close("}");
        json.finish()
    }

    fn write_members(&self, json: &mut Writer) {
        if self.members.is_empty() {
            return;
        }
        json.name("members").open("[");
        for member in first_members(&self.members) {
            json.open("{");
            json.name("id").text(member.id);
            if let Some(role) = member.role {
                json.name("role").integer(role);
            }
            json.close("}");
        }
        json.close("]");
    }

    fn write_custom(&self, json: &mut Writer) {
        if self.custom.is_empty() {
            return;
        }
        json.name("custom").open("{");
        let keys: Vec<&str> = self.custom.iter().map(|(key, _)| *key).collect();
        for ((key, value), is_first) in self.custom.iter().zip(are_first(&keys)) {
            if is_first {
                json.name(key).text(value);
            }
        }
        json.close("}");
    }
}

const fn text(text: &str) -> Value<'_> {
    Value::One(Item::Text(text))
}

/// The first entry of each id, in wire order.
#[must_use]
pub fn first_members<'m>(members: &'m [Member<'m>]) -> Vec<&'m Member<'m>> {
    let mut first_ones = Vec::new();
    for (member, is_first) in members.iter().zip(are_first(&ids(members, None))) {
        if is_first {
            first_ones.push(member);
        }
    }
    first_ones
}

/// The ids of the members: of all, or of those that have a role.
fn ids<'m>(members: &'m [Member], role: Option<i64>) -> Vec<&'m str> {
    let mut ids = Vec::with_capacity(members.len());
    for member in members {
        if role.is_none() || member.role == role {
            ids.push(member.id);
        }
    }
    ids
}

/// Whether each text is the first of those that equal it, found by sorting: a hash could be attacked, since the texts
/// come from outside.
fn are_first(texts: &[&str]) -> Vec<bool> {
    let mut are_first = vec![false; texts.len()];
    let mut last = None;
    for index in order(texts.len(), &mut |a, b| texts.get(a).cmp(&texts.get(b))) {
        let text = texts.get(index);
        if last.replace(text) != Some(text)
            && let Some(is_first) = are_first.get_mut(index)
        {
            *is_first = true;
        }
    }
    are_first
}
