//! Values in conditions: what each field can hold, brought to canonical form.

use std::fmt;

use crate::address::{Address, Block};
use crate::fields::{Field, FieldRef, Kind, canonical_client_platform, present_group_type};
use crate::fold::fold;
use crate::json::{Json, Number};
use crate::place::shown;

use super::check::{Checker, Reported, one_of};
use crate::value::Item;

/// What a test's values must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Domain {
    /// Any text.
    Text,
    /// A kind of client, compared in lower case.
    ClientPlatform,
    /// One of the texts that this field can be; a type of group by its old or present name.
    Choice(Field),
    /// An integer from the first to the second.
    Integer(i64, i64),
    /// An IP address.
    Address,
    /// Any single value: what the host hands over is not known before.
    Fact,
}

impl Domain {
    /// The domain of a field.
    #[must_use]
    pub const fn of(field: &FieldRef) -> Self {
        match (field, field.info().kind) {
            (FieldRef::Known(Field::ClientPlatform), _) => Self::ClientPlatform,
            (FieldRef::Known(field), Kind::Choice(_)) => Self::Choice(*field),
            (_, Kind::Text | Kind::Choice(_)) => Self::Text,
            (_, Kind::Integer { min, max }) => Self::Integer(min, max),
            (_, Kind::Address) => Self::Address,
            (_, Kind::Anything) => Self::Fact,
        }
    }

    /// The texts that it is made of, where it is a fixed set.
    #[must_use]
    pub const fn choices(self) -> &'static [&'static str] {
        if let Self::Choice(field) = self
            && let Kind::Choice(choices) = field.info().kind
        {
            return choices;
        }
        &[]
    }

    /// The domain of what `$length` and `$bytes` count.
    pub const SIZE: Self = Self::Integer(0, i64::MAX);

    /// Text operators, `$length` and `$bytes` apply.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::ClientPlatform | Self::Fact)
    }

    /// `$gt` and its kin apply.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Integer(..) | Self::Fact)
    }

    /// `$cidr` applies.
    #[must_use]
    pub const fn is_address(self) -> bool {
        matches!(self, Self::Address | Self::Fact)
    }

    /// Values of the two may be equal.
    #[must_use]
    pub const fn agrees_with(self, other: Self) -> bool {
        matches!((self, other), (Self::Fact, _) | (_, Self::Fact))
            || matches!((self, other), (Self::Integer(..), Self::Integer(..)) | (Self::Address, Self::Address))
            || (self.spells_text() && other.spells_text())
    }

    const fn spells_text(self) -> bool {
        matches!(self, Self::Text | Self::ClientPlatform | Self::Choice(_))
    }
}

impl fmt::Display for Domain {
    /// What is expected, for messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text | Self::ClientPlatform => f.write_str("text"),
            Self::Choice(_) => one_of(self.choices()).fmt(f),
            Self::Integer(i64::MIN, _) => f.write_str("an integer"),
            Self::Integer(0, i64::MAX) => f.write_str("an integer from 0"),
            Self::Integer(min, max) => write!(f, "an integer from {min} to {max}"),
            Self::Address => f.write_str("an IP address"),
            Self::Fact => f.write_str("text, a number, true, false or null"),
        }
    }
}

impl<'j> Checker<'j> {
    /// A value of the domain in canonical form; anything else is reported.
    pub fn scalar(&mut self, value: &'j Json<'j>, domain: &Domain, folded: bool) -> Option<Item<'j>> {
        let text = match (domain, value) {
            (Domain::Text | Domain::Fact, Json::Text(text)) => text,
            (Domain::ClientPlatform, Json::Text(text)) => canonical_client_platform(text, self.texts),
            (Domain::Choice(_), Json::Text(text)) => {
                // Nothing but types of groups has old names.
                let (present, choices) = (present_group_type(text).unwrap_or(text), domain.choices());
                if !choices.contains(&present) {
                    self.report_never(value, &shown(text), domain).hint_nearest(text, choices, None);
                    return None;
                }
                present
            }
            (Domain::Address, Json::Text(text)) => return self.address(value, text).map(Item::Address),
            (Domain::Integer(min, max), Json::Number(number)) => {
                if !matches!(number, Number::Integer(integer) if (min..=max).contains(&integer)) {
                    self.report_never(value, number, domain);
                    return None;
                }
                return Some(Item::Number(*number));
            }
            (Domain::Fact, Json::Number(_) | Json::Bool(_) | Json::Null) => return Some(Item::of_fact(value)),
            _ => {
                let reported = self.report_found(value, "wrong-type", format_args!("{domain}"));
                match domain {
                    _ if matches!(value, Json::Null) => reported.hint(format_args!(
                        "`{{ \"$exists\": false }}` holds where it is missing, `true` where it is not"
                    )),
                    Domain::Text | Domain::ClientPlatform => reported.hint_in_quotes(value),
                    _ if domain.is_number() => reported.hint_without_quotes(value),
                    _ => {}
                }
                return None;
            }
        };
        Some(Item::Text(self.folded_if(folded, text)))
    }

    /// The text, folded or not.
    #[must_use]
    pub fn folded_if(&self, folded: bool, text: &'j str) -> &'j str {
        if folded { fold(text, self.texts) } else { text }
    }

    /// Reports a value that a field never has.
    fn report_never(&mut self, value: &'j Json<'j>, found: &dyn fmt::Display, domain: &Domain) -> Reported<'_> {
        let message = format_args!("found `{found}`, which the field never is, expected {domain}");
        self.report(value, "impossible-value", message)
    }

    fn address(&mut self, value: &'j Json<'j>, text: &str) -> Option<Address> {
        let address = Address::parse(text);
        if address.is_some() {
            return address;
        }
        let found = shown(text);
        let message = format_args!("found `{found}`, expected an IPv4 or IPv6 address");
        let reported = self.report(value, "bad-address", message);
        if text.as_bytes().contains(&b'/') {
            reported.hint(format_args!("`{{ \"$cidr\": \"{found}\" }}`"));
        }
        None
    }

    /// A block of addresses; without a prefix one address. An IPv4-mapped block is the IPv4 one.
    pub fn block(&mut self, value: &'j Json<'j>) -> Option<Block> {
        let Json::Text(text) = value else {
            self.report_type(value, "a block such as `10.0.0.0/8`");
            return None;
        };
        let found = shown(text);
        let Some(block) = Block::parse(text) else {
            let message = format_args!("found `{found}`, expected a block such as `10.0.0.0/8` or `2001:db8::/32`");
            let hint = format_args!("an address in its strict form, then `/` and up to 32 bits (IPv4) or 128 (IPv6)");
            self.report(value, "bad-cidr", message).hint(hint);
            return None;
        };
        let masked = block.masked();
        if masked != block {
            let message = format_args!("found `{found}`, which has bits set behind its prefix");
            self.report(value, "bad-cidr", message).hint(format_args!("`{masked}`"));
            return None;
        }
        Some(block)
    }
}
