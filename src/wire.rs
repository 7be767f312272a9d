//! Reading a callback's body: one pass, key by key, never a tree. Each dialect says by a table what its keys are.

use std::fmt;

use crate::event::{Event, Member};
use crate::fields::{Field, Platform};
use crate::numbers::integer_of;
use crate::reader::{Depth, Kind, Reader, Stop, Stopped, equal};
use crate::texts::Texts;
use crate::value::Item;

/// How many arrays and objects may be open at once, the body's own object counted.
pub const MAX_OPEN: Depth = (64, "more than 64 arrays and objects are open at once");

/// What a dialect reads of a body.
pub struct Dialect {
    /// The platform that speaks it.
    pub platform: Platform,
    /// The key of its command.
    pub command_key: &'static str,
    /// The commands before and after a group is created.
    pub commands: [&'static str; 2],
    /// The known keys.
    pub keys: Keys,
    /// Gives the event what takes more than one key.
    pub finish: fn(&mut Body),
}

/// The known keys of an object in the order in which they usually come, at most 32.
pub type Keys = &'static [Key];

/// A known key.
pub struct Key {
    name: &'static str,
    holds: Holds,
    /// It feeds ids, name, type or members, and must hold what it should; of any other key an unexpected value is a
    /// missing one.
    strict: bool,
}

/// A key that must hold what it should, or null.
#[must_use]
pub const fn strict(name: &'static str, holds: Holds) -> Key {
    Key { name, holds, strict: true }
}

/// A key whose unexpected values are missing ones.
#[must_use]
pub const fn lenient(name: &'static str, holds: Holds) -> Key {
    Key { name, holds, strict: false }
}

/// What a known key holds, and where that goes.
#[derive(Clone, Copy)]
pub enum Holds {
    /// The command.
    Command,
    /// The text of a field.
    Text(Field),
    /// A text that is put aside.
    Aside(Aside),
    /// The integer of a field.
    Integer(Field),
    /// Of a member the number of the role.
    Role,
    /// Anything, put aside as it stands.
    Raw(Aside),
    /// The command of the other dialect; null is a missing one.
    OtherCommand,
    /// An array of objects that have these keys.
    Entries(Keys),
}

impl Holds {
    /// What it is called in messages.
    const fn name(self) -> &'static str {
        match self {
            Self::Integer(_) | Self::Role => "a 64-bit integer",
            Self::Entries(_) => "an array of objects",
            _ => "text",
        }
    }
}

/// What is not of one field by itself.
#[derive(Clone, Copy)]
pub enum Aside {
    /// The group's id under another key.
    GroupId,
    /// Of a member the id.
    MemberId,
    /// Of a custom key and value the key.
    CustomKey,
    /// Of a custom key and value the value.
    CustomValue,
    /// How many groups the operator has; of several such values the first readable one counts.
    Count,
    /// The same under an older key.
    OlderCount,
    /// The same under the oldest key.
    OldestCount,
    /// Milliseconds since the Unix epoch.
    Time,
}

/// What tells how a body is to be taken.
#[derive(Default)]
pub struct Heading<'a> {
    /// The command, or what is wrong with it.
    pub command: Option<Result<&'a str, &'a str>>,
    /// The key of the other dialect's command is there too.
    pub other_command: bool,
    /// The first thing that is wrong with another known key.
    pub fault: Option<&'a str>,
}

/// A body as one dialect reads it.
pub struct Body<'e, 'a> {
    heading: Heading<'a>,
    /// What had to be made of what is read.
    pub texts: &'a Texts,
    /// Is given what the keys give, without the command and its phase.
    pub event: &'e mut Event<'a>,
    /// What is put aside, each at its [`Aside`].
    pub asides: [Option<&'a str>; Aside::Time as usize + 1],
    /// The role of the member that is being read.
    role: Option<i64>,
}

/// Reads a body, which begins as an object does, into an event without any field.
///
/// # Errors
/// The text is not strict JSON.
pub fn read<'a>(
    dialect: &Dialect,
    text: &'a str,
    texts: &'a Texts,
    event: &mut Event<'a>,
) -> Result<Heading<'a>, Stop> {
    let mut reader = Reader::new(text, MAX_OPEN, texts);
    let mut body = Body { heading: Heading::default(), texts, event, asides: Default::default(), role: None };
    body.whole(&mut reader, dialect.keys).map_err(|Stopped| reader.stop())?;
    body.event.platform = dialect.platform;
    body.event.time = body.asides[Aside::Time as usize].unwrap_or_default();
    (dialect.finish)(&mut body);
    Ok(body.heading)
}

impl<'a> Body<'_, 'a> {
    fn whole(&mut self, reader: &mut Reader<'a>, keys: Keys) -> Result<(), Stopped> {
        reader.kind()?;
        self.object(reader, keys)?;
        reader.end()
    }

    fn object(&mut self, reader: &mut Reader<'a>, keys: Keys) -> Result<(), Stopped> {
        let (mut seen, mut next) = (0_u32, 0);
        let mut more = reader.enter()?;
        while more {
            let index = position(keys, reader, next)?;
            match keys.get(index) {
                Some(key) if seen & 1 << index == 0 => {
                    seen |= 1 << index;
                    next = index + 1;
                    self.take(reader, key)?;
                }
                other => {
                    if let Some(key) = other {
                        self.note(key, format_args!("`{}` comes twice in one object", key.name));
                    }
                    reader.skip()?;
                }
            }
            more = reader.another_member()?;
        }
        Ok(())
    }

    #[cold]
    fn note(&mut self, key: &Key, fault: fmt::Arguments) {
        match key.holds {
            Holds::Command => self.heading.command = Some(Err(self.texts.format(fault))),
            // Both commands are too many whatever they say.
            Holds::OtherCommand => self.heading.other_command = true,
            _ => _ = self.heading.fault.get_or_insert_with(|| self.texts.format(fault)),
        }
    }

    fn take(&mut self, reader: &mut Reader<'a>, key: &Key) -> Result<(), Stopped> {
        let kind = reader.kind()?;
        match (key.holds, kind) {
            (Holds::Command, Kind::Text) => self.heading.command = Some(Ok(reader.text()?)),
            (Holds::Text(field), Kind::Text) => self.event.set_text(field, Some(reader.text()?)),
            (Holds::Aside(aside), Kind::Text) => self.asides[aside as usize] = Some(reader.text()?),
            (Holds::Integer(_) | Holds::Role, Kind::Number) => match (integer_of(reader.number()?), key.holds) {
                (None, _) => self.note_type(key, "a fraction or beyond 64 bits"),
                (Some(value), Holds::Integer(field)) => self.event.set(field, Item::integer(value)),
                (role, _) => self.role = role,
            },
            (Holds::Entries(keys), Kind::Array) => self.entries(reader, key, keys)?,
            (holds, _) => {
                let value = reader.skip()?;
                match holds {
                    Holds::Raw(aside) => self.asides[aside as usize] = Some(value),
                    _ if kind == Kind::Null => {}
                    Holds::OtherCommand => self.heading.other_command = true,
                    _ => self.note_type(key, kind.name()),
                }
            }
        }
        Ok(())
    }

    #[cold]
    fn note_type(&mut self, key: &Key, found: &str) {
        if key.strict {
            self.note(key, format_args!("`{}` is {found}, expected {}", key.name, key.holds.name()));
        }
    }

    fn entries(&mut self, reader: &mut Reader<'a>, key: &Key, keys: Keys) -> Result<(), Stopped> {
        let mut more = reader.enter()?;
        while more {
            if let [only] = keys
                && let Some(id) = reader.passes_only_text(only.name)
            {
                if !id.is_empty() {
                    self.event.members.push(Member { id, role: None });
                }
            } else {
                let kind = reader.kind()?;
                if kind == Kind::Object {
                    self.object(reader, keys)?;
                    let role = self.role.take();
                    if let Some(id) = self.asides[Aside::MemberId as usize].take().filter(|id| !id.is_empty()) {
                        self.event.members.push(Member { id, role });
                    }
                    let key = self.asides[Aside::CustomKey as usize].take();
                    let value = self.asides[Aside::CustomValue as usize].take();
                    if let (Some(key), Some(value)) = (key, value) {
                        self.event.custom.push((key, value));
                    }
                } else {
                    if key.strict && kind != Kind::Null {
                        let (name, found) = (key.name, kind.name());
                        self.note(key, format_args!("an entry of `{name}` is {found}, expected an object"));
                    }
                    reader.skip()?;
                }
            }
            more = reader.another_item()?;
        }
        Ok(())
    }
}

/// Where in a table the name stands that comes next: most often where the table goes on, at `next`. One that is not in
/// it stands behind its end.
fn position(keys: Keys, reader: &mut Reader, next: usize) -> Result<usize, Stopped> {
    if let Some(key) = keys.get(next)
        && reader.passes_name(key.name)
    {
        return Ok(next);
    }
    let found = reader.name()?;
    let index = keys.iter().position(|key| equal(key.name.as_bytes(), found.as_bytes()));
    Ok(index.unwrap_or(keys.len()))
}
