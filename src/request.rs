//! What a caller hands in.

use crate::json::Json;

/// One call: the callback as it came over the wire, and what the host adds.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The HTTP body as received.
    pub body: HttpBody<'a>,
    /// The URL that was called, absolute or path with query; read for Tencent only.
    pub url: Option<&'a str>,
    /// Tencent's callback authentication token.
    pub token: Option<&'a Token>,
    /// Milliseconds since the Unix epoch.
    pub now: i64,
    /// What the host knows: an object.
    pub facts: Option<&'a Json<'a>>,
    /// The host's own reason to refuse a callback that would otherwise be decided.
    pub refuse: Option<&'a str>,
    /// What to add to the verdict.
    pub explain: Explain,
}

/// An HTTP body.
#[derive(Clone, Copy, Debug)]
pub enum HttpBody<'a> {
    /// As it came, the strict way.
    Bytes(&'a [u8]),
    /// As somebody decoded it, which lost a byte order mark and bad UTF-8.
    Text(&'a str),
}

impl<'a> From<&'a [u8]> for HttpBody<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a str> for HttpBody<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

/// What a verdict tells beside the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Explain {
    /// The answer alone.
    #[default]
    Nothing,
    /// The canonical event.
    Event,
    /// The canonical event, and why each rule matched or did not.
    Trace,
}

/// Tencent's callback authentication token: of several any may match, so that tokens can be rotated.
#[derive(Clone, Debug)]
pub enum Token {
    /// The same tokens for every app.
    Shared(Vec<String>),
    /// The tokens of each SDKAppID; an app without an entry has none.
    PerApp(Vec<(String, Vec<String>)>),
}

impl Token {
    /// The tokens of an app.
    #[must_use]
    pub fn of_app(&self, id: Option<&str>) -> &[String] {
        match self {
            Self::Shared(tokens) => tokens,
            Self::PerApp(apps) => apps.iter().find(|(app, _)| Some(&**app) == id).map_or(&[], |(_, tokens)| tokens),
        }
    }
}
