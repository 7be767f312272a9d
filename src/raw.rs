//! JSON values as they stand in a text that is known to be JSON: what they are, and whether they are strict.

use std::borrow::Cow;

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
    if inner.contains('\\') { serde_json::from_str(raw).ok().map(Cow::Owned) } else { Some(Cow::Borrowed(inner)) }
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
