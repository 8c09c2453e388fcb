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
    assert_eq!(asked[0].question.set_cookie_lines().collect::<Vec<_>>(), ["a=1", "b=2; Secure"]);
    assert_eq!(asked[0].question.page.as_str(), "https://www.shop.test/cart");
    assert_eq!(asked[0].assumptions, [ExchangeAssumption::SameOrigin]);
}

#[test]
fn cookies_of_a_request_tell_its_credentials() {
    let (asked, _) =
        ask(&[entry("https://api.shop.test/", r#"{ "name": "cookie", "value": "x=1" }"#, COOKIES)]);
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
    let (asked, skipped) = ask(&[scripted(1, "/news", "", ""), entry("https://cdn.test/", "", "")]);
    assert_eq!((asked.len(), asked[0].entry, skipped.len()), (1, 0, 0));
}

#[test]
fn a_redirect_says_which_entries_it_led_to() {
    let moved = scripted(1, "/a", "", r#"{ "name": "Location", "value": "/b" }"#)
        .replace("\"status\": 200", "\"status\": 302");
    let (asked, _) = ask(&[scripted(2, "/b", "", SETS), moved, scripted(3, "/c", CARRIES, SETS)]);
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
