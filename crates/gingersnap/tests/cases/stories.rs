//! What is set by one request and asked about another.

use std::path::Path;

use crate::{Case, program, words};

const CHROME: &str = "--browser chrome --page https://www.example.com/";

#[track_caller]
fn check(arguments: &str, code: i32, present: &[&str]) {
    let all = format!("{CHROME} {arguments}");
    Case { arguments: &words(&all), input: "" }.check(code, "", present, &[]);
}

const FORM: &str = "--mechanism form-post --request https://login.example.net/ --response-header";
const API: &str = "--then-page https://www.example.com/ --then https://login.example.net/me";

#[test]
fn a_login_form_of_another_site_and_then_a_fetch() {
    let rule = "included cross-site in top-level navigations alone";
    check(&format!("{FORM} Set-Cookie:sid=1;Path=/ {API}"), 1, &["POST by form-post", rule]);
    let none = "Set-Cookie:sid=1;Path=/;Secure;SameSite=None";
    check(&format!("{FORM} {none} {API}"), 0, &["works in Chrome"]);
}

#[test]
fn a_lax_cookie_goes_with_a_link_and_a_strict_one_does_not() {
    let then = format!("{API} --then-mechanism link");
    check(&format!("{FORM} Set-Cookie:sid=1;SameSite=Lax {then}"), 0, &["works"]);
    check(&format!("{FORM} Set-Cookie:sid=1;SameSite=Strict {then}"), 1, &["Strict"]);
}

#[test]
fn after_a_navigation_its_target_is_the_page() {
    let strict = "--response-header Set-Cookie:sid=1;Secure;HttpOnly;SameSite=Strict";
    let then = "--then https://login.example.net/";
    for mechanism in ["link", "form-get", "window-open", "meta-refresh"] {
        let ask = format!("--mechanism {mechanism} --request https://login.example.net/callback");
        check(&format!("{ask} {strict} {then}"), 0, &["works in Chrome"]);
        let other = format!("{ask} {strict} {then} --then-page https://www.example.com/");
        check(&other, 1, &["not included cross-site"]);
    }
}

#[test]
fn a_young_cookie_without_same_site_goes_with_a_form_for_two_minutes() {
    let back = "--then https://login.example.net/return --then-mechanism form-post";
    let page = "--then-page https://www.example.com/";
    let ask = |after| format!("{FORM} Set-Cookie:sid=1 {page} {back} --after {after}");
    check(&ask("90s"), 0, &["works"]);
    check(&ask("3m"), 1, &["does not work"]);
}

#[test]
fn a_cookie_that_is_there_is_asked_about_without_a_response() {
    let ask = "--request https://api.example.net/me --credentials include --have";
    check(&format!("{ask} sid=1;SameSite=Lax"), 1, &["does not work"]);
    check(&format!("{ask} sid=1;SameSite=None;Secure"), 0, &["works"]);
}

#[test]
fn what_a_script_sets_is_sent_to_its_own_host_alone() {
    let ask = "--credentials include --script-sets a=1 --request";
    check(&format!("{ask} https://www.example.com/api"), 0, &["works"]);
    check(&format!("{ask} https://api.example.com/"), 1, &["belongs to another host"]);
}

#[test]
fn later_lines_replace_and_delete_earlier_ones() {
    let lines = |second| {
        format!(
            "--request https://www.example.com/ --response-header Set-Cookie:a=1;Path=/ \
             --response-header Set-Cookie:a={second}"
        )
    };
    check(&lines("2;Path=/"), 0, &["works"]);
    check(&lines(";Path=/;Max-Age=0"), 1, &["expired cookie replaced one of the same name"]);
}

#[test]
fn cookies_that_are_there_are_taken_as_people_have_them() {
    let page = "https://www.example.com/";
    let answer = |option: &str, value: &str, present: &[&str]| {
        let ask = format!("{CHROME} --request={page}api");
        let arguments = [words(&ask), vec![option, value]].concat();
        Case { arguments: &arguments, input: "" }.check(0, "", present, &[]);
    };
    let both = ["Cookie that was there: sid=1\n", "Cookie that was there: other=2=3\n"];
    answer("--have", "Cookie: sid=1; other=2=3", &both);
    answer("--have", "Set-Cookie: sid=1; Path=/", &["Cookie that was there: sid=1; Path=/\n"]);
    for assignment in ["document.cookie = \"a=1; path=/\";", "document.cookie='a=1; path=/'"] {
        answer("--script-sets", assignment, &["Cookie that was there: a=1; path=/\n"]);
    }
}

#[test]
fn credentials_follow_from_a_mechanism() {
    let ask =
        "--request https://api.example.net/a.png --response-header Set-Cookie:a=1 --mechanism";
    check(&format!("{ask} img"), 1, &["GET by img"]);
    let wrong = format!("{CHROME} {ask} img --credentials include");
    Case { arguments: &words(&wrong), input: "" }
        .check_error(&["the credentials of `img` follow from"]);
}

#[test]
fn a_logout_deletes_the_cookie_that_its_line_names_and_no_other() {
    let logout = |have: &str, path: &str, line: &str, code: i32, present: &[&str]| {
        let all = format!("{CHROME} --request https://www.example.com{path}");
        let arguments = [&words(&all)[..], &["--have", have, "--response-header", line]].concat();
        Case { arguments: &arguments, input: "" }.check(code, "", present, &[]);
    };
    let line = "Set-Cookie: sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    let deleted = "✓ deletes the cookie";
    logout("sid=1; Path=/; Secure; HttpOnly", "/logout", line, 0, &[deleted]);
    let missed = "✗ deletes nothing";
    let domain = "+ Set-Cookie: sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; \
                  Domain=example.com";
    logout("sid=1; Domain=example.com; Path=/", "/logout", line, 1, &[missed, domain]);
    let short = "Set-Cookie: sid=; Max-Age=0";
    let path = "+ Set-Cookie: sid=; Max-Age=0; Path=/";
    logout("sid=1; Path=/", "/api/logout", short, 1, &[missed, path]);
}

#[test]
fn a_deletion_is_told_once() {
    let gone = "cookie=;Path=/;Max-Age=0";
    for by in [format!("--script-sets {gone}"), format!("--response-header Set-Cookie:{gone}")] {
        let had = "--request https://www.example.com/logout --have cookie=1;Path=/";
        let all = format!("explain {CHROME} {had} {by}");
        let output = program::run(Path::new("."), &words(&all), b"");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(text.matches("`cookie` is deleted").count(), 1, "{text}");
    }
}

#[test]
fn a_partitioned_cookie_that_is_there_lies_below_the_same_page() {
    let there = "--have sid=1;Path=/;Secure;SameSite=None;Partitioned";
    let ask = format!("--request https://api.example.net/me --credentials include {there}");
    check(&ask, 0, &["works in Chrome"]);
    // The page that visited the API by itself has another partition.
    let visited = format!("{ask} --have-from https://api.example.net/");
    check(&visited, 1, &["another partition"]);
    let gone = "--response-header Set-Cookie:sid=;Path=/;Max-Age=0;Secure;SameSite=None";
    check(&format!("{ask} {gone}"), 1, &["+ Set-Cookie: sid=;", "; Partitioned"]);
    check(&format!("{ask} {gone};Partitioned --want stored"), 0, &["✓ deletes the cookie"]);
}

// The cookie goes with requests below `/y` alone, of the host that set it.
#[test]
fn the_later_request_may_be_a_path_of_its_document() {
    let cookie = "Set-Cookie: sid=1; Path=/y; Secure\n";
    let page = "--page https://www.acme.com/ --response - --browser firefox";
    let check = |options: &str, code: i32| {
        let arguments = format!("{page} {options}");
        Case { arguments: &words(&arguments), input: cookie }.check(code, "", &[], &[]);
    };
    check("--request /x --then /y", 0);
    check("--request /x --then /z", 1);
    check("--request /x --mechanism form-post --then /y", 0);
    check("--request /x --then-page https://app.acme.com/ --then /y", 1);
    // A navigation to another host leaves the page.
    let arguments = format!("{page} --request https://login.acme.com/ --mechanism link --then /y");
    Case { arguments: &words(&arguments), input: cookie }.check_error(&["--then: "]);
}
