//! Numbers as they stand in JSON: exact, whatever their spelling.

use crate::json::MAX_DEPTH;
use crate::reader::Reader;
use crate::texts::Texts;

/// The integer that a value is by value, not by spelling: `3.0` is 3.
#[must_use]
pub fn integer_of(raw: &str) -> Option<i64> {
    let (negative, number) = match raw.as_bytes() {
        [b'-', number @ ..] => (true, number),
        number => (false, number),
    };
    if !number.first()?.is_ascii_digit() {
        return None;
    }
    let end = number.iter().position(|byte| matches!(byte, b'e' | b'E')).unwrap_or(number.len());
    let (digits, power) = number.split_at_checked(end)?;
    let whole = digits.iter().position(|byte| *byte == b'.').unwrap_or(end);
    // How many more digits stand before the decimal point.
    let mut before = exponent(power.get(1..).unwrap_or_default()).saturating_add(i64::try_from(whole).ok()?);
    // Less than 0 throughout: no positive integer is as large as the least one.
    let mut value = 0_i64;
    for digit in digits.iter().filter(|byte| **byte != b'.').map(|byte| i64::from(byte - b'0')) {
        if before > 0 {
            value = tenfold(value)?.checked_sub(digit)?;
        } else if digit != 0 {
            return None;
        }
        before = before.saturating_sub(1);
    }
    while before > 0 && value != 0 {
        value = tenfold(value)?;
        before -= 1;
    }
    if negative { Some(value) } else { value.checked_neg() }
}

/// Ten times a value that is not more than 0; none beyond 64 bits.
fn tenfold(value: i64) -> Option<i64> {
    (value >= i64::MIN / 10).then(|| value * 10)
}

/// An exponent, however many digits it has.
fn exponent(spelled: &[u8]) -> i64 {
    let (sign, digits) = match spelled {
        [b'-', digits @ ..] => (-1, digits),
        [b'+', digits @ ..] | digits => (1, digits),
    };
    let mut size = 0_i64;
    for digit in digits {
        size = size.saturating_mul(10).saturating_add(i64::from(digit.wrapping_sub(b'0')));
    }
    sign * size
}

/// The integer that a value is, or that the ASCII digits of its text are; the value is known to be strict JSON.
#[must_use]
pub fn integer_or_digits(value: &str) -> Option<i64> {
    if !value.starts_with('"') {
        return integer_of(value);
    }
    let texts = Texts::default();
    let text = Reader::new(value, MAX_DEPTH, &texts).text().ok()?;
    text.bytes().all(|digit| digit.is_ascii_digit()).then(|| integer_of(text)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_read_by_value_and_exactly() {
        for (raw, expected) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("-0.0e5", Some(0)),
            ("0e999999999999999999999", Some(0)),
            ("3.0", Some(3)),
            ("3e0", Some(3)),
            ("30e-1", Some(3)),
            ("0.03E+2", Some(3)),
            ("-300.00e-2", Some(-3)),
            ("9007199254740993.0", Some(9_007_199_254_740_993)),
            ("9223372036854775807", Some(i64::MAX)),
            ("922337203685477580.7e1", Some(i64::MAX)),
            ("-9223372036854775808.0", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("-9223372036854775809", None),
            ("1e19", None),
            ("1e999999999999999999999", None),
            ("1e-999999999999999999999", None),
            ("0.5", None),
            ("31e-1", None),
            ("12345678901234567890123e-30", None),
            ("\"3\"", None),
            ("null", None),
            ("true", None),
            ("", None),
        ] {
            assert_eq!(integer_of(raw), expected, "{raw}");
        }
        let long = format!("1{}e-{}", "0".repeat(100_000), 100_000);
        assert_eq!(integer_of(&long), Some(1));
        assert_eq!(integer_or_digits("\"0012\""), Some(12));
        assert_eq!(integer_or_digits("\"1\\u0032\""), Some(12));
        assert_eq!(integer_or_digits("\"\""), None);
        assert_eq!(integer_or_digits("\"-1\""), None);
        assert_eq!(integer_or_digits("-1"), Some(-1));
    }
}
