//! Fetch as far as cookies and CORS go: which way a request takes, whether it has credentials, and
//! who may read its response.
//!
//! Requests are described by the few fields that these algorithms look at; nothing is sent
//! anywhere.

mod bad_port;
mod corp;
mod cors_check;
mod credentials;
mod exposure;
mod framing;
mod headers;
mod http_network_fetch;
mod main_fetch;
mod mixed_content;
mod prefetch;
mod preflight;
mod preflight_cache;
mod redirect;
mod response_use;
mod script_request;

pub use bad_port::bad_port_decision;
pub use corp::corp_check;
pub use cors_check::{CheckedResponse, cors_check};
pub use credentials::{
    EmbedderPolicy, SetCookieSource, credentials_decision, header_value_decision, received_value,
    set_cookie_gate,
};
pub use exposure::header_exposure;
pub use framing::{frame_ancestors_decision, x_frame_options_decision};
pub use headers::{
    Headers, cors_unsafe_request_header_names, is_cors_non_wildcard_request_header_name,
    is_cors_safelisted_method, is_cors_safelisted_request_header,
    is_cors_safelisted_response_header_name, is_forbidden_method, is_forbidden_request_header,
    is_forbidden_response_header_name, is_header_value, is_no_cors_safelisted_request_header,
    normalize_method, request_header_gate,
};
pub use http_network_fetch::{HttpVersion, http_network_fetch_decision, request_body_decision};
pub use main_fetch::{FetchRoute, RouteDecision, main_fetch_route};
pub use mixed_content::{
    MixedContentDestination, is_potentially_trustworthy_origin, is_potentially_trustworthy_url,
    mixed_content_decision, secure_context_decision, upgrade_mixed_content,
};
pub use prefetch::prefetch_decision;
pub use preflight::{
    PreflightNeed, PreflightRequest, PreflightResponse, cors_preflight_check,
    cors_preflight_request, needs_preflight,
};
pub use preflight_cache::{CacheEntry, PreflightCache, PreflightDecision};
pub use redirect::{
    RedirectAction, RedirectDecision, http_redirect_fetch, is_redirect_status,
    redirect_mode_decision,
};
pub use response_use::{
    classic_script_decision, event_source_decision, module_script_decision, style_sheet_decision,
    web_socket_decision,
};
pub use script_request::{OptionValues, ScriptInput, fetch_input_decision, xhr_input_decision};

use url::{Origin, Url};

use crate::host::PublicSuffixes;
use crate::policy::SameSiteScheme;
use crate::site::{same_site, serialize_origin};

/// A request's credentials mode.
///
/// Spec: [Fetch, request credentials
/// mode](https://fetch.spec.whatwg.org/#concept-request-credentials-mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CredentialsMode {
    /// `include`.
    Include,
    /// `omit`.
    Omit,
    /// `same-origin`.
    #[default]
    SameOrigin,
}

/// A request's mode.
///
/// Spec: [Fetch, request mode](https://fetch.spec.whatwg.org/#concept-request-mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RequestMode {
    /// `cors`.
    #[default]
    Cors,
    /// `navigate`.
    Navigate,
    /// `no-cors`.
    NoCors,
    /// `same-origin`.
    SameOrigin,
    /// `websocket`.
    WebSocket,
    /// `webtransport`.
    WebTransport,
}

/// A request's redirect mode.
///
/// Spec: [Fetch, request redirect
/// mode](https://fetch.spec.whatwg.org/#concept-request-redirect-mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RedirectMode {
    /// `error`.
    Error,
    /// `follow`.
    #[default]
    Follow,
    /// `manual`.
    Manual,
}

/// A request's response tainting.
///
/// Spec: [Fetch, request response
/// tainting](https://fetch.spec.whatwg.org/#concept-request-response-tainting).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ResponseTainting {
    /// `basic`.
    #[default]
    Basic,
    /// `cors`.
    Cors,
    /// `opaque`.
    Opaque,
}

/// What a request's body is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RequestBody {
    /// There is none.
    #[default]
    None,
    /// It can be sent again.
    Source,
    /// It is a stream without a source, which can be read once.
    Stream,
}

/// Whether a flag of a request is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RequestFlag {
    /// It is.
    Set,
    /// It is not.
    #[default]
    Unset,
}

/// A request, as far as these algorithms look at it.
///
/// Spec: [Fetch, requests](https://fetch.spec.whatwg.org/#concept-request).
#[derive(Clone, Debug)]
pub struct Request {
    /// The method, normalized.
    pub method: String,
    /// The URLs that it went to, the current one last.
    pub url_list: Vec<Url>,
    /// The origin that it is made for.
    pub origin: Origin,
    /// The header list.
    pub headers: Headers,
    /// The body.
    pub body: RequestBody,
    /// The mode.
    pub mode: RequestMode,
    /// The credentials mode.
    pub credentials_mode: CredentialsMode,
    /// The redirect mode.
    pub redirect_mode: RedirectMode,
    /// The response tainting.
    pub response_tainting: ResponseTainting,
    /// The use-CORS-preflight flag, as upload listeners and streams set it.
    pub use_cors_preflight: RequestFlag,
    /// The unsafe-request flag: set for `fetch()` and `XMLHttpRequest`.
    pub unsafe_request: RequestFlag,
    /// The redirect count.
    pub redirect_count: u32,
    /// Whether a preflight went before the request to the URL that redirected it.
    pub had_preflight: RequestFlag,
}

impl Request {
    /// Returns the request that `fetch()` makes: mode `cors`, credentials mode `same-origin`,
    /// unsafe-request flag set.
    pub fn fetch(method: &str, url: Url, origin: Origin) -> Self {
        Self {
            method: normalize_method(method),
            url_list: vec![url],
            origin,
            headers: Headers::default(),
            body: RequestBody::None,
            mode: RequestMode::Cors,
            credentials_mode: CredentialsMode::SameOrigin,
            redirect_mode: RedirectMode::Follow,
            response_tainting: ResponseTainting::Basic,
            use_cors_preflight: RequestFlag::Unset,
            unsafe_request: RequestFlag::Set,
            redirect_count: 0,
            had_preflight: RequestFlag::Unset,
        }
    }

    /// Returns the origin of the current URL; an opaque one without any URL.
    pub fn current_origin(&self) -> Origin {
        self.url_list.last().map_or_else(Origin::new_opaque, Url::origin)
    }

    /// Returns the scheme of the current URL.
    pub(crate) fn current_scheme(&self) -> &str {
        self.url_list.last().map_or("", Url::scheme)
    }

    /// Returns whether redirects took the request from its own origin to another one.
    pub(crate) fn has_left_origin(&self) -> bool {
        let begins_at_home = self.url_list.first().is_some_and(|url| url.origin() == self.origin);
        begins_at_home && !self.is_same_origin()
    }

    /// Returns whether the current URL's origin is same origin with the request's.
    pub fn is_same_origin(&self) -> bool {
        self.current_origin() == self.origin
    }
}

/// How far a request was taken from its origin by redirects.
///
/// Spec: [Fetch, request
/// redirect-taint](https://fetch.spec.whatwg.org/#concept-request-tainted-origin).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RedirectTaint {
    /// `same-origin`.
    SameOrigin,
    /// `same-site`.
    SameSite,
    /// `cross-site`.
    CrossSite,
}

/// Returns a request's redirect-taint.
///
/// Spec: [Fetch, request
/// redirect-taint](https://fetch.spec.whatwg.org/#concept-request-tainted-origin).
pub fn redirect_taint(request: &Request, suffixes: &dyn PublicSuffixes) -> RedirectTaint {
    // Steps 2 and 3.
    let mut taint = RedirectTaint::SameOrigin;
    // Step 4: each URL with the one before.
    for pair in request.url_list.windows(2) {
        let (last, url) = (pair[0].origin(), pair[1].origin());
        let is_same_site =
            |a: &Origin, b: &Origin| same_site(a, b, SameSiteScheme::Schemeful, suffixes);
        // Step 4.2.
        if !is_same_site(&url, &last) && !is_same_site(&request.origin, &last) {
            return RedirectTaint::CrossSite;
        }
        // Step 4.3.
        if url != last && request.origin != last {
            taint = RedirectTaint::SameSite;
        }
    }
    // Step 5.
    taint
}

/// Returns what the `Origin` header of a request says, and what a CORS check compares with.
///
/// Spec: [Fetch, serializing a request
/// origin](https://fetch.spec.whatwg.org/#serializing-a-request-origin).
pub fn serialize_request_origin(request: &Request, suffixes: &dyn PublicSuffixes) -> String {
    // Step 1: a tainted origin is told to nobody.
    if redirect_taint(request, suffixes) != RedirectTaint::SameOrigin {
        return "null".to_owned();
    }
    // Step 2.
    serialize_origin(&request.origin)
}
