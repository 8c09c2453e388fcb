//! When a preflight is made, and what is remembered of its answer.

use spec_model::fetch::{
    CredentialsMode, FetchRoute, Headers, PreflightCache, PreflightDecision, PreflightNeed,
    PreflightResponse, Request, RequestFlag, cors_preflight_check, cors_preflight_request,
    main_fetch_route,
};
use spec_model::{QuirkSet, Timestamp};

use crate::kit::{Codes, NOW, codes, origin, standard, url};

const PAGE: &str = "https://www.example.com";
const TARGET: &str = "https://api.example.org/x";
const INCLUDE: CredentialsMode = CredentialsMode::Include;
const OMIT: CredentialsMode = CredentialsMode::Omit;

fn request(method: &str, credentials_mode: CredentialsMode) -> Request {
    Request { credentials_mode, ..Request::fetch(method, url(TARGET), origin(PAGE)) }
}

/// A GET with a header.
fn with_header(name: &str, credentials_mode: CredentialsMode) -> Request {
    Request { headers: Headers::new(&[(name, "1")]), ..request("GET", credentials_mode) }
}

/// What the answer to a preflight means, whose origin and credentials are right.
fn answered(request: &Request, answer: &[(&str, &str)]) -> PreflightDecision {
    let origin = request.origin.ascii_serialization();
    let allowing = [
        ("Access-Control-Allow-Origin", origin.as_str()),
        ("Access-Control-Allow-Credentials", "true"),
    ];
    let headers = Headers::new(&[&allowing, answer].concat());
    let response = PreflightResponse::Response { status: 204, headers: &headers };
    cors_preflight_check(request, response, standard())
}

/// Remembers for a minute what a preflight allowed.
fn remember(cache: &mut PreflightCache, request: &Request, name: &str, value: &str) {
    let answer = answered(request, &[(name, value), ("Access-Control-Max-Age", "60")]);
    assert_eq!(codes(&answer.decision), Codes::new());
    cache.remember(request, &answer, NOW);
}

/// A cache with what one preflight allowed.
fn remembering(request: &Request, name: &str, value: &str) -> PreflightCache {
    let mut cache = PreflightCache::default();
    remember(&mut cache, request, name, value);
    cache
}

fn allows_at(cache: &PreflightCache, request: &Request, now: Timestamp) -> bool {
    cors_preflight_request(request, cache, now, QuirkSet::NONE) == PreflightNeed::Cached
}

fn allows(cache: &PreflightCache, request: &Request) -> bool {
    allows_at(cache, request, NOW)
}

const METHODS: &str = "Access-Control-Allow-Methods";
const HEADERS: &str = "Access-Control-Allow-Headers";

#[test]
fn a_method_or_the_flag_is_enough_for_a_preflight() {
    let flagged = Request { use_cors_preflight: RequestFlag::Set, ..request("GET", OMIT) };
    for request in [request("PUT", OMIT), flagged] {
        let route = main_fetch_route(&request, QuirkSet::NONE).route;
        assert_eq!(route, FetchRoute::CorsWithPreflight, "{request:?}");
        assert!(!allows(&PreflightCache::default(), &request), "{request:?}");
    }
    assert_eq!(main_fetch_route(&request("GET", OMIT), QuirkSet::NONE).route, FetchRoute::Cors);
}

#[test]
fn by_the_flag_the_method_is_allowed_without_a_list() {
    let plain = request("PUT", OMIT);
    let flagged = Request { use_cors_preflight: RequestFlag::Set, ..plain.clone() };
    let reasons = |request, answer: &[_]| codes(&answered(request, answer).decision);
    assert_eq!(reasons(&flagged, &[]), Codes::new());
    assert_eq!(reasons(&flagged, &[(METHODS, "DELETE")]), ["preflight-method-not-allowed"]);
    assert_eq!(reasons(&plain, &[]), ["preflight-method-not-allowed"]);
    let get = Request { use_cors_preflight: RequestFlag::Set, ..request("GET", OMIT) };
    let mut cache = PreflightCache::default();
    cache.remember(&get, &answered(&get, &[]), NOW);
    assert!(allows(&cache, &get));
}

#[test]
fn a_method_is_remembered_as_listed_and_a_wildcard_for_all_without_credentials() {
    let [put, delete] = ["PUT", "DELETE"].map(|method| request(method, OMIT));
    let cache = remembering(&put, METHODS, "PUT");
    assert!(allows(&cache, &put));
    assert!(!allows(&cache, &delete));
    assert!(allows(&remembering(&put, METHODS, "*"), &delete));
    let [put, delete] = ["PUT", "DELETE"].map(|method| request(method, INCLUDE));
    let cache = remembering(&put, METHODS, "PUT, *");
    assert!(allows(&cache, &put));
    assert!(!allows(&cache, &delete));
}

#[test]
fn a_header_is_remembered_as_listed_and_a_wildcard_for_all_but_authorization() {
    let [a, b, authorization] = ["X-A", "X-B", "Authorization"].map(|name| with_header(name, OMIT));
    let cache = remembering(&a, HEADERS, "x-a");
    assert!(allows(&cache, &a));
    assert!(!allows(&cache, &b));
    let cache = remembering(&a, HEADERS, "*");
    assert!(allows(&cache, &b));
    assert!(!allows(&cache, &authorization));
    let cache = remembering(&authorization, HEADERS, "authorization");
    assert!(allows(&cache, &authorization));
    let [a, b] = ["X-A", "X-B"].map(|name| with_header(name, INCLUDE));
    let cache = remembering(&a, HEADERS, "X-A, *");
    assert!(allows(&cache, &a));
    assert!(!allows(&cache, &b));
}

#[test]
fn an_answer_counts_for_its_origin_and_url_and_for_requests_without_credentials() {
    let put = request("PUT", INCLUDE);
    let cache = remembering(&put, METHODS, "PUT");
    assert!(allows(&cache, &put));
    assert!(!allows(&cache, &Request { origin: origin("https://example.com"), ..put.clone() }));
    let elsewhere = vec![url("https://api.example.org/y")];
    assert!(!allows(&cache, &Request { url_list: elsewhere, ..put }));
    assert!(allows(&cache, &request("PUT", OMIT)));
    let cache = remembering(&request("PUT", OMIT), METHODS, "PUT");
    assert!(!allows(&cache, &request("PUT", INCLUDE)));
}

/// Requests that differ from a PUT without credentials in one thing that entries have.
fn neighbours() -> [Request; 4] {
    let put = request("PUT", OMIT);
    [
        Request { origin: origin("https://example.com"), ..put.clone() },
        Request { url_list: vec![url("https://api.example.org/y")], ..put.clone() },
        Request { method: "DELETE".to_owned(), ..put },
        with_header("PUT", OMIT),
    ]
}

#[test]
fn a_later_answer_takes_the_place_of_its_own_alone() {
    let put = request("PUT", OMIT);
    let mut cache = remembering(&put, METHODS, "PUT");
    for neighbour in neighbours() {
        let listed = if neighbour.method == "GET" { HEADERS } else { METHODS };
        let value = if neighbour.method == "DELETE" { "DELETE" } else { "PUT" };
        remember(&mut cache, &neighbour, listed, value);
    }
    let of_a_second = [(METHODS, "PUT"), ("Access-Control-Max-Age", "1")];
    cache.remember(&put, &answered(&put, &of_a_second), NOW);
    let later = NOW.plus_secs(10);
    assert!(!allows_at(&cache, &put, later));
    for neighbour in neighbours() {
        assert!(allows_at(&cache, &neighbour, later), "{neighbour:?}");
    }
    let mut cache = remembering(&put, METHODS, "PUT");
    let with_credentials = request("PUT", INCLUDE);
    cache.remember(&with_credentials, &answered(&with_credentials, &of_a_second), NOW);
    assert!(allows_at(&cache, &put, later));
}

#[test]
fn what_is_cleared_is_what_one_origin_may_ask_of_one_url() {
    let put = request("PUT", OMIT);
    let mut cache = remembering(&put, METHODS, "PUT");
    let [other_origin, other_url, other_method, other_header] = neighbours();
    cache.clear(&other_origin);
    cache.clear(&other_url);
    assert!(allows(&cache, &put));
    for same in [put.clone(), other_method, other_header, request("GET", INCLUDE)] {
        let mut cache = cache.clone();
        cache.clear(&same);
        assert!(!allows(&cache, &put), "{same:?}");
    }
}
