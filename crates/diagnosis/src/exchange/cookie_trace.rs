//! Where cookies went that were seen to be set: which later request should have carried them, and
//! whether it did.

use spec_model::{
    PathAttribute, QuirkSet, Timestamp, default_path, domain_match, parse_set_cookie, path_match,
};
use url::Url;

use crate::exchange::observed::ObservedExchange;
use crate::exchange::question::UndeletedCookies;
use crate::predict::redirect_reach::are_kin;
use crate::question::relation::is_of_site;
use crate::set_cookie::attributes::LineLifetime;

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
    let mut open: Vec<SetLine> = set_lines(&exchanges[first], now).collect();
    let mut carried = None;
    for (entry, exchange) in exchanges.iter().enumerate().skip(first + 1) {
        let Ok(url) = Url::parse(&exchange.url) else { continue };
        if exchange.is_test_client_or_preflight() {
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
            let is_cleared = |one: &SetLine| is_of_site(&one.set_by, &url);
            open.retain(|one| !is_cleared(one));
        }
        if setters.contains(&entry) {
            open.extend(set_lines(exchange, now));
        }
    }
    carried
}

/// Returns the first request behind these exchanges that was refused for want of a login, and that
/// their cookies were not for; `None` where one of them went along later, or a later line answers
/// for it, or where the same request was answered without them. A login that failed sets none.
pub(crate) fn refused(
    exchanges: &[ObservedExchange],
    setters: &[usize],
    now: Timestamp,
) -> Option<CookieTrace> {
    let last = *setters.last()?;
    let lines: Vec<SetLine> =
        setters.iter().flat_map(|setter| set_lines(&exchanges[*setter], now)).collect();
    let is_kin = |one: &ObservedExchange| {
        let url = Url::parse(&one.url);
        url.is_ok_and(|url| lines.iter().any(|line| are_kin(&line.set_by, &url)))
    };
    let is_refused = |one: &ObservedExchange| {
        one.listed_cookies.is_some()
            && one.response.asks_for_login()
            && one.request_header("Authorization").is_none()
            && !one.is_test_client_or_preflight()
    };
    let later = || exchanges.iter().enumerate().skip(last + 1).filter(|(_, one)| is_kin(one));
    let (entry, found) = later().find(|(_, one)| is_refused(one))?;
    let answers_for_it = |one: &ObservedExchange| {
        let carried = one.cookie_names();
        let set: Vec<String> = one.response.values("Set-Cookie").map(name_of).collect();
        let is_same = (&one.url, &one.method) == (&found.url, &found.method);
        (is_same && (1..400).contains(&one.response.status))
            || lines.iter().any(|line| carried.contains(&line.name) || set.contains(&line.name))
    };
    let is_settled =
        exchanges[last].response.status >= 400 || later().any(|(_, one)| answers_for_it(one));
    let lacks = lines.iter().map(|line| line.name.clone()).collect();
    (!is_settled).then_some(CookieTrace { entry, lacks })
}

/// Returns the first request behind these exchanges that still carries a cookie which their lines
/// were to delete, and the names of those that it carries.
pub(crate) fn undeleted(
    exchanges: &[ObservedExchange],
    setters: &[usize],
    now: Timestamp,
) -> Option<UndeletedCookies> {
    let last = *setters.last()?;
    let deleting = setters.iter().flat_map(|entry| {
        let lines = exchanges[*entry].response.values("Set-Cookie");
        lines
            .filter(|line| LineLifetime::of(line, now) == LineLifetime::Deletes)
            .map(|line| (name_of(line), exchanges[*entry].url.as_str()))
    });
    let mut deleted: Vec<(String, &str)> = deleting.collect();
    for (entry, exchange) in exchanges.iter().enumerate().skip(last + 1) {
        if deleted.is_empty() {
            return None;
        }
        let Ok(url) = Url::parse(&exchange.url) else { continue };
        let names = exchange.cookie_names();
        let is_of_site = |set_by: &str| Url::parse(set_by).is_ok_and(|one| is_of_site(&one, &url));
        let carried =
            deleted.iter().filter(|(name, from)| names.contains(name) && is_of_site(from));
        let mut carried: Vec<String> = carried.map(|(name, _)| name.clone()).collect();
        carried.dedup();
        if !carried.is_empty() {
            return Some(UndeletedCookies { entry, names: carried });
        }
        // From here on another line answers for the name.
        let set: Vec<String> = exchange.response.values("Set-Cookie").map(name_of).collect();
        deleted.retain(|(name, _)| !set.contains(name));
    }
    None
}

/// Returns the last line before an exchange that set the cookie with a name on its site, with the
/// position of its exchange.
pub(crate) fn set_before<'e>(
    exchanges: &'e [ObservedExchange],
    before: usize,
    name: &str,
) -> Option<(usize, &'e str)> {
    let url = Url::parse(&exchanges[before].url).ok()?;
    let is_of_site =
        |one: &ObservedExchange| Url::parse(&one.url).is_ok_and(|own| is_of_site(&own, &url));
    let earlier = exchanges[..before].iter().enumerate().rev();
    earlier.filter(|(_, one)| is_of_site(one)).find_map(|(entry, one)| {
        let lines = one.response.values("Set-Cookie").filter(|line| name_of(line) == name);
        lines.last().map(|line| (entry, line))
    })
}

/// Returns the lines of an exchange's response that set cookies.
fn set_lines(exchange: &ObservedExchange, now: Timestamp) -> impl Iterator<Item = SetLine> {
    let lines = exchange.response.values("Set-Cookie");
    lines.filter_map(move |line| SetLine::of(exchange, line, now))
}

/// A line that sets a cookie, with what says where it goes.
struct SetLine {
    name: String,
    set_by: Url,
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
            domain: domain.filter(|domain| !domain.is_empty()),
            path: match &cookie.path {
                Some(PathAttribute::Given(path)) => path.to_vec(),
                Some(PathAttribute::DefaultPath) | None => {
                    default_path(url.path()).as_bytes().to_vec()
                }
            },
            secure: cookie.secure,
            set_by: url,
        })
    }

    fn fits(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let fits_host = match &self.domain {
            None => self.set_by.host_str() == Some(host),
            Some(domain) => domain_match(host, domain, QuirkSet::NONE),
        };
        let is_secure = matches!(url.scheme(), "https" | "wss") || host == "localhost";
        fits_host && path_match(url.path().as_bytes(), &self.path) && (is_secure || !self.secure)
    }
}

fn name_of(line: &str) -> String {
    String::from_utf8_lossy(parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie.name)
        .into_owned()
}
