//! IP addresses and blocks of them, those of both versions in one order.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::ops::RangeInclusive;

/// An address. IPv4 ones are where IPv6 has the mapped ones: an IPv4-mapped address is the IPv4 one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(pub u128);

impl Address {
    /// All addresses of IPv4.
    pub const V4: RangeInclusive<u128> = 0xffff_0000_0000..=0xffff_ffff_ffff;

    /// The address that is spelled so: IPv4 in strict four-part form, or IPv6.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(match text.parse().ok()? {
            IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
            IpAddr::V6(address) => address.to_bits(),
        }))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ipv6Addr::from_bits(self.0).to_canonical().fmt(f)
    }
}

/// The addresses that share their first bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    address: Address,
    /// The bits that they do not share.
    rest: u128,
    is_v4: bool,
}

impl Block {
    /// The block that is spelled so: an address, perhaps `/` and how many of its bits all share, in plain decimal.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let slash = text.bytes().position(|byte| byte == b'/').unwrap_or(text.len());
        let address = text.get(..slash)?;
        let is_v4 = !address.as_bytes().contains(&b':');
        let width = if is_v4 { 32 } else { 128 };
        let mut shared = 0;
        match text.as_bytes().get(slash + 1..) {
            None => shared = width,
            Some(digits @ ([b'0'] | [b'1'..=b'9', ..])) => {
                for digit in digits {
                    let digit = digit.checked_sub(b'0').filter(|digit| *digit < 10)?;
                    shared = Some(shared * 10 + u32::from(digit)).filter(|shared| *shared <= width)?;
                }
            }
            Some(_) => return None,
        }
        let rest = u128::MAX.checked_shr(128 - (width - shared)).unwrap_or(0);
        Some(Self { address: Address::parse(address)?, rest, is_v4 })
    }

    /// The first of its addresses.
    #[must_use]
    pub const fn first(self) -> Address {
        Address(self.address.0 & !self.rest)
    }

    /// The last of its addresses.
    #[must_use]
    pub const fn last(self) -> Address {
        Address(self.address.0 | self.rest)
    }

    /// The block with no bits set but those that all share.
    #[must_use]
    pub const fn masked(self) -> Self {
        Self { address: self.first(), ..self }
    }
}

impl fmt::Display for Block {
    /// As it was spelled.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = if self.is_v4 {
            self.address.fmt(f)?;
            32
        } else {
            Ipv6Addr::from_bits(self.address.0).fmt(f)?;
            128
        };
        write!(f, "/{}", width - self.rest.count_ones())
    }
}
