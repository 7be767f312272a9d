//! Which platforms and apps a policy accepts callbacks from, and how these must prove themselves.

use crate::policy::sets::{Listed, Shared};
use crate::value::Item;

/// The `tencent` and `openim` members of a policy.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How Tencent's callbacks are accepted.
    pub tencent: TencentSettings,
    /// `openim.accept`.
    pub openim_accept: bool,
}

/// The `tencent` member of a policy.
#[derive(Clone, Debug)]
pub struct TencentSettings {
    /// `sdkAppIds`.
    pub apps: Apps,
    /// `requireSign`: reject what carries no signature.
    pub require_sign: bool,
    /// `maxAgeSeconds`: how far `RequestTime` may be from now, in either direction.
    pub max_age_seconds: u32,
}

/// The apps whose callbacks are accepted.
#[derive(Clone, Debug)]
pub enum Apps {
    /// These apps, by their ids in decimal; none at all where the policy names none.
    Listed(Shared<Listed>),
    /// Every app.
    Any,
}

impl TencentSettings {
    /// The greatest `maxAgeSeconds`.
    pub const MAX_AGE_SECONDS: i64 = 3600;
}

impl Default for TencentSettings {
    fn default() -> Self {
        // A signature older than a minute is invalid (Tencent Chat, callback overview, 1047/34354).
        Self { apps: Apps::Listed(Shared::default()), require_sign: false, max_age_seconds: 60 }
    }
}

impl Apps {
    /// No app at all is accepted.
    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self, Self::Listed(ids) if ids.count() == 0)
    }

    /// The app of that id is accepted; a callback without an id only where every app is.
    #[must_use]
    pub fn accept(&self, id: Option<&str>) -> bool {
        match (self, id) {
            (Self::Any, _) => true,
            (Self::Listed(ids), Some(id)) => ids.has(Item::Text(id)),
            (Self::Listed(_), None) => false,
        }
    }
}
