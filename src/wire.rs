//! Reading a callback's body: one pass, key by key, never a tree. Each dialect says by a table what its keys are.

use std::borrow::Cow;
use std::fmt;

use crate::event::{Event, Member, Slot};
use crate::fields::{Field, Phase, Platform};
use crate::numbers::integer_of;
use crate::reader::{Kind, Reader, Stop, equal};

/// How many arrays and objects may be open at once, the body's own object counted.
pub const MAX_OPEN: usize = 64;

/// What a dialect reads of a body.
pub struct Dialect {
    /// The platform that speaks it.
    pub platform: Platform,
    /// The key of its command.
    pub command_key: &'static str,
    /// What each known key gives.
    pub keys: Keys,
    /// The same of an entry of the member list.
    pub member_keys: Keys,
    /// The key of a member's id, where most entries have no other key.
    pub only_member_key: Option<&'static str>,
    /// The phase that a command means.
    pub phase: fn(&str) -> Option<Phase>,
    /// The name of a group type, by its number or old name.
    pub group_type: fn(GroupType) -> Cow<str>,
    /// Gives the event what takes more than one key.
    pub finish: fn(&mut Body),
}

/// The known keys of an object in the order in which they usually come, at most 32.
pub type Keys = &'static [(&'static str, Key)];

/// The keys of an entry of [`Key::Custom`].
const CUSTOM_KEYS: Keys = &[("Key", Key::CustomKey), ("Value", Key::CustomValue)];

/// What a known key gives. A key that feeds ids, name, type or members must hold what it should; of any other key an
/// unexpected value is a missing one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The command, a text that must be one.
    Command,
    /// The command of the other dialect; null is a missing one.
    OtherCommand,
    /// A text that must be one.
    Text(Field),
    /// A text, if it is one.
    AnyText(Field),
    /// An integer, if it is one.
    AnyInteger(Field),
    /// The type of the group: a text, or a number of 64 bits.
    GroupType,
    /// A text that must be one, for [`Dialect::finish`].
    Aside,
    /// A count in one of its shapes, for [`Dialect::finish`]; of several the least number is looked at first.
    Counter(usize),
    /// The list of members.
    Members,
    /// Of a member the id, a text that must be one.
    MemberId,
    /// Of a member the number of the role, an integer that must be one.
    MemberRole,
    /// The list of custom keys and values.
    Custom,
    /// Of a custom key and value the key, if it is a text.
    CustomKey,
    /// Of a custom key and value the value, if it is a text.
    CustomValue,
    /// Milliseconds since the Unix epoch.
    Time,
    /// The same, possibly as digits.
    TimeOrDigits,
}

/// A group type as the wire spells it.
pub enum GroupType<'a> {
    /// By its name.
    Name(Cow<'a, str>),
    /// By its number.
    Number(i64),
}

/// What is wrong with a known key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It comes twice in one object.
    Repeated(&'static str),
    /// One of the list under it is of an impossible type.
    Entry(&'static str, &'static str),
    /// Its value is of an impossible type, expected that.
    Type(&'static str, &'static str, &'static str),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repeated(key) => write!(f, "`{key}` comes twice in one object"),
            Self::Entry(key, found) => write!(f, "an entry of `{key}` is {found}, expected an object"),
            Self::Type(key, found, expected) => write!(f, "`{key}` is {found}, expected {expected}"),
        }
    }
}

/// A body as one dialect reads it.
pub struct Body<'e, 'a> {
    dialect: &'static Dialect,
    /// The command, where it is text.
    pub command: Option<Cow<'a, str>>,
    /// What is wrong with the command.
    pub command_fault: Option<Fault>,
    /// The key of the other dialect's command is there too.
    pub other_command: bool,
    /// The first thing that is wrong with another known key.
    pub fault: Option<Fault>,
    /// Is given what the keys give, without the command and its phase.
    pub event: &'e mut Event<'a>,
    /// The text of [`Key::Aside`].
    pub aside: Option<Cow<'a, str>>,
    /// The values of [`Key::Counter`] as they stand.
    pub counters: [&'a str; 3],
    /// What the entry of a list gave that is being read.
    id: Option<Cow<'a, str>>,
    role: Option<i64>,
    custom: [Option<Cow<'a, str>>; 2],
}

impl<'e, 'a> Body<'e, 'a> {
    /// A body that is not read yet, and an event without any field.
    pub fn new(dialect: &'static Dialect, event: &'e mut Event<'a>) -> Self {
        event.platform = dialect.platform;
        Self {
            dialect,
            command: None,
            command_fault: None,
            other_command: false,
            fault: None,
            event,
            aside: None,
            counters: [""; 3],
            id: None,
            role: None,
            custom: [None, None],
        }
    }

    /// Reads the object that a body is.
    ///
    /// # Errors
    /// The text is not one object in strict JSON.
    pub fn read(&mut self, text: &'a str) -> Result<(), Box<Stop>> {
        let mut reader = Reader::new(text, MAX_OPEN);
        if reader.kind()? != Kind::Object {
            return Err(Box::new(Stop { message: "expected an object".into(), offset: reader.offset() }));
        }
        self.object(&mut reader, self.dialect.keys)?;
        reader.end()?;
        (self.dialect.finish)(self);
        Ok(())
    }

    fn object(&mut self, reader: &mut Reader<'a>, keys: Keys) -> Result<(), Box<Stop>> {
        let (mut seen, mut next) = (0_u32, 0);
        let mut more = reader.enter()?;
        while more {
            let index = position(keys, reader, next)?;
            match keys.get(index) {
                None => drop(reader.skip()?),
                Some((name, key)) if seen & 1 << index != 0 => {
                    self.note_repeated(name, *key);
                    reader.skip()?;
                }
                Some((name, key)) => {
                    seen |= 1 << index;
                    next = index + 1;
                    self.take(reader, name, *key)?;
                }
            }
            more = reader.another_member()?;
        }
        Ok(())
    }

    #[cold]
    fn note_repeated(&mut self, name: &'static str, key: Key) {
        match key {
            Key::Command => self.command_fault = Some(Fault::Repeated(name)),
            // Both commands are too many whatever they say.
            Key::OtherCommand => self.other_command = true,
            _ => self.note(Fault::Repeated(name)),
        }
    }

    #[cold]
    fn note(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    fn take(&mut self, reader: &mut Reader<'a>, name: &'static str, key: Key) -> Result<(), Box<Stop>> {
        match key {
            Key::Command => self.command = strict_text(reader, name, &mut self.command_fault)?,
            Key::OtherCommand => self.other_command = reader.skip()? != "null",
            Key::Text(field) => {
                let text = strict_text(reader, name, &mut self.fault)?;
                self.event.set_text(field, text);
            }
            Key::AnyText(field) => self.event.set_text(field, any_text(reader)?),
            Key::AnyInteger(field) => {
                if let Some(value) = integer_of(any_value(reader)?) {
                    self.event.set(field, Slot::Integer(value));
                }
            }
            Key::GroupType => {
                let group_type = match self.dialect.platform {
                    Platform::Tencent => strict_text(reader, name, &mut self.fault)?.map(GroupType::Name),
                    Platform::OpenIm => strict_integer(reader, name, &mut self.fault)?.map(GroupType::Number),
                };
                self.event.set_text(Field::GroupType, group_type.map(self.dialect.group_type));
            }
            Key::Aside => self.aside = strict_text(reader, name, &mut self.fault)?,
            Key::Counter(which) => {
                let value = reader.skip()?;
                if let Some(counter) = self.counters.get_mut(which) {
                    *counter = value;
                }
            }
            Key::Members => self.members(reader, name)?,
            Key::MemberId => self.id = strict_text(reader, name, &mut self.fault)?,
            Key::MemberRole => self.role = strict_integer(reader, name, &mut self.fault)?,
            Key::Custom => self.custom(reader)?,
            Key::CustomKey => self.custom[0] = any_text(reader)?,
            Key::CustomValue => self.custom[1] = any_text(reader)?,
            Key::Time => self.event.time = any_value(reader)?,
            Key::TimeOrDigits => self.event.time = reader.skip()?,
        }
        Ok(())
    }

    fn members(&mut self, reader: &mut Reader<'a>, name: &'static str) -> Result<(), Box<Stop>> {
        let kind = reader.kind()?;
        if kind != Kind::Array {
            if kind != Kind::Null {
                self.note(Fault::Type(name, kind.name(), "an array of objects"));
            }
            return reader.skip().map(drop);
        }
        let mut more = reader.enter()?;
        while more {
            if let Some(id) = self.dialect.only_member_key.and_then(|key| reader.passes_only_text(key)) {
                if !id.is_empty() {
                    self.event.members.push(Member { id: Cow::Borrowed(id), role: None });
                }
            } else if reader.peek() == b'{' {
                self.object(reader, self.dialect.member_keys)?;
                let role = self.role.take();
                if let Some(id) = self.id.take().filter(|id| !id.is_empty()) {
                    self.event.members.push(Member { id, role });
                }
            } else {
                let kind = reader.kind()?;
                if kind != Kind::Null {
                    self.note(Fault::Entry(name, kind.name()));
                }
                reader.skip()?;
            }
            more = reader.another_item()?;
        }
        Ok(())
    }

    fn custom(&mut self, reader: &mut Reader<'a>) -> Result<(), Box<Stop>> {
        if reader.kind()? != Kind::Array {
            return reader.skip().map(drop);
        }
        let mut more = reader.enter()?;
        while more {
            if reader.kind()? == Kind::Object {
                self.object(reader, CUSTOM_KEYS)?;
                let [key, value] = std::mem::take(&mut self.custom);
                self.event.custom.extend(key.zip(value));
            } else {
                reader.skip()?;
            }
            more = reader.another_item()?;
        }
        Ok(())
    }
}

/// Where in a table the name stands that comes next: most often where the table goes on, at `next`. One that is not in
/// it stands behind its end.
fn position(keys: Keys, reader: &mut Reader, next: usize) -> Result<usize, Box<Stop>> {
    if let Some((name, _)) = keys.get(next)
        && reader.passes_name(name)
    {
        return Ok(next);
    }
    let found = reader.name()?;
    let known = |(name, _): &(&str, Key)| equal(name.as_bytes(), found.as_bytes());
    let (before, behind) = keys.split_at_checked(next).unwrap_or((keys, &[]));
    let index =
        behind.iter().position(known).map(|index| index + before.len()).or_else(|| before.iter().position(known));
    Ok(index.unwrap_or(keys.len()))
}

/// The text that a key must hold, none for null.
fn strict_text<'a>(
    reader: &mut Reader<'a>,
    key: &'static str,
    fault: &mut Option<Fault>,
) -> Result<Option<Cow<'a, str>>, Box<Stop>> {
    if reader.peek() == b'"' {
        return reader.text().map(Some);
    }
    let kind = reader.kind()?;
    if kind != Kind::Null {
        fault.get_or_insert(Fault::Type(key, kind.name(), "text"));
    }
    reader.skip()?;
    Ok(None)
}

/// The integer that a key must hold, none for null.
fn strict_integer(
    reader: &mut Reader<'_>,
    key: &'static str,
    fault: &mut Option<Fault>,
) -> Result<Option<i64>, Box<Stop>> {
    let kind = reader.kind()?;
    let integer = integer_of(any_value(reader)?);
    if integer.is_none() && kind != Kind::Null {
        let found = if kind == Kind::Number { "a fraction or beyond 64 bits" } else { kind.name() };
        fault.get_or_insert(Fault::Type(key, found, "a 64-bit integer"));
    }
    Ok(integer)
}

fn any_text<'a>(reader: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>, Box<Stop>> {
    if reader.kind()? == Kind::Text {
        return reader.text().map(Some);
    }
    reader.skip()?;
    Ok(None)
}

/// The number that comes next as it is spelled; of any other value nothing.
fn any_value<'a>(reader: &mut Reader<'a>) -> Result<&'a str, Box<Stop>> {
    if reader.kind()? == Kind::Number {
        return reader.number();
    }
    reader.skip()?;
    Ok("")
}
