//! Where cookies went that were seen to be set: which later request should have carried them, and
//! whether it did.

use spec_model::{
    BuiltInPublicSuffixes, PathAttribute, QuirkSet, Timestamp, default_path, domain_match,
    parse_set_cookie, path_match, registrable_domain,
};
use url::Url;

use crate::attributes::LineLifetime;
use crate::observed_exchange::ObservedExchange;

/// The request that shows what became of the cookies of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CookieTrace {
    /// The position of its exchange, from 0.
    pub(crate) entry: usize,
    /// The names of the cookies that it lacks though their Domain and Path fit; none where it
    /// carries one.
    pub(crate) lacks: Vec<String>,
}

/// Returns the first request that lacks a cookie which lines of these exchanges set before, or else
/// the first behind them all that carries one.
pub(crate) fn trace(
    exchanges: &[ObservedExchange],
    setters: &[usize],
    now: Timestamp,
) -> Option<CookieTrace> {
    let (first, last) = (*setters.first()?, *setters.last()?);
    let lines = |exchange: &ObservedExchange| -> Vec<SetLine> {
        let lines = exchange.response.values("Set-Cookie");
        lines.filter_map(|line| SetLine::of(exchange, line, now)).collect()
    };
    let mut open = lines(&exchanges[first]);
    let mut carried = None;
    for (entry, exchange) in exchanges.iter().enumerate().skip(first + 1) {
        let Ok(url) = Url::parse(&exchange.url) else { continue };
        if exchange.is_preflight() || exchange.is_of_test_client() {
            continue;
        }
        let names = exchange.cookie_names();
        let shows_cookies = exchange.listed_cookies.is_some();
        let fits = |one: &&SetLine| shows_cookies && one.fits(&url);
        let fitting: Vec<&SetLine> = open.iter().filter(fits).collect();
        let lacks: Vec<String> = fitting
            .iter()
            .map(|one| one.name.clone())
            .filter(|name| !names.contains(name))
            .collect();
        if !lacks.is_empty() {
            return Some(CookieTrace { entry, lacks });
        }
        if !fitting.is_empty() && carried.is_none() && entry > last {
            carried = Some(CookieTrace { entry, lacks: Vec::new() });
        }
        // From here on another line answers for the name.
        let set: Vec<&str> = exchange.response.values("Set-Cookie").collect();
        open.retain(|one| !set.iter().any(|line| name_of(line) == one.name));
        if exchange.response.clears_cookies() {
            open.retain(|one| !one.is_of_site(&url));
        }
        if setters.contains(&entry) {
            open.extend(lines(exchange));
        }
    }
    carried
}

/// A line that sets a cookie, with what says where it goes.
struct SetLine {
    name: String,
    host: String,
    /// The Domain attribute; `None` where the cookie is host-only.
    domain: Option<String>,
    path: Vec<u8>,
    secure: bool,
}

impl SetLine {
    fn of(exchange: &ObservedExchange, line: &str, now: Timestamp) -> Option<Self> {
        let url = Url::parse(&exchange.url).ok()?;
        let cookie = parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie;
        if LineLifetime::of(line, now).is_over() {
            return None;
        }
        let domain = cookie.domain.as_deref().map(|it| String::from_utf8_lossy(it).into_owned());
        Some(Self {
            name: String::from_utf8_lossy(cookie.name).into_owned(),
            host: url.host_str()?.to_owned(),
            domain: domain.filter(|domain| !domain.is_empty()),
            path: match &cookie.path {
                Some(PathAttribute::Given(path)) => path.to_vec(),
                Some(PathAttribute::DefaultPath) | None => {
                    default_path(url.path()).as_bytes().to_vec()
                }
            },
            secure: cookie.secure,
        })
    }

    fn fits(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let fits_host = match &self.domain {
            None => host == self.host,
            Some(domain) => domain_match(host, domain, QuirkSet::NONE),
        };
        let is_secure = matches!(url.scheme(), "https" | "wss") || host == "localhost";
        fits_host && path_match(url.path().as_bytes(), &self.path) && (is_secure || !self.secure)
    }
}

impl SetLine {
    /// Returns whether the cookie belongs to the site of a URL.
    fn is_of_site(&self, url: &Url) -> bool {
        let domain = |host: &str| {
            registrable_domain(host, &BuiltInPublicSuffixes).unwrap_or(host).to_owned()
        };
        url.host_str().is_some_and(|host| domain(host) == domain(&self.host))
    }
}

fn name_of(line: &str) -> String {
    String::from_utf8_lossy(parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie.name)
        .into_owned()
}
