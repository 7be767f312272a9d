//! Tencent's callback authentication (Tencent Chat, callback overview, 1047/34354): `Sign` is the SHA-256 of the token
//! followed by `RequestTime`, in hexadecimal.
//!
//! It shows that the caller knew the token at that second. It covers neither the body nor the app nor the command, and
//! all callbacks of one second share it.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::numbers::integer_of;
use crate::query::{Parameter, Query, hex_digit};
use crate::texts::Texts;

/// The most digits that `RequestTime` may have.
const MAX_DIGITS: usize = 20;

/// Verifies the signature of a callback against each of the tokens, of which one must match.
///
/// `now` is in milliseconds since the Unix epoch; `RequestTime` may differ from it by `max_age_seconds`.
///
/// # Errors
/// What is wrong, for the operator's log; it tells neither a token nor a signature.
pub fn verify<'a>(
    query: &Query,
    tokens: &[String],
    now: i64,
    max_age_seconds: u32,
    texts: &'a Texts,
) -> Result<(), &'a str> {
    let sign = query.get(Parameter::Sign).ok_or("the URL has no `Sign`, though a token was given")?;
    let time = query.get(Parameter::RequestTime).ok_or("the URL has no `RequestTime`, though a token was given")?;
    let given = digest(sign).ok_or("`Sign` is not 64 hexadecimal digits")?;
    // Other text could extend a hash whose beginning is secret.
    if time.len() > MAX_DIGITS || !time.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(texts.format(format_args!("`RequestTime` is not 1 to {MAX_DIGITS} digits")));
    }
    let sent = integer_of(time).filter(|seconds| *seconds <= i64::MAX / 1000);
    let away = sent.map_or(u64::MAX, |seconds| now.abs_diff(seconds * 1000));
    if away > u64::from(max_age_seconds) * 1000 {
        return Err(texts.format(format_args!(
            "`RequestTime` {time} is more than `tencent.maxAgeSeconds` ({max_age_seconds}) away from now ({now} ms)"
        )));
    }
    let mut matches = false;
    for token in tokens {
        let mut hash = Sha256::new();
        for part in [token, time] {
            hash.update(part);
        }
        let expected: [u8; 32] = hash.finalize().into();
        matches |= bool::from(expected.ct_eq(&given));
    }
    if matches { Ok(()) } else { Err("`Sign` does not match the token") }
}

/// The digest that 64 hexadecimal digits of either case spell.
fn digest(hex: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    let (pairs, rest) = hex.as_bytes().as_chunks::<2>();
    if pairs.len() != digest.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in digest.iter_mut().zip(pairs) {
        *byte = hex_digit(*high)? << 4 | hex_digit(*low)?;
    }
    Some(digest)
}
