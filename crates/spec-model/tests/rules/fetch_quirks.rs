//! Quirks of Fetch: each changes what it is named for, and not what lies next to it.

use spec_model::fetch::{
    CheckedResponse, CredentialsMode, EmbedderPolicy, Headers, PreflightCache, PreflightDecision,
    PreflightResponse, Request, RequestBody, RequestFlag, RequestMode, ResponseTainting,
    RouteDecision, corp_check, cors_check, cors_preflight_check, cors_preflight_request,
    cors_unsafe_request_header_names, credentials_decision, header_exposure, main_fetch_route,
    request_body_decision,
};
use spec_model::{Decision, UserAgent};
use url::Url;

use crate::kit::{NOW, origin, quirks, url};

const PAGE: &str = "https://www.example.com";
const TARGET: &str = "https://api.example.org/x";
const OMIT: CredentialsMode = CredentialsMode::Omit;

fn request(headers: &[(&str, &str)], credentials_mode: CredentialsMode) -> Request {
    Request {
        headers: Headers::new(headers),
        credentials_mode,
        ..Request::fetch("GET", url(TARGET), origin(PAGE))
    }
}

/// A request of credentials mode `same-origin` that went to these URLs.
fn redirected(mode: RequestMode, urls: &[&str]) -> Request {
    let request = request(&[], CredentialsMode::SameOrigin);
    let url_list: Vec<Url> = urls.iter().map(|address| url(address)).collect();
    let is_opaque = mode == RequestMode::NoCors;
    let response_tainting =
        if is_opaque { ResponseTainting::Opaque } else { ResponseTainting::Cors };
    Request { mode, url_list, response_tainting, ..request }
}

/// The names that need a preflight, of so many headers with one name and this value.
fn unsafe_names(user_agent: UserAgent<'_>, times: usize, name: &str, value: &str) -> Vec<String> {
    let headers = Headers::new(&vec![(name, value); times]);
    cors_unsafe_request_header_names(&headers, user_agent.quirks())
}

/// What the answer to a preflight for `request` means, whose origin and wildcards are right.
fn preflight(
    user_agent: UserAgent<'_>,
    request: &Request,
    answer: &[(&str, &str)],
) -> PreflightDecision {
    let allowing = [("Access-Control-Allow-Origin", PAGE), ("Access-Control-Allow-Headers", "*")];
    let headers = Headers::new(&[&allowing, answer].concat());
    let response = PreflightResponse::Response { status: 204, headers: &headers };
    cors_preflight_check(request, response, user_agent)
}

fn max_age(user_agent: UserAgent<'_>, value: &str) -> u32 {
    let answer = [("Access-Control-Max-Age", value)];
    preflight(user_agent, &request(&[], OMIT), &answer).max_age_secs
}

/// Whether a request has a preflight after one of these credentials had one.
fn again(user_agent: UserAgent<'_>, first: CredentialsMode, then: CredentialsMode) -> bool {
    let (headers, mut cache) = ([("X-A", "1")], PreflightCache::default());
    let answer =
        [("Access-Control-Allow-Credentials", "true"), ("Access-Control-Allow-Headers", "X-A")];
    let first = request(&headers, first);
    cache.remember(&first, &preflight(user_agent, &first, &answer), NOW);
    let then = request(&headers, then);
    cors_preflight_request(&then, &cache, NOW, user_agent.quirks()).note().is_none()
}

/// The way of a request that had a preflight at the URL before.
fn route_after_preflight(user_agent: UserAgent<'_>, url: &str) -> RouteDecision {
    let request = redirected(RequestMode::Cors, &[TARGET, url]);
    main_fetch_route(&Request { had_preflight: RequestFlag::Set, ..request }, user_agent.quirks())
}

/// Whether the answer to the preflight of a request that other origins redirected will do.
fn preflight_after_redirect(user_agent: UserAgent<'_>, urls: &[&str]) -> Decision {
    preflight(user_agent, &redirected(RequestMode::Cors, urls), &[]).decision
}

/// Whether a response with a wildcard passes the CORS check of a request that left its origin.
fn check_after_leaving(user_agent: UserAgent<'_>, checked: CheckedResponse) -> Decision {
    let request = redirected(RequestMode::Cors, &["https://www.example.com/x", TARGET]);
    let headers = Headers::new(&[("Access-Control-Allow-Origin", "*")]);
    cors_check(&request, &headers, checked, user_agent)
}

fn credentials(user_agent: UserAgent<'_>, urls: &[&str]) -> Decision {
    let request = redirected(RequestMode::NoCors, urls);
    credentials_decision(&request, EmbedderPolicy::Other, user_agent)
}

fn received(user_agent: UserAgent<'_>, name: &str, value: &[u8]) -> Headers {
    Headers::received(vec![(name.to_owned(), value.to_vec())], user_agent.quirks())
}

fn exposed(user_agent: UserAgent<'_>, list: &str) -> Decision {
    let request = Request { response_tainting: ResponseTainting::Cors, ..request(&[], OMIT) };
    let headers = Headers::new(&[("Access-Control-Expose-Headers", list)]);
    header_exposure(&request, &headers, "X-A", user_agent.quirks())
}

/// Whether a response with these lines of `Access-Control-Allow-Origin` passes the CORS check.
fn allowed(user_agent: UserAgent<'_>, lines: &[&str]) -> Decision {
    let lines: Vec<_> = lines.iter().map(|line| ("Access-Control-Allow-Origin", *line)).collect();
    cors_check(&request(&[], OMIT), &Headers::new(&lines), CheckedResponse::Final, user_agent)
}

/// Whether the answer to a preflight for this method will do.
fn preflight_for(user_agent: UserAgent<'_>, method: &str, allowed: &str) -> Decision {
    let request = Request { method: method.to_owned(), ..request(&[], OMIT) };
    preflight(user_agent, &request, &[("Access-Control-Allow-Methods", allowed)]).decision
}

/// Whether a page gets an image that is for this site alone.
fn with_policy(user_agent: UserAgent<'_>, policy: &str) -> Decision {
    let request = redirected(RequestMode::NoCors, &[TARGET]);
    let headers = Headers::new(&[("Cross-Origin-Resource-Policy", policy)]);
    corp_check(&request, &headers, user_agent)
}

fn with_body(user_agent: UserAgent<'_>, body: RequestBody) -> Decision {
    request_body_decision(&Request { body, ..request(&[], OMIT) }, user_agent.quirks())
}

quirks! {
    all_fields_exposed {
        is: |agent| exposed(agent, "X-B"),
        not: |agent| exposed(agent, "X-A"),
    }
    first_field_line_counts {
        is: |agent| allowed(agent, &[PAGE, TARGET]),
        not: |agent| allowed(agent, &[PAGE]),
    }
    methods_in_upper_case {
        is: |agent| preflight_for(agent, "patch", "PATCH"),
        not: |agent| preflight_for(agent, "PATCH", "PATCH"),
    }
    no_resource_policy {
        is: |agent| with_policy(agent, "same-origin"),
        not: |agent| with_policy(agent, "cross-origin"),
    }
    preflight_lists_in_any_form {
        is: |agent| preflight_for(agent, "PUT", "PUT, a/b"),
        not: |agent| preflight_for(agent, "PUT", "PUT, a"),
    }
    empty_field_lines_skipped {
        is: |agent| received(agent, "access-control-allow-origin", b" "),
        not: |agent| received(agent, "Access-Control-Allow-Origin", b""),
    }
    exposes_by_wildcard_beside_a_non_token {
        is: |agent| exposed(agent, "*, (x)"),
        not: |agent| exposed(agent, "X-A, (x)"),
    }
    negative_preflight_max_age_is_zero {
        is: |agent| max_age(agent, "-1"),
        not: |agent| max_age(agent, "-x"),
    }
    no_request_streams {
        is: |agent| with_body(agent, RequestBody::Stream),
        not: |agent| with_body(agent, RequestBody::Source),
    }
    no_total_of_safelisted_values {
        is: |agent| unsafe_names(agent, 9, "Accept", &"x".repeat(128)),
        not: |agent| unsafe_names(agent, 1, "Accept", &"x".repeat(129)),
    }
    preflight_after_redirect_names_origin {
        is: |agent| preflight_after_redirect(agent, &[TARGET, "https://c.test/"]),
        not: |agent| preflight_after_redirect(agent, &[TARGET]),
    }
    preflight_again_after_redirect {
        is: |agent| route_after_preflight(agent, "https://c.test/"),
        not: |agent| route_after_preflight(agent, TARGET),
    }
    preflight_cache_by_credentials {
        is: |agent| again(agent, CredentialsMode::Include, OMIT),
        not: |agent| again(agent, OMIT, OMIT),
    }
    preflight_max_age_not_a_number_is_zero {
        is: |agent| max_age(agent, "x"),
        not: |agent| max_age(agent, "60"),
    }
    range_unit_in_any_case {
        is: |agent| unsafe_names(agent, 1, "Range", "Bytes=0-9"),
        not: |agent| unsafe_names(agent, 1, "Range", "Lines=0-9"),
    }
    redirect_checked_with_credentials {
        is: |agent| check_after_leaving(agent, CheckedResponse::Redirect),
        not: |agent| check_after_leaving(agent, CheckedResponse::Final),
    }
    same_origin_credentials_survive_redirects {
        is: |agent| credentials(agent, &["https://www.example.com/x", TARGET]),
        not: |agent| credentials(agent, &[TARGET]),
    }
    save_data_safelisted {
        is: |agent| unsafe_names(agent, 1, "Save-Data", "on"),
        not: |agent| unsafe_names(agent, 1, "Save-Data", "off"),
    }
    values_joined_before_safelisting {
        is: |agent| unsafe_names(agent, 2, "Accept", &"x".repeat(64)),
        not: |agent| unsafe_names(agent, 2, "Accept", &"x".repeat(63)),
    }
    wildcard_covers_authorization {
        is: |agent| preflight(agent, &request(&[("Authorization", "x")], OMIT), &[]),
        not: |agent| preflight(agent, &request(&[("X-A", "x")], CredentialsMode::Include), &[]),
    }
}
