//! What the predictions of cookies depend on.

use matrix::{CookieReader, CookieSetter, DetailTracking, SecondSetter, SetCookieResponse};
use run_model::plan::FillerLines;
use spec_model::Decision;
use url::Url;

use crate::fetch_parameters::RequestInitiator;

/// What the predictions of a shape's cookies depend on, besides the topology.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CookieInputs {
    /// What the cookies depend on at each URL of its request's list.
    pub(crate) hops: Vec<HopInputs>,
    /// Who gives the second lines.
    pub(crate) then_by: SecondSetter,
    /// By what cookies are read in the end.
    pub(crate) reader: CookieReader,
    /// What else is set beside the cookies.
    pub(crate) others: FillerLines,
    /// How old they are when the client asks.
    pub(crate) age_secs: u16,
    /// Whether it is asked how long they are kept.
    pub(crate) lifetimes: DetailTracking,
    /// Whether it is asked if they come back changed.
    pub(crate) changes: DetailTracking,
}

/// What the predictions of the cookies on one response depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HopInputs {
    /// Who sets the cookies.
    pub(crate) set_by: CookieSetter,
    /// Whose request the client's are.
    pub(crate) initiator: RequestInitiator,
    /// The URLs that the request which sets them goes to, up to this one.
    pub(crate) set: Vec<Url>,
    /// Those of the follow-up.
    pub(crate) follow_up_urls: Vec<Url>,
    /// The URL of the second request.
    pub(crate) second_set_urls: Vec<Url>,
    /// Whether that request reaches the server.
    pub(crate) reaches_server: Decision,
    /// Whether it is made with credentials.
    pub(crate) credentials: Decision,
    /// Its method.
    pub(crate) method: String,
    /// That of the follow-up.
    pub(crate) follow_up_method: String,
    /// Whether the follow-up comes there, and comes with credentials.
    pub(crate) follow_up: Decision,
}

impl CookieInputs {
    /// Returns the number of the hop whose response a cookie is on.
    pub(crate) fn position(&self, on: Option<SetCookieResponse>) -> usize {
        match on {
            // The preflight goes to the first URL; no cookie of it is looked at anyway.
            Some(SetCookieResponse::Preflight) => 0,
            Some(SetCookieResponse::Response(position)) => position,
            None => self.hops.len() - 1,
        }
    }

    pub(crate) fn at(&self, on: Option<SetCookieResponse>) -> &HopInputs {
        &self.hops[self.position(on)]
    }

    /// Returns whether the follow-up comes with credentials where a response's cookies are to be
    /// sent.
    pub(crate) fn follow_up(&self, on: Option<SetCookieResponse>) -> &Decision {
        &self.at(on).follow_up
    }

    /// Returns the rules that keep the request from coming where it gets a response, or an allowing
    /// decision.
    pub(crate) fn reaches_server(&self, on: Option<SetCookieResponse>) -> &Decision {
        &self.at(on).reaches_server
    }
}

/// Returns the URL of a place as the fixtures have it.
pub(crate) fn at(origin: &Url, path: &str) -> Url {
    let mut url = origin.clone();
    url.set_path(path);
    url
}
