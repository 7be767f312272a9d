//! Reading a callback's body: one pass, key by key, never a tree. Each dialect says by a table what its keys are.

use std::borrow::Cow;
use std::fmt;

use crate::event::{Event, Member, Slot};
use crate::fields::{Field, Phase, Platform};
use crate::numbers::{integer_of, integer_or_digits};
use crate::reader::{Kind, Reader, Stop};

/// How many arrays and objects may be open at once, the body's own object counted.
pub const MAX_OPEN: usize = 64;

/// What a dialect reads of a body.
pub struct Dialect {
    /// The platform that speaks it.
    pub platform: Platform,
    /// The key of its command.
    pub command_key: &'static str,
    /// The key of the other dialect's command.
    pub other_command_key: &'static str,
    /// What each other known key gives, in the order in which they usually come.
    pub keys: &'static [(&'static str, Key)],
    /// The keys of an entry of the member list: of the id, and of the role's number.
    pub member_keys: (&'static str, Option<&'static str>),
    /// The phase that a command means.
    pub phase: fn(&str) -> Option<Phase>,
    /// The name of a group type, by its number or old name.
    pub group_type: fn(GroupType) -> Cow<str>,
    /// Gives the event what takes more than one key.
    pub finish: fn(&mut Body),
}

/// What a known key gives. A key that feeds ids, name, type or members must hold what it should; of any other key an
/// unexpected value is a missing one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
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
    /// The list of custom keys and values.
    Custom,
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
pub struct Body<'a> {
    /// The command, where it is text.
    pub command: Option<Cow<'a, str>>,
    /// What is wrong with the command.
    pub command_fault: Option<Fault>,
    /// The key of the other dialect's command is there too.
    pub other_command: bool,
    /// The first thing that is wrong with another known key.
    pub fault: Option<Fault>,
    /// What the keys give, without the command and its phase.
    pub event: Event<'a>,
    /// The text of [`Key::Aside`].
    pub aside: Option<Cow<'a, str>>,
    /// The values of [`Key::Counter`] as they stand.
    pub counters: [&'a str; 3],
}

/// What a member of the body is for.
#[derive(Clone, Copy)]
enum Role {
    Command,
    OtherCommand,
    Known(&'static str, Key),
}

const COMMAND_BIT: u32 = 1 << 31;
const OTHER_COMMAND_BIT: u32 = 1 << 30;

impl<'a> Body<'a> {
    /// Reads the object that a body is.
    ///
    /// # Errors
    /// The text is not one object in strict JSON.
    pub fn read(text: &'a str, dialect: &Dialect) -> Result<Self, Box<Stop>> {
        let mut body = Self {
            command: None,
            command_fault: None,
            other_command: false,
            fault: None,
            event: Event::new(dialect.platform, Phase::Before, Cow::Borrowed("")),
            aside: None,
            counters: [""; 3],
        };
        let mut reader = Reader::new(text, MAX_OPEN);
        if reader.kind()? != Kind::Object {
            return Err(Box::new(Stop { message: "expected an object".into(), offset: reader.offset() }));
        }
        let (mut seen, mut next) = (0, 0);
        reader.object(&mut |reader, name| {
            let Some((role, bit)) = role(dialect, &name, &mut next) else { return reader.skip().map(drop) };
            if seen & bit != 0 {
                body.note_repeated(dialect, role);
                return reader.skip().map(drop);
            }
            seen |= bit;
            match role {
                Role::OtherCommand => body.other_command = reader.skip()? != "null",
                Role::Command => {
                    let (command, fault) = strict_text(reader, dialect.command_key)?;
                    (body.command, body.command_fault) = (command, fault);
                }
                Role::Known(name, key) => body.take(reader, dialect, name, key)?,
            }
            Ok(())
        })?;
        reader.end()?;
        (dialect.finish)(&mut body);
        Ok(body)
    }

    fn note(&mut self, fault: Option<Fault>) {
        self.fault = self.fault.or(fault);
    }

    fn note_repeated(&mut self, dialect: &Dialect, role: Role) {
        match role {
            Role::Command => self.command_fault = Some(Fault::Repeated(dialect.command_key)),
            // Both commands are too many whatever they say.
            Role::OtherCommand => self.other_command = true,
            Role::Known(name, _) => self.note(Some(Fault::Repeated(name))),
        }
    }

    fn take(
        &mut self,
        reader: &mut Reader<'a>,
        dialect: &Dialect,
        name: &'static str,
        key: Key,
    ) -> Result<(), Box<Stop>> {
        match key {
            Key::Text(field) => {
                let (text, fault) = strict_text(reader, name)?;
                self.note(fault);
                self.event.set_text(field, text);
            }
            Key::AnyText(field) => self.event.set_text(field, any_text(reader)?),
            Key::AnyInteger(field) => {
                if let Some(value) = integer_of(any_value(reader)?) {
                    self.event.set(field, Slot::Integer(value));
                }
            }
            Key::GroupType => self.group_type(reader, dialect, name)?,
            Key::Aside => {
                let (text, fault) = strict_text(reader, name)?;
                self.note(fault);
                self.aside = text;
            }
            Key::Counter(which) => {
                let value = reader.skip()?;
                if let Some(counter) = self.counters.get_mut(which) {
                    *counter = value;
                }
            }
            Key::Members => self.members(reader, dialect, name)?,
            Key::Custom => self.custom(reader)?,
            Key::Time => self.event.time = integer_of(any_value(reader)?).filter(|time| *time != 0),
            Key::TimeOrDigits => {
                self.event.time = integer_or_digits(reader.skip()?).filter(|time| *time != 0);
            }
        }
        Ok(())
    }

    fn group_type(&mut self, reader: &mut Reader<'a>, dialect: &Dialect, name: &'static str) -> Result<(), Box<Stop>> {
        let group_type = match dialect.platform {
            Platform::Tencent => {
                let (text, fault) = strict_text(reader, name)?;
                self.note(fault);
                text.map(GroupType::Name)
            }
            Platform::OpenIm => {
                let (number, fault) = strict_integer(reader, name)?;
                self.note(fault);
                number.map(GroupType::Number)
            }
        };
        self.event.set_text(Field::GroupType, group_type.map(dialect.group_type));
        Ok(())
    }

    fn members(&mut self, reader: &mut Reader<'a>, dialect: &Dialect, name: &'static str) -> Result<(), Box<Stop>> {
        match reader.kind()? {
            Kind::Array => {}
            Kind::Null => return reader.skip().map(drop),
            found => {
                self.note(Some(Fault::Type(name, found.name(), "an array of objects")));
                return reader.skip().map(drop);
            }
        }
        let (id_key, role_key) = dialect.member_keys;
        reader.array(&mut |reader| {
            match reader.kind()? {
                Kind::Object => {}
                Kind::Null => return reader.skip().map(drop),
                found => {
                    self.note(Some(Fault::Entry(name, found.name())));
                    return reader.skip().map(drop);
                }
            }
            let (mut id, mut role) = (None, None);
            let mut seen = [false; 2];
            reader.object(&mut |reader, name| {
                let known = if name == id_key {
                    Some((0, id_key))
                } else {
                    role_key.filter(|key| name == *key).map(|key| (1, key))
                };
                let Some((which, key)) = known else { return reader.skip().map(drop) };
                if std::mem::replace(&mut seen[which], true) {
                    self.note(Some(Fault::Repeated(key)));
                    return reader.skip().map(drop);
                }
                if which == 0 {
                    let (text, fault) = strict_text(reader, key)?;
                    self.note(fault);
                    id = text.filter(|id| !id.is_empty());
                } else {
                    let (number, fault) = strict_integer(reader, key)?;
                    self.note(fault);
                    role = number;
                }
                Ok(())
            })?;
            self.event.members.extend(id.map(|id| Member { id, role }));
            Ok(())
        })
    }

    fn custom(&mut self, reader: &mut Reader<'a>) -> Result<(), Box<Stop>> {
        if reader.kind()? != Kind::Array {
            return reader.skip().map(drop);
        }
        reader.array(&mut |reader| {
            if reader.kind()? != Kind::Object {
                return reader.skip().map(drop);
            }
            let mut pair = [None, None];
            let mut seen = [false; 2];
            reader.object(&mut |reader, name| {
                let which = match &*name {
                    "Key" => 0,
                    "Value" => 1,
                    _ => return reader.skip().map(drop),
                };
                if std::mem::replace(&mut seen[which], true) {
                    self.note(Some(Fault::Repeated(if which == 0 { "Key" } else { "Value" })));
                    return reader.skip().map(drop);
                }
                pair[which] = any_text(reader)?;
                Ok(())
            })?;
            let [key, value] = pair;
            self.event.custom.extend(key.zip(value));
            Ok(())
        })
    }
}

/// What a member is for, and a bit of its own. The search begins behind the key found last, since keys have an order.
fn role(dialect: &Dialect, name: &str, next: &mut usize) -> Option<(Role, u32)> {
    if name == dialect.command_key {
        return Some((Role::Command, COMMAND_BIT));
    }
    let keys = dialect.keys;
    for index in (*next..keys.len()).chain(0..*next) {
        if let Some((known, key)) = keys.get(index)
            && *known == name
        {
            *next = index + 1;
            return Some((Role::Known(known, *key), 1 << index));
        }
    }
    (name == dialect.other_command_key).then_some((Role::OtherCommand, OTHER_COMMAND_BIT))
}

/// What a key must hold, none for null, and what is wrong with it.
type Checked<T> = Result<(Option<T>, Option<Fault>), Box<Stop>>;

/// The text that a key must hold.
fn strict_text<'a>(reader: &mut Reader<'a>, key: &'static str) -> Checked<Cow<'a, str>> {
    Ok(match reader.kind()? {
        Kind::Text => (Some(reader.text()?), None),
        Kind::Null => {
            reader.skip()?;
            (None, None)
        }
        found => {
            reader.skip()?;
            (None, Some(Fault::Type(key, found.name(), "text")))
        }
    })
}

/// The integer that a key must hold.
fn strict_integer(reader: &mut Reader<'_>, key: &'static str) -> Checked<i64> {
    let kind = reader.kind()?;
    let value = any_value(reader)?;
    let integer = integer_of(value);
    let found = if kind == Kind::Number { "a fraction or beyond 64 bits" } else { kind.name() };
    let fault = kind != Kind::Null && integer.is_none();
    Ok((integer, fault.then_some(Fault::Type(key, found, "a 64-bit integer"))))
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
