//! From exchanges that somebody saw to questions: one for each response that sets a cookie, and for
//! each preflight without a request after it.

use matrix::{FetchCredentials, RequestApi, RequestMechanism};
use run_model::plan::RequestScript;
use spec_model::{Timestamp, parse_cookie_date};
use url::Url;

use crate::cookie_trace::{CookieTrace, trace};
use crate::exchange_request::{
    ExchangeAssumption, KnownContext, RequestOrigin, assumed_api, request_origin,
};
use crate::observed_exchange::{ObservedExchange, script_headers};
use crate::question::{FollowUpRequest, Question};
use crate::response_head::ResponseHead;
use crate::story::DocumentPlace;

/// A question that an exchange asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeQuestion {
    /// The position of the exchange, from 0.
    pub entry: usize,
    /// The question.
    pub question: Question,
    /// Whether a script wants to read the response: not so for a navigation or an image.
    pub by_script: bool,
    /// The later exchange that shows what became of the cookies, if one does.
    pub evidence: Option<CookieEvidenceEntry>,
    /// What was not seen and is assumed.
    pub assumptions: Vec<ExchangeAssumption>,
}

/// A later exchange that shows what became of cookies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieEvidenceEntry {
    /// Its position, from 0.
    pub entry: usize,
    /// The names of the cookies that it lacks; none where it carries them.
    pub lacks: Vec<String>,
}

/// Why an exchange asks no question though it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {number}: {why}")]
pub struct SkippedEntry {
    /// The position of the exchange, from 1 as people count.
    pub number: usize,
    /// Why.
    pub why: &'static str,
}

/// Returns the question of each exchange whose response sets a cookie, or that is a preflight
/// without a request after it, and the exchanges with which nothing can be done.
pub fn exchange_questions(
    exchanges: &[ObservedExchange],
    known: &KnownContext<'_>,
) -> (Vec<ExchangeQuestion>, Vec<SkippedEntry>) {
    let (mut questions, mut skipped) = (Vec::new(), Vec::new());
    let mut led_to: Vec<usize> = Vec::new();
    for number in 0..exchanges.len() {
        if led_to.contains(&number) {
            continue;
        }
        let chain = redirect_chain(exchanges, number);
        let sets_cookie = chain.iter().any(|entry| exchanges[*entry].sets_cookie());
        let question = if sets_cookie && !exchanges[number].is_preflight() {
            led_to.extend(&chain[1..]);
            question(exchanges, &chain, known)
        } else if is_end(exchanges, number) {
            behind_preflight(exchanges, number, known)
        } else {
            continue;
        };
        match question {
            Ok(question) => questions.push(question),
            Err(why) => skipped.push(SkippedEntry { number: number + 1, why }),
        }
    }
    (questions, skipped)
}

/// Returns the positions of the exchanges that an exchange was led to by redirects, itself first.
fn redirect_chain(exchanges: &[ObservedExchange], number: usize) -> Vec<usize> {
    let mut chain = vec![number];
    while let Some(target) = exchanges[chain[chain.len() - 1]].redirects_to() {
        let is_next = |(_, one): &(usize, &ObservedExchange)| {
            !one.is_preflight() && Url::parse(&one.url).is_ok_and(|url| url == target)
        };
        let from = chain[chain.len() - 1] + 1;
        let next = exchanges.iter().enumerate().skip(from).take(8).find(is_next);
        match next {
            Some((next, _)) if chain.len() < 20 => chain.push(next),
            Some(_) | None => break,
        }
    }
    chain
}

fn question(
    exchanges: &[ObservedExchange],
    chain: &[usize],
    known: &KnownContext<'_>,
) -> Result<ExchangeQuestion, &'static str> {
    let (number, last) = (chain[0], chain[chain.len() - 1]);
    let exchange = &exchanges[number];
    let url = parse_url(exchange)?;
    let RequestOrigin { document, api, by_script, mut assumptions } =
        request_origin(exchange, &url, known)?;
    let now = received(exchange, known);
    let evidence = trace(exchanges, chain, now);
    let follow_up = match &evidence {
        Some(found) => {
            let (request, assumed) = follow_up(&exchanges[found.entry], now, known)?;
            assumptions.extend(
                assumed.into_iter().filter(|one| !assumptions.contains(one)).collect::<Vec<_>>(),
            );
            Some(request)
        }
        None => visit_again(api, &url),
    };
    let redirects = chain[..chain.len() - 1].iter();
    let heads = redirects.map(|entry| exchanges[*entry].response.clone());
    Ok(ExchangeQuestion {
        entry: number,
        question: Question {
            frames: document.frames,
            preflight: preflight(exchanges, number),
            request: RequestScript {
                api,
                method: exchange.method.clone(),
                headers: if by_script {
                    script_headers(&exchange.request_headers)
                } else {
                    Vec::new()
                },
                body: None,
                reads: None,
            },
            redirects: heads.collect(),
            response: exchanges[last].response.clone(),
            follow_up,
            ..Question::fetch(document.page, url, FetchCredentials::Include, now)
        },
        by_script,
        evidence: evidence.map(|CookieTrace { entry, lacks }| CookieEvidenceEntry { entry, lacks }),
        assumptions,
    })
}

/// Returns a later request that was seen, as the one that is asked about.
fn follow_up(
    exchange: &ObservedExchange,
    now: Timestamp,
    known: &KnownContext<'_>,
) -> Result<(FollowUpRequest, Vec<ExchangeAssumption>), &'static str> {
    let url = parse_url(exchange)?;
    let RequestOrigin { document, api, assumptions, .. } = request_origin(exchange, &url, known)?;
    let request = RequestScript { method: exchange.method.clone(), ..RequestScript::bare(api) };
    let after_secs = exchange.started.map_or(0, |at| at.0.saturating_sub(now.0).max(0));
    Ok((FollowUpRequest { document, url, request, after_secs }, assumptions))
}

/// Returns, for a navigation, the next visit of the same site; `None` for other requests, which
/// are made again as they were.
fn visit_again(api: RequestApi, url: &Url) -> Option<FollowUpRequest> {
    let is_navigation = match api {
        RequestApi::Mechanism(mechanism) => matches!(
            mechanism,
            RequestMechanism::FormPost | RequestMechanism::Link | RequestMechanism::Location
        ),
        RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Xhr { .. } => false,
    };
    let api = RequestApi::Mechanism(RequestMechanism::Link);
    is_navigation.then(|| FollowUpRequest {
        document: DocumentPlace { page: url.clone(), frames: Vec::new() },
        url: url.clone(),
        request: RequestScript::bare(api),
        after_secs: 0,
    })
}

/// Whether an exchange is the first preflight for a request that was never answered.
fn is_end(exchanges: &[ObservedExchange], number: usize) -> bool {
    let exchange = &exchanges[number];
    let of_url = |one: &&ObservedExchange| one.url == exchange.url;
    let is_answered = |one: &ObservedExchange| !one.is_preflight() && one.response.status > 0;
    exchange.is_preflight()
        && !exchanges[..number].iter().filter(of_url).any(ObservedExchange::is_preflight)
        && !exchanges.iter().filter(of_url).any(is_answered)
}

/// Returns the question of the request that a preflight announces.
fn behind_preflight(
    exchanges: &[ObservedExchange],
    number: usize,
    known: &KnownContext<'_>,
) -> Result<ExchangeQuestion, &'static str> {
    let exchange = &exchanges[number];
    let (url, page) = (parse_url(exchange)?, page_of(exchange, known)?);
    let (api, assumption) = match known.api.or(exchange.api) {
        Some(api) => (api, None),
        None => {
            let (api, assumption) = assumed_api(exchange);
            (api, Some(assumption))
        }
    };
    let now = exchange.started.unwrap_or(known.now);
    let mut question = Question::fetch(page, url, FetchCredentials::Include, now);
    question.request.api = api;
    if let Some(method) = exchange.request_header("Access-Control-Request-Method") {
        method.clone_into(&mut question.request.method);
    }
    let names = exchange.request_header("Access-Control-Request-Headers").unwrap_or_default();
    question.request.headers = names
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| (name.to_owned(), String::new()))
        .collect();
    question.response = ResponseHead::unseen(&question.page);
    question.preflight = Some(exchange.response.clone());
    let assumptions =
        [Some(ExchangeAssumption::NoResponse), assumption].into_iter().flatten().collect();
    Ok(ExchangeQuestion { entry: number, question, by_script: true, evidence: None, assumptions })
}

fn parse_url(exchange: &ObservedExchange) -> Result<Url, &'static str> {
    Url::parse(&exchange.url).map_err(|_| "the request URL is invalid")
}

fn page_of(exchange: &ObservedExchange, known: &KnownContext<'_>) -> Result<Url, &'static str> {
    let page = known.page.or(exchange.page.as_ref());
    page.cloned().ok_or("the page is unknown; give --page")
}

/// Returns when a response came: as it says itself, as it was written down, or as is known
/// besides.
fn received(exchange: &ObservedExchange, known: &KnownContext<'_>) -> Timestamp {
    let date = exchange.response.values("Date").next();
    date.and_then(|date| parse_cookie_date(date.as_bytes()))
        .or(exchange.started)
        .unwrap_or(known.now)
}

/// Returns the answer to the last preflight before an exchange for its URL.
fn preflight(exchanges: &[ObservedExchange], number: usize) -> Option<ResponseHead> {
    let url = &exchanges[number].url;
    let is_its_preflight = |one: &&ObservedExchange| one.url == *url && one.is_preflight();
    // Some browsers list the preflight behind the request that it is for.
    let (before, after) = exchanges.split_at(number);
    let found = before.iter().rev().find(is_its_preflight);
    found.or_else(|| after.iter().find(is_its_preflight)).map(|one| one.response.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::har::{exchanges, read};

    fn entry(url: &str, request: &str, response: &str) -> String {
        format!(
            r#"{{ "pageref": "p",
            "request": {{ "method": "GET", "url": "{url}", "headers": [{request}] }},
            "response": {{ "status": 200, "headers": [{response}] }} }}"#
        )
    }

    fn ask(entries: &[String]) -> (Vec<ExchangeQuestion>, Vec<SkippedEntry>) {
        let pages = r#"[{ "id": "p", "title": "https://www.shop.test/cart" }]"#;
        let har = read(&format!(
            r#"{{ "log": {{ "pages": {pages}, "entries": [{}] }} }}"#,
            entries.join(",")
        ))
        .unwrap();
        let known = KnownContext { page: None, api: None, now: Timestamp(0) };
        exchange_questions(&exchanges(&har), &known)
    }

    const COOKIES: &str = r#"{ "name": "set-cookie", "value": "a=1\nb=2; Secure" }"#;

    #[test]
    fn each_response_with_cookies_is_a_question() {
        let (asked, passed) = ask(&[
            entry("https://api.shop.test/", "", ""),
            entry("https://api.shop.test/", "", COOKIES),
        ]);
        assert_eq!((asked.len(), passed.len(), asked[0].entry), (1, 0, 1));
        assert_eq!(
            asked[0].question.set_cookie_lines().collect::<Vec<_>>(),
            ["a=1", "b=2; Secure"]
        );
        assert_eq!(asked[0].question.page.as_str(), "https://www.shop.test/cart");
        assert_eq!(asked[0].assumptions, [ExchangeAssumption::SameOrigin]);
    }

    #[test]
    fn cookies_of_a_request_tell_its_credentials() {
        let (asked, _) = ask(&[entry(
            "https://api.shop.test/",
            r#"{ "name": "cookie", "value": "x=1" }"#,
            COOKIES,
        )]);
        assert_eq!(asked[0].question.request.api, RequestApi::Fetch(FetchCredentials::Include));
        assert_eq!(asked[0].assumptions, [ExchangeAssumption::IncludeAsItCarriedCookies]);
    }

    #[test]
    fn a_preflight_behind_which_nothing_came_is_a_question() {
        let preflight = r#"{ "pageref": "p",
            "request": { "method": "OPTIONS", "url": "https://api.shop.test/", "headers": [
                { "name": "access-control-request-method", "value": "PUT" },
                { "name": "access-control-request-headers", "value": "x-a,x-b" } ] },
            "response": { "status": 204, "headers": [
                { "name": "Access-Control-Allow-Origin", "value": "*" }] } }"#;
        let (asked, _) = ask(&[preflight.to_owned(), preflight.to_owned()]);
        assert_eq!(asked.len(), 1);
        let question = &asked[0].question;
        assert_eq!((question.request.method.as_str(), question.request.headers.len()), ("PUT", 2));
        assert_eq!(
            question
                .preflight
                .as_ref()
                .unwrap()
                .values("access-control-allow-origin")
                .collect::<Vec<_>>(),
            ["*"]
        );
        let (asked, _) = ask(&[preflight.to_owned(), entry("https://api.shop.test/", "", "")]);
        assert_eq!(asked, []);
    }

    #[test]
    fn a_navigation_is_first_party() {
        let (asked, _) = ask(&[entry(
            "https://login.test/",
            r#"{ "name": "sec-fetch-mode", "value": "navigate" }"#,
            COOKIES,
        )]);
        assert_eq!(asked[0].question.page.as_str(), "https://login.test/");
        assert!(!asked[0].by_script);
    }
}
