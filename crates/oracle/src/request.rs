//! A request that a document's script makes: what decides about it before it leaves and when answers come.

use run_model::script::{FetchCredentials, RequestApi, RequestBody, RequestScript, UploadEvents};
use spec_model::fetch::{
    self, CredentialsMode, EmbedderPolicy, Flag, Headers, MixedContentDestination, Preflight, PreflightCache, PreflightDecision,
    PreflightRequest, PreflightResponse, Redirect, RedirectDecision, Request, RequestMode, ResponseTainting, Route, corp_check, cors_check,
    cors_preflight_check, cors_preflight_request, credentials_decision, http_redirect_fetch, is_forbidden_request_header,
    is_no_cors_safelisted_request_header, main_fetch_route, mixed_content_decision,
};
use spec_model::{Decision, UserAgent};
use url::Url;

use crate::decisions::both;
use crate::document::{Document, NOW};

/// What the body of a request is said to be where script does not say.
const TEXT: &str = "text/plain;charset=UTF-8";

/// A request that a script makes, on its way to the current one of its URLs.
#[derive(Clone, Debug)]
pub(crate) struct ScriptRequest {
    pub(crate) request: Request,
    /// Whether it leaves the user agent.
    pub(crate) departure: Decision,
    /// Whether it carries cookies, and its response may set some.
    pub(crate) credentials: Decision,
    route: Route,
}

impl ScriptRequest {
    /// Returns the request that the document makes to `url`.
    pub(crate) fn new(document: &Document, url: &Url, script: &RequestScript, user_agent: UserAgent<'_>) -> Self {
        Self::to_current_url(document, fetch_request(document, url, script), user_agent)
    }

    fn to_current_url(document: &Document, mut request: Request, user_agent: UserAgent<'_>) -> Self {
        let url = current_url(&request);
        let mixed_content = mixed_content_decision(&document.client, url, MixedContentDestination::Other, user_agent.policy);
        let route = main_fetch_route(&request);
        request.response_tainting = route.response_tainting;
        let credentials = credentials_decision(&request, EmbedderPolicy::Other, user_agent.public_suffixes);
        Self { departure: both(&mixed_content, &route.decision), credentials, route: route.route, request }
    }

    /// Returns the URL that it is on its way to.
    pub(crate) fn url(&self) -> &Url {
        current_url(&self.request)
    }

    /// Returns the request on its way to the next of its URLs.
    ///
    /// # Errors
    /// With the rules by which a redirect with this status is not followed.
    pub(crate) fn redirected(&self, document: &Document, status: u16, location: &str, user_agent: UserAgent<'_>) -> Result<Self, Decision> {
        let RedirectDecision { redirect, decision } = http_redirect_fetch(&self.request, status, Some(location));
        match redirect {
            Redirect::Follow(request) => Ok(Self::to_current_url(document, *request, user_agent)),
            Redirect::NetworkError | Redirect::NotARedirect | Redirect::OpaqueRedirect => Err(decision),
        }
    }

    /// Returns the preflight that goes before it, if it leaves and no earlier one stands for its own.
    pub(crate) fn preflight(&self, cache: &PreflightCache) -> Option<PreflightRequest> {
        match self.route {
            Route::CorsWithPreflight => match cors_preflight_request(&self.request, cache, NOW) {
                Preflight::Needed(preflight) => Some(preflight),
                Preflight::Cached => None,
            },
            Route::Basic | Route::Cors | Route::NetworkError | Route::Opaque => None,
        }
    }

    /// Decides whether an answer to its preflight lets it go on.
    pub(crate) fn preflight_check(&self, status: u16, headers: &Headers, user_agent: UserAgent<'_>) -> PreflightDecision {
        let response = PreflightResponse::Response { status, headers };
        cors_preflight_check(&self.request, response, user_agent.policy, user_agent.public_suffixes)
    }

    /// Decides whether its script is given a response.
    pub(crate) fn response_check(&self, headers: &Headers, user_agent: UserAgent<'_>) -> Decision {
        match self.request.response_tainting {
            ResponseTainting::Cors => cors_check(&self.request, headers, user_agent.public_suffixes),
            ResponseTainting::Opaque => corp_check(&self.request, headers, user_agent.public_suffixes),
            ResponseTainting::Basic => Decision::default(),
        }
    }
}

fn current_url(request: &Request) -> &Url {
    request.url_list.last().expect("a request is made to a URL")
}

/// Returns the request as script makes it, before anything is decided about it.
fn fetch_request(document: &Document, url: &Url, script: &RequestScript) -> Request {
    let mut request = Request::fetch(&script.method, url.clone(), document.client.origin.clone());
    request.credentials_mode = credentials_mode(script.api);
    match script.api {
        RequestApi::Fetch(_) | RequestApi::Xhr { upload: UploadEvents::Ignored, .. } => {}
        RequestApi::FetchNoCors(_) => request.mode = RequestMode::NoCors,
        RequestApi::Xhr { upload: UploadEvents::Observed, .. } => request.use_cors_preflight = Flag::Set,
    }
    // What script may not set is dropped in silence.
    let may_set = |name: &str, value: &[u8]| {
        !is_forbidden_request_header(name, value)
            && (request.mode != RequestMode::NoCors || is_no_cors_safelisted_request_header(name, value))
    };
    let headers = script.headers.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes()));
    let headers = headers.filter(|(name, value)| may_set(name, value)).collect();
    request.headers = Headers(headers);
    match &script.body {
        None => {}
        Some(RequestBody::Stream(_)) => {
            request.body = fetch::RequestBody::Stream;
            request.use_cors_preflight = Flag::Set;
        }
        Some(RequestBody::Text(_)) => {
            request.body = fetch::RequestBody::Source;
            if !request.headers.contains("Content-Type") {
                request.headers.0.push(("Content-Type".to_owned(), TEXT.as_bytes().to_vec()));
            }
        }
    }
    request
}

/// Spec: [Fetch, new Request](https://fetch.spec.whatwg.org/#dom-request) step 26 and
/// [XMLHttpRequest, send](https://xhr.spec.whatwg.org/#the-send()-method).
fn credentials_mode(api: RequestApi) -> CredentialsMode {
    match api {
        RequestApi::Fetch(credentials) | RequestApi::FetchNoCors(credentials) => match credentials {
            FetchCredentials::Omit => CredentialsMode::Omit,
            FetchCredentials::SameOrigin => CredentialsMode::SameOrigin,
            FetchCredentials::Include => CredentialsMode::Include,
        },
        RequestApi::Xhr { with_credentials: false, .. } => CredentialsMode::SameOrigin,
        RequestApi::Xhr { with_credentials: true, .. } => CredentialsMode::Include,
    }
}
