//! From a sighting to what became of a request and its cookies: conclusions from evidence alone.

use crate::proxy::ProxyExchange;
use browser_driver::BrowserMessage;
use run_model::evidence::{JarCookie, ReasonSubject, cookie_pair};
use run_model::results::ResponseOutcome;
use url::Url;

use crate::capture::{FetchResult, SiteCapture};

/// What became of a request, the first of those to its URL, and of the cookies that its answer set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestOutcome {
    /// What became of the request; `None` where the page made it by itself and the browser said
    /// nothing of it.
    pub response: Option<ResponseOutcome>,
    /// What became of each cookie that the answer set, in order.
    pub cookies: Vec<SetCookieOutcome>,
    /// The cookies that were there before and may belong to the request, each with whether the
    /// request carried it.
    pub cookies_before: Vec<(JarCookie, bool)>,
    /// What the browser said of the request itself.
    pub reasons: Vec<BrowserMessage>,
}

/// What became of one `Set-Cookie` field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetCookieOutcome {
    /// The cookie's name; empty where it has none.
    pub name: String,
    /// The cookie as the jar holds it, if it does.
    pub held: Option<JarCookie>,
    /// Whether `document.cookie` on the page that is shown in the end shows it; `None` where that
    /// is not the page that made the request.
    pub readable_on_page: Option<bool>,
    /// Whether `document.cookie` of a first-party document at the request's URL shows it, where
    /// there was such a document.
    pub readable_on_target: Option<bool>,
    /// Whether a later request to the same URL carried it, where there was one.
    pub sent: Option<bool>,
    /// What the browser said of it.
    pub reasons: Vec<BrowserMessage>,
}

impl SiteCapture {
    /// Concludes what became of the first request to a URL.
    pub fn outcome(&self, url: &Url) -> RequestOutcome {
        let mut url = url.clone();
        url.set_fragment(None);
        let of_url =
            || self.exchanges.iter().filter(|exchange| exchange.request.url == url.as_str());
        let mut requests = of_url().filter(|exchange| !exchange.is_preflight());
        let asked = requests.next();
        let later: Vec<&ProxyExchange> = requests.collect();
        let reasons = distinct(self.reasons.iter().filter(|reason| {
            reason.about == ReasonSubject::Response && reason.url == url.as_str()
        }));
        let failed = || match asked {
            Some(_) => ResponseOutcome::Blocked,
            None if of_url().next().is_some() => ResponseOutcome::PreflightRefused,
            None => ResponseOutcome::NotMade,
        };
        let step = self.steps.iter().find(|step| step.url.as_ref() == Some(&url));
        let response = match step.and_then(|step| step.result.as_ref()) {
            Some(FetchResult::Response { .. }) => Some(ResponseOutcome::Exposed),
            Some(FetchResult::Failed(_)) => Some(failed()),
            Some(FetchResult::Unread) | None if reasons.is_empty() => None,
            Some(FetchResult::Unread) | None => Some(failed()),
        };
        let fields = asked
            .and_then(ProxyExchange::response)
            .into_iter()
            .flat_map(|response| &response.fields);
        let lines = fields
            .filter(|field| field.name == "set-cookie")
            .map(|field| String::from_utf8_lossy(&field.value));
        let cookies = lines.map(|line| self.set_outcome(&line, &url, &later)).collect();
        RequestOutcome {
            response,
            cookies,
            cookies_before: self.cookies_before(&url, asked),
            reasons,
        }
    }

    fn set_outcome(&self, line: &str, url: &Url, later: &[&ProxyExchange]) -> SetCookieOutcome {
        let (name, value) = cookie_pair(line);
        SetCookieOutcome {
            name: name.to_owned(),
            held: self
                .after
                .jar
                .iter()
                .find(|cookie| cookie.name == name && cookie.value == value)
                .cloned(),
            readable_on_page: Some(shows(&self.after.page_cookie, name, value)),
            readable_on_target: (*url == self.target)
                .then(|| shows(&self.after.target_cookie, name, value)),
            sent: (!later.is_empty())
                .then(|| later.iter().any(|exchange| carries(exchange, name, value))),
            reasons: distinct(
                self.reasons.iter().filter(|reason| reason.cookie.as_deref() == Some(name)),
            ),
        }
    }

    fn cookies_before(&self, url: &Url, asked: Option<&ProxyExchange>) -> Vec<(JarCookie, bool)> {
        let mut cookies_before = Vec::new();
        for cookie in self
            .before
            .jar
            .iter()
            .filter(|cookie| is_of_host(cookie, url) && url.path().starts_with(&cookie.path))
        {
            let one = (
                cookie.clone(),
                asked.is_some_and(|asked| carries(asked, &cookie.name, &cookie.value)),
            );
            if !cookies_before.contains(&one) {
                cookies_before.push(one);
            }
        }
        cookies_before
    }
}

/// Whether a request carries a cookie.
fn carries(exchange: &ProxyExchange, name: &str, value: &str) -> bool {
    let mut fields = exchange.request.fields.iter().filter(|field| field.name == "cookie");
    fields.any(|field| shows(&String::from_utf8_lossy(&field.value), name, value))
}

/// Whether a cookie string shows a cookie.
fn shows(cookies: &str, name: &str, value: &str) -> bool {
    cookies.split("; ").any(|pair| pair.split_once('=').unwrap_or(("", pair)) == (name, value))
}

/// Whether a cookie's domain is the host of a URL, or one above it.
pub(crate) fn is_of_host(cookie: &JarCookie, url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match cookie.domain.strip_prefix('.') {
        None => host == cookie.domain,
        Some(domain) => {
            host == domain || host.strip_suffix(domain).is_some_and(|left| left.ends_with('.'))
        }
    }
}

/// A browser says the same again at each request.
fn distinct<'a>(reasons: impl Iterator<Item = &'a BrowserMessage>) -> Vec<BrowserMessage> {
    let mut distinct = Vec::new();
    for reason in reasons {
        if !distinct.contains(reason) {
            distinct.push(reason.clone());
        }
    }
    distinct
}

#[cfg(test)]
mod tests;
