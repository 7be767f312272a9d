//! The URL that Tencent calls: who calls, for which command, and how it is signed.

use crate::reader::equal;
use crate::texts::Texts;

/// A known parameter, in the order in which they usually come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Parameter {
    /// The app that calls.
    SdkAppid,
    /// The command, the same as in the body.
    CallbackCommand,
    /// Always `json`.
    ContentType,
    /// The address of the client that creates the group.
    ClientIp,
    /// The kind of that client.
    OptPlatform,
    /// The signature.
    Sign,
    /// When it was signed, in Unix seconds.
    RequestTime,
    /// The platform's id of the call.
    RequestId,
    /// The same, spelled in another way.
    RequestIdOther,
}

/// The names, each at its [`Parameter`].
static NAMES: [&str; Parameter::RequestIdOther as usize + 1] = [
    "SdkAppid",
    "CallbackCommand",
    "contenttype",
    "ClientIP",
    "OptPlatform",
    "Sign",
    "RequestTime",
    "RequestId",
    "RequestID",
];

/// The known parameters of a callback's URL.
#[derive(Debug, Default)]
pub struct Query<'a> {
    values: [Option<&'a str>; NAMES.len()],
}

impl<'a> Query<'a> {
    /// Takes in the query of a URL, absolute or path with query, without its fragment; what has to be decoded goes to
    /// `texts`.
    ///
    /// # Errors
    /// The name of a known parameter that comes twice.
    pub fn read(&mut self, url: &'a str, texts: &'a Texts) -> Result<(), &'a str> {
        let (url, _) = cut(url, b'#');
        let (_, mut query) = cut(url, b'?');
        while let Some(parameters) = query {
            let (parameter, others) = cut(parameters, b'&');
            query = others;
            let (name, value) = cut(parameter, b'=');
            let name = decoded(name, texts);
            let known = NAMES.iter().zip(&mut self.values).find(|(known, _)| equal(known.as_bytes(), name.as_bytes()));
            if let Some((_, slot)) = known
                && slot.replace(decoded(value.unwrap_or_default(), texts)).is_some()
            {
                return Err(name);
            }
        }
        Ok(())
    }

    /// The value of a parameter; one that is empty counts as missing.
    #[must_use]
    pub fn get(&self, parameter: Parameter) -> Option<&'a str> {
        self.values.get(parameter as usize)?.filter(|value| !value.is_empty())
    }
}

/// What stands before the first such ASCII character, and behind it where there is one.
#[inline(never)]
fn cut(text: &str, at: u8) -> (&str, Option<&str>) {
    let end = text.bytes().position(|byte| byte == at).unwrap_or(text.len());
    (text.get(..end).unwrap_or_default(), text.get(end + 1..))
}

/// Decodes a name or a value as the URL Standard decodes `application/x-www-form-urlencoded`: what is no percent-encoded
/// byte stays as it is, what is not UTF-8 becomes U+FFFD.
fn decoded<'t>(text: &'t str, texts: &'t Texts) -> &'t str {
    if !text.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return text;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => match after {
                [high, low, after @ ..] if let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low)) => {
                    rest = after;
                    high << 4 | low
                }
                _ => byte,
            },
            _ => byte,
        });
    }
    let mut decoded = String::with_capacity(bytes.len());
    let mut rest = &*bytes;
    while let Err(error) = str::from_utf8(rest) {
        let (valid, wrong) = rest.split_at_checked(error.valid_up_to()).unwrap_or_default();
        decoded.push_str(str::from_utf8(valid).unwrap_or_default());
        decoded.push(char::REPLACEMENT_CHARACTER);
        rest = wrong.get(error.error_len().unwrap_or(wrong.len())..).unwrap_or_default();
    }
    decoded.push_str(str::from_utf8(rest).unwrap_or_default());
    texts.keep(decoded)
}

/// The value of a hexadecimal digit of either case.
pub(crate) fn hex_digit(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_utf_8_is_replaced_as_the_encoding_standard_says() {
        for bytes in [
            &b"plain"[..],
            b"\xff",
            b"a\xc3\xa9\xc3",
            b"\xe4\xb8\xad\xe4\xb8-\xe4",
            b"\xf0\x9f\x92\xac\xf0\x9f\x92",
            b"\xed\xa0\x80\xc0\xaf\xf5\x80",
        ] {
            let mut encoded = String::new();
            for byte in bytes {
                encoded += &format!("%{byte:02x}");
            }
            assert_eq!(decoded(&encoded, &Texts::default()), String::from_utf8_lossy(bytes), "{encoded}");
        }
    }
}
