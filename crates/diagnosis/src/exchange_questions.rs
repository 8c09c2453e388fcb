//! From exchanges that somebody saw to questions: one for each response that sets a cookie, and for
//! each preflight without a request after it.

use matrix::{FetchCredentials, RequestApi};
use run_model::plan::RequestScript;
use spec_model::{Timestamp, parse_cookie_date};
use url::Url;

use crate::observed_exchange::{ObservedExchange, script_headers};
use crate::question::{Question, ResponseHead};

/// A question that an exchange asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeQuestion {
    /// The position of the exchange, from 0.
    pub entry: usize,
    /// The question.
    pub question: Question,
    /// Whether a script wants to read the response: not so for a navigation or an image.
    pub by_script: bool,
    /// What was not seen and is assumed.
    pub assumptions: Vec<ExchangeAssumption>,
}

/// What is assumed of an exchange, as it cannot be observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeAssumption {
    /// The request carried cookies, so it was made with credentials.
    #[error("the request carried cookies, so credentials mode include is assumed")]
    IncludeAsItCarriedCookies,
    /// The response allows credentials, so they are assumed.
    #[error(
        "the credentials mode is unknown; include is assumed, as the response allows it \
         (--credentials sets another)"
    )]
    IncludeAsItIsAllowed,
    /// No request followed the preflight.
    #[error(
        "only the preflight was answered; the response is assumed to allow the request and to set \
         no cookie"
    )]
    NoResponse,
    /// Nothing indicates credentials.
    #[error(
        "the credentials mode is unknown; same-origin is assumed, the default (--credentials sets \
         another)"
    )]
    SameOrigin,
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

/// What is known besides the exchanges.
#[derive(Clone, Debug)]
pub struct KnownContext<'a> {
    /// The page that made all requests.
    pub page: Option<&'a Url>,
    /// By which means the requests were made.
    pub api: Option<RequestApi>,
    /// When a response came that does not say it itself.
    pub now: Timestamp,
}

/// Returns the question of each exchange whose response sets a cookie, or that is a preflight
/// without a request after it, and the exchanges with which nothing can be done.
pub fn exchange_questions(
    exchanges: &[ObservedExchange],
    known: &KnownContext<'_>,
) -> (Vec<ExchangeQuestion>, Vec<SkippedEntry>) {
    let (mut questions, mut skipped) = (Vec::new(), Vec::new());
    for number in 0..exchanges.len() {
        let question = if exchanges[number].sets_cookie() {
            question(exchanges, number, known)
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

fn question(
    exchanges: &[ObservedExchange],
    number: usize,
    known: &KnownContext<'_>,
) -> Result<ExchangeQuestion, &'static str> {
    let exchange = &exchanges[number];
    let url = parse_url(exchange)?;
    let is_navigation = exchange.is_navigation();
    let by_script = !is_navigation
        && exchange
            .request_header("Sec-Fetch-Mode")
            .is_none_or(|mode| mode == "cors" || mode == "same-origin");
    // A document is first-party to itself, and so is its response.
    let page = if is_navigation { url.clone() } else { page_of(exchange, known)? };
    let is_cross_origin = page.origin() != url.origin();
    let (api, assumption) = match known.api.or(exchange.api) {
        Some(api) => (api, None),
        None if is_navigation || !is_cross_origin => {
            (RequestApi::Fetch(FetchCredentials::Include), None)
        }
        None if !by_script => (RequestApi::FetchNoCors(FetchCredentials::Include), None),
        None => assumed_api(exchange),
    };
    Ok(ExchangeQuestion {
        entry: number,
        question: Question {
            preflight: preflight(exchanges, number),
            request: RequestScript {
                api,
                method: exchange.method.clone(),
                headers: script_headers(&exchange.request_headers),
                body: None,
                reads: None,
            },
            response: exchange.response.clone(),
            ..Question::fetch(page, url, FetchCredentials::Include, received(exchange, known))
        },
        by_script,
        assumptions: assumption.into_iter().collect(),
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
        None => assumed_api(exchange),
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
    Ok(ExchangeQuestion { entry: number, question, by_script: true, assumptions })
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

fn assumed_api(exchange: &ObservedExchange) -> (RequestApi, Option<ExchangeAssumption>) {
    let include = RequestApi::Fetch(FetchCredentials::Include);
    if exchange.carried_cookies || exchange.request_header("Cookie").is_some() {
        (include, Some(ExchangeAssumption::IncludeAsItCarriedCookies))
    } else if exchange.response.values("Access-Control-Allow-Credentials").next().is_some() {
        (include, Some(ExchangeAssumption::IncludeAsItIsAllowed))
    } else {
        let same_origin = RequestApi::Fetch(FetchCredentials::SameOrigin);
        (same_origin, Some(ExchangeAssumption::SameOrigin))
    }
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
