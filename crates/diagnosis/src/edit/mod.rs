//! Single changes to a request, its response or its preflight's answer.

mod apply;
mod preflight;
mod rules;
mod words;

use matrix::{RequestApi, RequestMechanism};
use run_model::evidence::cookie_pair;
use spec_model::{BuiltInPublicSuffixes, PublicSuffixes, registrable_domain};
use url::{Host, Url};

use crate::answer::UserGoal;
use crate::attributes::{attribute_name, attributes};
use crate::edit::preflight::is_ok;
use crate::question::{PriorCookie, Question};
use crate::redirect_detour::RedirectDetour;

pub(crate) use apply::folded_cookies;
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
    /// Request the URL to which the redirects lead.
    DirectRequest,
    /// Make the request with CORS, so that the script can read the response.
    CorsMode,
    /// Leave out the element's `crossorigin` attribute.
    NoCrossorigin,
    /// Make the request with credentials.
    Credentials,
    /// Make the later request with credentials.
    LaterCredentials,
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
    /// Set SameSite=Lax in place of another value.
    SameSiteLax,
    /// Set SameSite=None.
    SameSiteNone,
    /// Leave the Domain attribute out.
    NoDomain,
    /// Give the cookie this Domain.
    Domain(String),
    /// Give the cookie the path `/`.
    Path,
    /// Leave out `Expires`, whose date is past.
    NoPastExpires,
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
    /// List this field in `Access-Control-Expose-Headers`.
    ExposeField(String),
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
        let is_foreign = RedirectDetour::of(question).is_some_and(|detour| detour.is_foreign());
        if question.direct_url().is_some() && !is_foreign {
            candidates.push(Self::DirectRequest);
        }
        if is_crossorigin(question.request.api) {
            candidates.push(Self::NoCrossorigin);
        }
        if let RequestApi::FetchNoCors(_) = question.request.api
            && goals.contains(&UserGoal::Response)
        {
            candidates.push(Self::CorsMode);
        }
        if question.follow_up.is_some() {
            candidates.push(Self::LaterCredentials);
        }
        let prior = question.prior.iter().map(PriorCookie::line);
        if let Some(line) = question.set_cookie_lines().chain(prior).next() {
            candidates.extend(Self::of_line(question, line, goals));
        }
        // Nobody changes what another site's server answers.
        if !is_foreign || question.redirects.is_empty() {
            candidates.extend(DECISIVE_FIELDS.map(Self::SendOnce));
            candidates.extend([Self::AllowOrigin, Self::AllowCredentials]);
            candidates.extend(question.request.reads.clone().map(Self::ExposeField));
        }
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
            Self::NoPastExpires,
            Self::Secure,
            // Of two that help alike, the one that loosens less comes first.
            Self::SameSiteLax,
            Self::SameSiteNone,
            Self::NoDomain,
            Self::Path,
            Self::Partitioned,
        ];
        let to_be_read =
            |goal| matches!(goal, UserGoal::ReadableOnPage | UserGoal::ReadableOnTarget);
        let is_of_script = |cookie: &PriorCookie| match cookie {
            PriorCookie::Script { line: own } => own == line,
            PriorCookie::Visit { .. } => false,
        };
        if goals.iter().copied().any(to_be_read) || question.prior.iter().any(is_of_script) {
            candidates.push(Self::NoHttpOnly);
        }
        let is_host_prefixed = line.trim_start().to_ascii_lowercase().starts_with("__host-");
        if let Some(domain) = shared_domain(question, goals)
            && !is_host_prefixed
        {
            candidates.push(Self::Domain(domain));
        }
        candidates.extend(domain_of_prior(question, line).map(Self::Domain));
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
            Self::NoPastExpires
            | Self::SendOnce(_)
            | Self::SplitCookies
            | Self::UpperCaseMethod => 0,
            Self::NoRequestHeader(name) if is_response_field(name) => 0,
            // Nobody means the redirect of a preflight.
            Self::Preflight { bad_status: Some(300..400) } => 6,
            Self::AllowCredentials
            | Self::AllowOrigin
            | Self::ExposeField(_)
            | Self::Preflight { .. } => 1,
            Self::NoDomain | Self::Path | Self::Secure | Self::SameSiteLax | Self::SameSiteNone => {
                2
            }
            Self::Domain(_) | Self::NoSecure => 3,
            Self::NoCrossorigin | Self::NoHttpOnly | Self::Partitioned => 4,
            Self::CorsMode
            | Self::DirectRequest
            | Self::OwnHost
            | Self::Credentials
            | Self::LaterCredentials => 5,
            Self::NoRequestHeader(_) => 6,
            Self::HttpsRequest => 7,
            Self::HttpsPage => 8,
        }
    }

    /// Returns whether one of two changes undoes the other.
    pub(crate) fn contradicts(&self, other: &Self) -> bool {
        let undoes = |one: &Self, other: &Self| {
            matches!(
                (one, other),
                (Self::SameSiteLax, Self::SameSiteNone)
                    | (Self::NoSecure, Self::Secure)
                    | (Self::NoDomain, Self::Domain(_))
            )
        };
        undoes(self, other) || undoes(other, self)
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

    /// Returns where the change is made.
    pub fn target(&self) -> EditTarget {
        match self {
            Self::AllowCredentials
            | Self::AllowOrigin
            | Self::ExposeField(_)
            | Self::SendOnce(_) => EditTarget::Response,
            Self::CorsMode
            | Self::Credentials
            | Self::DirectRequest
            | Self::LaterCredentials
            | Self::NoCrossorigin
            | Self::OwnHost
            | Self::UpperCaseMethod
            | Self::NoRequestHeader(_) => EditTarget::Script,
            Self::Domain(_)
            | Self::NoDomain
            | Self::NoHttpOnly
            | Self::NoPastExpires
            | Self::NoSecure
            | Self::Partitioned
            | Self::Path
            | Self::SameSiteLax
            | Self::SameSiteNone
            | Self::Secure
            | Self::SplitCookies => EditTarget::Cookie,
            Self::HttpsPage | Self::HttpsRequest => EditTarget::Address,
            Self::Preflight { .. } => EditTarget::Preflight,
        }
    }
}

pub(super) fn is_response_field(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("access-control-allow-") || name == "access-control-expose-headers"
}

fn is_crossorigin(api: RequestApi) -> bool {
    matches!(
        api,
        RequestApi::Mechanism(
            RequestMechanism::ScriptAnonymous | RequestMechanism::ScriptUseCredentials
        )
    )
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

/// Returns the Domain of the cookie that was there before under a line's name: a line that is to
/// replace or delete it needs the same.
fn domain_of_prior(question: &Question, line: &str) -> Option<String> {
    let name = cookie_pair(line).0;
    let mut lines = question.prior.iter().map(PriorCookie::line);
    let prior = lines.find(|prior| cookie_pair(prior).0 == name && *prior != line)?;
    let domain = attributes(prior).find(|attribute| attribute_name(attribute) == "domain")?;
    domain.split_once('=').map(|(_, domain)| domain.trim().to_owned())
}

/// Returns the registrable domain that all have in common who need the cookie, where one of them
/// has another host than the one that sets it: the request or the later one, and the document that
/// reads it.
fn shared_domain(question: &Question, goals: &[UserGoal]) -> Option<String> {
    let domain =
        |url: &Url| registrable_domain(url.host_str()?, &BuiltInPublicSuffixes).map(str::to_owned);
    let reader = goals.contains(&UserGoal::ReadableOnPage).then(|| question.client());
    let later = question.follow_up.as_ref().map(|then| &then.url);
    let is_set = question.set_cookie_lines().next().is_some();
    let setter = match question.prior.first() {
        Some(PriorCookie::Visit { url, .. }) if !is_set => url,
        Some(PriorCookie::Script { .. }) if !is_set => question.client(),
        Some(_) | None => &question.url,
    };
    let others: Vec<&Url> = reader.into_iter().chain(later.or(Some(&question.url))).collect();
    let is_elsewhere = |url: &&Url| url.host() != setter.host();
    domain(setter).filter(|domain_of_setter| {
        others.iter().any(is_elsewhere)
            && others.iter().all(|url| domain(url).as_ref() == Some(domain_of_setter))
    })
}
