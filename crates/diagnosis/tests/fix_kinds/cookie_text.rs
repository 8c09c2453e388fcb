//! Fixes of how a cookie is written, which keep its value and its reach.

use diagnosis::{Question, SuggestedEdit, UserGoal};
use matrix::FetchCredentials;

use crate::{USUAL, explained, question, then};

/// Checks the line that the fix of a page's own cookie leaves, for all three engines.
#[track_caller]
fn check_line(asked: &Question, edits: &[SuggestedEdit], fixed: &str) {
    let explanation = explained(asked, &USUAL, &UserGoal::USUAL);
    let fix = &explanation.fixes[0].fixes[0];
    assert_eq!(fix.edits, edits);
    assert_eq!(fix.works_on.len(), USUAL.len(), "{:?}", fix.works_on);
    assert_eq!(fix.fixed.set_cookie_lines().collect::<Vec<_>>(), [fixed]);
}

fn own(line: &str) -> Question {
    let page = "https://www.example.com/app/login";
    question(page, page, &format!("Set-Cookie: {line}"))
}

#[test]
fn what_is_not_ascii_is_encoded() {
    let encode = [SuggestedEdit::PercentEncode];
    check_line(&own("sid=日本; Path=/"), &encode, "sid=%E6%97%A5%E6%9C%AC; Path=/");
    check_line(&own("🍪=1; Path=/"), &encode, "%F0%9F%8D%AA=1; Path=/");
    check_line(&own("sid=\"ü\"; Path=/"), &encode, "sid=\"%C3%BC\"; Path=/");
}

#[test]
fn a_comma_in_a_name_is_encoded() {
    check_line(&own("a,b=1; Path=/"), &[SuggestedEdit::PercentEncode], "a%2Cb=1; Path=/");
}

#[test]
fn a_cookie_without_a_name_gets_one_and_keeps_its_value() {
    check_line(&own("token"), &[SuggestedEdit::CookieName], "sid=token");
    let behind = own("; sid=1; Path=/");
    check_line(&behind, &[SuggestedEdit::LeadingSemicolon], "sid=1; Path=/");
}

#[test]
fn a_domain_in_upper_case_stays() {
    let domain = SuggestedEdit::MeantDomain("example.com".to_owned());
    for written in ["EXAMPLE.COM", "Example.com", ".EXAMPLE.com"] {
        let line = format!("sid=1; Domain={written}");
        check_line(&own(&line), std::slice::from_ref(&domain), "sid=1; Domain=example.com");
    }
}

#[test]
fn a_path_is_widened_no_more_than_it_must_be() {
    let check = |path: &str, later: &str, widened: &str| {
        let asked = own(&format!("sid=1; Path={path}"));
        let later = format!("https://www.example.com{later}");
        let asked = then(asked, &later, FetchCredentials::SameOrigin);
        let edit = SuggestedEdit::Path(widened.to_owned());
        check_line(&asked, &[edit], &format!("sid=1; Path={widened}"));
    };
    check("/app/", "/app", "/app");
    check("/app/login", "/app/me", "/app");
    check("/app/login/x", "/app/login", "/app/login");
    check("/app", "/apple", "/");
    check("/auth", "/api/me", "/");
}
