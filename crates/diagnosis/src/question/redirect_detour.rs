//! Where redirects lead a script away from the API that it asked.

use std::fmt;

use matrix::RequestApi;
use oracle::HopChain;
use spec_model::fetch::{is_potentially_trustworthy_url, serialize_request_origin};
use spec_model::{EngineModel, UserAgent};
use url::Url;

use crate::http::response_head::ResponseHead;
use crate::question::relation::is_of_site;
use crate::question::{Question, hop_answers};

/// A redirect that leads a script away from the API that it asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectDetour {
    /// From https to http, which no page over https requests.
    Insecure {
        /// The URL there.
        url: Url,
    },
    /// To a page at which people log in.
    LoginPage {
        /// The host of that page.
        host: String,
    },
    /// To another origin of the same site.
    OtherOrigin {
        /// The host of that origin.
        host: String,
        /// What the request says there in its `Origin` field.
        origin: String,
    },
    /// To another site.
    OtherSite {
        /// The host there.
        host: String,
        /// What the request says there in its `Origin` field.
        origin: String,
    },
}

impl fmt::Display for RedirectDetour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Insecure { url } => write!(
                f,
                "The redirect leads to {url}, and browsers keep a page over https from http (mixed \
                 content), whatever is answered. Redirect to https: an app behind a proxy knows of \
                 it by `X-Forwarded-Proto`, if it is to trust that. Or request {} at once.",
                over_https(url)
            ),
            Self::LoginPage { host } => write!(
                f,
                "The redirect leads to a login page at {host}, and no script can log in there. \
                 Answer the request with 401, and let the page navigate to the login."
            ),
            Self::OtherOrigin { host, origin } => write!(
                f,
                "The redirect leads to another origin, {host}, and the request comes there with \
                 `Origin: {origin}`. Request it there directly, or let the API answer itself."
            ),
            Self::OtherSite { host, origin } => write!(
                f,
                "The redirect leads to another site, {host}, and the request comes there with \
                 `Origin: {origin}`: only that server can allow it. Let the API answer itself, or \
                 send the URL for the page to request."
            ),
        }
    }
}

impl RedirectDetour {
    /// Returns the first redirect that leads a question's script away, whether what is answered
    /// there is known or not.
    pub fn of(question: &Question) -> Option<Self> {
        match question.request.api {
            RequestApi::Fetch(_) | RequestApi::Xhr { .. } => {}
            RequestApi::FetchNoCors(_) | RequestApi::Mechanism(_) => return None,
        }
        let urls = question.redirect_urls();
        let (place, url) =
            urls.iter().enumerate().find(|(_, url)| url.origin() != question.url.origin())?;
        Self::to(url, &question.url, &question.documents(), || origin_at(question, place + 1))
    }

    /// Returns where one redirect leads the script of a page, if it is away from the API. A page
    /// that is not known has the origin `null`.
    pub(crate) fn between(page: Option<&Url>, from: &Url, to: &Url) -> Option<Self> {
        // Spec: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
        let own = page.filter(|page| page.origin() == from.origin());
        let origin = || match own {
            None => "null".to_owned(),
            Some(page) => page.origin().ascii_serialization(),
        };
        let documents: Vec<&Url> = page.into_iter().collect();
        (from.origin() != to.origin()).then(|| Self::to(to, from, &documents, origin)).flatten()
    }

    fn to(
        url: &Url,
        request: &Url,
        documents: &[&Url],
        origin: impl FnOnce() -> String,
    ) -> Option<Self> {
        let host = url.host_str()?.to_owned();
        let is_of_host = request.host() == url.host();
        Some(if is_login_page(url, request) && !is_of_host {
            Self::LoginPage { host }
        } else if is_of_site(url, request)
            && request.scheme() == "https"
            && is_mixed_content(url, documents)
        {
            Self::Insecure { url: url.clone() }
        } else if is_login_page(url, request) {
            Self::LoginPage { host }
        } else if is_of_site(url, request) {
            Self::OtherOrigin { host, origin: origin() }
        } else {
            Self::OtherSite { host, origin: origin() }
        })
    }

    /// Returns whether another site's server decides then.
    pub(crate) fn is_foreign(&self) -> bool {
        match self {
            Self::LoginPage { .. } | Self::OtherSite { .. } => true,
            Self::Insecure { .. } | Self::OtherOrigin { .. } => false,
        }
    }
}

/// Returns whether a page over https, or a frame in one, is kept from a URL.
///
/// Spec: [Mixed Content §4.4](https://www.w3.org/TR/mixed-content/#should-block-fetch).
fn is_mixed_content(url: &Url, documents: &[&Url]) -> bool {
    let model = EngineModel::standard();
    documents.iter().any(|document| document.scheme() == "https")
        && !is_potentially_trustworthy_url(url, UserAgent::new(&model))
}

fn over_https(url: &Url) -> Url {
    let mut url = url.clone();
    // Both schemes are special, so one can take the place of the other.
    _ = url.set_scheme("https");
    url
}

impl Question {
    /// Returns where redirects lead in the end: those of the preflight, which no browser follows,
    /// or those of the request. A page over https goes there over https.
    pub(crate) fn direct_url(&self) -> Option<Url> {
        match self.request.api {
            RequestApi::Fetch(_) | RequestApi::Xhr { .. } => {}
            RequestApi::FetchNoCors(_) | RequestApi::Mechanism(_) => return None,
        }
        let of_preflight = self.preflight.as_ref().and_then(ResponseHead::redirects_to);
        let led_to = match of_preflight {
            Some(location) => self.url.join(location).ok().filter(|url| is_of_site(url, &self.url)),
            None => (!self.redirects.is_empty()).then(|| self.last_url()),
        }?;
        Some(self.unmixed(led_to))
    }

    /// Returns a URL as the page can request it: over https where it is kept from http.
    pub(crate) fn unmixed(&self, url: Url) -> Url {
        if is_mixed_content(&url, &self.documents()) { over_https(&url) } else { url }
    }

    fn documents(&self) -> Vec<&Url> {
        self.frames.iter().chain([&self.page]).collect()
    }

    /// Adds what is answered where the last response redirects to, if no page over https gets
    /// there: it does not matter what that is.
    pub fn end_insecure_redirect(&mut self) {
        let is_insecure = matches!(RedirectDetour::of(self), Some(RedirectDetour::Insecure { .. }));
        if is_insecure && self.redirects_to().is_some_and(|url| url.scheme() == "http") {
            let unseen = ResponseHead::unseen(self.client());
            self.redirects.push(std::mem::replace(&mut self.response, unseen));
        }
    }

    /// Returns the URLs that redirects lead to, in order.
    pub fn redirect_urls(&self) -> Vec<Url> {
        let mut urls: Vec<Url> = Vec::new();
        for location in self.heads().filter_map(ResponseHead::redirects_to) {
            let base = urls.last().unwrap_or(&self.url);
            let Ok(next) = base.join(location) else { break };
            urls.push(next);
        }
        urls
    }
}

/// Returns what the request says in its `Origin` field when it comes to this URL of its list.
fn origin_at(question: &Question, place: usize) -> String {
    let model = EngineModel::standard();
    let user_agent = UserAgent::new(&model);
    let document = question.document().document(question.now, user_agent);
    let mut answers = hop_answers(question);
    // Something is answered there, too.
    answers.extend(answers.last().cloned());
    let (url, script) = (&question.url, &question.request);
    let chain = HopChain::allowed(&document, url, script, &answers, user_agent);
    let hop = chain.hops().get(place).unwrap_or(chain.last_hop());
    serialize_request_origin(&hop.request.request, user_agent.public_suffixes)
}

/// Returns whether a redirect leads to a page to log in, by the words in its URL. A request that
/// has such a word itself is the login.
fn is_login_page(url: &Url, request: &Url) -> bool {
    const HOSTS: [&str; 8] = ["accounts", "adfs", "auth", "idp", "login", "signin", "sso", "id"];
    const PATHS: [&str; 15] = [
        "adfs",
        "authorize",
        "cas",
        "log-in",
        "login",
        "logon",
        "oauth",
        "oauth2",
        "oidc",
        "saml",
        "saml2",
        "sign-in",
        "sign_in",
        "signin",
        "sso",
    ];
    let has_word = |url: &Url| {
        let mut segments = url.path().split('/');
        segments.any(|segment| PATHS.contains(&segment.to_ascii_lowercase().as_str()))
    };
    let label = url.host_str().and_then(|host| host.split('.').next()).unwrap_or_default();
    !has_word(request) && (has_word(url) || HOSTS.contains(&label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, from: &str, to: &str, words: Option<&str>) {
        let [page, from, to] = [page, from, to].map(|url| Url::parse(url).unwrap());
        let detour = RedirectDetour::between(Some(&page), &from, &to).map(|one| one.to_string());
        match (&detour, words) {
            (Some(detour), Some(words)) => assert!(detour.contains(words), "{detour}"),
            (detour, words) => assert_eq!((detour.as_deref(), words), (None, None)),
        }
    }

    // Mixed Content, 4.4: what is not potentially trustworthy is blocked, and a loopback host is.
    #[test]
    fn a_redirect_to_http_is_kept_from_pages_over_https() {
        let (page, api) = ("https://app.acme.com/", "https://api.acme.com/items");
        let to_http = "http://api.acme.com/items/";
        check(page, api, to_http, Some("Or request https://api.acme.com/items/ at once."));
        check(page, api, to_http, Some("`X-Forwarded-Proto`"));
        check(page, api, "http://api.acme.com/login", Some("mixed content"));
        check(page, api, "http://sso.acme.com/login", Some("no script can log in there"));
        check(page, api, "http://127.0.0.1/items/", Some("another site"));
        check("http://app.acme.com/", api, to_http, Some("Request it there directly"));
        check(page, to_http, "http://api2.acme.com/items/", Some("Request it there directly"));
    }
}
