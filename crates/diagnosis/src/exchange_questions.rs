//! From exchanges that somebody saw to questions: one for each response that sets a cookie, and for
//! each preflight without a request after it.

use matrix::{FetchCredentials, RequestApi};
use run_model::plan::RequestScript;
use spec_model::{Timestamp, parse_cookie_date};
use url::Url;

use crate::cookie_trace::{CookieTrace, trace, undeleted};
use crate::exchange_question::{CookieEvidenceEntry, ExchangeQuestion, RequestCookies};
use crate::exchange_request::{
    ExchangeAssumption, KnownContext, RequestOrigin, assumed_api, page_of, request_origin,
};
use crate::observed_exchange::ObservedExchange;
use crate::question::{FollowUpRequest, FollowUpSource, Question};
use crate::response_head::ResponseHead;
use crate::script_headers::{announced_headers, script_headers};
use crate::skipped_entry::{SkipReason, SkippedEntry};

/// Returns the question of each exchange whose response sets a cookie, whose response CORS may keep
/// from a script, or that is a preflight without a request after it; and the exchanges with which
/// nothing can be done. Exchanges are looked at in the order of their times.
pub fn exchange_questions(
    exchanges: &[ObservedExchange],
    known: &KnownContext<'_>,
) -> (Vec<ExchangeQuestion>, Vec<SkippedEntry>) {
    let order = order_of_time(exchanges);
    let sorted: Vec<ObservedExchange> =
        order.iter().map(|position| exchanges[*position].clone()).collect();
    let (mut questions, mut skipped) = questions_in_order(&sorted, known);
    for question in &mut questions {
        question.entry = order[question.entry];
        question.evidence.iter_mut().for_each(|seen| seen.entry = order[seen.entry]);
        question.undeleted.iter_mut().for_each(|left| left.entry = order[left.entry]);
    }
    skipped.iter_mut().for_each(|entry| entry.number = order[entry.number - 1] + 1);
    let led_to = questions.iter_mut().flat_map(|question| &mut question.led_to);
    led_to.for_each(|entry| *entry = order[*entry]);
    questions.sort_by_key(|question| question.entry);
    skipped.sort_by_key(|entry| entry.number);
    (questions, skipped)
}

/// Returns the positions of exchanges in the order of their times, if all have one.
fn order_of_time(exchanges: &[ObservedExchange]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..exchanges.len()).collect();
    if exchanges.iter().all(|exchange| exchange.started.is_some()) {
        order.sort_by_key(|position| exchanges[*position].started);
    }
    order
}

fn questions_in_order(
    exchanges: &[ObservedExchange],
    known: &KnownContext<'_>,
) -> (Vec<ExchangeQuestion>, Vec<SkippedEntry>) {
    let (mut questions, mut skipped) = (Vec::new(), Vec::new());
    let mut led_to: Vec<usize> = Vec::new();
    for (number, exchange) in exchanges.iter().enumerate() {
        if led_to.contains(&number) {
            continue;
        }
        let chain = redirect_chain(exchanges, number);
        let sets_cookie = chain.iter().any(|entry| exchanges[*entry].sets_cookie());
        let question = if exchange.is_of_test_client() {
            if !sets_cookie {
                continue;
            }
            Err(SkipReason::TestClient)
        } else if exchange.is_preflight() {
            if !is_end(exchanges, number) {
                continue;
            }
            behind_preflight(exchanges, number, known)
        } else if sets_cookie || exchange.is_subject_to_cors() {
            led_to.extend(&chain[1..]);
            question(exchanges, &chain, known)
        } else {
            continue;
        };
        match question {
            Ok(question) => questions.push(question),
            // Without a cookie, nobody asks.
            Err(_) if !sets_cookie && !exchange.is_preflight() => {}
            Err(why) => skipped.push(SkippedEntry { number: number + 1, why }),
        }
    }
    (questions, skipped)
}

/// How many other exchanges may lie between a redirect and the request that it leads to.
const MAX_BETWEEN: usize = 8;

/// Returns the positions of the exchanges that an exchange was led to by redirects, itself first.
fn redirect_chain(exchanges: &[ObservedExchange], number: usize) -> Vec<usize> {
    let mut chain = vec![number];
    while let Some(target) = exchanges[chain[chain.len() - 1]].redirects_to() {
        let is_next = |(_, one): &(usize, &ObservedExchange)| {
            !one.is_preflight() && Url::parse(&one.url).is_ok_and(|url| url == target)
        };
        let from = chain[chain.len() - 1] + 1;
        let next = exchanges.iter().enumerate().skip(from).take(MAX_BETWEEN).find(is_next);
        match next {
            Some((next, _)) if chain.len() < Question::MAX_REDIRECTS => chain.push(next),
            Some(_) | None => break,
        }
    }
    chain
}

fn question(
    exchanges: &[ObservedExchange],
    chain: &[usize],
    known: &KnownContext<'_>,
) -> Result<ExchangeQuestion, SkipReason> {
    let (number, last) = (chain[0], chain[chain.len() - 1]);
    let exchange = &exchanges[number];
    let url = parse_url(exchange)?;
    let RequestOrigin { document, mut api, by_script, mut assumptions } =
        request_origin(exchange, &url, known)?;
    let mut response = exchanges[last].response.clone();
    if response.status == 0 {
        let failure = exchanges[last].failure.clone().unwrap_or_else(|| "no status".to_owned());
        assumptions.push(ExchangeAssumption::StatusUnknown { failure });
        response.status = ResponseHead::ok().status;
    }
    let now = received(exchange, known);
    let evidence = trace(exchanges, chain, now);
    let is_guess = |one: &ExchangeAssumption| one.other_api().is_some();
    if evidence.as_ref().is_some_and(|found| found.lacks.is_empty())
        && let Some(guess) = assumptions.iter_mut().find(|one| is_guess(one))
    {
        *guess = ExchangeAssumption::IncludeAsItStoredCookies;
        api = RequestApi::Fetch(FetchCredentials::Include);
    }
    let other_api = assumptions.iter().find_map(ExchangeAssumption::other_api);
    let follow_up = match &evidence {
        // What a redirect leads to is no request of a page that could be asked about by itself.
        Some(found) if !chain.contains(&found.entry) => {
            let (request, assumed) = follow_up(&exchanges[found.entry], now, known)?;
            // What makes both the same way is said once.
            if request.request.api != api {
                assumptions.extend(assumed);
            }
            Some(request)
        }
        Some(_) | None => None,
    };
    let redirects = chain[..chain.len() - 1].iter();
    let heads = redirects.map(|entry| exchanges[*entry].response.clone());
    let mut question = Question {
        frames: document.frames,
        preflight: preflight(exchanges, number),
        request: RequestScript {
            api,
            method: exchange.method.clone(),
            headers: if by_script { script_headers(&exchange.request_headers) } else { Vec::new() },
            body: None,
            reads: None,
            init: matrix::FetchInit::default(),
        },
        redirects: heads.collect(),
        response,
        follow_up,
        ..Question::fetch(document.page, url, FetchCredentials::Include, now)
    };
    if question.follow_up.is_some() {
        question.follow_up_source = FollowUpSource::Seen;
    } else {
        question.follow_up = question.visit_again();
    }
    let requests = if exchanges.iter().all(|one| one.cookie_names().is_empty()) {
        RequestCookies::NeverShown
    } else {
        RequestCookies::Shown
    };
    let evidence =
        evidence.map(|CookieTrace { entry, lacks }| CookieEvidenceEntry { entry, lacks, requests });
    let other_reading = other_api.map(|api| {
        let mut other = question.clone();
        other.request.api = api;
        other
    });
    Ok(ExchangeQuestion {
        entry: number,
        led_to: chain[1..].to_vec(),
        question,
        by_script,
        evidence,
        undeleted: undeleted(exchanges, chain, now),
        assumptions,
        other_reading,
    })
}

/// Returns a later request that was seen, as the one that is asked about.
fn follow_up(
    exchange: &ObservedExchange,
    now: Timestamp,
    known: &KnownContext<'_>,
) -> Result<(FollowUpRequest, Vec<ExchangeAssumption>), SkipReason> {
    let url = parse_url(exchange)?;
    let RequestOrigin { document, api, assumptions, .. } = request_origin(exchange, &url, known)?;
    let request = RequestScript { method: exchange.method.clone(), ..RequestScript::bare(api) };
    let after_secs = exchange.started.map_or(0, |at| at.0.saturating_sub(now.0).max(0));
    Ok((FollowUpRequest { document, url, request, after_secs }, assumptions))
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
) -> Result<ExchangeQuestion, SkipReason> {
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
    question.request.headers = announced_headers(names);
    question.response = ResponseHead::unseen(&question.page);
    question.preflight = Some(exchange.response.clone());
    let assumptions =
        [Some(ExchangeAssumption::NoResponse), assumption].into_iter().flatten().collect();
    Ok(ExchangeQuestion {
        entry: number,
        led_to: Vec::new(),
        question,
        by_script: true,
        evidence: None,
        undeleted: None,
        assumptions,
        other_reading: None,
    })
}

fn parse_url(exchange: &ObservedExchange) -> Result<Url, SkipReason> {
    Url::parse(&exchange.url).map_err(|_| SkipReason::UrlInvalid)
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

    /// Returns an entry of a script of the page, a second apart for each number.
    fn scripted(second: u32, path: &str, request: &str, response: &str) -> String {
        let started = format!("2026-11-10T09:00:{second:02}Z");
        format!(
            r#"{{ "pageref": "p", "startedDateTime": "{started}",
            "request": {{ "method": "GET", "url": "https://api.shop.test{path}", "headers": [
                {{ "name": "Origin", "value": "https://www.shop.test" }} {request}] }},
            "response": {{ "status": 200, "headers": [{response}] }} }}"#
        )
    }

    const SETS: &str = r#"{ "name": "Set-Cookie", "value": "a=1; Path=/" }"#;
    const CARRIES: &str = r#", { "name": "Cookie", "value": "x=1" }"#;

    #[track_caller]
    fn check_lacks(entries: &[String], lacks: Option<(usize, &[&str])>) {
        let (asked, _) = ask(entries);
        let setting = asked.iter().find(|one| one.question.set_cookie_lines().next().is_some());
        let evidence = setting.expect("one sets a cookie").evidence.as_ref();
        let found = evidence.map(|seen| (seen.entry, seen.lacks.as_slice()));
        let expected: Option<(usize, Vec<String>)> =
            lacks.map(|(entry, names)| (entry, names.iter().map(ToString::to_string).collect()));
        assert_eq!(found, expected.as_ref().map(|(entry, names)| (*entry, names.as_slice())));
    }

    #[test]
    fn entries_are_followed_in_the_order_of_their_times() {
        let sets = |second| scripted(second, "/login", CARRIES, SETS);
        let asks = |second| scripted(second, "/me", CARRIES, "");
        check_lacks(&[sets(1), asks(2)], Some((1, &["a"])));
        check_lacks(&[asks(2), sets(1)], Some((0, &["a"])));
        check_lacks(&[sets(2), asks(1)], None);
    }

    #[test]
    fn a_redirect_that_comes_back_without_the_cookie_lacks_it() {
        let leads = |number, path: &str, to: &str, set: &str| {
            let location = format!(r#"{{ "name": "Location", "value": "{to}" }} {set}"#);
            scripted(number, path, CARRIES, &location).replace("\"status\": 200", "\"status\": 302")
        };
        let elsewhere = leads(2, "/auth", "https://api.shop.test/cb", "")
            .replace("https://api.shop.test/auth", "https://idp.test/auth");
        let begin = leads(1, "/login", "https://idp.test/auth", &format!(", {SETS}"));
        let back = |cookie| scripted(3, "/cb", cookie, "");
        check_lacks(&[begin.clone(), elsewhere.clone(), back(CARRIES)], Some((2, &["a"])));
        let with_it = r#", { "name": "Cookie", "value": "a=1" }"#;
        check_lacks(&[begin, elsewhere, back(with_it)], None);
    }

    #[test]
    fn what_is_cleared_is_not_missed() {
        let clears = r#"{ "name": "Clear-Site-Data", "value": "\"cookies\"" }"#;
        let entries = [
            scripted(1, "/login", CARRIES, SETS),
            scripted(2, "/me", r#", { "name": "Cookie", "value": "a=1" }"#, clears),
            scripted(3, "/me", CARRIES, ""),
        ];
        check_lacks(&entries, Some((1, &[])));
    }

    #[test]
    fn a_request_that_no_server_answered_does_not_show_its_cookies() {
        let cached =
            scripted(2, "/me", "", "").replace("\"request\"", r#""_fromCache": "disk", "request""#);
        let failed = scripted(3, "/me", "", "").replace("200", "-1");
        let sets = scripted(1, "/login", CARRIES, SETS);
        check_lacks(&[sets.clone(), cached, failed], None);
        check_lacks(&[sets, scripted(2, "/me", "", "")], Some((1, &["a"])));
    }

    #[test]
    fn a_response_that_cors_keeps_from_a_script_is_a_question_without_a_cookie() {
        let (asked, skipped) =
            ask(&[scripted(1, "/news", "", ""), entry("https://cdn.test/", "", "")]);
        assert_eq!((asked.len(), asked[0].entry, skipped.len()), (1, 0, 0));
    }

    #[test]
    fn a_redirect_says_which_entries_it_led_to() {
        let moved = scripted(1, "/a", "", r#"{ "name": "Location", "value": "/b" }"#)
            .replace("\"status\": 200", "\"status\": 302");
        let (asked, _) =
            ask(&[scripted(2, "/b", "", SETS), moved, scripted(3, "/c", CARRIES, SETS)]);
        let led_to: Vec<_> = asked.iter().map(|one| (one.entry, one.led_to.as_slice())).collect();
        assert_eq!(led_to, [(1, &[0][..]), (2, &[])]);
    }

    #[test]
    fn the_other_credentials_mode_is_kept_where_nothing_tells_them_apart() {
        let other = |request, response| {
            let (asked, _) = ask(&[scripted(1, "/login", request, response)]);
            asked[0].other_reading.as_ref().map(|question| question.request.api)
        };
        assert_eq!(other("", SETS), Some(RequestApi::Fetch(FetchCredentials::Include)));
        assert_eq!(other(CARRIES, SETS), None);
        let allows =
            format!(r#"{SETS}, {{ "name": "Access-Control-Allow-Credentials", "value": "true" }}"#);
        assert_eq!(other("", &allows), Some(RequestApi::Fetch(FetchCredentials::SameOrigin)));
    }
}
