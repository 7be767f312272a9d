//! The URL that Tencent calls: who calls, for which command, and how it is signed.

use std::borrow::Cow;

/// The known parameters of a callback's URL; one that is empty counts as missing.
#[derive(Debug, Default)]
pub struct Query<'a> {
    values: [Option<Cow<'a, str>>; NAMES.len()],
}

/// A known parameter.
#[derive(Clone, Copy, Debug)]
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

/// The names of the known parameters, in the order of [`Parameter`].
const NAMES: [&str; 9] = [
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

impl<'a> Query<'a> {
    /// Reads the query of a URL, absolute or path with query, without its fragment; the name of a known parameter that
    /// comes twice is an error.
    ///
    /// # Errors
    /// The known parameter that comes twice.
    pub fn parse(url: &'a str) -> Result<Self, &'static str> {
        let mut query = Self::default();
        let url = url.split_once('#').map_or(url, |(url, _)| url);
        let encoded = url.split_once('?').map_or("", |(_, query)| query);
        for (name, value) in form_urlencoded::parse(encoded.as_bytes()) {
            let Some((slot, name)) = query.values.iter_mut().zip(NAMES).find(|(_, known)| *known == name) else {
                continue;
            };
            if slot.replace(value).is_some() {
                return Err(name);
            }
        }
        Ok(query)
    }

    /// The value of a parameter, not empty.
    #[must_use]
    pub fn get(&self, parameter: Parameter) -> Option<&Cow<'a, str>> {
        self.values.get(parameter as usize)?.as_ref().filter(|value| !value.is_empty())
    }
}
