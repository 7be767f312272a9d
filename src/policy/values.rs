//! Values in conditions: what each field can hold, brought to canonical form.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

use crate::fields::{self, Field, FieldRef, Kind, canonical_client_platform, canonical_group_type};
use crate::fold::fold;
use crate::json::{Json, Number};
use crate::place::shown;

use super::check::{Checker, in_quotes, one_of, without_quotes};
use super::issue::nearest;
use super::sets::{Scalar, canonical_address};

/// What a test's values must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Domain {
    /// Any text.
    Text,
    /// A kind of client, compared in lower case.
    ClientPlatform,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// A type of group, by its old or present name.
    GroupType,
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
            (FieldRef::Known(Field::GroupType), _) => Self::GroupType,
            (_, Kind::Text) => Self::Text,
            (_, Kind::Choice(choices)) => Self::Choice(choices),
            (_, Kind::Integer { min, max }) => Self::Integer(min, max),
            (_, Kind::Address) => Self::Address,
            (_, Kind::Anything) => Self::Fact,
        }
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
        matches!(self, Self::Text | Self::ClientPlatform | Self::Choice(_) | Self::GroupType)
    }

    /// What is expected, for messages.
    #[must_use]
    pub fn expected(self) -> String {
        match self {
            Self::Text | Self::ClientPlatform => "text".to_owned(),
            Self::Choice(choices) => one_of(choices),
            Self::GroupType => one_of(fields::GROUP_TYPES),
            Self::Integer(i64::MIN, _) => "an integer".to_owned(),
            Self::Integer(0, i64::MAX) => "an integer from 0".to_owned(),
            Self::Integer(min, max) => format!("an integer from {min} to {max}"),
            Self::Address => "an IP address".to_owned(),
            Self::Fact => "text, a number, true, false or null".to_owned(),
        }
    }
}

impl Checker {
    /// A value of the domain in canonical form; anything else is reported.
    pub fn scalar(&mut self, value: &Json, domain: Domain, folded: bool) -> Option<Scalar> {
        let text = |text: &str| Scalar::Text(if folded { fold(text).into() } else { text.into() });
        match (domain, value) {
            (Domain::Text | Domain::Fact, Json::Text(value)) => Some(text(value)),
            (Domain::ClientPlatform, Json::Text(value)) => Some(text(&canonical_client_platform(value))),
            (Domain::Choice(choices), Json::Text(value)) => self.choice(value, value, choices),
            (Domain::GroupType, Json::Text(value)) => {
                self.choice(value, canonical_group_type(value), fields::GROUP_TYPES)
            }
            (Domain::Integer(min, max), Json::Number(number)) => match number {
                Number::Integer(integer) if (min..=max).contains(integer) => Some(Scalar::Number(*number)),
                _ => {
                    let message = format!("found `{number}`, which the field never is, expected {}", domain.expected());
                    self.report("impossible-value", message, None);
                    None
                }
            },
            (Domain::Address, Json::Text(value)) => self.address(value).map(Scalar::Address),
            (Domain::Fact, Json::Number(number)) => Some(Scalar::Number(*number)),
            (Domain::Fact, Json::Bool(value)) => Some(Scalar::Bool(*value)),
            (Domain::Fact, Json::Null) => Some(Scalar::Null),
            _ => {
                let hint = match value {
                    Json::Null => {
                        Some("`{ \"$exists\": false }` holds where it is missing, `true` where it is not".to_owned())
                    }
                    _ if matches!(domain, Domain::Text | Domain::ClientPlatform) => in_quotes(value),
                    _ if domain.is_number() => without_quotes(value),
                    _ => None,
                };
                self.report_type_with(&domain.expected(), value, hint);
                None
            }
        }
    }

    fn choice(&mut self, written: &str, value: &str, choices: &[&'static str]) -> Option<Scalar> {
        if choices.contains(&value) {
            return Some(Scalar::Text(value.into()));
        }
        let message = format!("found `{}`, which the field never is, expected {}", shown(written), one_of(choices));
        let hint = nearest(written, choices.iter().copied()).map(|near| format!("`{near}`"));
        self.report("impossible-value", message, hint);
        None
    }

    fn address(&mut self, text: &str) -> Option<IpAddr> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Some(canonical_address(address));
        }
        let hint = text.contains('/').then(|| format!("`{{ \"$cidr\": \"{}\" }}`", shown(text)));
        self.report("bad-address", format!("found `{}`, expected an IPv4 or IPv6 address", shown(text)), hint);
        None
    }

    /// A block of addresses; without a prefix one address. An IPv4-mapped block is the IPv4 one.
    pub fn block(&mut self, value: &Json) -> Option<IpNet> {
        let Json::Text(text) = value else {
            self.report_type("a block such as `10.0.0.0/8`", value);
            return None;
        };
        let Some(block) = parse_block(text) else {
            let message = format!("found `{}`, expected a block such as `10.0.0.0/8` or `2001:db8::/32`", shown(text));
            let hint = "an address in its strict form, then `/` and up to 32 bits (IPv4) or 128 (IPv6)";
            self.report("bad-cidr", message, Some(hint.to_owned()));
            return None;
        };
        let masked = block.trunc();
        if masked != block {
            let message = format!("found `{}`, which has bits set behind its prefix", shown(text));
            self.report("bad-cidr", message, Some(format!("`{masked}`")));
            return None;
        }
        Some(unmapped(block))
    }
}

/// A block in strict notation: addresses as the standard library reads them, the prefix in plain decimal.
fn parse_block(text: &str) -> Option<IpNet> {
    let Some((address, prefix)) = text.split_once('/') else {
        return text.parse().ok().map(|address: IpAddr| address.into());
    };
    let is_plain = prefix.bytes().all(|byte| byte.is_ascii_digit()) && (prefix == "0" || !prefix.starts_with('0'));
    let prefix = prefix.parse().ok().filter(|_| is_plain)?;
    IpNet::new(address.parse().ok()?, prefix).ok()
}

/// The IPv4 block that an IPv4-mapped block is, `::ffff:0:0/96` being all of them.
fn unmapped(block: IpNet) -> IpNet {
    let IpNet::V6(v6) = block else { return block };
    let mapped = v6.network().to_ipv4_mapped().zip(v6.prefix_len().checked_sub(96));
    mapped.and_then(|(address, prefix)| Ipv4Net::new(address, prefix).ok()).map_or(block, IpNet::V4)
}
