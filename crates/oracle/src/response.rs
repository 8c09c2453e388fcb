//! What becomes of a shape's own request and its response, given what the server answers.

use run_model::ResponseOutcome;
use run_model::script::{ResponseScript, ShapeScript};
use spec_model::fetch::{Headers, ResponseTainting};
use spec_model::{Decision, UserAgent};
use url::Url;

use crate::decisions::both;
use crate::document::Document;
use crate::request::{ScriptRequest, follow_up};

/// What must become of a request and its response, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponsePrediction {
    /// What must become of it.
    pub outcome: ResponseOutcome,
    /// The rules that keep the response from the script, and notes; of the first stage that fails.
    pub decision: Decision,
}

/// A request with everything that is decided about it on its way.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    pub(crate) request: ScriptRequest,
    /// Whether the answer to the preflight lets the request go on, if there is a preflight.
    pub(crate) preflight: Option<Decision>,
    /// Whether the script is given the response, should it come.
    pub(crate) sharing: Decision,
}

impl Course {
    /// Returns the course of a shape's own request.
    pub(crate) fn of(document: &Document, url: &Url, shape: &ShapeScript, user_agent: UserAgent<'_>) -> Self {
        let request = ScriptRequest::new(document, url, &shape.request, user_agent);
        let preflight =
            request.preflight.as_ref().map(|_| request.preflight_check(shape.preflight.status, &headers(&shape.preflight), user_agent));
        let sharing = request.response_check(&headers(&shape.response), user_agent);
        Self { request, preflight, sharing }
    }

    /// Returns the course of a shape's follow-up, which the server allows; as a plain GET request it has no preflight.
    pub(crate) fn of_follow_up(document: &Document, url: &Url, shape: &ShapeScript, user_agent: UserAgent<'_>) -> Self {
        let request = ScriptRequest::new(document, url, &follow_up(&shape.request), user_agent);
        Self { request, preflight: None, sharing: Decision::default() }
    }

    /// Decides whether the request is made, and made with cookies.
    pub(crate) fn carriage(&self) -> Decision {
        both(&self.request.departure, &self.request.credentials)
    }

    /// Returns the rules that keep the request from the server, or an allowing decision.
    pub(crate) fn arrival(&self) -> &Decision {
        match &self.preflight {
            Some(preflight) if self.request.departure.is_allowed() => preflight,
            Some(_) | None => &self.request.departure,
        }
    }

    /// Returns what becomes of it.
    pub(crate) fn outcome(&self) -> ResponseOutcome {
        match self.request.request.response_tainting {
            _ if !self.request.departure.is_allowed() => ResponseOutcome::NotMade,
            _ if !self.arrival().is_allowed() => ResponseOutcome::PreflightRefused,
            _ if !self.sharing.is_allowed() => ResponseOutcome::Blocked,
            ResponseTainting::Opaque => ResponseOutcome::Opaque,
            ResponseTainting::Basic | ResponseTainting::Cors => ResponseOutcome::Exposed,
        }
    }

    /// Returns what becomes of it, and why.
    pub(crate) fn prediction(&self) -> ResponsePrediction {
        let outcome = self.outcome();
        let decision = match outcome {
            ResponseOutcome::NotMade | ResponseOutcome::PreflightRefused => self.arrival(),
            ResponseOutcome::Blocked | ResponseOutcome::Opaque | ResponseOutcome::Exposed => &self.sharing,
        };
        ResponsePrediction { outcome, decision: decision.clone() }
    }
}

fn headers(response: &ResponseScript) -> Headers {
    Headers(response.headers.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes())).collect())
}
