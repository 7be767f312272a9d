//! The HTTP body of a callback before it is read: how long it is, and how it begins.

use crate::fields::Platform;
use crate::place::Place;
use crate::reader::{Kind, Reader, Stop};
use crate::rejection::Rejection;
use crate::request::HttpBody;
use crate::texts::Texts;
use crate::wire::MAX_OPEN;

/// The most bytes that a body may have.
pub const MAX_BYTES: usize = 1 << 20;

/// The rejection of a body that is too long to be looked at.
#[must_use]
pub fn too_long(bytes: usize, texts: &Texts) -> Rejection<'_> {
    Rejection::unreadable(texts.format(format_args!("the body has {bytes} bytes, expected at most {MAX_BYTES}")))
}

/// The body as text.
///
/// # Errors
/// It is too long, not UTF-8, begins with a byte order mark, or as something else than an object.
pub fn text<'a>(body: HttpBody<'a>, texts: &'a Texts) -> Result<&'a str, Rejection<'a>> {
    let bytes = match body {
        HttpBody::Bytes(bytes) => bytes,
        HttpBody::Text(text) => text.as_bytes(),
    };
    if bytes.len() > MAX_BYTES {
        return Err(too_long(bytes.len(), texts));
    }
    let text = match body {
        HttpBody::Bytes(bytes) => std::str::from_utf8(bytes).map_err(|error| {
            let valid =
                bytes.get(..error.valid_up_to()).and_then(|valid| str::from_utf8(valid).ok()).unwrap_or_default();
            Rejection::unreadable(
                texts.format(format_args!("the body is not UTF-8 at {}", Place::at(valid, valid.len()))),
            )
        })?,
        HttpBody::Text(text) => text,
    };
    if text.starts_with('\u{feff}') {
        return Err(Rejection::unreadable("the body begins with a byte order mark, expected an object"));
    }
    match Reader::new(text, MAX_OPEN, texts).kind() {
        Ok(Kind::Object) | Err(_) => Ok(text),
        Ok(kind) => {
            Err(Rejection::unreadable(texts.format(format_args!("the body is {}, expected an object", kind.name()))))
        }
    }
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
pub fn not_strict<'a>(text: &str, stop: Stop, texts: &'a Texts) -> Rejection<'a> {
    let (message, place) = (stop.message, stop.place(text));
    Rejection::unreadable(texts.format(format_args!("the body is not strict JSON: {message} at {place}")))
}
