//! Fixes of the fields of CORS that break nothing of what others need.

use diagnosis::paste::parse_response;
use diagnosis::{SuggestedEdit, UserGoal};

use crate::{USUAL, check_preflight, explained, question};

#[test]
fn lists_of_a_preflight_that_are_none_get_commas() {
    let asked = || question("https://www.example.com/", "https://api.example.com/", "{CORS}");
    let cors = "Access-Control-Allow-Origin: https://www.example.com\n\
                Access-Control-Allow-Credentials: true\n";
    let mended = |methods: &str, headers: &str| {
        format!(
            "204\n{cors}Access-Control-Allow-Methods: {methods}\n\
             Access-Control-Allow-Headers: {headers}"
        )
    };
    for (methods, headers) in [
        ("GET PUT", "Content-Type; X-Trace"),
        ("GET;PUT", "[\"Content-Type\", \"X-Trace\"]"),
        ("GET|PUT", "Content-Type|X-Trace"),
    ] {
        let mut one = asked();
        one.request.headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        let preflight = format!(
            "HTTP/1.1 204\n{cors}Access-Control-Allow-Methods: {methods}\n\
             Access-Control-Allow-Headers: {headers}\n"
        );
        check_preflight(one, "PUT", &preflight, &mended("GET, PUT", "Content-Type, X-Trace"));
    }
    // One that is broken is mended even where nothing in it is asked for.
    let preflight = format!(
        "HTTP/1.1 204\n{cors}Access-Control-Allow-Methods: PUT\n\
         Access-Control-Allow-Headers: Content-Type; X-Trace\n"
    );
    check_preflight(asked(), "PUT", &preflight, &mended("PUT", "Content-Type, X-Trace"));
}

#[test]
fn no_api_goes_without_content_type_and_authorization() {
    for name in ["Content-Type", "authorization"] {
        let page = "https://www.example.com/";
        let mut asked = question(page, "https://api.example.com/", "{CORS}");
        asked.request.method = "POST".to_owned();
        asked.request.headers = vec![(name.to_owned(), "application/json".to_owned())];
        asked.preflight = parse_response("HTTP/1.1 301\nLocation: /v2/\n").ok();
        let explanation = explained(&asked, &USUAL, &UserGoal::USUAL);
        let mut edits =
            explanation.fixes.iter().flat_map(|one| &one.fixes).flat_map(|one| &one.edits);
        assert!(!edits.any(|edit| matches!(edit, SuggestedEdit::NoRequestHeader(_))), "{name}");
    }
}

#[test]
fn a_list_of_exposed_fields_that_is_none_gets_commas() {
    let mut asked = question(
        "https://www.example.com/",
        "https://api.example.com/",
        "{CORS}X-Total: 3\nAccess-Control-Expose-Headers: X-Page; X-Total",
    );
    asked.request.reads = Some("X-Total".to_owned());
    let fixed = explained(&asked, &USUAL, &[UserGoal::Response]).fixed().expect("it can be fixed");
    let listed: Vec<&str> = fixed.response.values("Access-Control-Expose-Headers").collect();
    assert_eq!(listed, ["X-Page, X-Total"]);
}

const PAGE: &str = "https://www.example.com/";
const ADMIN: &str = "https://admin.example.com";

/// Checks which other origins stay allowed, and the fields of the fixed response.
#[track_caller]
fn check_echo(allowed: &str, others: &[&str], cached: bool, fields: &[(&str, &str)]) {
    let response = format!("{allowed}\nAccess-Control-Allow-Credentials: true\nSet-Cookie: a=1");
    let asked = question(PAGE, "https://api.example.com/", &response);
    let explanation = explained(&asked, &USUAL, &UserGoal::USUAL);
    let others = others.iter().map(|one| (*one).to_owned()).collect();
    assert_eq!(explanation.fixes[0].fixes[0].edits, [SuggestedEdit::EchoOrigin { others, cached }]);
    let fixed = explanation.fixed().expect("it can be fixed");
    for (name, value) in fields {
        assert_eq!(fixed.response.values(name).collect::<Vec<_>>(), [*value], "{allowed}");
    }
}

#[test]
fn other_origins_stay_allowed() {
    let own = ("Access-Control-Allow-Origin", "https://www.example.com");
    let vary = ("Vary", "Origin");
    for allowed in [
        "Access-Control-Allow-Origin: https://www.example.com, https://admin.example.com",
        "Access-Control-Allow-Origin: https://admin.example.com https://www.example.com",
        "Access-Control-Allow-Origin: [\"https://www.example.com/\",\"https://admin.example.com/\"]",
        "Access-Control-Allow-Origin: https://www.example.com\n\
         Access-Control-Allow-Origin: https://admin.example.com",
        "Access-Control-Allow-Origin: https://admin.example.com",
    ] {
        check_echo(allowed, &[ADMIN], false, &[own, vary]);
    }
    let two = "Access-Control-Allow-Origin: http://www.example.com; https://*.example.com";
    check_echo(two, &["http://www.example.com"], false, &[own, vary]);
    let pattern = "Access-Control-Allow-Origin: https://*.example.com";
    check_echo(pattern, &[], false, &[own, vary]);
    let listed = format!("Access-Control-Allow-Origin: {ADMIN}\nVary: Accept-Encoding");
    check_echo(&listed, &[ADMIN], false, &[("Vary", "Accept-Encoding, Origin")]);
    let varies = format!("Access-Control-Allow-Origin: {ADMIN}\nVary: accept, origin");
    check_echo(&varies, &[ADMIN], false, &[("Vary", "accept, origin")]);
}

#[test]
fn a_cache_is_named_where_it_may_have_answered_for_another_origin() {
    let allowed = format!("Access-Control-Allow-Origin: {ADMIN}");
    for (field, cached) in [
        ("Age: 300", true),
        ("X-Cache: Hit from cloudfront", true),
        ("CF-Cache-Status: HIT", true),
        ("Cache-Status: ExampleCache; hit", true),
        ("Age: 0", false),
        ("X-Cache: MISS", false),
        ("Age: 300\nVary: Origin", false),
    ] {
        check_echo(&format!("{allowed}\n{field}"), &[ADMIN], cached, &[]);
    }
}

#[test]
fn the_origin_of_the_page_itself_locks_nobody_out() {
    for allowed in [
        "https://www.example.com/",
        "HTTPS://WWW.EXAMPLE.COM",
        "https://www.example.com:443",
        "https://www.example.com/app",
        "www.example.com",
        "null",
        "*",
    ] {
        let response = format!(
            "Access-Control-Allow-Origin: {allowed}\nAccess-Control-Allow-Credentials: true\n\
             Set-Cookie: a=1"
        );
        let asked = question(PAGE, "https://api.example.com/", &response);
        crate::check_usual(&asked, &[SuggestedEdit::AllowOrigin]);
    }
}
