//! Single changes to a request, its response or its preflight's answer.

use matrix::{FetchCredentials, RequestApi};
use spec_model::{BuiltInPublicSuffixes, QuirkSet, parse_set_cookie, registrable_domain};
use url::Url;

use crate::answer::UserGoal;
use crate::attributes::{attribute_name, attributes, with_attribute, without_attribute};
use crate::predict::allowing_preflight;
use crate::question::{Question, ResponseHead};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SuggestedEdit {
    /// Answer with `Access-Control-Allow-Credentials: true`.
    AllowCredentials,
    /// Answer with the page's origin in `Access-Control-Allow-Origin`.
    AllowOrigin,
    /// Make the request with credentials.
    Credentials,
    /// Give the cookie this Domain.
    Domain(String),
    /// Serve the page by https.
    HttpsPage,
    /// Make the request by https.
    HttpsRequest,
    /// Let the cookie live.
    DropExpiry,
    /// Leave the Domain attribute out.
    NoDomain,
    /// Leave HttpOnly out.
    NoHttpOnly,
    /// Add Partitioned.
    Partitioned,
    /// Give the cookie the path `/`.
    Path,
    /// Answer the preflight so that it allows the request.
    Preflight,
    /// Set SameSite=None.
    SameSiteNone,
    /// Add Secure.
    Secure,
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
    /// Returns the changes that could help a question with at most one cookie, the cheapest last.
    pub(crate) fn candidates(question: &Question, goals: &[UserGoal]) -> Vec<Self> {
        let line = question.set_cookie_lines().next();
        let mut candidates = vec![Self::HttpsPage, Self::HttpsRequest];
        if let Some(line) = line {
            candidates.extend([Self::DropExpiry, Self::Path]);
            if goals
                .iter()
                .any(|goal| matches!(goal, UserGoal::ReadableOnPage | UserGoal::ReadableOnTarget))
            {
                candidates.push(Self::NoHttpOnly);
            }
            match shared_domain(question).filter(|_| goals.contains(&UserGoal::ReadableOnPage)) {
                Some(domain) => candidates.push(Self::Domain(domain)),
                None => candidates.push(Self::NoDomain),
            }
            let is_host_prefixed = line.trim_start().to_ascii_lowercase().starts_with("__host-");
            if is_host_prefixed {
                candidates.retain(|edit| !matches!(edit, Self::Domain(_)));
                candidates.push(Self::NoDomain);
            }
            candidates.extend([Self::Partitioned, Self::SameSiteNone, Self::Secure]);
        }
        if question.preflight.is_some() {
            candidates.push(Self::Preflight);
        }
        candidates.extend([Self::AllowCredentials, Self::AllowOrigin, Self::Credentials]);
        candidates.retain(|edit| {
            let mut changed = question.clone();
            edit.apply(&mut changed);
            changed != *question
        });
        candidates
    }

    /// Returns whether the change is one of how things are served, and not of what is answered.
    pub(crate) fn is_of_address(&self) -> bool {
        self.target() == EditTarget::Address
    }

    /// Returns whether the change is one of the cookie's own line.
    pub(crate) fn is_of_cookie(&self) -> bool {
        self.target() == EditTarget::Cookie
    }

    /// Makes the change.
    pub fn apply(&self, question: &mut Question) {
        match self {
            Self::AllowCredentials => {
                question.response.set("Access-Control-Allow-Credentials", "true")
            }
            Self::AllowOrigin => {
                let origin = question.client().origin().ascii_serialization();
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
                let old = question.client().origin().ascii_serialization();
                secure(&mut question.page);
                question.frames.iter_mut().for_each(secure);
                let new = question.client().origin().ascii_serialization();
                // A server that answers with the origin of the page keeps doing so.
                for head in std::iter::once(&mut question.response).chain(&mut question.preflight) {
                    head.replace("Access-Control-Allow-Origin", &old, &new);
                }
            }
            Self::HttpsRequest => secure(&mut question.url),
            Self::DropExpiry => {
                let now = question.now;
                on_lines(question, |line| {
                    let parsed = parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie;
                    let is_over = parsed
                        .max_age_secs
                        .map_or(parsed.expires.is_some_and(|expires| expires <= now), |secs| {
                            secs <= 0
                        });
                    if is_over {
                        without_attribute(&without_attribute(line, "Expires"), "Max-Age")
                    } else {
                        line.to_owned()
                    }
                });
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
            Self::Preflight => question.preflight = Some(allowing_preflight(question)),
            Self::SameSiteNone => {
                on_lines(question, |line| ensure_attribute(line, "SameSite=None"))
            }
            Self::Secure => on_lines(question, |line| ensure_attribute(line, "Secure")),
        }
    }

    /// Returns where the change is made.
    pub fn target(&self) -> EditTarget {
        match self {
            Self::AllowCredentials | Self::AllowOrigin => EditTarget::Response,
            Self::Credentials => EditTarget::Script,
            Self::Domain(_)
            | Self::DropExpiry
            | Self::NoDomain
            | Self::NoHttpOnly
            | Self::Partitioned => EditTarget::Cookie,
            Self::HttpsPage | Self::HttpsRequest => EditTarget::Address,
            Self::Path | Self::SameSiteNone | Self::Secure => EditTarget::Cookie,
            Self::Preflight => EditTarget::Preflight,
        }
    }

    /// Returns what to do, in a sentence; `question` is the fixed one.
    pub fn words(&self, question: &Question) -> String {
        let origin = || question.client().origin().ascii_serialization();
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
            Self::DropExpiry => "Remove `Max-Age` and `Expires`: they expire the cookie on \
                                arrival."
                .to_owned(),
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
            Self::Preflight => {
                "Let the response to the preflight (OPTIONS) allow the request.".to_owned()
            }
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

    fn replace(&mut self, name: &str, old: &str, new: &str) {
        for (field, value) in &mut self.headers {
            if field.eq_ignore_ascii_case(name) && value == old {
                new.clone_into(value);
            }
        }
    }
}

/// Changes the scheme to https; a port that is written out stays.
fn secure(url: &mut Url) {
    if url.scheme() == "http" {
        url.set_scheme("https").expect("http and https are both special schemes");
    }
}

fn on_lines(question: &mut Question, mut change: impl FnMut(&str) -> String) {
    for (name, value) in &mut question.response.headers {
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
