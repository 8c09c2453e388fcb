//! Cookies as the jar holds them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::plan::Marker;
use crate::time::UnixTime;

/// How much of a jar an engine shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JarView {
    /// The cookies that a document of the target may have: one on another path is in the jar if
    /// anything else shows it.
    OfDocument,
    /// None of it: nobody drives the browser.
    Nothing,
    /// All of it.
    Whole,
}

/// A cookie as the jar holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JarCookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Its domain as the engine writes it: with a leading dot where it is not host-only.
    pub domain: String,
    /// Its path.
    pub path: String,
    /// Whether it is `Secure`.
    pub secure: bool,
    /// Whether it is `HttpOnly`.
    pub http_only: bool,
    /// When it expires; `None` for a cookie of the session.
    pub expires: Option<UnixTime>,
    /// Its `SameSite` as the engine names it; engines disagree on what an absent one is called.
    pub same_site: Option<String>,
    /// The partition it lies in, if any.
    pub partition: Option<JarPartitionKey>,
}

impl JarCookie {
    /// Returns the marker in its value or in its name.
    pub fn marker(&self) -> Option<Marker> {
        Marker::find(&self.value).or_else(|| Marker::find(&self.name))
    }
}

/// The key of a cookie partition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct JarPartitionKey {
    /// The top-level site, as an origin without port: `https://example.com`.
    pub top_level_site: String,
    /// Whether a cross-site document stands between the cookie's and the top-level one.
    pub cross_site_ancestor: bool,
}

/// What stands behind the site where a cross-site document stands between the cookie's and the
/// top-level one.
const ANCESTOR_SUFFIX: &str = " with cross-site ancestor";

impl JarPartitionKey {
    /// Returns the key that is displayed so.
    pub fn parse(text: &str) -> Self {
        let site = text.strip_suffix(ANCESTOR_SUFFIX);
        Self {
            top_level_site: site.unwrap_or(text).to_owned(),
            cross_site_ancestor: site.is_some(),
        }
    }
}

impl fmt::Display for JarPartitionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.top_level_site)?;
        if self.cross_site_ancestor { f.write_str(ANCESTOR_SUFFIX) } else { Ok(()) }
    }
}
