//! The smallest change for typical faults, and what is left where no header helps.

use diagnosis::paste::parse_response;
use diagnosis::{FollowUpSource, Question, Recordings, SuggestedEdit, UserGoal, explain};
use matrix::{FetchCredentials, Profile};
use spec_model::Timestamp;

const CORS: &str = "Access-Control-Allow-Origin: \
 https://www.example.com\nAccess-Control-Allow-Credentials: true\n";

fn question(page: &str, request: &str, response: &str) -> Question {
    let (page, request) = (page.parse().expect("a URL"), request.parse().expect("a URL"));
    let response = parse_response(response).expect("a response");
    Question {
        response,
        ..Question::fetch(page, request, FetchCredentials::Include, Timestamp(1_700_000_000))
    }
}

fn siblings(response: &str) -> Question {
    question("https://www.example.com/", "https://api.example.com/login", response)
}

fn cross_site(response: &str) -> Question {
    question("https://www.example.com/", "https://api.example.net/login", response)
}

fn profiles(names: &[&str]) -> Vec<&'static Profile> {
    let all = &Recordings::built_in().matrix().profiles;
    all.iter().filter(|profile| names.contains(&profile.to_string().as_str())).collect()
}

/// Checks the suggested edits, and that the fixed question works.
#[track_caller]
fn check_wanting(question: &Question, names: &[&str], goals: &[UserGoal], edits: &[SuggestedEdit]) {
    let explanation = explain(Recordings::built_in(), question, &profiles(names), goals);
    let suggested: Vec<&SuggestedEdit> =
        explanation.fixes.iter().flat_map(|one| &one.fixes).flat_map(|one| &one.edits).collect();
    assert_eq!(suggested, edits.iter().collect::<Vec<_>>());
    let fixed = explanation.fixed().unwrap_or_else(|| question.clone());
    assert!(explain(Recordings::built_in(), &fixed, &profiles(names), goals).works());
}

#[track_caller]
fn check(question: &Question, name: &str, edits: &[SuggestedEdit]) {
    check_wanting(question, &[name], &UserGoal::USUAL, edits);
}

#[test]
fn what_works_needs_no_change() {
    check(&siblings(&format!("{CORS}Set-Cookie: a=1; Path=/")), "chromium:default", &[]);
}

#[test]
fn credentials_are_asked_for() {
    let mut question = siblings(&format!("{CORS}Set-Cookie: a=1"));
    question.request.api = matrix::RequestApi::Fetch(FetchCredentials::SameOrigin);
    check(&question, "firefox:default", &[SuggestedEdit::Credentials]);
}

#[test]
fn a_wildcard_and_a_bare_host_become_the_origin() {
    let credentials = "Access-Control-Allow-Credentials: true\nSet-Cookie: a=1\n";
    check(
        &siblings(&format!("Access-Control-Allow-Origin: *\n{credentials}")),
        "chromium:default",
        &[SuggestedEdit::AllowOrigin],
    );
    check(
        &siblings(&format!("Access-Control-Allow-Origin: www.example.com\n{credentials}")),
        "firefox:default",
        &[SuggestedEdit::AllowOrigin],
    );
}

#[test]
fn nothing_about_cors_needs_both_fields() {
    check(
        &siblings("Set-Cookie: a=1"),
        "webkitgtk:default",
        &[SuggestedEdit::AllowOrigin, SuggestedEdit::AllowCredentials],
    );
}

#[test]
fn cross_site_needs_none_and_secure() {
    let lax = cross_site(&format!("{CORS}Set-Cookie: a=1; SameSite=Lax"));
    check(
        &lax,
        "chromium:third-party-allowed",
        &[SuggestedEdit::Secure, SuggestedEdit::SameSiteNone],
    );
    let none = cross_site(&format!("{CORS}Set-Cookie: a=1; SameSite=None"));
    check(&none, "chromium:third-party-allowed", &[SuggestedEdit::Secure]);
    check(
        &none,
        "chromium:third-party-blocked",
        &[SuggestedEdit::Secure, SuggestedEdit::Partitioned],
    );
}

#[test]
fn a_fix_with_more_edits_is_for_browsers_that_one_with_fewer_does_not_help() {
    let lax = cross_site(&format!("{CORS}Set-Cookie: a=1; SameSite=Lax"));
    let (secure, none) = (SuggestedEdit::Secure, SuggestedEdit::SameSiteNone);
    check_wanting(
        &lax,
        &["chromium:default", "firefox:default"],
        &UserGoal::USUAL,
        &[secure.clone(), none.clone(), secure, none, SuggestedEdit::Partitioned],
    );
}

#[test]
fn a_wrong_domain_and_a_public_suffix_are_left_out() {
    check(
        &siblings(&format!("{CORS}Set-Cookie: a=1; Domain=other.test")),
        "firefox:default",
        &[SuggestedEdit::NoDomain],
    );
    let headers = "Access-Control-Allow-Origin: \
     https://alice.github.io\nAccess-Control-Allow-Credentials: true\n";
    let cookie = "Set-Cookie: a=1; Secure; SameSite=None; Domain=github.io";
    let suffix = question(
        "https://alice.github.io/",
        "https://bob.github.io/",
        &format!("{headers}{cookie}"),
    );
    check(&suffix, "chromium:third-party-allowed", &[SuggestedEdit::NoDomain]);
}

#[test]
fn a_page_that_is_to_read_the_cookie_shares_its_domain() {
    let question = siblings(&format!("{CORS}Set-Cookie: a=1; Path=/; HttpOnly"));
    let goals = [UserGoal::Stored, UserGoal::ReadableOnPage];
    check_wanting(
        &question,
        &["chromium:default"],
        &goals,
        &[SuggestedEdit::Domain("example.com".to_owned()), SuggestedEdit::NoHttpOnly],
    );
}

#[test]
fn a_path_that_is_elsewhere_becomes_the_root_where_a_request_is_named() {
    let mut question = siblings(&format!("{CORS}Set-Cookie: a=1; Path=/admin"));
    check(&question, "chromium:default", &[]);
    question.follow_up_source = FollowUpSource::Asked;
    check(&question, "chromium:default", &[SuggestedEdit::Path("/".to_owned())]);
}

#[test]
fn a_preflight_that_refuses_is_answered() {
    let mut question = siblings(&format!("{CORS}Set-Cookie: a=1"));
    question.request.method = "PUT".to_owned();
    question.preflight = Some(
        parse_response("HTTP/1.1 204\nAccess-Control-Allow-Origin: https://www.example.com\n")
            .expect("a response"),
    );
    check(&question, "chromium:default", &[SuggestedEdit::Preflight { bad_status: None }]);
}

#[test]
fn a_secure_cookie_over_http_needs_https() {
    let headers = "Access-Control-Allow-Origin: \
     http://www.example.com\nAccess-Control-Allow-Credentials: true\n";
    let question = question(
        "http://www.example.com/",
        "http://api.example.com/",
        &format!("{headers}Set-Cookie: a=1; Secure; SameSite=None"),
    );
    // Cross-scheme is cross-site to Chromium, but SameSite=None goes there.
    check(&question, "firefox:default", &[SuggestedEdit::HttpsRequest]);
}

#[test]
fn an_http_api_below_an_https_page_needs_https() {
    let question = question(
        "https://www.example.com/",
        "http://api.example.com/",
        &format!("{CORS}Set-Cookie: a=1"),
    );
    check(&question, "chromium:default", &[SuggestedEdit::HttpsRequest]);
}

#[test]
fn where_third_parties_have_no_cookies_the_api_moves_to_the_site_of_the_page() {
    let question = cross_site(&format!("{CORS}Set-Cookie: a=1; SameSite=None; Secure"));
    for name in ["safari:before-26-2", "webkitgtk:default", "firefox:third-party-blocked"] {
        let explanation =
            explain(Recordings::built_in(), &question, &profiles(&[name]), &UserGoal::USUAL);
        let workaround = explanation.fixes[0].workaround.as_ref().expect("no header helps");
        let moved = workaround.same_site.as_ref().expect("moving helps");
        assert_eq!(moved.fixed.url.as_str(), "https://api.example.com/login", "{name}");
        assert!(
            explain(Recordings::built_in(), &moved.fixed, &profiles(&[name]), &UserGoal::USUAL)
                .works(),
            "{name}"
        );
        assert_eq!(explanation.fixed(), None, "{name}");
    }
}
