//! Everything that was recorded while one batch was played.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::evidence::browser_reasons::BrowserReason;
use crate::evidence::exchange::FixtureExchange;
use crate::evidence::jar::{JarCookie, JarView};
use crate::evidence::reports::{PageReport, ProbeReport};
use crate::plan::BatchId;

/// Everything that was recorded while one batch was played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchEvidence {
    /// The attempt.
    pub batch: BatchId,
    /// One entry for each shape, in order.
    pub shapes: Vec<ShapeEvidence>,
    /// Cookies that the jar held at any time of the batch, as often as they were seen; the nonce in
    /// its value says whose each one is.
    pub jar: Vec<JarCookie>,
    /// One entry for each origin of the topology.
    pub controls: Vec<ControlEvidence>,
    /// What the engine itself said of it; empty where that was not collected, or the engine says
    /// nothing.
    pub reasons: Vec<BrowserReason>,
}

/// What was recorded of one shape, its cookies in the jar excepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShapeEvidence {
    /// Requests that reached the server for this shape, in order of arrival.
    pub exchanges: Vec<FixtureExchange>,
    /// What the document that made the request saw.
    pub page: PageReport,
    /// What a first-party document on the target saw afterwards: after the last shape of the take.
    pub probe: ProbeReport,
    /// How much of the jar was seen.
    pub jar_view: JarView,
}

/// What the control on one host showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlEvidence {
    /// The origin on whose own first-party document it was played.
    pub origin: Url,
    /// What that document saw after the control's cookies were set.
    pub probe: ProbeReport,
    /// The jar after that.
    pub jar: Vec<JarCookie>,
}
