//! How lanes are called.

use explainer::words::browser_name;
use matrix::{EngineKind, Profile};
use run_model::results::EngineVersion;

/// Returns how people call a lane's browser.
pub(crate) fn lane_name(profile: &Profile) -> String {
    match profile.engine {
        EngineKind::Reference => "Reference engine".to_owned(),
        EngineKind::Chromium
        | EngineKind::Firefox
        | EngineKind::Lightpanda
        | EngineKind::Safari
        | EngineKind::WebKitGtk => browser_name(profile.engine.name(), &profile.name),
    }
}

/// Returns what was run on a lane: `156.0.8078.108`.
pub(crate) fn version_number(version: Option<&EngineVersion>) -> &str {
    version.map_or("not started", |version| version.browser.rsplit(' ').next().unwrap_or_default())
}

/// Returns names as a list in a sentence: `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
