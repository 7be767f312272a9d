//! Numbers as they stand in JSON: exact, whatever their spelling.

use crate::reader::{Kind, Reader};

/// The integer that a value is by value, not by spelling: `3.0` is 3.
#[must_use]
pub fn integer_of(raw: &str) -> Option<i64> {
    raw.parse().ok().or_else(|| integer_by_value(raw))
}

fn integer_by_value(raw: &str) -> Option<i64> {
    let (negative, number) = raw.strip_prefix('-').map_or((false, raw), |number| (true, number));
    if !number.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = || whole.bytes().chain(fraction.bytes()).skip_while(|digit| *digit == b'0');
    let count = i64::try_from(digits().count()).ok()?;
    if count == 0 {
        return Some(0);
    }
    // The value is the digits as one integer, times ten to the power of this.
    let power = saturating(exponent).saturating_sub(i64::try_from(fraction.len()).ok()?);
    // No integer of 64 bits has more than 19 digits; only zeros may stand behind the decimal point.
    if count.saturating_add(power) > 19 || count.saturating_add(power) < 1 {
        return None;
    }
    let mut value: i64 = 0;
    let zeros = usize::try_from(power).unwrap_or(0);
    let kept = usize::try_from(count.saturating_add(power.min(0))).ok()?;
    if digits().skip(kept).any(|digit| digit != b'0') {
        return None;
    }
    for digit in digits().take(kept).chain(std::iter::repeat_n(b'0', zeros)) {
        let digit = i64::from(digit - b'0');
        value = value.checked_mul(10)?.checked_add(if negative { -digit } else { digit })?;
    }
    Some(value)
}

/// An exponent, however many digits it has.
fn saturating(exponent: &str) -> i64 {
    let (negative, digits) = match exponent.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, exponent.trim_start_matches('+')),
    };
    let size = digits
        .bytes()
        .fold(0_i64, |size, digit| size.saturating_mul(10).saturating_add(i64::from(digit.wrapping_sub(b'0'))));
    if negative { -size } else { size }
}

/// The integer that a value is, or that the ASCII digits of its text are; the value is known to be strict JSON.
#[must_use]
pub fn integer_or_digits(value: &str) -> Option<i64> {
    let mut reader = Reader::new(value, 1);
    match reader.kind().ok()? {
        Kind::Number => integer_of(reader.number().ok()?),
        Kind::Text => {
            let text = reader.text().ok()?;
            text.bytes().all(|digit| digit.is_ascii_digit()).then(|| text.parse().ok()).flatten()
        }
        _ => None,
    }
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
