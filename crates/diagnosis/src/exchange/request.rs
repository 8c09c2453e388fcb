//! Who made a request that was seen, and by which means: what a browser or an exporter wrote down
//! about it, and where that is missing, what it looks like.

use matrix::{FetchCredentials, RequestApi, RequestMechanism};
use spec_model::Timestamp;
use url::Url;

use crate::exchange::observed::ObservedExchange;
use crate::exchange::skipped::SkipReason;
use crate::http::response_head::ResponseHead;
use crate::story::DocumentPlace;

/// What is assumed of an exchange, as it cannot be observed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeAssumption {
    /// The request carried cookies, so it was made with credentials.
    #[error("the request carried cookies, so credentials mode include is assumed")]
    IncludeAsItCarriedCookies,
    /// A later request carried what the response set, so it was made with credentials.
    #[error(
        "a later request carried the cookies of the response, so credentials mode include is \
         assumed"
    )]
    IncludeAsItStoredCookies,
    /// The response allows credentials, so they are assumed.
    #[error("the credentials mode is unknown; include is assumed, as the response allows it")]
    IncludeAsItIsAllowed,
    /// Nothing says who started a navigation.
    #[error("nothing says which page led here; the user is assumed to have typed the address")]
    NavigatedByUser,
    /// No request followed the preflight.
    #[error(
        "only the preflight was answered; the response is assumed to allow the request and to set \
         no cookie"
    )]
    NoResponse,
    /// The response was kept from the page, and its status from the file.
    #[error("the browser kept the response from the page ({failure}); its status is unknown")]
    StatusUnknown {
        /// Why, in the browser's words.
        failure: String,
    },
    /// Nothing indicates credentials.
    #[error("the credentials mode is unknown; same-origin is assumed, the default")]
    SameOrigin,
}

impl ExchangeAssumption {
    /// Returns the other way in which the request may have been made, where the credentials mode is
    /// assumed without evidence of it.
    pub fn other_api(&self) -> Option<RequestApi> {
        match self {
            Self::IncludeAsItIsAllowed => Some(RequestApi::Fetch(FetchCredentials::SameOrigin)),
            Self::SameOrigin => Some(RequestApi::Fetch(FetchCredentials::Include)),
            Self::IncludeAsItCarriedCookies
            | Self::IncludeAsItStoredCookies
            | Self::NavigatedByUser
            | Self::NoResponse
            | Self::StatusUnknown { .. } => None,
        }
    }
}

/// What is known besides the exchanges.
#[derive(Clone, Debug)]
pub struct KnownContext<'a> {
    /// The page that made all requests.
    pub page: Option<&'a Url>,
    /// By which means the requests were made.
    pub api: Option<RequestApi>,
    /// When a response came that does not say it itself.
    pub now: Timestamp,
}

/// Who made a request, and by which means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RequestOrigin {
    pub(crate) document: DocumentPlace,
    pub(crate) api: RequestApi,
    /// Whether a script wants to read the response.
    pub(crate) by_script: bool,
    pub(crate) assumptions: Vec<ExchangeAssumption>,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RequestPurpose {
    /// A top-level document.
    Document,
    /// Something that has a mechanism of its own in a document.
    Element(RequestMechanism),
    /// A frame's document.
    Frame,
    /// A script's call.
    Script,
}

/// A page of some other site, where a request came from one and nobody wrote down which.
const OTHER_SITE: &str = "https://another-site.invalid/";

/// Returns who made a request, and by which means.
pub(crate) fn request_origin(
    exchange: &ObservedExchange,
    url: &Url,
    known: &KnownContext<'_>,
) -> Result<RequestOrigin, SkipReason> {
    let purpose = purpose(exchange, url);
    let post = exchange.method == "POST";
    let (document, assumption) = match purpose {
        RequestPurpose::Document => navigation_from(exchange, url),
        RequestPurpose::Element(_) | RequestPurpose::Frame | RequestPurpose::Script => {
            (document_of(exchange, purpose, known)?, None)
        }
    };
    let mut assumptions: Vec<ExchangeAssumption> = assumption.into_iter().collect();
    let mechanism = |mechanism| RequestApi::Mechanism(mechanism);
    let is_cross_origin = document.url().origin() != url.origin();
    let api = match (known.api.or(exchange.api), purpose) {
        (_, RequestPurpose::Document) if post => mechanism(RequestMechanism::FormPost),
        (_, RequestPurpose::Document) => mechanism(RequestMechanism::Link),
        (_, RequestPurpose::Frame) if post => mechanism(RequestMechanism::FormPostIntoFrame),
        (_, RequestPurpose::Frame) => mechanism(RequestMechanism::Iframe),
        (_, RequestPurpose::Element(one)) => mechanism(one),
        (Some(api), RequestPurpose::Script) => api,
        (None, RequestPurpose::Script) if !is_cross_origin => {
            RequestApi::Fetch(FetchCredentials::Include)
        }
        (None, RequestPurpose::Script) if is_without_cors(exchange) => {
            RequestApi::FetchNoCors(FetchCredentials::Include)
        }
        (None, RequestPurpose::Script) => {
            let (api, assumption) = assumed_api(exchange);
            assumptions.push(assumption);
            api
        }
    };
    let by_script = purpose == RequestPurpose::Script && !is_without_cors(exchange);
    Ok(RequestOrigin { document, api, by_script, assumptions })
}

fn is_without_cors(exchange: &ObservedExchange) -> bool {
    exchange.request_header("Sec-Fetch-Mode") == Some("no-cors")
}

fn purpose(exchange: &ObservedExchange, url: &Url) -> RequestPurpose {
    let is_socket = matches!(url.scheme(), "ws" | "wss")
        || exchange
            .request_header("Upgrade")
            .is_some_and(|it| it.eq_ignore_ascii_case("websocket"));
    if is_socket {
        return RequestPurpose::Element(RequestMechanism::WebSocket);
    }
    let has_cors = exchange.request_header("Sec-Fetch-Mode") == Some("cors");
    let script =
        if has_cors { RequestMechanism::ScriptAnonymous } else { RequestMechanism::Script };
    let of_word = |word: &str| match word.to_ascii_lowercase().as_str() {
        "iframe" | "frame" | "object" | "embed" | "fencedframe" => Some(RequestPurpose::Frame),
        "document" => Some(RequestPurpose::Document),
        "image" | "img" | "imageset" => Some(RequestPurpose::Element(RequestMechanism::Img)),
        "script" => Some(RequestPurpose::Element(script)),
        "style" | "stylesheet" => Some(RequestPurpose::Element(RequestMechanism::Stylesheet)),
        "font" => Some(RequestPurpose::Element(RequestMechanism::Font)),
        "audio" | "video" | "media" | "track" => {
            Some(RequestPurpose::Element(RequestMechanism::Video))
        }
        "beacon" | "ping" => Some(RequestPurpose::Element(RequestMechanism::Beacon)),
        "eventsource" => Some(RequestPurpose::Element(RequestMechanism::EventSource)),
        "empty" | "fetch" | "xhr" | "xmlhttprequest" => Some(RequestPurpose::Script),
        _ => None,
    };
    // What the browser sent tells frames from pages; what the exporter wrote tells the rest.
    let destination = exchange.request_header("Sec-Fetch-Dest");
    let written = exchange.resource_type.as_deref();
    let by_word = match (destination, written) {
        (Some("empty"), Some(written)) => of_word(written),
        (Some(destination), _) => of_word(destination),
        (None, Some(written)) => of_word(written),
        (None, None) => None,
    };
    let is_navigation = exchange.request_header("Sec-Fetch-Mode") == Some("navigate")
        || exchange.request_header("Upgrade-Insecure-Requests").is_some()
        || exchange.request_header("Accept").is_some_and(|it| it.starts_with("text/html"));
    by_word.unwrap_or(if is_navigation && destination.is_none() {
        RequestPurpose::Document
    } else {
        RequestPurpose::Script
    })
}

/// Returns the document that started a top-level navigation. One that a user started is as good as
/// one that the site itself started.
fn navigation_from(
    exchange: &ObservedExchange,
    url: &Url,
) -> (DocumentPlace, Option<ExchangeAssumption>) {
    let place = |page: Url| DocumentPlace { page, frames: Vec::new() };
    let referrer = header_url(exchange, "Referer").or_else(|| header_url(exchange, "Origin"));
    match (exchange.request_header("Sec-Fetch-Site"), referrer) {
        (Some("none" | "same-origin" | "same-site"), None) | (Some("none"), Some(_)) => {
            (place(url.clone()), None)
        }
        (_, Some(referrer)) => (place(referrer), None),
        (Some(_), None) => {
            let other = Url::parse(OTHER_SITE).expect("it is a URL");
            (place(other), None)
        }
        (None, None) => (place(url.clone()), Some(ExchangeAssumption::NavigatedByUser)),
    }
}

/// Returns the document that made a request: the page, or a frame in it where the request names
/// another origin.
fn document_of(
    exchange: &ObservedExchange,
    purpose: RequestPurpose,
    known: &KnownContext<'_>,
) -> Result<DocumentPlace, SkipReason> {
    let page = page_of(exchange, known)?;
    let client = header_url(exchange, "Origin").or_else(|| header_url(exchange, "Referer"));
    let frame = client.filter(|client| client.origin() != page.origin());
    let frames = frame.filter(|_| purpose != RequestPurpose::Frame && known.page.is_none());
    Ok(DocumentPlace { page, frames: frames.into_iter().collect() })
}

/// Returns the page that made a request.
pub(crate) fn page_of(
    exchange: &ObservedExchange,
    known: &KnownContext<'_>,
) -> Result<Url, SkipReason> {
    known.page.or(exchange.page.as_ref()).cloned().ok_or(SkipReason::PageUnknown)
}

fn header_url(exchange: &ObservedExchange, name: &str) -> Option<Url> {
    Url::parse(exchange.request_header(name)?).ok().filter(Url::has_host)
}

/// Returns how a script makes a request across origins, by what was seen of it.
pub(crate) fn assumed_api(exchange: &ObservedExchange) -> (RequestApi, ExchangeAssumption) {
    let carries_cookies = !exchange.cookie_names().is_empty();
    assumed_credentials(carries_cookies, allows_credentials(&exchange.response))
}

/// Returns how a script makes a request across origins whose credentials mode nobody knows, by
/// whether it carried cookies and whether its response allows credentials.
pub fn assumed_credentials(
    carries_cookies: bool,
    allows_credentials: bool,
) -> (RequestApi, ExchangeAssumption) {
    let include = RequestApi::Fetch(FetchCredentials::Include);
    if carries_cookies {
        (include, ExchangeAssumption::IncludeAsItCarriedCookies)
    } else if allows_credentials {
        (include, ExchangeAssumption::IncludeAsItIsAllowed)
    } else {
        let same_origin = RequestApi::Fetch(FetchCredentials::SameOrigin);
        (same_origin, ExchangeAssumption::SameOrigin)
    }
}

/// Returns whether a response says anything of credentials.
pub fn allows_credentials(response: &ResponseHead) -> bool {
    response.values("Access-Control-Allow-Credentials").next().is_some()
}
