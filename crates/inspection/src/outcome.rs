//! From a sighting to what became of the request and its cookies: conclusions from evidence alone.

use browser_driver::OwnReason;
use recorder::Exchange;
use run_model::evidence::JarCookie;
use run_model::{CookieOutcome, PartitionKeys, ResponseOutcome, Stored, Subject};
use url::Url;

use crate::request::PageRequest;
use crate::sighting::{Heard, Sighting, Turn};

/// What became of a request that was made twice, or of all that a page requested while it was watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What became of the request; `None` where the page was only watched.
    pub response: Option<ResponseOutcome>,
    /// What became of each cookie that the answers set, in the order in which they came.
    pub cookies: Vec<SetOutcome>,
    /// The cookies that were there before and may belong to the request, each with whether the first request carried it.
    pub prior: Vec<(JarCookie, bool)>,
    /// What the browser said of the request itself.
    pub reasons: Vec<OwnReason>,
    /// The partitions that cookies lie in.
    pub keys: PartitionKeys,
}

/// What became of one `Set-Cookie` field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetOutcome {
    /// The URL of the request that was answered with it.
    pub url: String,
    /// The field's value; what is no UTF-8 in it is replaced.
    pub line: String,
    /// The cookie's name, or nothing where it has none.
    pub name: String,
    /// What became of it. It was sent if a later request to the same URL carried it.
    pub outcome: CookieOutcome,
    /// What the browser said of it.
    pub reasons: Vec<OwnReason>,
}

/// A `Set-Cookie` field on its way.
#[derive(Debug)]
struct Line<'a> {
    /// The number of its exchange.
    number: usize,
    url: &'a str,
    text: String,
    name: String,
    value: String,
}

impl Sighting {
    /// Concludes what became of a request that [`Inspector::ask`](crate::Inspector::ask) made.
    pub fn outcome(&self, request: &PageRequest) -> Outcome {
        let Some(turn) = self.turns.first() else { return self.outcome_of(&[]) };
        let mut url = request.url.clone();
        url.set_fragment(None);
        let asked = self.requests(turn).map(|(_, exchange)| exchange).find(|exchange| exchange.request.url == url.as_str());
        let mut outcome = self.outcome_of(&self.lines(turn));
        outcome.response = turn.heard.as_ref().map(|heard| match heard {
            Heard::Response { .. } => ResponseOutcome::Exposed,
            Heard::Failed(_) if asked.is_some() => ResponseOutcome::Blocked,
            Heard::Failed(_) if self.exchanges_of(turn).iter().any(|exchange| exchange.request.url == url.as_str()) => {
                ResponseOutcome::PreflightRefused
            }
            Heard::Failed(_) => ResponseOutcome::NotMade,
        });
        for cookie in self.before.jar.iter().filter(|cookie| is_of_host(cookie, &url) && url.path().starts_with(&cookie.path)) {
            let prior = (cookie.clone(), asked.is_some_and(|asked| carries(asked, &cookie.name, &cookie.value)));
            if !outcome.prior.contains(&prior) {
                outcome.prior.push(prior);
            }
        }
        let about_it = |reason: &&OwnReason| reason.about == Subject::Response && reason.url == url.as_str();
        for reason in self.reasons.iter().filter(about_it) {
            if !outcome.reasons.contains(reason) {
                outcome.reasons.push(reason.clone());
            }
        }
        outcome
    }

    /// Concludes what became of the cookies of all exchanges there were.
    pub fn watched(&self) -> Outcome {
        self.outcome_of(&self.lines(&Turn { heard: None, exchanges: 0..self.exchanges.len() }))
    }

    fn outcome_of(&self, lines: &[Line<'_>]) -> Outcome {
        let mut keys = PartitionKeys::default();
        let cookies = lines.iter().map(|line| self.set_outcome(line, &mut keys)).collect();
        Outcome { response: None, cookies, prior: Vec::new(), reasons: Vec::new(), keys }
    }

    /// Returns the requests of a turn but for preflights, with their numbers.
    fn requests(&self, turn: &Turn) -> impl Iterator<Item = (usize, &Exchange)> {
        let numbered = turn.exchanges.clone().zip(&self.exchanges[turn.exchanges.clone()]);
        numbered.filter(|(_, exchange)| !is_preflight(exchange))
    }

    /// Returns the `Set-Cookie` fields of a turn.
    fn lines(&self, turn: &Turn) -> Vec<Line<'_>> {
        let mut lines = Vec::new();
        for (number, exchange) in self.requests(turn) {
            let fields = exchange.response().into_iter().flat_map(|response| &response.fields);
            for field in fields.filter(|field| field.name == "set-cookie") {
                let text = String::from_utf8_lossy(&field.value).into_owned();
                let pair = text.split(';').next().unwrap_or_default();
                let (name, value) = pair.split_once('=').unwrap_or(("", pair));
                let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
                lines.push(Line { number, url: &exchange.request.url, text, name, value });
            }
        }
        lines
    }

    fn set_outcome(&self, line: &Line<'_>, keys: &mut PartitionKeys) -> SetOutcome {
        let Line { number, url, text, name, value } = line;
        let held = self.after.jar.iter().find(|cookie| cookie.name == *name && cookie.value == *value);
        let stored = match held.map(|cookie| &cookie.partition) {
            None => Stored::No,
            Some(None) => Stored::Yes,
            Some(Some(key)) => Stored::Partitioned(keys.number(key)),
        };
        let mut later = self.exchanges[number + 1..].iter().filter(|exchange| exchange.request.url == *url && !is_preflight(exchange));
        let outcome = CookieOutcome {
            stored,
            readable_on_page: shows(&self.after.page_cookie, name, value),
            readable_on_target: shows(&self.after.target_cookie, name, value),
            sent: later.any(|exchange| carries(exchange, name, value)),
        };
        let mut reasons = Vec::new();
        for reason in self.reasons.iter().filter(|reason| reason.cookie.as_deref() == Some(name)) {
            if !reasons.contains(reason) {
                reasons.push(reason.clone());
            }
        }
        SetOutcome { url: (*url).to_owned(), line: text.clone(), name: name.clone(), outcome, reasons }
    }
}

/// Whether an exchange is a CORS preflight: a browser makes no other `OPTIONS` request with that field.
fn is_preflight(exchange: &Exchange) -> bool {
    let mut fields = exchange.request.fields.iter();
    exchange.request.method == "OPTIONS" && fields.any(|field| field.name == "access-control-request-method")
}

/// Whether a request carries a cookie.
fn carries(exchange: &Exchange, name: &str, value: &str) -> bool {
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
        Some(domain) => host == domain || host.strip_suffix(domain).is_some_and(|left| left.ends_with('.')),
    }
}

#[cfg(test)]
mod tests;
