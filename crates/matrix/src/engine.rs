//! Engines and their profiles, as `matrix.toml` names them.

use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use spec_model::{EngineModel, StorageAccessRequests};

/// A kind of engine that a run can play cells on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EngineKind {
    /// Chromium or Chrome, driven by chromedriver.
    Chromium,
    /// Firefox, driven by geckodriver.
    Firefox,
    /// Lightpanda, driven without a driver by WebDriver BiDi. Its jar and CORS code are its own.
    Lightpanda,
    /// The model of the standards behind a plain HTTP client: needs no browser.
    Reference,
    /// Safari, driven by safaridriver; macOS only.
    Safari,
    /// WebKitGTK's MiniBrowser, driven by WebKitWebDriver. It is not Safari: its cookie jar is
    /// libsoup's.
    WebKitGtk,
}

impl EngineKind {
    /// Every kind, in the order of their names.
    pub const ALL: [Self; 6] = [
        Self::Chromium,
        Self::Firefox,
        Self::Lightpanda,
        Self::Reference,
        Self::Safari,
        Self::WebKitGtk,
    ];

    /// Returns the name used in `matrix.toml`, on the command line and in paths.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Lightpanda => "lightpanda",
            Self::Reference => "reference",
            Self::Safari => "safari",
            Self::WebKitGtk => "webkitgtk",
        }
    }

    /// Returns the kind with this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for EngineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A configuration of an engine: what is changed from how it ships.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The engine it configures.
    pub engine: EngineKind,
    /// Its name, unique within the engine: `default`, `third-party-blocked` …
    pub name: String,
    /// Preferences set before the browser starts (Chromium's `prefs`, Firefox's `about:config`).
    pub prefs: IndexMap<String, PrefValue>,
    /// Arguments added to the browser's command line.
    pub args: Vec<String>,
    /// The first version that it is of, such as `2.54`, where that is not the engine's own.
    #[serde(default)]
    pub since: Option<String>,
    /// What it makes of the choices that the standards leave to the user agent, and where it
    /// departs from them.
    pub model: EngineModel,
}

impl Profile {
    /// Returns a profile that changes nothing, with the model of the standards.
    pub fn plain(engine: EngineKind, name: &str) -> Self {
        Self {
            engine,
            name: name.to_owned(),
            prefs: IndexMap::new(),
            args: Vec::new(),
            since: None,
            model: EngineModel::default(),
        }
    }

    /// Returns whether it refuses every document that asks for storage access, whatever its user
    /// says.
    pub fn refuses_storage_access(&self) -> bool {
        self.model.policy.storage_access_requests == StorageAccessRequests::Refused
    }

    /// Returns whether it is of a version, which is written with or without a name: `webkitgtk
    /// 2.54.2`, `159.0`.
    pub fn is_of_version(&self, version: &str) -> bool {
        let Some(since) = &self.since else { return true };
        let is_version = |word: &&str| word.starts_with(|first: char| first.is_ascii_digit());
        let version = version.split_whitespace().find(is_version).unwrap_or_default();
        numbers(version) >= numbers(since)
    }
}

/// Returns the numbers of a version, as far as there are dots between them: 153 and 8 of
/// `153.8esr`.
fn numbers(version: &str) -> Vec<u32> {
    let leading = |part: &str| {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        part[..digits].parse().unwrap_or_default()
    };
    version.split('.').map(leading).collect()
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.engine, self.name)
    }
}

/// A suite that is not played on an engine: what it asks for, the engine does not do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnplayedSuite {
    /// The engine.
    pub engine: EngineKind,
    /// The suite's name.
    pub suite: String,
    /// Why, as a sentence without a full stop.
    pub reason: String,
}

/// The value of a browser preference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each variant is the type that it is named for")]
pub enum PrefValue {
    Bool(bool),
    Integer(i64),
    Text(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_of_its_version_and_later_ones() {
        let profile = |since: Option<&str>| Profile {
            since: since.map(str::to_owned),
            ..Profile::plain(EngineKind::WebKitGtk, "test")
        };
        for version in ["webkitgtk 2.54.2", "2.54", "2.100.1esr", "3"] {
            assert!(profile(Some("2.54")).is_of_version(version), "{version}");
        }
        for version in ["webkitgtk 2.50.6", "2.9", "1.99", "webkitgtk", ""] {
            assert!(!profile(Some("2.54")).is_of_version(version), "{version}");
            assert!(profile(None).is_of_version(version), "{version}");
        }
    }
}
