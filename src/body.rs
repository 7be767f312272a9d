//! The HTTP body of a callback before it is read: how long it is, and how it begins.

use crate::fields::Platform;
use crate::place::Place;
use crate::reader::{Kind, Reader, Stop, Texts};
use crate::rejection::Rejection;
use crate::request::HttpBody;
use crate::wire::MAX_OPEN;

/// The most bytes that a body may have.
pub const MAX_BYTES: usize = 1 << 20;

/// The rejection of a body that is too long to be looked at.
#[must_use]
pub fn too_long(bytes: usize) -> Rejection {
    Rejection::unreadable(format!("the body has {bytes} bytes, expected at most {MAX_BYTES}"))
}

/// The body as text.
///
/// # Errors
/// It is too long, not UTF-8, or begins with a byte order mark.
pub fn text(body: HttpBody<'_>) -> Result<&str, Rejection> {
    let bytes = match body {
        HttpBody::Bytes(bytes) => bytes,
        HttpBody::Text(text) => text.as_bytes(),
    };
    if bytes.len() > MAX_BYTES {
        return Err(too_long(bytes.len()));
    }
    let text = match body {
        HttpBody::Bytes(bytes) => std::str::from_utf8(bytes).map_err(|error| {
            let valid =
                bytes.get(..error.valid_up_to()).and_then(|valid| str::from_utf8(valid).ok()).unwrap_or_default();
            Rejection::unreadable(format!("the body is not UTF-8 at {}", Place::at(valid, valid.len())))
        })?,
        HttpBody::Text(text) => text,
    };
    if text.starts_with('\u{feff}') {
        return Err(Rejection::unreadable("the body begins with a byte order mark, expected an object"));
    }
    Ok(text)
}

/// Which dialect to try first: Tencent's keys begin in upper case, `OpenIM`'s in lower case.
#[must_use]
pub fn guess(text: &str) -> Platform {
    match text.bytes().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'{' | b'"')) {
        Some(b'A'..=b'Z') => Platform::Tencent,
        _ => Platform::OpenIm,
    }
}

/// The rejection of a body that is no strict JSON.
#[must_use]
pub fn not_strict(text: &str, stop: Stop) -> Rejection {
    if let Some(kind) = Reader::new(text, MAX_OPEN, &Texts::new()).kind().ok().filter(|kind| *kind != Kind::Object) {
        return Rejection::unreadable(format!("the body is {}, expected an object", kind.name()));
    }
    Rejection::unreadable(format!("the body is not strict JSON: {} at {}", stop.message, stop.place(text)))
}
