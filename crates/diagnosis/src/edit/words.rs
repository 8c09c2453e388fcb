//! What each edit asks of people, in a sentence and in a word.

use crate::edit::apply::SAMPLE_NAME;
use crate::edit::candidates::unlisted_domain;
use crate::edit::{SuggestedEdit, is_response_field};
use crate::question::relation::is_unspecified;
use crate::question::{FollowUpRequest, Question};
use matrix::{RequestApi, RequestMechanism};
use spec_model::{document_origin, serialize_origin};

impl SuggestedEdit {
    /// Returns what to do, in a sentence; `question` is the fixed one.
    pub fn words(&self, question: &Question) -> String {
        match self {
            Self::AllowCredentials => {
                format!("Send `Access-Control-Allow-Credentials: true` in {}.", responses(question))
            }
            Self::AllowOrigin => {
                format!(
                    "Send `Access-Control-Allow-Origin: {}` in {}: the page's origin, not `*`. If \
                     the server allows several origins, also send `Vary: Origin`.",
                    question.client_origin(),
                    responses(question)
                )
            }
            Self::EchoOrigin { others, cached } => echo_words(question, others, *cached),
            Self::Credentials => match question.request.api {
                RequestApi::Mechanism(RequestMechanism::EventSourceWithCredentials) => {
                    "Open the EventSource with `withCredentials: true`.".to_owned()
                }
                RequestApi::Mechanism(RequestMechanism::ScriptUseCredentials) => {
                    "Set `crossorigin=\"use-credentials\"` on the element.".to_owned()
                }
                RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Mechanism(_) => {
                    "Make the request with `credentials: \"include\"`.".to_owned()
                }
                RequestApi::Xhr { .. } => "Set `withCredentials = true` on the XMLHttpRequest. \
                                           axios and Angular take it among the options, jQuery \
                                           as `xhrFields: { withCredentials: true }`."
                    .to_owned(),
            },
            Self::CorsMode => "Leave out `mode: \"no-cors\"`: it hides the response from the \
                               script, whatever the server answers."
                .to_owned(),
            Self::DirectRequest => {
                format!("Request {} directly, and not by a redirect.", question.url)
            }
            Self::LaterCredentials => {
                format!(
                    "Make the later request with credentials too.{}",
                    later_permission(question)
                )
            }
            Self::NoCrossorigin => "Remove `crossorigin` from the element: it then needs no CORS, \
                                    and scripts cannot read its errors."
                .to_owned(),
            Self::Domain(domain) if is_unlisted(domain, question) => format!(
                "Set `Domain={domain}`: WebKitGTK knows no site below `.{}`, and compares hosts.",
                domain.rsplit('.').next().unwrap_or_default()
            ),
            Self::Domain(domain) => {
                format!("Set `Domain={domain}`, which all share that need the cookie.")
            }
            Self::ExposeField(name) => format!(
                "List `{name}` in `Access-Control-Expose-Headers`: scripts can then read it."
            ),
            Self::HttpsPage => "Serve the page over https.".to_owned(),
            Self::HttpsRequest if question.url.scheme() == "wss" => {
                "Serve the WebSocket over TLS, and open it by `wss://`.".to_owned()
            }
            Self::HttpsRequest => "Serve the API over https, and request it there.".to_owned(),
            Self::HttpsLaterRequest => "Make the later request over https.".to_owned(),
            Self::HttpsRedirect => "Redirect to https. An app behind a proxy knows of https by \
                                    `X-Forwarded-Proto`, if it is to trust that."
                .to_owned(),
            Self::NoRequestHeader(name) if is_response_field(name) => {
                format!("Do not send `{name}` in the request: it is a field of responses.")
            }
            Self::NoRequestHeader(name) => {
                format!("Do not send `{name}` in the request: it needs a preflight.")
            }
            Self::NoSecure => "Remove `Secure` while you develop over http. In production, serve \
                               the API over https."
                .to_owned(),
            Self::NoSecureNorPrefix => "Remove `Secure`, and the prefix that asks for it, while \
                                        you develop over http. In production, serve the API over \
                                        https."
                .to_owned(),
            Self::OwnHost if is_unspecified(&question.page) => {
                "Open the page and call the API by one host name, such as `localhost`.".to_owned()
            }
            Self::OwnHost => format!(
                "Call the API by the page's own host name: `{}`.",
                question.url.origin().ascii_serialization()
            ),
            Self::SendOnce(name) => format!(
                "Send `{name}` once: it came twice. Two layers may add it, such as the app and a \
                 proxy."
            ),
            Self::SplitCookies => "Send each cookie in its own `Set-Cookie` field.".to_owned(),
            Self::UpperCaseMethod => format!(
                "Write the method in upper case: `{}`. Methods are compared by case.",
                question.request.method
            ),
            Self::NoDomain => "Remove `Domain`: the API's host keeps it.".to_owned(),
            Self::NoHttpOnly if sets_by_script(question) => {
                "Remove `HttpOnly`: no script sets a cookie with it.".to_owned()
            }
            Self::NoHttpOnly => "Remove `HttpOnly`: it hides the cookie from every script, from \
                                 an attacker's too (XSS). Keep it for a session."
                .to_owned(),
            Self::NoPastExpires => {
                "Remove `Expires`, or send a date in the future: without it, the \
                                    cookie lasts until the browser is closed."
                    .to_owned()
            }
            Self::NoMaxAge => {
                "Remove `Max-Age`, or send a whole number of seconds: without it, the cookie lasts \
                 until the browser is closed."
                    .to_owned()
            }
            Self::MaxAge(0) => "Delete the cookie by `Max-Age=0`: browsers differ in which dates \
                                they read."
                .to_owned(),
            Self::MaxAge(secs) => format!("Set `Max-Age={secs}`."),
            Self::ResourcePolicy(policy) => {
                format!("Send `Cross-Origin-Resource-Policy: {policy}` in the response.")
            }
            Self::MeantDomain(domain) => format!(
                "Write the bare host name, `Domain={domain}`. Or leave `Domain` out: the cookie \
                 then belongs to the API's host alone."
            ),
            Self::LeadingSemicolon => {
                "Begin the line with the cookie: what stands in front of the \
                                       first `;` is the cookie, even nothing."
                    .to_owned()
            }
            Self::CookieName => format!("Give the cookie a name, such as `{SAMPLE_NAME}`."),
            Self::SecurePrefix(domain) => format!(
                "Begin the name with `__Secure-` and set `Domain={domain}`: `__Host-` keeps a \
                 cookie to one host."
            ),
            Self::PercentEncode => {
                "Percent-encode what is not printable ASCII, and commas in a name: a tab is `%09`, \
                 `ü` is `%C3%BC`. Decode it where it is read."
                    .to_owned()
            }
            Self::HttpOnly => "Add `HttpOnly`.".to_owned(),
            Self::NoPartitioned => "Remove `Partitioned`: it keeps the cookie to the top-level \
                                    site under which it was set."
                .to_owned(),
            Self::Partitioned => "Add `Partitioned`: the cookie is then stored for the API under \
                                  this top-level site only."
                .to_owned(),
            Self::Path(path) => format!("Set `Path={path}`."),
            Self::Preflight { bad_status: None } => {
                "Let the response to the preflight (OPTIONS) allow the request.".to_owned()
            }
            Self::Preflight { bad_status: Some(status) } => format!(
                "Answer the preflight (OPTIONS) with a status from 200 to 299 instead of {status}, \
                 and let it allow the request. A preflight carries no credentials: let OPTIONS \
                 through without a login."
            ),
            Self::SameSiteLax => "Set `SameSite=Lax`.".to_owned(),
            // Other sites' requests then carry the cookie too.
            Self::SameSiteNone => "Set `SameSite=None`, and prevent CSRF.".to_owned(),
            Self::Secure => "Add `Secure`.".to_owned(),
        }
    }

    /// Returns what it is, in a word or two.
    pub fn name(&self) -> String {
        let name = match self {
            Self::AllowCredentials => "`Access-Control-Allow-Credentials`",
            Self::AllowOrigin | Self::EchoOrigin { .. } => "`Access-Control-Allow-Origin`",
            Self::Credentials => "send credentials",
            Self::CorsMode => "no `no-cors` mode",
            Self::DirectRequest => "request the URL behind the redirect",
            Self::CookieName => "a name for the cookie",
            Self::Domain(domain) | Self::MeantDomain(domain) => {
                return format!("`Domain={domain}`");
            }
            Self::PercentEncode => "other characters percent-encoded",
            Self::ExposeField(_) => "`Access-Control-Expose-Headers`",
            Self::HttpOnly => "`HttpOnly`",
            Self::HttpsPage => "https for the page",
            Self::HttpsLaterRequest => "https for the later request",
            Self::HttpsRedirect => "https for the redirect",
            Self::HttpsRequest => "https for the API",
            Self::LaterCredentials => "send credentials later too",
            Self::LeadingSemicolon => "no `;` in front of the cookie",
            Self::MaxAge(secs) => return format!("`Max-Age={secs}`"),
            Self::NoCrossorigin => "no `crossorigin`",
            Self::NoDomain => "no `Domain`",
            Self::NoHttpOnly => "no `HttpOnly`",
            Self::NoMaxAge => "no `Max-Age`",
            Self::NoPartitioned => "no `Partitioned`",
            Self::NoPastExpires => "no `Expires`",
            Self::NoRequestHeader(name) => return format!("no `{name}` in the request"),
            Self::NoSecure => "no `Secure`",
            Self::NoSecureNorPrefix => "no `Secure` and no prefix",
            Self::OwnHost => "the page’s own host name",
            Self::Partitioned => "`Partitioned`",
            Self::Path(path) => return format!("`Path={path}`"),
            Self::Preflight { .. } => "the preflight’s answer",
            Self::SameSiteLax => "`SameSite=Lax`",
            Self::SameSiteNone => "`SameSite=None`",
            Self::ResourcePolicy(_) => "`Cross-Origin-Resource-Policy`",
            Self::Secure => "`Secure`",
            Self::SecurePrefix(_) => "`__Secure-` in place of `__Host-`",
            Self::SendOnce(name) => return format!("`{name}` once"),
            Self::SplitCookies => "one cookie a field",
            Self::UpperCaseMethod => "the method in upper case",
        };
        name.to_owned()
    }

    /// Returns whether it adds what its name says.
    pub fn adds(&self) -> bool {
        match self {
            Self::AllowCredentials
            | Self::CookieName
            | Self::Domain(_)
            | Self::ExposeField(_)
            | Self::HttpOnly
            | Self::Partitioned
            | Self::Path(_)
            | Self::SameSiteLax
            | Self::SameSiteNone
            | Self::Secure => true,
            Self::AllowOrigin
            | Self::CorsMode
            | Self::Credentials
            | Self::DirectRequest
            | Self::EchoOrigin { .. }
            | Self::PercentEncode
            | Self::HttpsPage
            | Self::HttpsLaterRequest
            | Self::HttpsRedirect
            | Self::HttpsRequest
            | Self::LaterCredentials
            | Self::LeadingSemicolon
            | Self::MaxAge(_)
            | Self::MeantDomain(_)
            | Self::NoCrossorigin
            | Self::NoDomain
            | Self::NoHttpOnly
            | Self::NoMaxAge
            | Self::NoPartitioned
            | Self::NoPastExpires
            | Self::NoRequestHeader(_)
            | Self::NoSecure
            | Self::NoSecureNorPrefix
            | Self::OwnHost
            | Self::Preflight { .. }
            | Self::ResourcePolicy(_)
            | Self::SecurePrefix(_)
            | Self::SendOnce(_)
            | Self::SplitCookies
            | Self::UpperCaseMethod => false,
        }
    }

    /// Returns whether its sentence says more than the diff of the header lines; `question` is the
    /// fixed one.
    pub fn says_more(&self, question: &Question) -> bool {
        match self {
            Self::AllowCredentials | Self::AllowOrigin => {
                !question.cross_origin_redirects().is_empty()
            }
            Self::EchoOrigin { .. }
            | Self::HttpsLaterRequest
            | Self::HttpsRedirect
            | Self::LeadingSemicolon
            | Self::SendOnce(_)
            | Self::SecurePrefix(_)
            | Self::SplitCookies
            | Self::MeantDomain(_)
            | Self::NoMaxAge
            | Self::NoPartitioned
            | Self::NoPastExpires
            | Self::NoSecure
            | Self::NoSecureNorPrefix
            | Self::Preflight { bad_status: Some(_) }
            | Self::SameSiteNone => true,
            Self::Domain(domain) => is_unlisted(domain, question),
            Self::NoHttpOnly => !sets_by_script(question),
            Self::CookieName
            | Self::CorsMode
            | Self::Credentials
            | Self::DirectRequest
            | Self::PercentEncode
            | Self::ExposeField(_)
            | Self::HttpOnly
            | Self::HttpsPage
            | Self::HttpsRequest
            | Self::LaterCredentials
            | Self::MaxAge(_)
            | Self::NoCrossorigin
            | Self::NoDomain
            | Self::NoRequestHeader(_)
            | Self::OwnHost
            | Self::Partitioned
            | Self::Path(_)
            | Self::Preflight { bad_status: None }
            | Self::ResourcePolicy(_)
            | Self::SameSiteLax
            | Self::Secure
            | Self::UpperCaseMethod => false,
        }
    }
}

/// Returns whether a Domain is for browsers that know no suffix of it.
fn is_unlisted(domain: &str, question: &Question) -> bool {
    unlisted_domain(question).is_some_and(|unlisted| unlisted == domain)
}

/// Returns whether the cookie that is asked about is one that a script sets.
fn sets_by_script(question: &Question) -> bool {
    let mut prior = question.prior.iter();
    question.set_cookie_lines().next().is_none() && prior.all(|cookie| cookie.set_by().is_none())
}

/// Returns how one of several origins is allowed; `question` is the fixed one.
fn echo_words(question: &Question, others: &[String], cached: bool) -> String {
    /// More than these are not named.
    const NAMED: usize = 3;
    let named: Vec<String> = others.iter().take(NAMED).map(|one| format!("`{one}`")).collect();
    let stay = match named.as_slice() {
        [] => String::new(),
        [only] => format!(" So {only} stays allowed."),
        _ => format!(" So {} stay allowed.", named.join(", ")),
    };
    let of_cache =
        if cached { " This response came from a cache, perhaps for another origin." } else { "" };
    format!(
        "Send one origin in {}: the request's `Origin` where it is on your list, such as \
         `{}`.{stay} `Vary: Origin` keeps caches from mixing them up.{of_cache}",
        responses(question),
        question.client_origin()
    )
}

/// Says what the response to a later request has to allow, where that is one of another origin.
fn later_permission(question: &Question) -> String {
    let needs = |then: &&FollowUpRequest| then.document.url().origin() != then.url.origin();
    question.follow_up.as_ref().filter(needs).map_or_else(String::new, |then| {
        format!(
            " Its response needs `Access-Control-Allow-Origin: {}` then, not `*`, and \
             `Access-Control-Allow-Credentials: true`.",
            serialize_origin(&document_origin(then.document.url()))
        )
    })
}

/// Returns which responses a field has to be in.
fn responses(question: &Question) -> &'static str {
    if question.cross_origin_redirects().is_empty() {
        "the response"
    } else {
        "every response, redirects too"
    }
}
