//! Requests: credentials, routes, redirects, exposure, mixed content.

use spec_model::fetch::{
    CredentialsMode, EmbedderPolicy, FetchRoute, Headers, HttpVersion, MixedContentDestination,
    RedirectMode, RedirectTaint, Request, RequestBody, RequestMode, ResponseTainting,
    SetCookieSource, corp_check, cors_unsafe_request_header_names, credentials_decision,
    header_exposure, header_value_decision, http_network_fetch_decision, http_redirect_fetch,
    is_no_cors_safelisted_request_header, is_potentially_trustworthy_url, main_fetch_route,
    mixed_content_decision, prefetch_decision, received_value, redirect_taint, request_header_gate,
    secure_context_decision, serialize_request_origin, set_cookie_gate, upgrade_mixed_content,
};
use spec_model::{BareCr, Client, PrefetchRequests, Quirk, QuirkSet};

use crate::kit::{Codes, codes, origin, rules, standard, url, user_agent, with};

const PAGE: &str = "https://www.example.com";
const TARGET: &str = "https://api.example.org/x";

fn request(change: impl FnOnce(&mut Request)) -> Request {
    let mut request = Request::fetch("GET", url(TARGET), origin(PAGE));
    change(&mut request);
    request
}

fn credentials(mode: CredentialsMode, tainting: ResponseTainting) -> Codes {
    let request =
        request(|request| (request.credentials_mode, request.response_tainting) = (mode, tainting));
    codes(&credentials_decision(&request, EmbedderPolicy::Other, standard()))
}

fn credentialless(mode: RequestMode) -> Codes {
    let request = request(|request| {
        (request.mode, request.credentials_mode) = (mode, CredentialsMode::Include)
    });
    codes(&credentials_decision(&request, EmbedderPolicy::Credentialless, standard()))
}

fn gate(value: &[u8], source: SetCookieSource) -> Codes {
    codes(&set_cookie_gate(value, source, &spec_model::Decision::default(), standard()))
}

fn route(change: impl FnOnce(&mut Request)) -> Codes {
    codes(&main_fetch_route(&request(change), QuirkSet::NONE).decision)
}

fn redirect(location: &str, status: u16, change: impl FnOnce(&mut Request)) -> Codes {
    codes(&http_redirect_fetch(&request(change), status, Some(location), QuirkSet::NONE).decision)
}

fn exposed(header: &str, list: &str, mode: CredentialsMode) -> Codes {
    let request = request(|request| {
        (request.response_tainting, request.credentials_mode) = (ResponseTainting::Cors, mode)
    });
    codes(&header_exposure(
        &request,
        &Headers::new(&[("Access-Control-Expose-Headers", list)]),
        header,
        QuirkSet::NONE,
    ))
}

fn in_secure_context(page: &str, frames: &[&str]) -> Codes {
    let frames: Vec<_> = frames.iter().map(|frame| origin(frame)).collect();
    codes(&secure_context_decision(&Client::framed(origin(page), &frames), standard()))
}

fn mixed(page: &str, target: &str) -> Codes {
    let client = Client::top_level(origin(page));
    codes(&mixed_content_decision(
        &client,
        &url(target),
        MixedContentDestination::Other,
        standard(),
    ))
}

fn corp(value: &str) -> Codes {
    let request = request(|request| request.mode = RequestMode::NoCors);
    codes(&corp_check(
        &request,
        &Headers::new(&[("Cross-Origin-Resource-Policy", value)]),
        standard(),
    ))
}

/// Whether a response with a `Set-Cookie` value of so many octets stands, where 9 are the most.
fn sized(octets: usize) -> Codes {
    let agent = user_agent(|policy| policy.field_octets_limit = Some(9));
    codes(&header_value_decision(&vec![b'a'; octets], agent))
}

fn sent_over(version: HttpVersion) -> Codes {
    let request = request(|request| request.body = RequestBody::Stream);
    codes(&http_network_fetch_decision(&request, version))
}

fn prefetch(requests: PrefetchRequests) -> Codes {
    codes(&prefetch_decision(user_agent(|policy| policy.prefetch_requests = requests)))
}

#[test]
fn a_bare_cr_is_a_space_by_policy() {
    let agent = user_agent(|policy| policy.bare_cr = BareCr::Space);
    assert!(header_value_decision(b"a=1\r; Secure", agent).is_allowed());
    assert_eq!(*received_value(b"a=1\r; Secure", agent), *b"a=1 ; Secure");
}

#[test]
fn what_is_safelisted_or_of_the_own_origin_is_readable_without_a_list() {
    assert_eq!(exposed("Pragma", "", CredentialsMode::Omit), Codes::new());
    assert_eq!(exposed("X-A", "", CredentialsMode::Omit), ["aceh-not-listed"]);
    let own = request(|request| request.response_tainting = ResponseTainting::Basic);
    let of_own = |name| header_exposure(&own, &Headers::new(&[]), name, QuirkSet::NONE);
    assert!(of_own("X-A").is_allowed());
    assert!(!of_own("Set-Cookie").is_allowed());
}

#[test]
fn a_credentialless_page_sends_credentials_to_its_own_origin_alone() {
    let decision = |urls: &[&str]| {
        let request = request(|request| {
            request.mode = RequestMode::NoCors;
            request.credentials_mode = CredentialsMode::Include;
            request.url_list = urls.iter().map(|one| url(one)).collect();
        });
        codes(&credentials_decision(&request, EmbedderPolicy::Credentialless, standard()))
    };
    let own = "https://www.example.com/x";
    assert_eq!(decision(&[own]), Codes::new());
    assert_eq!(decision(&[TARGET]), ["coep-credentialless"]);
    assert_eq!(decision(&[own, TARGET]), ["coep-credentialless"]);
    assert_eq!(decision(&[TARGET, own]), ["coep-credentialless"]);
}

#[test]
fn a_resource_policy_counts_schemes_one_way_only() {
    let is_blocked = |page: &str, target: &str, value: &str| {
        let mut request = Request::fetch("GET", url(target), origin(page));
        request.mode = RequestMode::NoCors;
        let headers = Headers::new(&[("Cross-Origin-Resource-Policy", value)]);
        !corp_check(&request, &headers, standard()).is_allowed()
    };
    let (page, api) = ("https://www.example.com", "https://api.example.com/");
    let (http_page, http_api) = ("http://www.example.com", "http://api.example.com/");
    assert!(!is_blocked(page, api, "same-site"));
    assert!(!is_blocked(page, http_api, "same-site"));
    assert!(!is_blocked(http_page, http_api, "same-site"));
    assert!(is_blocked(http_page, api, "same-site"));
    assert!(is_blocked(page, TARGET, "same-site"));
    assert!(is_blocked(page, api, "same-origin"));
    assert!(!is_blocked(page, "https://www.example.com/x", "same-origin"));
}

#[test]
fn a_request_is_tainted_by_the_first_redirect_that_leaves_its_origin_and_comes_from_elsewhere() {
    let [own, sibling, other] =
        ["https://www.example.com/", "https://api.example.com/", "https://www.example.org/"];
    for (urls, taint, header) in [
        (&[own][..], RedirectTaint::SameOrigin, PAGE),
        (&[other], RedirectTaint::SameOrigin, PAGE),
        (&[own, other], RedirectTaint::SameOrigin, PAGE),
        (&[other, other], RedirectTaint::SameOrigin, PAGE),
        (&[sibling, own], RedirectTaint::SameSite, "null"),
        (&[sibling, other], RedirectTaint::SameSite, "null"),
        (&[other, own], RedirectTaint::CrossSite, "null"),
        (&[own, other, sibling], RedirectTaint::CrossSite, "null"),
    ] {
        let request =
            request(|request| request.url_list = urls.iter().map(|one| url(one)).collect());
        let suffixes = standard().public_suffixes;
        assert_eq!(redirect_taint(&request, suffixes), taint, "{urls:?}");
        assert_eq!(serialize_request_origin(&request, suffixes), header, "{urls:?}");
        let ends_at_home = urls.last() == Some(&own);
        assert_eq!(request.is_same_origin(), ends_at_home, "{urls:?}");
    }
}

rules! {
    prefetch_not_made {
        is: prefetch(PrefetchRequests::NotMade),
        not: prefetch(PrefetchRequests::Made),
    }
    response_header_too_long { is: sized(10), not: sized(9) }
    stream_over_http1 { is: sent_over(HttpVersion::One), not: sent_over(HttpVersion::Two) }
    response_header_invalid {
        is: gate(b"a=1\0", SetCookieSource::Network),
        not: gate(b" a=1\x01", SetCookieSource::Network),
    }
    forbidden_response_header {
        is: gate(b"a=1", SetCookieSource::Script),
        not: gate(b"a=1", SetCookieSource::Network),
    }
    forbidden_request_header {
        is: codes(&request_header_gate("cookie", b"a=1")),
        not: codes(&request_header_gate("X-Cookie", b"a=1")),
    }
    preflight_uncredentialed {
        is: gate(b"a=1", SetCookieSource::Preflight),
        not: gate(b"a=1", SetCookieSource::Network),
    }
    credentials_omit {
        is: credentials(CredentialsMode::Omit, ResponseTainting::Basic),
        not: credentials(CredentialsMode::SameOrigin, ResponseTainting::Basic),
    }
    credentials_same_origin_cross_origin {
        is: credentials(CredentialsMode::SameOrigin, ResponseTainting::Cors),
        not: credentials(CredentialsMode::Include, ResponseTainting::Cors),
    }
    coep_credentialless {
        is: credentialless(RequestMode::NoCors),
        not: credentialless(RequestMode::Cors),
    }
    mode_same_origin_violation {
        is: route(|request| request.mode = RequestMode::SameOrigin),
        not: route(|_| {}),
    }
    no_cors_redirect_mode {
        is: route(|request| {
            (request.mode, request.redirect_mode) = (RequestMode::NoCors, RedirectMode::Manual)
        }),
        not: route(|request| request.mode = RequestMode::NoCors),
    }
    cors_non_http_scheme {
        is: route(|request| request.url_list = vec![url("ftp://example.org/")]),
        not: route(|request| request.url_list = vec![url("data:,x")]),
    }
    corp_blocked { is: corp("same-site"), not: corp("cross-origin") }
    redirect_invalid_location {
        is: redirect("https://[", 302, |_| {}),
        not: redirect("/y", 302, |_| {}),
    }
    redirect_non_http {
        is: redirect("data:,x", 302, |_| {}),
        not: redirect("http://example.org/", 302, |_| {}),
    }
    redirect_loop {
        is: redirect("/y", 302, |request| request.redirect_count = 20),
        not: redirect("/y", 302, |request| request.redirect_count = 19),
    }
    redirect_url_credentials {
        is: redirect("https://user@example.org/", 302, |_| {}),
        not: redirect("https://user@www.example.com/", 302, |_| {}),
    }
    redirect_stream_body {
        is: redirect("/y", 307, |request| request.body = RequestBody::Stream),
        not: redirect("/y", 303, |request| request.body = RequestBody::Stream),
    }
    redirect_mode_error {
        is: redirect("/y", 302, |request| request.redirect_mode = RedirectMode::Error),
        not: redirect("/y", 302, |_| {}),
    }
    redirect_mode_manual {
        is: redirect("/y", 302, |request| request.redirect_mode = RedirectMode::Manual),
        not: redirect("/y", 302, |_| {}),
    }
    aceh_not_listed {
        is: exposed("X-A", "X-B", CredentialsMode::Omit),
        not: exposed("x-a", "X-B, X-A", CredentialsMode::Omit),
    }
    aceh_wildcard_with_credentials {
        is: exposed("X-A", "*", CredentialsMode::Include),
        not: exposed("X-A", "*", CredentialsMode::Omit),
    }
    set_cookie_never_exposed {
        is: exposed("Set-Cookie", "Set-Cookie, *", CredentialsMode::Omit),
        not: exposed("Pragma", "", CredentialsMode::Omit),
    }
    insecure_context {
        is: in_secure_context("http://www.example.com", &["https://www.example.org"]),
        not: in_secure_context("http://127.0.0.1", &["https://www.example.org"]),
    }
    mixed_content {
        is: mixed("https://www.example.com", "http://api.example.com/"),
        not: mixed("https://www.example.com", "http://127.0.0.1/"),
    }
}

#[test]
fn without_cors_script_adds_safelisted_headers_alone() {
    for (name, value, expected) in [
        ("Accept", "text/html", true),
        ("content-type", "text/plain", true),
        ("Content-Type", "application/json", false),
        ("Range", "bytes=0-9", false),
        ("X-A", "1", false),
    ] {
        assert_eq!(
            is_no_cors_safelisted_request_header(name, value.as_bytes(), QuirkSet::NONE),
            expected,
            "{name}: {value}"
        );
    }
}

#[test]
fn script_adds_no_header_by_a_forbidden_prefix_or_with_a_forbidden_method() {
    for (name, value, is_forbidden) in [
        ("Proxy-Authorization", "x", true),
        ("Sec-Fetch-Site", "none", true),
        ("Proxy", "x", false),
        ("Secret", "x", false),
        ("X-HTTP-Method", "TRACE", true),
        ("X-HTTP-Method-Override", "GET, trace", true),
        ("X-Method-Override", "connect\t,GET", true),
        ("X-HTTP-Method", "GET, PUT", false),
        ("X-HTTP-Method", "TRACE GET", false),
        ("X-Method", "TRACE", false),
    ] {
        let decision = request_header_gate(name, value.as_bytes());
        assert_eq!(!decision.is_allowed(), is_forbidden, "{name}: {value}");
    }
}

#[test]
fn a_response_that_was_tainted_elsewhere_is_checked_at_home_too() {
    let at_home = |tainting| {
        let request = request(|request| {
            (request.url_list, request.response_tainting) = (vec![url(PAGE)], tainting);
        });
        main_fetch_route(&request, QuirkSet::NONE).route
    };
    assert_eq!(at_home(ResponseTainting::Basic), FetchRoute::Basic);
    assert_eq!(at_home(ResponseTainting::Cors), FetchRoute::Cors);
}

#[test]
fn an_image_that_would_be_mixed_content_is_upgraded() {
    let upgraded_by = |user_agent, page: &str, address: &str, destination| {
        let mut url = url(address);
        let client = Client::top_level(origin(page));
        upgrade_mixed_content(&client, &mut url, destination, user_agent);
        url.to_string()
    };
    let upgraded = |page: &str, address: &str, what| upgraded_by(standard(), page, address, what);
    let (media, other) = (MixedContentDestination::Media, MixedContentDestination::Other);
    let from_https = |address, destination| upgraded("https://a.test", address, destination);
    assert_eq!(from_https("http://b.test/", media), "https://b.test/");
    assert_eq!(from_https("http://b.test:81/", media), "https://b.test:81/");
    for stays in ["http://192.0.2.1/", "http://localhost/", "https://b.test/"] {
        assert_eq!(from_https(stays, media), stays);
    }
    assert_eq!(from_https("http://b.test/", other), "http://b.test/");
    assert_eq!(upgraded("http://a.test", "http://b.test/", media), "http://b.test/");
    let by_quirk = with(Quirk::NoMixedContent);
    assert_eq!(upgraded_by(by_quirk, "https://a.test", "http://b.test/", media), "http://b.test/");
}

#[test]
fn urls_without_a_server_are_trustworthy_if_their_content_is_the_own_documents() {
    for (address, expected) in [
        ("about:blank", true),
        ("about:srcdoc", true),
        ("about:version", false),
        ("data:,x", true),
        ("https://b.test/", true),
        ("wss://b.test/", true),
        ("http://127.0.0.2/", true),
        ("http://[::1]/", true),
        ("http://b.test/", false),
        ("ws://192.0.2.1/", false),
    ] {
        assert_eq!(
            is_potentially_trustworthy_url(&url(address), standard()),
            expected,
            "{address}"
        );
    }
}

#[test]
fn localhost_names_are_trustworthy_by_policy() {
    assert!(mixed("https://www.example.com", "http://api.localhost/").is_empty());
    let model = spec_model::EngineModel::from(spec_model::Policy {
        localhost_names: spec_model::LocalhostNames::Ordinary,
        ..spec_model::Policy::standard()
    });
    let client = Client::top_level(origin(PAGE));
    assert!(
        !mixed_content_decision(
            &client,
            &url("http://localhost/"),
            MixedContentDestination::Other,
            spec_model::UserAgent::new(&model)
        )
        .is_allowed()
    );
}

#[test]
fn values_of_a_name_are_judged_one_by_one_until_they_are_combined() {
    let value = "a".repeat(100);
    let mut headers = Headers::new(&[("Accept", &value), ("accept", &value)]);
    assert!(cors_unsafe_request_header_names(&headers, QuirkSet::NONE).is_empty());
    headers = Headers::default();
    headers.combine("Accept", value.as_bytes());
    headers.combine("accept", value.as_bytes());
    assert_eq!(headers.0.len(), 1);
    assert_eq!(cors_unsafe_request_header_names(&headers, QuirkSet::NONE), ["accept"]);
}
