//! The CORS check and the preflight.

use spec_model::fetch::{
    CheckedResponse, CredentialsMode, FetchRoute, Headers, PreflightCache, PreflightNeed,
    PreflightResponse, Request, cors_check, cors_preflight_check, cors_preflight_request,
    main_fetch_route,
};
use spec_model::{QuirkSet, Timestamp};

use crate::kit::{Codes, codes, origin, rules, standard, url};

const PAGE: &str = "https://www.example.com:8443";
const TARGET: &str = "https://api.example.org/x";
const INCLUDE: CredentialsMode = CredentialsMode::Include;
const OMIT: CredentialsMode = CredentialsMode::Omit;

fn request(method: &str, headers: &[(&str, &str)], credentials_mode: CredentialsMode) -> Request {
    Request {
        headers: Headers::new(headers),
        credentials_mode,
        ..Request::fetch(method, url(TARGET), origin(PAGE))
    }
}

fn check(headers: &[(&str, &str)], credentials_mode: CredentialsMode) -> Codes {
    codes(&cors_check(
        &request("GET", &[], credentials_mode),
        &Headers::new(headers),
        CheckedResponse::Final,
        standard(),
    ))
}

fn acao(value: &str) -> Codes {
    check(&[("access-control-allow-origin", value)], OMIT)
}

fn acac(value: &str) -> Codes {
    check(
        &[("Access-Control-Allow-Origin", PAGE), ("Access-Control-Allow-Credentials", value)],
        INCLUDE,
    )
}

fn answer(request: &Request, status: u16, headers: &[(&str, &str)]) -> Codes {
    let headers = Headers::new(headers);
    let response = PreflightResponse::Response { status, headers: &headers };
    codes(&cors_preflight_check(request, response, standard()).decision)
}

/// The answer to a PUT with two headers, with credentials, which is allowed but for the headers
/// given.
fn put(headers: &[(&str, &str)]) -> Codes {
    let request = request("PUT", &[("X-A", "1"), ("Authorization", "x")], INCLUDE);
    let allowed = [
        ("Access-Control-Allow-Origin", PAGE),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Methods", "PUT,, DELETE"),
        ("Access-Control-Allow-Headers", "x-a, authorization"),
    ];
    let kept = allowed.iter().filter(|(name, _)| headers.iter().all(|(other, _)| other != name));
    answer(
        &request,
        204,
        &kept
            .chain(headers.iter().filter(|(_, value)| *value != "absent"))
            .copied()
            .collect::<Vec<_>>(),
    )
}

fn after_redirect(urls: &[&str]) -> Codes {
    answered_after_redirect("null", urls)
}

fn answered_after_redirect(allowed: &str, urls: &[&str]) -> Codes {
    let request = Request {
        url_list: urls.iter().map(|text| url(text)).collect(),
        ..request("GET", &[], OMIT)
    };
    codes(&cors_check(
        &request,
        &Headers::new(&[("Access-Control-Allow-Origin", allowed)]),
        CheckedResponse::Final,
        standard(),
    ))
}

fn second_preflight(after_secs: i64) -> Codes {
    let request = request("PUT", &[("X-A", "1")], OMIT);
    let headers = Headers::new(&[
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", "*"),
        ("Access-Control-Allow-Headers", "*"),
    ]);
    let response = PreflightResponse::Response { status: 200, headers: &headers };
    let decision = cors_preflight_check(&request, response, standard());
    let mut cache = PreflightCache::default();
    cache.remember(&request, &decision, Timestamp(0));
    cors_preflight_request(&request, &cache, Timestamp(after_secs), QuirkSet::NONE)
        .note()
        .map(|note| note.code())
        .into_iter()
        .collect()
}

#[test]
fn the_colons_of_an_address_are_no_port() {
    let request = Request::fetch("GET", url(TARGET), origin("http://[::1]:3000"));
    let codes = |value: &str| {
        let headers = Headers::new(&[("Access-Control-Allow-Origin", value)]);
        codes(&cors_check(&request, &headers, CheckedResponse::Final, standard()))
    };
    assert_eq!(codes("http://[::1]"), ["acao-mismatch", "acao-port"]);
    assert_eq!(codes("http://[::2]"), ["acao-mismatch", "acao-host"]);
}

rules! {
    acao_missing { is: check(&[], INCLUDE), not: acao("") }
    acao_wildcard { is: acao("*"), not: acao(PAGE) }
    acao_wildcard_with_credentials {
        is: check(&[("Access-Control-Allow-Origin", "*")], INCLUDE),
        not: acao("*"),
    }
    acao_mismatch {
        is: acao("https://www.example.com"),
        not: acao(" https://www.example.com:8443\t"),
    }
    acao_empty { is: acao(""), not: acao("x") }
    acao_multiple { is: acao("https://www.example.com:8443, *"), not: acao("x") }
    acao_null { is: acao("null"), not: acao("x") }
    acao_of_null_origin {
        is: answered_after_redirect(PAGE, &["https://a.example.net/", "https://b.example.org/"]),
        not: acao("null"),
    }
    acao_no_scheme { is: acao("www.example.com:8443"), not: acao("http://www.example.com:8443") }
    acao_trailing_slash {
        is: acao("https://www.example.com:8443/"),
        not: acao("https://www.example.com:8443/a"),
    }
    acao_path {
        is: acao("https://www.example.com:8443/a"),
        not: acao("https://www.example.com:8443/"),
    }
    acao_case { is: acao("HTTPS://www.example.com:8443"), not: acao("https://example.com:8443") }
    acao_scheme { is: acao("http://www.example.com:8443"), not: acao("https://example.com:8443") }
    acao_host { is: acao("https://example.com:8443"), not: acao("https://www.example.com") }
    acao_quoted { is: acao("'https://www.example.com:8443'"), not: acao("https://example.com") }
    acao_pattern { is: acao("https://*.example.com"), not: acao("https://a.example.com") }
    acao_unset { is: acao("$http_origin"), not: acao("null") }
    acao_sign { is: acao("https://www.example.com:8443;"), not: acao("https://www.example.com") }
    acao_port { is: acao("https://www.example.com"), not: acao("https://example.com") }
    acac_missing { is: check(&[("Access-Control-Allow-Origin", PAGE)], INCLUDE), not: acac("true") }
    acac_not_true { is: acac("1"), not: acac(" true ") }
    acac_case { is: acac("TRUE"), not: acac("1") }
    acac_multiple { is: acac("true, true"), not: acac("1") }
    acac_other { is: acac("yes"), not: acac("True") }
    origin_null_after_redirect {
        is: after_redirect(&["https://a.example.net/", "https://b.example.org/"]),
        not: after_redirect(&["https://www.example.com:8443/", "https://b.example.org/"]),
    }
    preflight_cached { is: second_preflight(4), not: second_preflight(5) }
    preflight_network_error {
        is: codes(
            &cors_preflight_check(
                &request("PUT", &[], OMIT),
                PreflightResponse::NetworkError,
                standard(),
            )
            .decision,
        ),
        not: put(&[]),
    }
    preflight_redirect {
        is: answer(&request("PUT", &[], OMIT), 307, &[]),
        not: answer(&request("PUT", &[], OMIT), 304, &[]),
    }
    preflight_bad_status { is: answer(&request("PUT", &[], OMIT), 404, &[]), not: put(&[]) }
    preflight_acao_missing { is: put(&[("Access-Control-Allow-Origin", "absent")]), not: put(&[]) }
    preflight_acao_wildcard_with_credentials {
        is: put(&[("Access-Control-Allow-Origin", "*")]),
        not: put(&[]),
    }
    preflight_acao_mismatch { is: put(&[("Access-Control-Allow-Origin", "null")]), not: put(&[]) }
    preflight_acac_missing {
        is: put(&[("Access-Control-Allow-Credentials", "absent")]),
        not: put(&[]),
    }
    preflight_acac_not_true {
        is: put(&[("Access-Control-Allow-Credentials", "True")]),
        not: put(&[]),
    }
    preflight_acam_malformed {
        is: put(&[("Access-Control-Allow-Methods", "PUT GET")]),
        not: put(&[]),
    }
    preflight_acah_malformed { is: put(&[("Access-Control-Allow-Headers", "x a")]), not: put(&[]) }
    preflight_method_not_allowed {
        is: put(&[("Access-Control-Allow-Methods", "put")]),
        not: put(&[("Access-Control-Allow-Methods", "*")]),
    }
    preflight_acam_wildcard_with_credentials {
        is: put(&[("Access-Control-Allow-Methods", "*")]),
        not: put(&[("Access-Control-Allow-Methods", "*, PUT")]),
    }
    preflight_authorization_not_listed {
        is: put(&[("Access-Control-Allow-Headers", "*")]),
        not: put(&[]),
    }
    preflight_header_not_allowed {
        is: put(&[("Access-Control-Allow-Headers", "authorization")]),
        not: put(&[]),
    }
    preflight_acah_wildcard_with_credentials {
        is: put(&[("Access-Control-Allow-Headers", "*, authorization")]),
        not: put(&[("Access-Control-Allow-Headers", "*, X-A, authorization")]),
    }
}

#[test]
fn a_response_without_both_headers_violates_both_rules() {
    assert_eq!(check(&[], INCLUDE), ["acao-missing", "acac-missing"]);
}

#[test]
fn two_header_lines_are_two_values() {
    assert_eq!(
        check(
            &[("Access-Control-Allow-Origin", PAGE), ("Access-Control-Allow-Origin", PAGE)],
            OMIT
        ),
        ["acao-mismatch", "acao-multiple"]
    );
}

#[test]
fn what_needs_a_preflight() {
    for (method, headers, expected) in [
        ("GET", &[][..], FetchRoute::Cors),
        ("get", &[], FetchRoute::Cors),
        ("patch", &[], FetchRoute::CorsWithPreflight),
        ("POST", &[("Content-Type", "text/plain; charset=utf-8")], FetchRoute::Cors),
        ("POST", &[("Content-Type", "Application/X-WWW-Form-Urlencoded")], FetchRoute::Cors),
        ("POST", &[("Content-Type", "text/plain, x")], FetchRoute::CorsWithPreflight),
        ("POST", &[("Content-Type", "application/json")], FetchRoute::CorsWithPreflight),
        ("GET", &[("Accept", "\"x\"")], FetchRoute::CorsWithPreflight),
        ("GET", &[("Accept", "a\tb")], FetchRoute::Cors),
        ("GET", &[("Accept", "a\u{1}b")], FetchRoute::CorsWithPreflight),
        ("GET", &[("Accept", "a\u{7F}b")], FetchRoute::CorsWithPreflight),
        ("GET", &[("Accept-Language", "de, en;q=0.5")], FetchRoute::Cors),
        ("GET", &[("Accept-Language", "de_DE")], FetchRoute::CorsWithPreflight),
        ("GET", &[("Range", "bytes=0-9")], FetchRoute::Cors),
        ("GET", &[("Range", "bytes=0-")], FetchRoute::Cors),
        ("GET", &[("Range", "BYTES=0-9")], FetchRoute::CorsWithPreflight),
        ("GET", &[("Range", "bytes=-5")], FetchRoute::CorsWithPreflight),
        ("GET", &[("Range", "bytes=9-0")], FetchRoute::CorsWithPreflight),
        ("GET", &[("Range", "bytes=0-1, 3-4")], FetchRoute::CorsWithPreflight),
        ("GET", &[("Authorization", "x")], FetchRoute::CorsWithPreflight),
    ] {
        assert_eq!(
            main_fetch_route(&request(method, headers, OMIT), QuirkSet::NONE).route,
            expected,
            "{method} {headers:?}"
        );
    }
    let long = "a".repeat(128);
    let many: Vec<(&str, &str)> = (0..9).map(|_| ("Accept", long.as_str())).collect();
    assert_eq!(
        main_fetch_route(&request("GET", &many[..8], OMIT), QuirkSet::NONE).route,
        FetchRoute::Cors
    );
    assert_eq!(
        main_fetch_route(&request("GET", &many, OMIT), QuirkSet::NONE).route,
        FetchRoute::CorsWithPreflight
    );
}

#[test]
fn a_preflight_names_method_and_sorted_headers() {
    let request = request(
        "PUT",
        &[("X-B", "1"), ("Content-Type", "application/json"), ("x-a", "1")],
        INCLUDE,
    );
    let PreflightNeed::Needed(preflight) =
        cors_preflight_request(&request, &PreflightCache::default(), Timestamp(0), QuirkSet::NONE)
    else {
        panic!("nothing is cached");
    };
    let expected = [
        ("Accept", "*/*"),
        ("Access-Control-Request-Method", "PUT"),
        ("Access-Control-Request-Headers", "content-type,x-a,x-b"),
    ];
    assert_eq!(preflight.headers, Headers::new(&expected));
}
