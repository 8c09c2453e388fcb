//! Following redirects: what the next request is.

use spec_model::QuirkSet;
use spec_model::fetch::{
    Headers, RedirectAction, RedirectMode, Request, RequestFlag, RequestMode, ResponseTainting,
    http_redirect_fetch, is_redirect_status, redirect_mode_decision,
};

use crate::kit::{Codes, codes, origin, url};

const PAGE: &str = "https://www.example.com";
const TARGET: &str = "https://api.example.org/x";

fn request(method: &str, change: impl FnOnce(&mut Request)) -> Request {
    let mut request = Request::fetch(method, url(TARGET), origin(PAGE));
    change(&mut request);
    request
}

/// The request that follows a redirect.
#[track_caller]
fn followed(request: &Request, status: u16, location: &str) -> Request {
    let decision = http_redirect_fetch(request, status, Some(location), QuirkSet::NONE);
    let RedirectAction::Follow(next) = decision.redirect else { panic!("{decision:?}") };
    *next
}

/// The names of the headers that a request keeps where it is redirected.
fn kept(request: &Request, status: u16, location: &str) -> Vec<String> {
    followed(request, status, location).headers.0.into_iter().map(|(name, _)| name).collect()
}

#[test]
fn five_statuses_redirect() {
    assert!([301, 302, 303, 307, 308].into_iter().all(is_redirect_status));
    assert!(![200, 300, 304, 305, 306, 309, 404].into_iter().any(is_redirect_status));
}

#[test]
fn a_navigation_alone_is_followed_in_the_mode_manual() {
    let request = |mode| {
        request("GET", |request| {
            (request.mode, request.redirect_mode) = (mode, RedirectMode::Manual);
        })
    };
    let [navigation, cors] = [request(RequestMode::Navigate), request(RequestMode::Cors)];
    assert_eq!(followed(&navigation, 302, "/y").url_list.len(), 2);
    let decision = http_redirect_fetch(&cors, 302, Some("/y"), QuirkSet::NONE);
    assert!(matches!(decision.redirect, RedirectAction::OpaqueRedirect), "{decision:?}");
    assert_eq!(codes(&redirect_mode_decision(&navigation, 302)), Codes::new());
    assert_eq!(codes(&redirect_mode_decision(&cors, 302)), ["redirect-mode-manual"]);
    assert_eq!(codes(&redirect_mode_decision(&cors, 304)), Codes::new());
}

#[test]
fn without_a_location_a_redirect_is_the_response() {
    let decision = http_redirect_fetch(&request("GET", |_| {}), 302, None, QuirkSet::NONE);
    assert!(matches!(decision.redirect, RedirectAction::NotARedirect), "{decision:?}");
}

#[test]
fn redirects_are_counted() {
    let next = followed(&request("GET", |_| {}), 302, "/y");
    assert_eq!(next.redirect_count, 1);
    assert_eq!(followed(&next, 302, "/z").redirect_count, 2);
}

#[test]
fn a_fragment_stays_where_the_location_has_none() {
    let request = request("GET", |request| request.url_list = vec![url("https://a.test/x#old")]);
    let last = |location| followed(&request, 302, location).url_list[1].to_string();
    assert_eq!(last("/y"), "https://a.test/y#old");
    assert_eq!(last("/y#new"), "https://a.test/y#new");
}

#[test]
fn which_methods_become_get() {
    for (status, method, expected) in [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (302, "PUT", "PUT"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (303, "HEAD", "HEAD"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
    ] {
        let next = followed(&request(method, |_| {}), status, "/y");
        assert_eq!(next.method, expected, "{status} {method}");
    }
}

#[test]
fn body_headers_go_with_the_body_and_authorization_with_the_origin() {
    let names = ["Content-Type", "content-language", "Authorization", "X-A"];
    let request = |method| {
        request(method, |request| request.headers = Headers::new(&names.map(|name| (name, "1"))))
    };
    let elsewhere = "https://b.test/";
    assert_eq!(kept(&request("PUT"), 302, "/y"), names);
    assert_eq!(kept(&request("POST"), 302, "/y"), ["Authorization", "X-A"]);
    assert_eq!(kept(&request("PUT"), 302, elsewhere), ["Content-Type", "content-language", "X-A"]);
    assert_eq!(kept(&request("POST"), 302, elsewhere), ["X-A"]);
}

#[test]
fn a_location_has_no_credentials_where_there_is_cors() {
    let (own, other) = ("https://user:pw@www.example.com/", "https://:pw@b.test/");
    let reasons = |mode, response_tainting, location| {
        let request = request("GET", |request| {
            (request.mode, request.response_tainting) = (mode, response_tainting);
        });
        codes(&http_redirect_fetch(&request, 302, Some(location), QuirkSet::NONE).decision)
    };
    let refused = ["redirect-url-credentials"];
    let (basic, cors) = (ResponseTainting::Basic, ResponseTainting::Cors);
    assert_eq!(reasons(RequestMode::Cors, basic, other), refused);
    assert_eq!(reasons(RequestMode::Cors, basic, own), Codes::new());
    assert_eq!(reasons(RequestMode::Cors, cors, own), refused);
    assert_eq!(reasons(RequestMode::Cors, cors, "https://b.test/"), Codes::new());
    assert_eq!(reasons(RequestMode::Navigate, basic, other), Codes::new());
}

#[test]
fn a_preflight_went_before_a_request_with_cors_that_needed_one() {
    let had_preflight = |method, tainting| {
        let request = request(method, |request| request.response_tainting = tainting);
        followed(&request, 307, "https://b.test/").had_preflight
    };
    assert_eq!(had_preflight("PUT", ResponseTainting::Cors), RequestFlag::Set);
    assert_eq!(had_preflight("GET", ResponseTainting::Cors), RequestFlag::Unset);
    assert_eq!(had_preflight("PUT", ResponseTainting::Basic), RequestFlag::Unset);
}
