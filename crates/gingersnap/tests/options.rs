//! No option is ignored: one that has no effect beside the others is an error that says so.

mod outcome;
mod program;
mod said_words;

use std::path::Path;

use outcome::check_outcome;

const HAR: &str = "--har=tests/har/chrome.har";
const ASKED: [&str; 6] = [
    "explain",
    "--page=https://www.example.com/",
    "--request=https://api.example.com/login",
    "--response-header=Access-Control-Allow-Origin: https://www.example.com",
    "--response-header=Access-Control-Allow-Credentials: true",
    "--response-header=Set-Cookie: sid=1",
];

/// Checks that a command line is refused, with these words.
#[track_caller]
fn check_refused(arguments: &[&str], said: &str) {
    let output = program::run(Path::new(env!("CARGO_MANIFEST_DIR")), arguments, b"");
    check_outcome(&output, 2, &[said], &[]);
}

/// Checks that each of these options is refused with a question about one request.
#[track_caller]
fn check_asked(options: &[&str], said: &str) {
    check_refused(&[&ASKED[..], options].concat(), said);
}

#[test]
fn what_narrows_a_har_needs_one() {
    check_asked(&["--url=login"], "--url narrows the answers to a HAR file");
    check_asked(&["--failing"], "--failing narrows the answers to a HAR file");
    check_refused(&["explain", "--failing", "--response=-"], "give the file with --har FILE");
}

#[test]
fn what_concerns_one_request_is_refused_with_a_har() {
    let options = [
        "--request=https://api.example.com/",
        "--method=PUT",
        "--request-header=X: y",
        "--response-header=X: y",
        "--read-field=X",
        "--response=-",
        "--preflight-response=-",
        "--now=2026-01-01T00:00:00Z",
        "--mechanism=img",
        "--have=a=1",
        "--have-from=https://www.example.com/",
        "--script-sets=a=1",
        "--then=https://www.example.com/",
        "--then-mechanism=img",
        "--then-credentials=include",
        "--then-page=https://www.example.com/",
        "--then-frame=https://www.example.com/",
        "--after=3m",
    ];
    for option in options {
        let (name, _) = option.split_once('=').unwrap_or((option, ""));
        check_refused(&["explain", HAR, option], name);
    }
}

#[test]
fn what_is_said_of_a_later_request_needs_one() {
    check_asked(&["--then-mechanism=img"], "--then <URL>");
    check_asked(&["--then-credentials=include"], "--then <URL>");
    check_asked(&["--then-page=https://www.example.com/"], "--then <URL>");
    check_asked(&["--then-frame=https://www.example.com/"], "--then <URL>");
    check_asked(&["--after=3m"], "--then <URL>");
    check_asked(&["--have-from=https://www.example.com/"], "--have <LINE>");
}

#[test]
fn a_cookie_that_is_nowhere_is_named_with_those_that_are() {
    let said = "no cookie is called `SID`; expected `sid`";
    check_asked(&["--cookie=SID"], said);
    check_asked(&["--cookie=sid", "--cookie=SID"], said);
    check_asked(&["--have=old=1", "--cookie=SID"], "expected one of `old`, `sid`");
    check_refused(&["explain", HAR, "--cookie=SID"], said);
}

#[test]
fn what_no_script_says_of_a_request_is_refused() {
    check_asked(&["--mechanism=img", "--method=POST"], "the request of `img` is a GET");
    let said = "no script adds fields to `form-post`";
    check_asked(&["--mechanism=form-post", "--request-header=X: y"], said);
    check_asked(&["--mechanism=link", "--credentials=include"], "leave --credentials out");
    check_asked(&["--request-header=Cookie: a=1"], "--have says which cookies are there");
    check_asked(&["--request-header=Host: a.test"], "no script sets `Host`");
}

#[test]
fn a_way_out_names_the_options_of_the_command_line() {
    let said = "leave --method out";
    check_asked(&["--mechanism=img", "--method=POST"], said);
    check_asked(&["--request-header=Origin: https://b.test"], "or give --page the URL");
}

#[test]
fn a_field_that_nobody_reads_is_refused() {
    check_asked(&["--read-field=X", "--want=stored"], "--want leaves out `response`");
    check_asked(&["--read-field=X", "--mechanism=img"], "no script reads the response to `img`");
}

#[test]
fn a_handshake_has_nothing_to_choose() {
    let later = "--then=wss://api.example.com/";
    let said = "cannot be set for a WebSocket";
    check_asked(&[later, "--then-credentials=include"], said);
    check_asked(&[later, "--then-mechanism=img"], said);
    let handshake = ["explain", ASKED[1], "--request=wss://api.example.com/", ASKED[5]];
    for option in ["--mechanism=img", "--request-header=X: y", "--credentials=omit"] {
        check_refused(&[&handshake[..], &[option]].concat(), said);
    }
}

#[test]
fn forms_of_the_answer_exclude_each_other() {
    check_asked(&["--json", "--verbose"], "cannot be used with");
    check_asked(&["--json", "--recipe=express"], "cannot be used with");
    check_refused(&["check", "--json", "--github", "-"], "cannot be used with");
}

#[cfg(unix)]
#[test]
fn what_diagnose_would_not_heed_is_refused() {
    let watch = ["diagnose", "--page=https://www.example.com/", "--watch=1"];
    for option in [
        "--request=https://www.example.com/",
        "--method=PUT",
        "--credentials=include",
        "--request-header=X: y",
    ] {
        check_refused(&[&watch[..], &[option]].concat(), "cannot be used with");
    }
    let resolve = "--resolve=api.example.com:443=127.0.0.1";
    check_refused(&[&watch[..], &[resolve]].concat(), "no browser is let to `api.example.com`");
    let asked = [watch[0], watch[1], "--request=https://www.example.com/"];
    let cookie = "--request-header=Cookie: a=1";
    check_refused(&[&asked[..], &[cookie]].concat(), "no script sets `Cookie`");
}
