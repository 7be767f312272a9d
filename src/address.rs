//! IP addresses and blocks of them, those of both versions in one order.
//!
//! They are read and written here, where a few dozen lines do it: what the standard library brings for it, with the
//! padding and the errors that nobody asks for, would be four times as large. It is what the tests compare with.

use std::fmt::{self, Write};
use std::net::Ipv6Addr;
use std::ops::RangeInclusive;

/// An address. IPv4 ones are where IPv6 has the mapped ones: an IPv4-mapped address is the IPv4 one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(pub u128);

impl Address {
    /// All addresses of IPv4.
    pub const V4: RangeInclusive<u128> = 0xffff_0000_0000..=0xffff_ffff_ffff;

    /// The address that is spelled so: IPv4 in strict four-part form, or IPv6 (RFC 4291, section 2.2).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        parse_v4(text).map(|bits| Self(Self::V4.start() | bits)).or_else(|| parse_v6(text).map(Self))
    }
}

impl fmt::Display for Address {
    /// As RFC 5952 has it, an IPv4-mapped one as the IPv4 one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if Self::V4.contains(&self.0) { write_v4(f, self.0) } else { write_v6(f, self.0) }
    }
}

/// The addresses that share their first bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    bits: u128,
    /// How many of the bits all share, and how many there are.
    prefix: u8,
    width: u8,
}

impl Block {
    /// The block that is spelled so: an address, perhaps `/` and how many of its bits all share, in plain decimal.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let Address(bits) = Address::parse(address)?;
        let width = if address.as_bytes().contains(&b':') { 128 } else { 32 };
        let prefix = prefix.map_or(Some(width), decimal).filter(|prefix| *prefix <= width)?;
        Some(Self { bits, prefix, width })
    }

    /// The bits that not all share.
    fn free(self) -> u128 {
        u128::MAX.checked_shr(u32::from(128 - self.width + self.prefix)).unwrap_or_default()
    }

    /// The first of its addresses.
    #[must_use]
    pub fn first(self) -> Address {
        Address(self.bits & !self.free())
    }

    /// The last of its addresses.
    #[must_use]
    pub fn last(self) -> Address {
        Address(self.bits | self.free())
    }

    /// The block with no bits set but those that all share.
    #[must_use]
    pub fn masked(self) -> Self {
        Self { bits: self.first().0, ..self }
    }
}

impl fmt::Display for Block {
    /// In the version in which it was spelled.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.width == 32 {
            write_v4(f, self.bits)?;
        } else if Address::V4.contains(&self.bits) {
            f.write_str("::ffff:")?;
            write_v4(f, self.bits)?;
        } else {
            write_v6(f, self.bits)?;
        }
        write!(f, "/{}", self.prefix)
    }
}

/// A number up to 255 in plain decimal, without leading zeros.
fn decimal(text: &str) -> Option<u8> {
    let is_plain = matches!(text.as_bytes(), [b'0'] | [b'1'..=b'9', ..]);
    text.parse().ok().filter(|_| is_plain)
}

fn parse_v4(text: &str) -> Option<u128> {
    let (mut bits, mut count) = (0, 0);
    for part in text.split('.') {
        bits = bits << 8 | u128::from(decimal(part)?);
        count += 1;
    }
    (count == 4).then_some(bits)
}

fn parse_v6(text: &str) -> Option<u128> {
    let (mut bits, mut count, mut rest) = (0, 0, text);
    // How many groups stand before `::`.
    let mut before = None;
    loop {
        match rest.strip_prefix("::") {
            Some("") if before.is_none() => {
                before = Some(count);
                break;
            }
            Some(behind) if before.is_none() => (before, rest) = (Some(count), behind),
            _ if count > 0 => rest = rest.strip_prefix(':')?,
            _ => {}
        }
        let end = rest.bytes().position(|byte| byte == b':').unwrap_or(rest.len());
        let (group, behind) = rest.split_at_checked(end)?;
        if behind.is_empty() && group.len() > 4 {
            bits = bits << 32 | parse_v4(group)?;
            count += 2;
        } else {
            bits = bits << 16 | hexadecimal(group)?;
            count += 1;
        }
        rest = behind;
        if rest.is_empty() || count > 8 {
            break;
        }
    }
    let Some(before) = before else { return (count == 8).then_some(bits) };
    let behind = 16_u32.checked_mul(count - before).filter(|_| count < 8)?;
    let moved = (bits >> behind).checked_shl(128 - 16 * before).unwrap_or_default();
    Some(moved | bits & ((1 << behind) - 1))
}

/// A group of an address of IPv6.
fn hexadecimal(text: &str) -> Option<u128> {
    let mut value = 0;
    for character in text.chars() {
        value = value << 4 | character.to_digit(16)?;
    }
    (1..=4).contains(&text.len()).then_some(u128::from(value))
}

/// The lowest 32 bits.
fn write_v4(f: &mut fmt::Formatter<'_>, bits: u128) -> fmt::Result {
    let [.., first, second, third, fourth] = bits.to_be_bytes();
    write!(f, "{first}.{second}.{third}.{fourth}")
}

fn write_v6(f: &mut fmt::Formatter<'_>, bits: u128) -> fmt::Result {
    let groups = Ipv6Addr::from_bits(bits).segments();
    // The first of the longest runs of two and more groups of zeros.
    let (mut zeros, mut length) = (groups.len(), 1);
    for at in 0..groups.len() {
        let run = groups.iter().skip(at).take_while(|group| **group == 0).count();
        if run > length {
            (zeros, length) = (at, run);
        }
    }
    for (at, group) in groups.into_iter().enumerate() {
        if at == zeros {
            f.write_str("::")?;
        } else if !(zeros..zeros + length).contains(&at) {
            if at > 0 && at != zeros + length {
                f.write_char(':')?;
            }
            write!(f, "{group:x}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn by_the_library(text: &str) -> Option<Address> {
        text.parse().ok().map(|address| match address {
            IpAddr::V4(address) => Address(address.to_ipv6_mapped().to_bits()),
            IpAddr::V6(address) => Address(address.to_bits()),
        })
    }

    /// Spellings with every few parts that addresses have, good ones and bad ones.
    fn spellings() -> Vec<String> {
        const PARTS: [&str; 13] =
            ["", ":", "::", "0", "1", "ffff", "00a", "12345", "1.2.3.4", "1.2.3", "g", "1:2:3", "+1"];
        let mut all = Vec::new();
        for a in PARTS {
            for b in PARTS {
                for c in PARTS {
                    for d in PARTS {
                        for e in PARTS {
                            all.push([a, b, c, d, e].concat());
                        }
                    }
                }
            }
        }
        for text in [
            "0.0.0.0",
            "255.255.255.255",
            "256.0.0.1",
            "01.2.3.4",
            "1.2.3.4.5",
            "1.2.3.",
            "1..2.3",
            "+1.2.3.4",
            "1.2.3.4 ",
        ] {
            all.push(text.to_owned());
        }
        for groups in 1..=9 {
            for gap in 0..groups {
                let mut parts = vec!["1"; groups];
                all.push(parts.join(":"));
                all.push(format!("{}:1.2.3.4", parts.join(":")));
                parts[gap] = "";
                all.push(parts.join(":"));
                all.push(format!(":{}", parts.join(":")));
                all.push(format!("{}:", parts.join(":")));
                all.push(format!("{}:1.2.3.4", parts.join(":")));
                all.push(format!(":{}:1.2.3.4", parts.join(":")));
            }
        }
        all
    }

    #[test]
    fn addresses_are_read_as_the_library_reads_them() {
        for text in spellings() {
            assert_eq!(Address::parse(&text), by_the_library(&text), "{text}");
        }
    }

    #[test]
    fn addresses_are_written_as_the_library_writes_them() {
        for zeros in 0..256_u32 {
            let group = |at: u32| if zeros >> at & 1 == 1 { 0 } else { 0xa0_u32 << at };
            let bits = (0..8).fold(0, |bits, at| bits << 16 | u128::from(group(at) & 0xffff));
            assert_eq!(Address(bits).to_string(), Ipv6Addr::from_bits(bits).to_canonical().to_string());
            let mapped = Address::V4.start() | bits & 0xffff_ffff;
            assert_eq!(Address(mapped).to_string(), Ipv6Addr::from_bits(mapped).to_canonical().to_string());
        }
    }

    #[test]
    fn blocks_are_read_masked_and_written() {
        for (text, masked, first, last) in [
            ("10.1.2.3/8", "10.0.0.0/8", "10.0.0.0", "10.255.255.255"),
            ("10.1.2.3", "10.1.2.3/32", "10.1.2.3", "10.1.2.3"),
            ("0.0.0.0/0", "0.0.0.0/0", "0.0.0.0", "255.255.255.255"),
            ("::ffff:10.1.2.3/120", "::ffff:10.1.2.0/120", "10.1.2.0", "10.1.2.255"),
            ("::ffff:10.1.2.3/64", "::/64", "::", "::ffff:ffff:ffff:ffff"),
            ("2001:db8::1/32", "2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("2001:DB8::1", "2001:db8::1/128", "2001:db8::1", "2001:db8::1"),
            ("1::2/0", "::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ] {
            let block = Block::parse(text).unwrap();
            assert_eq!(block.masked().to_string(), masked, "{text}");
            assert_eq!((block.first().to_string(), block.last().to_string()), (first.into(), last.into()), "{text}");
        }
        for text in
            ["10.0.0.0/33", "::/129", "::/256", "10.0.0.0/08", "10.0.0.0/", "10.0.0.0/+8", "10.0.0/8", "/8", "::1/8/8"]
        {
            assert_eq!(Block::parse(text), None, "{text}");
        }
    }
}
