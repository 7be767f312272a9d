//! IP addresses and blocks of them, those of both versions in one order.

use std::fmt;
use std::net::IpAddr;
use std::ops::RangeInclusive;

use ipnet::IpNet;

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
pub struct Block(IpNet);

impl Block {
    /// The block that is spelled so: an address, perhaps `/` and how many of its bits all share, in plain decimal.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let Some((address, prefix)) = text.split_once('/') else {
            return text.parse().ok().map(|address: IpAddr| Self(address.into()));
        };
        let is_plain = matches!(prefix.as_bytes(), [b'0'] | [b'1'..=b'9', ..]);
        let prefix = prefix.parse().ok().filter(|_| is_plain)?;
        IpNet::new(address.parse().ok()?, prefix).ok().map(Self)
    }

    /// The first of its addresses.
    #[must_use]
    pub fn first(self) -> Address {
        Address::of(self.0.network())
    }

    /// How many bits its addresses share, of 128.
    #[must_use]
    pub const fn length(self) -> u8 {
        match self.0 {
            IpNet::V4(block) => Address::V4_LENGTH + block.prefix_len(),
            IpNet::V6(block) => block.prefix_len(),
        }
    }

    /// The block with no bits set but those that all share.
    #[must_use]
    pub fn masked(self) -> Self {
        Self(self.0.trunc())
    }
}

impl fmt::Display for Block {
    /// As it was spelled.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
