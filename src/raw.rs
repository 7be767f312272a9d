//! JSON values as they stand in a text that is known to be JSON: what they are, and whether they are strict.

use std::borrow::Cow;

use crate::json::Json;

/// How many arrays and objects may be open at once.
pub const MAX_OPEN: usize = 64;

/// What `null` is.
pub const NULL: &str = "null";
/// What a text is.
pub const TEXT: &str = "text";
/// What an object is.
pub const OBJECT: &str = "an object";
/// What a number is.
pub const NUMBER: &str = "a number";

/// What a JSON value is, by its first byte.
#[must_use]
pub fn kind(raw: &str) -> Option<&'static str> {
    Some(match raw.as_bytes().first()? {
        b'"' => TEXT,
        b'{' => OBJECT,
        b'[' => "an array",
        b't' | b'f' => "a boolean",
        b'n' => NULL,
        b'-' | b'0'..=b'9' => NUMBER,
        _ => return None,
    })
}

/// Where a value opens more arrays and objects than may be open.
#[must_use]
pub fn too_deep(raw: &str, mut open: usize) -> Option<usize> {
    let mut bytes = raw.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'[' | b'{' => {
                open += 1;
                if open > MAX_OPEN {
                    return Some(at);
                }
            }
            b']' | b'}' => open = open.saturating_sub(1),
            b'"' => loop {
                match bytes.next() {
                    Some((_, b'\\')) => {
                        bytes.next();
                    }
                    Some((_, b'"')) | None => break,
                    Some(_) => {}
                }
            },
            _ => {}
        }
    }
    None
}

/// Where a value has an escaped half of a surrogate pair without the other half.
#[must_use]
pub fn lone_surrogate(raw: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += raw.get(at..)?.find('\\')?;
        match escaped_unit(raw, at) {
            None => at += 2,
            Some(0xd800..=0xdbff) if matches!(escaped_unit(raw, at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => return Some(at),
            Some(_) => at += 6,
        }
    }
}

/// The UTF-16 unit of an escape `\uXXXX`.
fn escaped_unit(raw: &str, at: usize) -> Option<u16> {
    let digits = raw.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

/// The text of a value that is one.
#[must_use]
pub fn text_of(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(Cow::Borrowed(inner));
    }
    match Json::parse(raw) {
        Ok(Json::Text(text)) => Some(text),
        _ => None,
    }
}

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

/// The integer that a value is, or that the ASCII digits of its text are.
#[must_use]
pub fn integer_or_digits(raw: &str) -> Option<i64> {
    match text_of(raw) {
        Some(text) if text.bytes().all(|digit| digit.is_ascii_digit()) => text.parse().ok(),
        Some(_) => None,
        None => integer_of(raw),
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

    #[test]
    fn surrogates_must_come_in_pairs() {
        for (raw, expected) in [
            (r#""\ud83d\ude00""#, None),
            (r#""\\ud83d""#, None),
            (r#""\n\ud83d\n""#, Some(3)),
            (r#""\ud83d\ud83d\ude00""#, Some(1)),
            (r#""\ude00\ud83d""#, Some(1)),
            (r#"["\uD83D\uDE00","\uDBFF"]"#, Some(17)),
        ] {
            assert_eq!(lone_surrogate(raw), expected, "{raw}");
        }
    }

    #[test]
    fn brackets_in_texts_open_nothing() {
        let texts = format!("[\"{}\\\"[[\"]", "[".repeat(100));
        assert_eq!(too_deep(&texts, 1), None);
        assert_eq!(too_deep(&"[]".repeat(100), 63), None);
        assert_eq!(too_deep("[[]]", 63), Some(1));
    }
}
