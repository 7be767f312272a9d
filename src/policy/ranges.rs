//! Sets of whole numbers as sorted ranges: integers, addresses and counts, each mapped to the 128-bit numbers in order.

use std::net::IpAddr;

use crate::json::Number;
use crate::order::sorted;

use super::condition::{Comparison, Operand, Operator, Set};
use super::sets::{Blocks, Scalar, ScalarSet};

/// Ranges, both ends included, sorted, none touching another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranges(Vec<(u128, u128)>);

/// IPv4 addresses lie where IPv6 has the mapped ones, which no callback holds.
const MAPPED: (u128, u128) = (0xffff_0000_0000, 0xffff_ffff_ffff);

/// Where an integer lies.
const fn of_integer(integer: i64) -> u128 {
    integer.abs_diff(i64::MIN) as u128
}

fn of_address(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => MAPPED.0 + u128::from(u32::from(address)),
        IpAddr::V6(address) => address.into(),
    }
}

impl Ranges {
    /// No number.
    pub const NONE: Self = Self(Vec::new());

    /// Every number.
    #[must_use]
    pub fn all() -> Self {
        Self(vec![(0, u128::MAX)])
    }

    /// The integers from one to another.
    #[must_use]
    pub fn integers(min: i64, max: i64) -> Self {
        if min > max { Self::NONE } else { Self(vec![(of_integer(min), of_integer(max))]) }
    }

    /// There is no number.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many ranges there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    fn new(ranges: Vec<(u128, u128)>) -> Self {
        let mut joined: Vec<(u128, u128)> = Vec::with_capacity(ranges.len());
        for (first, last) in sorted(ranges, Ord::cmp) {
            match joined.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
                _ => joined.push((first, last)),
            }
        }
        Self(joined)
    }

    /// The numbers that are not in the set.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut gaps = Vec::with_capacity(self.0.len() + 1);
        let mut next = Some(0);
        for (first, last) in &self.0 {
            if let Some((start, end)) = next.zip(first.checked_sub(1)).filter(|(start, end)| start <= end) {
                gaps.push((start, end));
            }
            next = last.checked_add(1);
        }
        gaps.extend(next.map(|start| (start, u128::MAX)));
        Self(gaps)
    }

    /// The numbers that are in both sets.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let mut both = Vec::new();
        let (mut ours, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(a), Some(b)) = (ours.peek(), theirs.peek()) {
            let (first, last) = (a.0.max(b.0), a.1.min(b.1));
            if first <= last {
                both.push((first, last));
            }
            if a.1 < b.1 {
                ours.next()
            } else {
                theirs.next()
            };
        }
        Self(both)
    }

    /// The numbers of the set that are not in the other.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.and(&other.complement())
    }

    /// The addresses of blocks.
    #[must_use]
    pub fn of_blocks(blocks: &Blocks) -> Self {
        let v6 = Self(blocks.v6.clone()).without(&Self(vec![MAPPED]));
        let v4 = blocks.v4.iter().map(|(first, last)| (MAPPED.0 + u128::from(*first), MAPPED.0 + u128::from(*last)));
        Self::new(v6.0.into_iter().chain(v4).collect())
    }

    /// The integers and addresses for which an operator holds, each standing alone; none where that depends on another
    /// field.
    #[must_use]
    pub fn of_operator(operator: &Operator) -> Option<Self> {
        let held = |ranges: Self, negated: bool| if negated { ranges.complement() } else { ranges };
        Some(match operator {
            Operator::Equal { to: Operand::Value(value), negated, .. } => held(Self::of_scalar(value), *negated),
            Operator::In { set: Set::Values(set), negated, .. } => held(Self::of_set(set), *negated),
            Operator::Compare { how, to: Operand::Value(Scalar::Number(bound)) } => Self::of_comparison(*how, *bound),
            Operator::Exists(expected) => held(Self::all(), !expected),
            Operator::Within(blocks) => Self::of_blocks(blocks),
            Operator::Not(operators) => Self::of_operators(operators)?.complement(),
            Operator::Equal { .. } | Operator::In { .. } | Operator::All { .. } | Operator::Compare { .. } => {
                return None;
            }
            Operator::Find { .. } | Operator::Regex { .. } | Operator::Size { .. } => Self::NONE,
        })
    }

    /// The numbers for which all operators hold.
    #[must_use]
    pub fn of_operators(operators: &[Operator]) -> Option<Self> {
        operators.iter().try_fold(Self::all(), |so_far, operator| Some(so_far.and(&Self::of_operator(operator)?)))
    }

    fn of_scalar(value: &Scalar) -> Self {
        match value {
            Scalar::Number(Number::Integer(integer)) => Self::integers(*integer, *integer),
            Scalar::Address(address) => Self(vec![(of_address(*address), of_address(*address))]),
            _ => Self::NONE,
        }
    }

    fn of_set(set: &ScalarSet) -> Self {
        let integers = set.numbers.iter().filter_map(|number| match number {
            Number::Integer(integer) => Some(of_integer(*integer)),
            Number::Float(_) => None,
        });
        let addresses = set.addresses.iter().copied().map(of_address);
        Self::new(integers.chain(addresses).map(|point| (point, point)).collect())
    }

    fn of_comparison(how: Comparison, bound: Number) -> Self {
        match how {
            Comparison::Greater => Self::above(bound, false),
            Comparison::GreaterOrEqual => Self::above(bound, true),
            Comparison::Less => Self::above(bound, true).complement(),
            Comparison::LessOrEqual => Self::above(bound, false).complement(),
        }
    }

    /// The integers above a bound, which is one of them where it is `included`.
    #[allow(clippy::cast_possible_truncation)]
    fn above(bound: Number, included: bool) -> Self {
        let least = match bound {
            Number::Integer(integer) if included => Some(integer),
            Number::Integer(integer) => integer.checked_add(1),
            Number::Float(float) if float >= 9_223_372_036_854_775_808.0 => None,
            Number::Float(float) => Some(float.ceil() as i64),
        };
        least.map_or(Self::NONE, |least| Self(vec![(of_integer(least), u128::MAX)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(bits: u32) -> Ranges {
        Ranges::new((0..6).filter(|bit| bits >> bit & 1 == 1).map(|bit| (bit, bit)).collect())
    }

    #[test]
    fn sets_of_few_numbers_are_what_bits_say() {
        for a in 0..64_u32 {
            assert_eq!(small(a).complement().complement(), small(a));
            assert_eq!(small(a).complement().and(&small(63)), small(!a & 63));
            for b in 0..64_u32 {
                assert_eq!(small(a).and(&small(b)), small(a & b));
                assert_eq!(small(a).without(&small(b)), small(a & !b));
            }
        }
    }

    #[test]
    fn the_ends_are_in_it() {
        assert_eq!(Ranges::all().complement(), Ranges::NONE);
        assert_eq!(Ranges::NONE.complement(), Ranges::all());
        assert!(Ranges::above(Number::Integer(i64::MAX), false).is_empty());
        assert!(!Ranges::above(Number::Integer(i64::MAX), true).is_empty());
        assert!(Ranges::above(Number::Float(1e19), true).is_empty());
        assert_eq!(Ranges::above(Number::Float(-1e300), false), Ranges::above(Number::Integer(i64::MIN), true));
        assert_eq!(Ranges::above(Number::Float(2.5), true), Ranges::above(Number::Integer(3), true));
    }
}
