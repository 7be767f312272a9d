//! IP addresses and blocks of them, those of both versions in one order.
//!
//! The standard library reads and writes addresses just so, and takes 4 KB of the module for it: the tests hold this to
//! that.

use std::fmt;
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
        let text = text.as_bytes();
        Some(Self(if text.contains(&b':') { v6(text)? } else { Self::V4.start() | v4(text)? }))
    }
}

fn v4(text: &[u8]) -> Option<u128> {
    let (mut bits, mut count) = (0, 0);
    for part in text.split(|byte| *byte == b'.') {
        let is_plain = part == b"0" || part.first() != Some(&b'0');
        let part = number(part, 10, 3).filter(|part| is_plain && *part < 256)?;
        (bits, count) = (bits << 8 | part, count + 1);
    }
    (count == 4).then_some(bits)
}

fn v6(text: &[u8]) -> Option<u128> {
    let text = match text {
        b"::" => return Some(0),
        [b':', rest @ ..] if rest.starts_with(b":") => rest,
        [rest @ .., b':'] if rest.ends_with(b":") => rest,
        [b':', ..] | [.., b':'] => return None,
        _ => text,
    };
    let (mut bits, mut count) = (0, 0);
    let mut gap = None;
    let mut groups = text.split(|byte| *byte == b':').peekable();
    while let Some(group) = groups.next() {
        if group.is_empty() {
            let is_first = gap.replace(count).is_none();
            if !is_first {
                return None;
            }
        } else if let Some(group) = number(group, 16, 4) {
            (bits, count) = (bits << 16 | group, count + 1);
        } else {
            let last = v4(group).filter(|_| groups.peek().is_none())?;
            (bits, count) = (bits << 32 | last, count + 2);
        }
    }
    let Some(before) = gap else { return (count == 8).then_some(bits) };
    let behind = 16 * u32::checked_sub(count, before)?;
    let head = bits.checked_shr(behind)?;
    (count < 8).then(|| head.checked_shl(16 * (8 - before)).unwrap_or_default() | (bits ^ head << behind))
}

/// The number of at most so many digits.
fn number(digits: &[u8], radix: u32, most: usize) -> Option<u128> {
    if digits.is_empty() || digits.len() > most {
        return None;
    }
    let mut number = 0;
    for digit in digits {
        number = number * radix + char::from(*digit).to_digit(radix)?;
    }
    Some(number.into())
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if Self::V4.contains(&self.0) {
            let [.., first, second, third, fourth] = self.0.to_be_bytes();
            return write!(f, "{first}.{second}.{third}.{fourth}");
        }
        let group = |index: u32| self.0 >> (112 - 16 * index) & 0xffff;
        // The first of the longest runs of zeros is left out (RFC 5952, section 4.2).
        let (mut start, mut end, mut run) = (9, 9, 0);
        for index in 0..8 {
            run = if group(index) == 0 { run + 1 } else { 0 };
            if run > 1 && (start == 9 || run > end - start) {
                (start, end) = (index + 1 - run, index + 1);
            }
        }
        for index in 0..8 {
            if index == start {
                f.write_str("::")?;
            } else if index < start || index >= end {
                let colon = if index == 0 || index == end { "" } else { ":" };
                write!(f, "{colon}{:x}", group(index))?;
            }
        }
        Ok(())
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
        let Self { address, rest, is_v4 } = self;
        let is_mapped = !is_v4 && Address::V4.contains(&address.0);
        let (mapped, width) = (if is_mapped { "::ffff:" } else { "" }, if *is_v4 { 32 } else { 128 });
        write!(f, "{mapped}{address}/{}", width - rest.count_ones())
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn agrees(text: &str) {
        let own = Address::parse(text);
        let standard = text.parse::<IpAddr>().ok().map(|address| address.to_canonical());
        assert_eq!(own.map(|own| own.to_string()), standard.map(|standard| standard.to_string()), "{text}");
        let bits = standard.map(|standard| match standard {
            IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
            IpAddr::V6(address) => address.to_bits(),
        });
        assert_eq!(own.map(|Address(own)| own), bits, "{text}");
    }

    /// Every text of up to so many of these pieces.
    fn each(pieces: &[&str], most: usize, so_far: &str) {
        agrees(so_far);
        if most > 0 {
            for piece in pieces {
                each(pieces, most - 1, &format!("{so_far}{piece}"));
            }
        }
    }

    #[test]
    fn texts_are_read_as_the_standard_library_reads_them() {
        each(&[":", "0", "1", "fFfF", "1.2.3.4"], 6, "");
        each(&[":", "::", "a", ":b:c", ":0:0", ":1.2.3.4"], 6, "");
        each(&[":", "::", ":5:6", ":7", "8.8.8.8"], 5, "1:2:3:4");
        each(&[".", "0", "1", "25", "6", "+"], 7, "1.");
        for text in [
            "1.2.3.4",
            "255.255.255.255",
            "256.1.1.1",
            "01.2.3.4",
            "1.2.3",
            "1.2.3.4.5",
            "::ffff:1.2.3.04",
            "::1%1",
            "[::1]",
            "::00001",
            "0x1.2.3.4",
            "::-1",
            "1.2.3.٤",
        ] {
            agrees(text);
        }
    }

    #[test]
    fn addresses_are_written_as_the_standard_library_writes_them() {
        for zeros in 0..256_u128 {
            for ends in [1, 0xffff, 0x0a00] {
                let bits = (0..8).filter(|group| zeros >> group & 1 == 1).map(|group| ends << (16 * group)).sum();
                agrees(&std::net::Ipv6Addr::from_bits(bits).to_string());
            }
        }
    }
}
