//! What a page without a driver sees of a cell.

use run_model::results::Observation;
use serde::Serialize;

/// What a page without a driver sees of a cell: all but the jar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct CellSight {
    /// What became of the request, in the words of the recordings.
    pub(crate) response: String,
    /// Whether the document that asks reads the cookie.
    pub(crate) readable_on_page: bool,
    /// Whether a first-party document of the target reads it.
    pub(crate) readable_on_target: bool,
    /// Whether the follow-up request carries it.
    pub(crate) sent: bool,
}

impl CellSight {
    pub(crate) fn of(seen: &Observation) -> Self {
        Self {
            response: seen.response.to_string(),
            readable_on_page: seen.cookie.readable_on_page,
            readable_on_target: seen.cookie.readable_on_target,
            sent: seen.cookie.sent,
        }
    }
}
