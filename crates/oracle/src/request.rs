//! A request that a document's script makes: what decides about it before it leaves and when
//! answers come.

use matrix::{
    FetchMode, FetchRedirect, FetchValues, RequestApi, RequestMechanism, ScriptRequestBody,
    UploadEvents,
};
use run_model::plan::RequestScript;
use spec_model::fetch::{
    self, CheckedResponse, EmbedderPolicy, FetchRoute, Headers, HttpVersion, OptionValues,
    PreflightCache, PreflightDecision, PreflightNeed, PreflightRequest, PreflightResponse,
    RedirectAction, RedirectDecision, RedirectMode, Request, RequestFlag, RequestMode,
    ResponseTainting, ScriptInput, bad_port_decision, corp_check, cors_check, cors_preflight_check,
    cors_preflight_request, credentials_decision, fetch_input_decision,
    http_network_fetch_decision, http_redirect_fetch, is_cors_safelisted_request_header,
    is_forbidden_request_header, is_no_cors_safelisted_request_header, main_fetch_route,
    mixed_content_decision, prefetch_decision, request_body_decision, secure_context_decision,
    upgrade_mixed_content, xhr_input_decision,
};
use spec_model::{CookieContext, Decision, Quirk, UserAgent};
use url::Url;

use crate::decisions::both;
use crate::document::{ClientDocument, NOW};
use crate::fetch_parameters::{FetchParameters, RequestInitiator};

/// What the body of a request is said to be where script does not say.
const TEXT: &str = "text/plain;charset=UTF-8";

/// A request that a script makes, on its way to the current one of its URLs.
#[derive(Clone, Debug)]
pub struct ScriptRequest {
    /// How it is made.
    pub parameters: FetchParameters,
    /// The request as Fetch has it.
    pub request: Request,
    /// Whether it leaves the user agent.
    pub may_be_sent: Decision,
    /// Whether the connection can carry it, which shows behind its preflight.
    pub connection: Decision,
    /// Whether it carries cookies, and its response may set some.
    pub credentials: Decision,
    route: FetchRoute,
}

impl ScriptRequest {
    /// Returns the request that the document makes to `url`.
    pub fn new(
        document: &ClientDocument,
        url: &Url,
        script: &RequestScript,
        user_agent: UserAgent<'_>,
    ) -> Self {
        let request = fetch_request(document, url, script, user_agent);
        let parameters = FetchParameters::of(script.api, user_agent.quirks());
        let mut request = Self::to_current_url(document, parameters, request, user_agent);
        request.may_be_sent =
            both(&input_decision(url, script, &request.request), &request.may_be_sent);
        if script.api == RequestApi::Mechanism(RequestMechanism::Prefetch) {
            request.may_be_sent = both(&prefetch_decision(user_agent), &request.may_be_sent);
        }
        request
    }

    fn to_current_url(
        document: &ClientDocument,
        parameters: FetchParameters,
        mut request: Request,
        user_agent: UserAgent<'_>,
    ) -> Self {
        let destination = parameters.destination;
        let url = request.url_list.last_mut().expect("a request is made to a URL");
        upgrade_mixed_content(&document.client, url, destination, user_agent);
        let mixed_content = mixed_content_decision(&document.client, url, destination, user_agent);
        let port = bad_port_decision(url);
        let context = match parameters.initiator {
            RequestInitiator::ServiceWorker => {
                secure_context_decision(&document.client, user_agent)
            }
            RequestInitiator::Document
            | RequestInitiator::Frame
            | RequestInitiator::Navigation
            | RequestInitiator::Refresh
            | RequestInitiator::SharedWorker => Decision::default(),
        };
        let url_scheme = url.scheme().to_owned();
        let route = main_fetch_route(&request, user_agent.quirks());
        request.response_tainting = route.response_tainting;
        let credentials = credentials_decision(&request, EmbedderPolicy::Other, user_agent);
        let may_be_sent = both(
            &request_body_decision(&request, user_agent.quirks()),
            &both(&context, &both(&port, &both(&mixed_content, &route.decision))),
        );
        // As the fixtures have it.
        let version = if url_scheme == "https" { HttpVersion::Two } else { HttpVersion::One };
        let connection = http_network_fetch_decision(&request, version);
        Self { parameters, may_be_sent, connection, credentials, route: route.route, request }
    }

    /// Returns the URL that it is on its way to.
    pub fn url(&self) -> &Url {
        current_url(&self.request)
    }

    /// Returns the request on its way to the next of its URLs.
    ///
    /// # Errors
    /// With the rules by which a redirect with this status is not followed.
    pub fn redirected(
        &self,
        document: &ClientDocument,
        status: u16,
        location: &str,
        user_agent: UserAgent<'_>,
    ) -> Result<Self, Decision> {
        let RedirectDecision { redirect, decision } =
            http_redirect_fetch(&self.request, status, Some(location), user_agent.quirks());
        match redirect {
            RedirectAction::Follow(request) => {
                Ok(Self::to_current_url(document, self.parameters, *request, user_agent))
            }
            RedirectAction::NetworkError
            | RedirectAction::NotARedirect
            | RedirectAction::OpaqueRedirect => Err(decision),
        }
    }

    /// Returns the preflight that goes before it, if it leaves and no earlier one stands for its
    /// own.
    pub fn preflight(
        &self,
        cache: &PreflightCache,
        user_agent: UserAgent<'_>,
    ) -> Option<PreflightRequest> {
        match self.route {
            FetchRoute::CorsWithPreflight => {
                match cors_preflight_request(&self.request, cache, NOW, user_agent.quirks()) {
                    PreflightNeed::Needed(preflight) => Some(preflight),
                    PreflightNeed::Cached => None,
                }
            }
            FetchRoute::Basic
            | FetchRoute::Cors
            | FetchRoute::NetworkError
            | FetchRoute::Opaque => None,
        }
    }

    /// Returns the context of its cookies.
    pub fn context<'a>(
        &self,
        document: &ClientDocument,
        user_agent: UserAgent<'a>,
    ) -> CookieContext<'a> {
        document.context(
            self.parameters.initiator,
            &self.request.url_list,
            &self.request.method,
            user_agent,
        )
    }

    /// Decides whether an answer to its preflight lets it go on.
    pub fn preflight_check(
        &self,
        status: u16,
        headers: &Headers,
        user_agent: UserAgent<'_>,
    ) -> PreflightDecision {
        let response = PreflightResponse::Response { status, headers };
        cors_preflight_check(&self.request, response, user_agent)
    }

    /// Decides whether its script is given a response.
    pub fn response_check(
        &self,
        headers: &Headers,
        checked: CheckedResponse,
        user_agent: UserAgent<'_>,
    ) -> Decision {
        match self.request.response_tainting {
            ResponseTainting::Cors => cors_check(&self.request, headers, checked, user_agent),
            ResponseTainting::Opaque => corp_check(&self.request, headers, user_agent),
            ResponseTainting::Basic => Decision::default(),
        }
    }
}

fn current_url(request: &Request) -> &Url {
    request.url_list.last().expect("a request is made to a URL")
}

/// Decides whether an interface takes what the script asks for.
fn input_decision(url: &Url, script: &RequestScript, request: &Request) -> Decision {
    let input = ScriptInput {
        url,
        method: &script.method,
        headers: &script.headers,
        mode: request.mode,
        body: request.body,
        options: match script.init.values {
            FetchValues::Taken => OptionValues::Valid,
            FetchValues::UnknownCredentials | FetchValues::UnknownOther => OptionValues::Invalid,
        },
    };
    match script.api {
        RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) => fetch_input_decision(input),
        RequestApi::Xhr { .. } => xhr_input_decision(input),
        RequestApi::Mechanism(_) => Decision::default(),
    }
}

/// Returns the request as script makes it, before anything is decided about it.
fn fetch_request(
    document: &ClientDocument,
    url: &Url,
    script: &RequestScript,
    user_agent: UserAgent<'_>,
) -> Request {
    let quirks = user_agent.quirks();
    let mut request = Request::fetch(&script.method, url.clone(), document.client.origin.clone());
    let parameters = FetchParameters::of(script.api, quirks);
    (request.mode, request.credentials_mode) = (parameters.mode, parameters.credentials);
    if script.init.mode == FetchMode::SameOrigin {
        request.mode = RequestMode::SameOrigin;
    }
    request.redirect_mode = match script.init.redirect {
        // WebSockets, establish a WebSocket connection: its redirect mode is "error".
        _ if request.mode == RequestMode::WebSocket => RedirectMode::Error,
        FetchRedirect::Error => RedirectMode::Error,
        FetchRedirect::Follow => RedirectMode::Follow,
        FetchRedirect::Manual => RedirectMode::Manual,
    };
    // XMLHttpRequest, send(), the upload listener flag. By the quirk it matters with a body alone.
    if let RequestApi::Xhr { upload: UploadEvents::Observed, .. } = script.api
        && (script.body.is_some() || !quirks.has(Quirk::UploadListenerNeedsABody))
    {
        request.use_cors_preflight = RequestFlag::Set;
    }
    // Beacon §3.2: with a type that is not safelisted, its mode is "cors".
    let is_unsafe_type = |(name, value): &(String, String)| {
        name.eq_ignore_ascii_case("Content-Type")
            && !is_cors_safelisted_request_header(name, value.as_bytes(), quirks)
    };
    if script.api == RequestApi::Mechanism(RequestMechanism::Beacon)
        && script.headers.iter().any(is_unsafe_type)
    {
        request.mode = RequestMode::Cors;
    }
    // What script may not set is dropped in silence.
    let may_set = |name: &str, value: &[u8]| {
        !is_forbidden_request_header(name, value)
            && (request.mode != RequestMode::NoCors
                || is_no_cors_safelisted_request_header(name, value, quirks))
    };
    let mut headers = Headers::default();
    for (name, value) in
        script.headers.iter().filter(|(name, value)| may_set(name, value.as_bytes()))
    {
        match script.api {
            // XMLHttpRequest, setRequestHeader(), step 6: the values of a name are one.
            RequestApi::Xhr { .. } => headers.combine(name, value.as_bytes()),
            RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Mechanism(_) => {
                headers.0.push((name.clone(), value.clone().into_bytes()));
            }
        }
    }
    request.headers = headers;
    match &script.body {
        None => {}
        // To `XMLHttpRequest` a stream is an object like any other, which becomes a string. By the
        // quirk it is so everywhere.
        Some(ScriptRequestBody::Stream(_))
            if !matches!(script.api, RequestApi::Xhr { .. })
                && !quirks.has(Quirk::StreamsAreStrings) =>
        {
            request.body = fetch::RequestBody::Stream;
            request.use_cors_preflight = RequestFlag::Set;
        }
        Some(ScriptRequestBody::Stream(_) | ScriptRequestBody::Text(_)) => {
            request.body = fetch::RequestBody::Source;
            if !request.headers.contains("Content-Type") {
                request.headers.0.push(("Content-Type".to_owned(), TEXT.as_bytes().to_vec()));
            }
        }
    }
    request
}
