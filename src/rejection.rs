//! A callback that is not decided, because it is not genuine, readable or accepted.

use std::fmt;

use crate::fields::Platform;

/// Why a callback is rejected: a stable code, in the order in which they are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The body is no callback that can be read.
    Unreadable,
    /// A known parameter of the URL comes twice.
    Parameters,
    /// The policy does not accept the platform.
    Platform,
    /// The policy does not accept the app.
    App,
    /// The URL names another command than the body.
    Command,
    /// The signature is missing, wrong or out of time.
    Signature,
    /// The host refuses.
    Host,
}

impl Reason {
    /// The code in the verdict.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Parameters => "parameters",
            Self::Platform => "platform",
            Self::App => "app",
            Self::Command => "command",
            Self::Signature => "signature",
            Self::Host => "host",
        }
    }
}

/// A rejected callback and how it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejection<'a> {
    /// Why.
    pub reason: Reason,
    /// The detail for the operator's log; never sent to the caller.
    pub message: &'a str,
    /// The dialect to answer in: both where it cannot be told.
    pub dialect: Option<Platform>,
    /// The callback may decide something, so the answer must refuse with HTTP 200; else 403 makes the host see it.
    pub decides: bool,
}

impl<'a> Rejection<'a> {
    /// The rejection of a body whose dialect cannot be told.
    #[must_use]
    pub const fn unreadable(message: &'a str) -> Self {
        Self { reason: Reason::Unreadable, message, dialect: None, decides: true }
    }
}

impl fmt::Display for Rejection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason.code(), self.message)
    }
}
