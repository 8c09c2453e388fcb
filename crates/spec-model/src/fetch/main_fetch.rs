//! Which way a request takes: whether it is checked at all, and whether a preflight goes before it.

use super::preflight::needs_preflight;
use super::{RedirectMode, Request, RequestMode, ResponseTainting};
use crate::decision::Decision;
use crate::quirk::QuirkSet;
use crate::reason::Reason;

/// The way that a request takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FetchRoute {
    /// The response is the document's own; nothing is checked.
    Basic,
    /// The response is subject to the CORS check.
    Cors,
    /// As `Cors`, after a preflight, unless the preflight cache knows its outcome.
    CorsWithPreflight,
    /// There is no request: a network error.
    NetworkError,
    /// The response is opaque; it is not checked, and not shown.
    Opaque,
}

/// The way that a request takes, and why it takes none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteDecision {
    /// The way.
    pub route: FetchRoute,
    /// The request's response tainting from here on.
    pub response_tainting: ResponseTainting,
    /// The rule that makes it a network error, if it is one.
    pub decision: Decision,
}

/// Decides which way a request takes; to be asked anew after each redirect.
///
/// Spec: [Fetch §4.1](https://fetch.spec.whatwg.org/#concept-main-fetch), the step that runs "the
/// steps corresponding to the first matching statement". Mixed content, ports and content security
/// policy come before it and are not looked at here.
pub fn main_fetch_route(request: &Request, quirks: QuirkSet) -> RouteDecision {
    let is_basic = request.response_tainting == ResponseTainting::Basic;
    let to = |route, response_tainting| RouteDecision {
        route,
        response_tainting,
        decision: Decision::default(),
    };
    let network_error = |reason| RouteDecision {
        route: FetchRoute::NetworkError,
        response_tainting: request.response_tainting,
        decision: Decision { reasons: vec![reason], ..Decision::default() },
    };
    // First: same origin and never tainted; data; or a mode that has no CORS.
    let has_no_cors = matches!(
        request.mode,
        RequestMode::Navigate | RequestMode::WebSocket | RequestMode::WebTransport
    );
    if (request.is_same_origin() && is_basic) || request.current_scheme() == "data" || has_no_cors {
        return to(FetchRoute::Basic, ResponseTainting::Basic);
    }
    match request.mode {
        // Second.
        RequestMode::SameOrigin => return network_error(Reason::ModeSameOriginViolation),
        // Third.
        RequestMode::NoCors => {
            if request.redirect_mode != RedirectMode::Follow {
                return network_error(Reason::NoCorsRedirectMode);
            }
            return to(FetchRoute::Opaque, ResponseTainting::Opaque);
        }
        RequestMode::Cors
        | RequestMode::Navigate
        | RequestMode::WebSocket
        | RequestMode::WebTransport => {}
    }
    // Fourth.
    if !matches!(request.current_scheme(), "http" | "https") {
        return network_error(Reason::CorsNonHttpScheme);
    }
    // Fifth.
    if needs_preflight(request, quirks) {
        return to(FetchRoute::CorsWithPreflight, ResponseTainting::Cors);
    }
    // Otherwise.
    to(FetchRoute::Cors, ResponseTainting::Cors)
}
