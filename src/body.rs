//! The HTTP body of a callback as text, and what its beginning tells.

use crate::fields::Platform;
use crate::place::Place;
use crate::rejection::Rejection;

/// The most bytes that a body may have.
pub const MAX_BYTES: usize = 1 << 20;

/// JSON's white space.
pub const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// The rejection of a body that is too long to be looked at.
#[must_use]
pub fn too_long(bytes: usize) -> Rejection {
    Rejection::unreadable(format!("the body has {bytes} bytes, expected at most {MAX_BYTES}"))
}

/// The body as text.
///
/// # Errors
/// It is too long, not UTF-8, or begins with a byte order mark.
pub fn text(body: &[u8]) -> Result<&str, Rejection> {
    if body.len() > MAX_BYTES {
        return Err(too_long(body.len()));
    }
    let text = std::str::from_utf8(body).map_err(|error| {
        let valid = body.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok());
        let place = Place::at(valid.unwrap_or_default(), error.valid_up_to());
        Rejection::unreadable(format!("the body is not UTF-8 at {place}"))
    })?;
    if text.starts_with('\u{feff}') {
        return Err(Rejection::unreadable("the body begins with a byte order mark, expected an object".to_owned()));
    }
    Ok(text)
}

/// Which dialect's reader to try first: Tencent's keys begin in upper case, `OpenIM`'s in lower case.
#[must_use]
pub fn guess(text: &str) -> Platform {
    let first_key = text.trim_start_matches(SPACE).strip_prefix('{').map(|rest| rest.trim_start_matches(SPACE));
    match first_key.and_then(|key| key.as_bytes().get(1)) {
        Some(b'A'..=b'Z') => Platform::Tencent,
        _ => Platform::OpenIm,
    }
}
