//! IP addresses and blocks of them, those of both versions in one order.

use std::fmt;
use std::net::IpAddr;
use std::ops::RangeInclusive;

use ipnet::IpNet;

/// An address. IPv4 ones are where IPv6 has the mapped ones: an IPv4-mapped address is the IPv4 one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// The first half of its bits. (What holds a `u128` is aligned to 16 bytes.)
    first: u64,
    last: u64,
}

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
        Self::of_bits(match address {
            IpAddr::V4(address) => Self::V4.start() | u128::from(address.to_bits()),
            IpAddr::V6(address) => address.to_bits(),
        })
    }

    /// The address of these bits.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "each half is taken")]
    pub const fn of_bits(bits: u128) -> Self {
        Self { first: (bits >> 64) as u64, last: bits as u64 }
    }

    /// Its bits.
    #[must_use]
    pub fn bits(self) -> u128 {
        u128::from(self.first) << 64 | u128::from(self.last)
    }
}

impl fmt::Display for Address {
    /// As RFC 5952 has it, an IPv4-mapped one as the IPv4 one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.bits();
        if Self::V4.contains(&bits) {
            let [.., first, second, third, last] = bits.to_be_bytes();
            return write!(f, "{first}.{second}.{third}.{last}");
        }
        let group = |index: u32| bits >> (112 - 16 * index) & 0xffff;
        // `::` stands for the most zeros in a row, for the first of as many, and never for one alone.
        let mut left_out = 0..1;
        for start in 0..8 {
            let zeros = start..(start..8).find(|index| group(*index) != 0).unwrap_or(8);
            if zeros.len() > left_out.len() {
                left_out = zeros;
            }
        }
        let mut before = "";
        for index in 0..8 {
            if left_out.len() > 1 && left_out.contains(&index) {
                before = "::";
            } else {
                write!(f, "{before}{:x}", group(index))?;
                before = ":";
            }
        }
        f.write_str(if before == "::" { before } else { "" })
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
        let address = Address::of(self.0.addr());
        let is_mapped = matches!(self.0, IpNet::V6(_)) && Address::V4.contains(&address.bits());
        write!(f, "{}{address}/{}", if is_mapped { "::ffff:" } else { "" }, self.0.prefix_len())
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    #[test]
    fn addresses_and_blocks_are_spelled_as_the_standard_library_spells_them() {
        // Each bit says whether a group is 0; the others are long and short in turn.
        for zeros in 0..1 << 8 {
            let groups =
                [0, 1, 2, 3, 4, 5, 6, 7].map(|at| if zeros >> at & 1 == 1 { 0 } else { 0xa0b0 >> (at * 4 % 16) });
            let address = Ipv6Addr::from(groups);
            assert_eq!(Address::of_bits(address.to_bits()).to_string(), address.to_canonical().to_string());
            let block = Block(IpNet::new(address.into(), 128).unwrap());
            assert_eq!(block.to_string(), block.0.to_string());
        }
        for spelled in ["0.0.0.0/0", "10.20.30.255/32", "::ffff:10.0.0.0/104", "::ffff:0.0.0.0/96", "::/0", "::1/128"] {
            assert_eq!(Block::parse(spelled).unwrap().to_string(), spelled);
        }
    }
}
