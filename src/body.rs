//! The HTTP body of a callback before it is read: how long it is, and how it begins.

use crate::fields::Platform;
use crate::reader::{Kind, Reader, Stop};
use crate::rejection::Rejection;

/// The most bytes that a body may have.
pub const MAX_BYTES: usize = 1 << 20;

/// The rejection of a body that is too long to be looked at.
#[must_use]
pub fn too_long(bytes: usize) -> Rejection {
    Rejection::unreadable(format!("the body has {bytes} bytes, expected at most {MAX_BYTES}"))
}

/// The body as bytes that may be read.
///
/// # Errors
/// They are too many, or begin with a byte order mark.
pub fn bytes(body: &[u8]) -> Result<&[u8], Rejection> {
    if body.len() > MAX_BYTES {
        return Err(too_long(body.len()));
    }
    if body.starts_with(b"\xef\xbb\xbf") {
        return Err(Rejection::unreadable("the body begins with a byte order mark, expected an object".to_owned()));
    }
    Ok(body)
}

/// Which dialect to try first: Tencent's keys begin in upper case, `OpenIM`'s in lower case.
#[must_use]
pub fn guess(body: &[u8]) -> Platform {
    match body.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'{' | b'"')) {
        Some(b'A'..=b'Z') => Platform::Tencent,
        _ => Platform::OpenIm,
    }
}

/// The rejection of a body that is no strict JSON.
#[must_use]
pub fn not_strict(body: &[u8], stop: &Stop) -> Rejection {
    if let Some(kind) = Reader::new(body, 1).kind().ok().filter(|kind| *kind != Kind::Object) {
        return Rejection::unreadable(format!("the body is {}, expected an object", kind.name()));
    }
    Rejection::unreadable(format!("the body is not strict JSON: {} at {}", stop.message, stop.place(body)))
}
