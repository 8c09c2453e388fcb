//! Single changes to a request, its response or its preflight's answer.

mod preflight;
mod rules;

use matrix::{FetchCredentials, RequestApi};
use spec_model::{BuiltInPublicSuffixes, PublicSuffixes, registrable_domain};
use url::{Host, Url};

use crate::answer::UserGoal;
use crate::attributes::{attribute_name, attributes, with_attribute, without_attribute};
use crate::edit::preflight::{completed_preflight, is_ok};
use crate::http_text::is_token;
use crate::question::Question;
use crate::response_head::ResponseHead;

pub(crate) use preflight::sends_credentials;

/// The fields of a response that must not come twice.
const DECISIVE_FIELDS: [&str; 2] =
    ["Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"];

/// One change. The order is the one in which changes are made: later ones build on earlier ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuggestedEdit {
    /// Call the API by the page's own host name.
    OwnHost,
    /// Serve the page by https, and the API with it where both are one origin.
    HttpsPage,
    /// Make the request by https.
    HttpsRequest,
    /// Make the request with credentials.
    Credentials,
    /// Write the method in upper case.
    UpperCaseMethod,
    /// Leave out this header field of the request.
    NoRequestHeader(String),
    /// Send each cookie in a field of its own.
    SplitCookies,
    /// Leave Secure out.
    NoSecure,
    /// Add Secure.
    Secure,
    /// Set SameSite=None.
    SameSiteNone,
    /// Leave the Domain attribute out.
    NoDomain,
    /// Give the cookie this Domain.
    Domain(String),
    /// Give the cookie the path `/`.
    Path,
    /// Leave HttpOnly out.
    NoHttpOnly,
    /// Add Partitioned.
    Partitioned,
    /// Send this header field of the response once.
    SendOnce(&'static str),
    /// Answer with the page's origin in `Access-Control-Allow-Origin`.
    AllowOrigin,
    /// Answer with `Access-Control-Allow-Credentials: true`.
    AllowCredentials,
    /// Answer the preflight so that it allows the request.
    Preflight {
        /// The status that it has and that is no ok status.
        bad_status: Option<u16>,
    },
}

/// Where a change is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EditTarget {
    /// In the page's script.
    Script,
    /// In the `Set-Cookie` line.
    Cookie,
    /// In the response's other header fields.
    Response,
    /// In the answer to the preflight.
    Preflight,
    /// In how page or API are served.
    Address,
}

impl SuggestedEdit {
    /// Returns the changes that could help a question with at most one cookie.
    pub(crate) fn candidates(question: &Question, goals: &[UserGoal]) -> Vec<Self> {
        let mut candidates = vec![Self::HttpsPage, Self::HttpsRequest, Self::Credentials];
        if is_loopback(question.client()) && is_loopback(&question.url) {
            candidates.push(Self::OwnHost);
        }
        if let Some(line) = question.set_cookie_lines().next() {
            candidates.extend(Self::of_line(question, line, goals));
        }
        candidates.extend(DECISIVE_FIELDS.map(Self::SendOnce));
        candidates.extend([Self::AllowOrigin, Self::AllowCredentials]);
        if let Some(preflight) = &question.preflight {
            let bad_status = (!is_ok(preflight.status)).then_some(preflight.status);
            candidates.extend([Self::UpperCaseMethod, Self::Preflight { bad_status }]);
            let names = question.request.headers.iter().map(|(name, _)| name.clone());
            candidates.extend(names.map(Self::NoRequestHeader));
        }
        candidates
    }

    fn of_line(question: &Question, line: &str, goals: &[UserGoal]) -> Vec<Self> {
        let mut candidates = vec![
            Self::SplitCookies,
            Self::Secure,
            Self::SameSiteNone,
            Self::NoDomain,
            Self::Path,
            Self::Partitioned,
        ];
        let to_be_read =
            |goal| matches!(goal, UserGoal::ReadableOnPage | UserGoal::ReadableOnTarget);
        if goals.iter().copied().any(to_be_read) {
            candidates.push(Self::NoHttpOnly);
        }
        let is_host_prefixed = line.trim_start().to_ascii_lowercase().starts_with("__host-");
        if let Some(domain) = shared_domain(question)
            && goals.contains(&UserGoal::ReadableOnPage)
            && !is_host_prefixed
        {
            candidates.push(Self::Domain(domain));
        }
        // Elsewhere than in development, http is what has to go.
        if is_for_development(&question.url) {
            candidates.push(Self::NoSecure);
        }
        candidates
    }

    /// Returns how much the change asks of people: what is plainly a mistake first, then fields of
    /// the server, then code of the page, then addresses.
    pub(crate) fn cost(&self) -> u8 {
        match self {
            Self::SendOnce(_) | Self::SplitCookies | Self::UpperCaseMethod => 0,
            Self::NoRequestHeader(name) if is_response_field(name) => 0,
            Self::AllowCredentials | Self::AllowOrigin | Self::Preflight { .. } => 1,
            Self::NoDomain | Self::Path | Self::Secure | Self::SameSiteNone => 2,
            Self::Domain(_) | Self::NoSecure => 3,
            Self::NoHttpOnly | Self::Partitioned => 4,
            Self::OwnHost | Self::Credentials => 5,
            Self::NoRequestHeader(_) => 6,
            Self::HttpsRequest => 7,
            Self::HttpsPage => 8,
        }
    }

    /// Returns whether the change is one of the cookie's own line.
    pub(crate) fn is_of_cookie(&self) -> bool {
        self.target() == EditTarget::Cookie
    }

    /// Returns whether the change is not one of header lines, so that no diff shows it.
    pub fn is_outside_headers(&self) -> bool {
        match self.target() {
            EditTarget::Script | EditTarget::Address => true,
            EditTarget::Cookie | EditTarget::Response | EditTarget::Preflight => false,
        }
    }

    /// Makes the change.
    pub fn apply(&self, question: &mut Question) {
        match self {
            Self::AllowCredentials => {
                question.response.set("Access-Control-Allow-Credentials", "true")
            }
            Self::AllowOrigin => {
                let origin = question.client_origin();
                question.response.set("Access-Control-Allow-Origin", &origin);
            }
            Self::Credentials => {
                question.request.api = match question.request.api {
                    RequestApi::Fetch(_) | RequestApi::Mechanism(_) => {
                        RequestApi::Fetch(FetchCredentials::Include)
                    }
                    RequestApi::FetchNoCors(_) => {
                        RequestApi::FetchNoCors(FetchCredentials::Include)
                    }
                    RequestApi::Xhr { upload, .. } => {
                        RequestApi::Xhr { with_credentials: true, upload }
                    }
                };
            }
            Self::Domain(domain) => {
                on_lines(question, |line| with_attribute(line, &format!("Domain={domain}")))
            }
            Self::HttpsPage => {
                let old = question.client_origin();
                if question.page.origin() == question.url.origin() {
                    secure(&mut question.url);
                }
                secure(&mut question.page);
                question.frames.iter_mut().for_each(secure);
                let new = question.client_origin();
                // A server that answers with the origin of the page keeps doing so.
                for head in std::iter::once(&mut question.response).chain(&mut question.preflight) {
                    head.replace("Access-Control-Allow-Origin", &old, &new);
                }
            }
            Self::HttpsRequest => {
                if question.client().origin() != question.url.origin() {
                    secure(&mut question.url);
                }
            }
            Self::OwnHost => {
                let host = question.client().host_str().map(str::to_owned);
                // Both are http or https, so the host can be set.
                _ = question.url.set_host(host.as_deref());
            }
            Self::UpperCaseMethod => question.request.method.make_ascii_uppercase(),
            Self::NoRequestHeader(name) => {
                question.request.headers.retain(|(one, _)| !one.eq_ignore_ascii_case(name));
            }
            Self::SplitCookies => question.heads_mut().for_each(split_cookies),
            Self::NoSecure => on_lines(question, |line| {
                if has(line, "secure") {
                    without_attribute(line, "Secure")
                } else {
                    line.to_owned()
                }
            }),
            Self::SendOnce(name) => {
                let values: Vec<String> =
                    question.response.values(name).map(|value| value.trim().to_owned()).collect();
                if let [first, others @ ..] = values.as_slice()
                    && !others.is_empty()
                    && others.iter().all(|other| other == first)
                {
                    question.response.set(name, first);
                }
            }
            Self::NoDomain => on_lines(question, |line| {
                if has(line, "domain") {
                    without_attribute(line, "Domain")
                } else {
                    line.to_owned()
                }
            }),
            Self::NoHttpOnly => {
                on_lines(question, |line| {
                    if has(line, "httponly") {
                        without_attribute(line, "HttpOnly")
                    } else {
                        line.to_owned()
                    }
                });
            }
            Self::Partitioned => on_lines(question, |line| ensure_attribute(line, "Partitioned")),
            Self::Path => on_lines(question, |line| ensure_attribute(line, "Path=/")),
            Self::Preflight { .. } => {
                question.preflight = Some(completed_preflight(question));
            }
            Self::SameSiteNone => {
                on_lines(question, |line| ensure_attribute(line, "SameSite=None"))
            }
            Self::Secure => on_lines(question, |line| ensure_attribute(line, "Secure")),
        }
    }

    /// Returns where the change is made.
    pub fn target(&self) -> EditTarget {
        match self {
            Self::AllowCredentials | Self::AllowOrigin | Self::SendOnce(_) => EditTarget::Response,
            Self::Credentials
            | Self::OwnHost
            | Self::UpperCaseMethod
            | Self::NoRequestHeader(_) => EditTarget::Script,
            Self::Domain(_)
            | Self::NoDomain
            | Self::NoHttpOnly
            | Self::NoSecure
            | Self::Partitioned
            | Self::Path
            | Self::SameSiteNone
            | Self::Secure
            | Self::SplitCookies => EditTarget::Cookie,
            Self::HttpsPage | Self::HttpsRequest => EditTarget::Address,
            Self::Preflight { .. } => EditTarget::Preflight,
        }
    }

    /// Returns what to do, in a sentence; `question` is the fixed one.
    pub fn words(&self, question: &Question) -> String {
        let origin = || question.client_origin();
        match self {
            Self::AllowCredentials => {
                "Send `Access-Control-Allow-Credentials: true` in the response.".to_owned()
            }
            Self::AllowOrigin => {
                format!(
                    "Send `Access-Control-Allow-Origin: {}` in the response: the page's origin, \
                     not `*`. If the server allows several origins, also send `Vary: Origin`.",
                    origin()
                )
            }
            Self::Credentials => match question.request.api {
                RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) => "Make the request with \
                 `credentials: \"include\"`."
                    .to_owned(),
                RequestApi::Mechanism(_) => "Make the request with `fetch` and \
                 `credentials: \"include\"`."
                    .to_owned(),
                RequestApi::Xhr { .. } => "Set `withCredentials = true` before sending the \
                                             request."
                    .to_owned(),
            },
            Self::Domain(domain) => {
                format!("Set `Domain={domain}`, which the page and the API share.")
            }
            Self::HttpsPage => "Serve the page over https.".to_owned(),
            Self::HttpsRequest => "Serve the API over https, and request it there.".to_owned(),
            Self::NoRequestHeader(name) if is_response_field(name) => {
                format!("Do not send `{name}` in the request: it is a field of responses.")
            }
            Self::NoRequestHeader(name) => {
                format!("Do not send `{name}` in the request: it needs a preflight.")
            }
            Self::NoSecure => "Remove `Secure` while you develop over http. In production, serve \
                               the API over https."
                .to_owned(),
            Self::OwnHost => format!(
                "Call the API by the page's own host name: `{}`.",
                question.url.origin().ascii_serialization()
            ),
            Self::SendOnce(name) => format!(
                "Send `{name}` once: it came twice. Two layers may add it, such as the app and a \
                 proxy."
            ),
            Self::SplitCookies => "Send each cookie in its own `Set-Cookie` field: a comma does \
                                   not separate cookies."
                .to_owned(),
            Self::UpperCaseMethod => format!(
                "Write the method in upper case: `{}`. Methods are compared by case.",
                question.request.method
            ),
            Self::NoDomain => {
                "Remove `Domain`: the cookie then belongs to the API's host.".to_owned()
            }
            Self::NoHttpOnly => {
                "Remove `HttpOnly`: it hides the cookie from every script.".to_owned()
            }
            Self::Partitioned => "Add `Partitioned`: the cookie is then stored for the API under \
                                  this top-level site only."
                .to_owned(),
            Self::Path => "Set `Path=/`.".to_owned(),
            Self::Preflight { bad_status: None } => {
                "Let the response to the preflight (OPTIONS) allow the request.".to_owned()
            }
            Self::Preflight { bad_status: Some(status) } => format!(
                "Answer the preflight (OPTIONS) with a status from 200 to 299 instead of {status}, \
                 and let it allow the request. A preflight carries no credentials: let OPTIONS \
                 through without a login."
            ),
            Self::SameSiteNone => "Set `SameSite=None`.".to_owned(),
            Self::Secure => "Add `Secure`.".to_owned(),
        }
    }
}

impl ResponseHead {
    /// Gives a field this value, once.
    fn set(&mut self, name: &str, value: &str) {
        let place = self.headers.iter().position(|(field, _)| field.eq_ignore_ascii_case(name));
        match place {
            Some(place) => {
                self.headers[place].1 = value.to_owned();
                let mut number = 0;
                self.headers.retain(|(field, _)| {
                    number += 1;
                    number - 1 <= place || !field.eq_ignore_ascii_case(name)
                });
            }
            None => self.headers.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Adds an entry to a list, behind what is there.
    fn add_to_list(&mut self, name: &str, entry: &str) {
        let field = self.headers.iter_mut().rfind(|(field, _)| field.eq_ignore_ascii_case(name));
        match field {
            Some((_, value)) if value.trim().is_empty() => entry.clone_into(value),
            Some((_, value)) => *value = format!("{}, {entry}", value.trim_end_matches([' ', ','])),
            None => self.headers.push((name.to_owned(), entry.to_owned())),
        }
    }

    fn replace(&mut self, name: &str, old: &str, new: &str) {
        for (field, value) in &mut self.headers {
            if field.eq_ignore_ascii_case(name) && value == old {
                new.clone_into(value);
            }
        }
    }
}

/// Gives each cookie of a folded `Set-Cookie` field a field of its own.
fn split_cookies(head: &mut ResponseHead) {
    head.headers = std::mem::take(&mut head.headers)
        .into_iter()
        .flat_map(|(name, value)| {
            if name.eq_ignore_ascii_case("Set-Cookie") {
                folded_cookies(&value).into_iter().map(|line| (name.clone(), line)).collect()
            } else {
                vec![(name, value)]
            }
        })
        .collect();
}

/// Returns the cookies that a line holds: one, unless a comma and another name follow an
/// attribute. The comma of a date is followed by no name with a value.
pub(crate) fn folded_cookies(line: &str) -> Vec<String> {
    let mut cookies = vec![String::new()];
    for (number, part) in line.split(',').enumerate() {
        let pair = part.split(';').next().unwrap_or_default();
        let begins = pair.split_once('=').is_some_and(|(name, _)| is_token(name.trim()));
        let last = cookies.last_mut().expect("there is at least one");
        // A comma in the cookie's own value stays there.
        if number > 0 && begins && last.contains(';') {
            cookies.push(part.trim().to_owned());
        } else {
            if number > 0 {
                last.push(',');
            }
            last.push_str(part);
        }
    }
    cookies
}

fn is_response_field(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("access-control-allow-") || name == "access-control-expose-headers"
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Returns whether a URL is one of a development machine or of a local network.
fn is_for_development(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => !BuiltInPublicSuffixes.lists_suffix_of(name),
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_private(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Changes the scheme to https; a port that is written out stays.
fn secure(url: &mut Url) {
    let secure = match url.scheme() {
        "http" => "https",
        "ws" => "wss",
        _ => return,
    };
    url.set_scheme(secure).expect("all of them are special schemes");
}

fn on_lines(question: &mut Question, mut change: impl FnMut(&str) -> String) {
    for (name, value) in question.heads_mut().flat_map(|head| &mut head.headers) {
        if name.eq_ignore_ascii_case("Set-Cookie") {
            *value = change(value);
        }
    }
}

fn has(line: &str, name: &str) -> bool {
    attributes(line).any(|attribute| attribute_name(attribute) == name)
}

/// Returns the line with the attribute, as it is where the attribute already counts.
fn ensure_attribute(line: &str, attribute: &str) -> String {
    let name = attribute_name(attribute);
    let last = attributes(line).filter(|one| attribute_name(one) == name).last();
    let is_flag = !attribute.contains('=');
    let counts =
        last.is_some_and(|last| is_flag || crate::attributes::same_attribute(last, attribute));
    if counts { line.to_owned() } else { with_attribute(line, attribute) }
}

/// Returns the registrable domain that the requesting document and the target have in common.
fn shared_domain(question: &Question) -> Option<String> {
    let of = |url: &'_ Url| {
        registrable_domain(url.host_str()?, &BuiltInPublicSuffixes).map(str::to_owned)
    };
    of(&question.url).filter(|domain| {
        of(question.client()).as_ref() == Some(domain)
            && question.client().host_str() != question.url.host_str()
    })
}
