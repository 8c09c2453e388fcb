//! A request that a document's script makes: what decides about it before it leaves and when answers come.

use matrix::{FetchCredentials, RequestApi};
use run_model::script::RequestScript;
use spec_model::fetch::{
    CredentialsMode, EmbedderPolicy, Headers, MixedContentDestination, Preflight, PreflightCache, PreflightRequest, PreflightResponse,
    Request, ResponseTainting, Route, cors_check, cors_preflight_check, cors_preflight_request, credentials_decision,
    is_forbidden_request_header, main_fetch_route, mixed_content_decision,
};
use spec_model::{Decision, UserAgent};
use url::Url;

use crate::decisions::both;
use crate::document::{Document, NOW};

/// A request that a script makes, in mode `cors` and following redirects, of which a script's answers have none.
#[derive(Clone, Debug)]
pub(crate) struct ScriptRequest {
    pub(crate) request: Request,
    /// Whether it leaves the user agent.
    pub(crate) departure: Decision,
    /// Whether it carries cookies, and its response may set some.
    pub(crate) credentials: Decision,
    /// The preflight that goes before it, if it leaves.
    pub(crate) preflight: Option<PreflightRequest>,
}

impl ScriptRequest {
    /// Returns the request that the document makes to `url`.
    pub(crate) fn new(document: &Document, url: &Url, script: &RequestScript, user_agent: UserAgent<'_>) -> Self {
        let mut request = Request::fetch(&script.method, url.clone(), document.client.origin.clone());
        let headers = script.headers.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes()));
        // What script may not set is dropped in silence.
        request.headers = Headers(headers.filter(|(name, value)| !is_forbidden_request_header(name, value)).collect());
        request.credentials_mode = credentials_mode(script.api);
        let mixed_content = mixed_content_decision(&document.client, url, MixedContentDestination::Other, user_agent.policy);
        let route = main_fetch_route(&request);
        request.response_tainting = route.response_tainting;
        let credentials = credentials_decision(&request, EmbedderPolicy::Other, user_agent.public_suffixes);
        let preflight = match route.route {
            Route::CorsWithPreflight => preflight(&request),
            Route::Basic | Route::Cors | Route::NetworkError | Route::Opaque => None,
        };
        Self { departure: both(&mixed_content, &route.decision), credentials, preflight, request }
    }

    /// Decides whether an answer to its preflight lets it go on.
    pub(crate) fn preflight_check(&self, status: u16, headers: &Headers, user_agent: UserAgent<'_>) -> Decision {
        let response = PreflightResponse::Response { status, headers };
        cors_preflight_check(&self.request, response, user_agent.policy, user_agent.public_suffixes).decision
    }

    /// Decides whether its script is given a response.
    pub(crate) fn response_check(&self, headers: &Headers, user_agent: UserAgent<'_>) -> Decision {
        match self.request.response_tainting {
            ResponseTainting::Cors => cors_check(&self.request, headers, user_agent.public_suffixes),
            ResponseTainting::Basic | ResponseTainting::Opaque => Decision::default(),
        }
    }
}

/// Each request of a script has a URL of its own, so no earlier preflight can stand for its own.
fn preflight(request: &Request) -> Option<PreflightRequest> {
    match cors_preflight_request(request, &PreflightCache::default(), NOW) {
        Preflight::Needed(preflight) => Some(preflight),
        Preflight::Cached => None,
    }
}

/// Spec: [Fetch, new Request](https://fetch.spec.whatwg.org/#dom-request) step 26 and
/// [XMLHttpRequest, send](https://xhr.spec.whatwg.org/#the-send()-method).
fn credentials_mode(api: RequestApi) -> CredentialsMode {
    match api {
        RequestApi::Fetch(FetchCredentials::Omit) => CredentialsMode::Omit,
        RequestApi::Fetch(FetchCredentials::SameOrigin) | RequestApi::Xhr { with_credentials: false } => CredentialsMode::SameOrigin,
        RequestApi::Fetch(FetchCredentials::Include) | RequestApi::Xhr { with_credentials: true } => CredentialsMode::Include,
    }
}

/// Returns the follow-up of a shape's own request: by the same means, without its method and its header fields.
pub(crate) fn follow_up(script: &RequestScript) -> RequestScript {
    RequestScript { api: script.api, method: "GET".to_owned(), headers: Vec::new() }
}
