//! IP addresses and blocks of them, those of both versions in one order.

use std::fmt;
use std::net::IpAddr;
use std::ops::RangeInclusive;

/// An address. IPv4 ones are where IPv6 has the mapped ones: an IPv4-mapped address is the IPv4 one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(pub u128);

impl Address {
    /// All addresses of IPv4.
    pub const V4: RangeInclusive<u128> = 0xffff_0000_0000..=0xffff_ffff_ffff;

    /// How many bits all addresses of IPv4 share.
    pub const V4_LENGTH: u8 = 96;

    /// The address that is spelled so: IPv4 in strict four-part form, or IPv6 (RFC 4291, section 2.2).
    #[must_use]
    #[inline(never)]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self::of)
    }

    fn of(address: IpAddr) -> Self {
        Self(match address {
            IpAddr::V4(address) => Self::V4.start() | u128::from(address.to_bits()),
            IpAddr::V6(address) => address.to_bits(),
        })
    }
}

impl fmt::Display for Address {
    /// As RFC 5952 has it, an IPv4-mapped one as the IPv4 one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        IpAddr::V6(self.0.into()).to_canonical().fmt(f)
    }
}

/// The addresses that share their first bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    address: IpAddr,
    /// How many of its bits all share.
    prefix: u8,
}

impl Block {
    /// The block that is spelled so: an address, perhaps `/` and how many of its bits all share, in plain decimal.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) if matches!(prefix.as_bytes(), [b'0'] | [b'1'..=b'9', ..]) => prefix.parse().ok()?,
            Some(_) => return None,
            None => most,
        };
        (prefix <= most).then_some(Self { address, prefix })
    }

    /// The first of its addresses.
    #[must_use]
    pub fn first(self) -> Address {
        let Address(bits) = Address::of(self.address);
        Address(bits & !u128::MAX.checked_shr(self.length().into()).unwrap_or_default())
    }

    /// How many bits its addresses share, of 128.
    #[must_use]
    pub const fn length(self) -> u8 {
        match self.address {
            IpAddr::V4(_) => Address::V4_LENGTH + self.prefix,
            IpAddr::V6(_) => self.prefix,
        }
    }

    /// The block with no bits set but those that all share.
    #[must_use]
    pub fn masked(self) -> Self {
        let Address(bits) = self.first();
        let address = match self.address {
            IpAddr::V4(_) => IpAddr::V6(bits.into()).to_canonical(),
            IpAddr::V6(_) => IpAddr::V6(bits.into()),
        };
        Self { address, ..self }
    }
}

impl fmt::Display for Block {
    /// As it was spelled.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}
