//! Dates in cookies are before or after the response.

use crate::{Case, words};

const LOGIN: &str = "--page http://localhost:3000/ --request http://localhost:3000/api/login \
                     --method POST --response -";
const COOKIE: &str = "set-cookie: authKey=k1; expires=Mon, 14 May 2018 00:18:01 GMT; path=/; \
                      samesite=lax; httponly\n";

#[track_caller]
fn check(options: &[&str], date: &str, code: i32, present: &[&str]) {
    let arguments = [&words(LOGIN), options].concat();
    let input = format!("HTTP/1.1 200 OK\n{date}{COOKIE}");
    let first = if code == 0 { "works in every" } else { "does not work in any" };
    Case { arguments: &arguments, input: &input }.check(
        code,
        &format!("{first} measured browser"),
        present,
        &["deletes the cookie  "],
    );
}

/// What is said of a value whose date is past.
const PAST: [&str; 3] = [
    "note: `Expires` of `authKey` is past by ",
    "The cookie is expired when it arrives, so it is not kept.",
    "+ set-cookie: authKey=k1; path=/; samesite=lax; httponly",
];

#[test]
fn the_time_is_the_responses() {
    let date = "date: Sun, 13 May 2018 23:18:01 GMT\n";
    let note = "note: Expires is compared with the response's Date, Sun, 13 May 2018 23:18:01 GMT";
    check(&[], date, 0, &["✓ works", "stored yes · sent again yes", note]);
}

#[test]
fn without_a_date_it_is_the_present_time() {
    let note = "note: Expires is compared with the present time, as the response has no Date";
    check(&[], "", 1, &[&PAST[..], &[note]].concat());
}

#[test]
fn a_time_that_is_given_comes_first() {
    for now in ["2018-05-14T02:00:00+02:00", "Mon, 14 May 2018 00:00:00 GMT"] {
        check(&["--now", now], "", 0, &["✓ works", "stored yes"]);
    }
    let date = "date: Sun, 13 May 2018 23:18:01 GMT\n";
    check(&["--now", "2018-05-14T01:00:00Z"], date, 1, &PAST);
}

#[track_caller]
fn check_line(line: &str, code: i32, present: &[&str], absent: &[&str]) {
    let field = format!("Set-Cookie: {line}");
    let arguments = [&words(PAGE)[..], &["--response-header", &field]].concat();
    Case { arguments: &arguments, input: "" }.check(code, "", present, absent);
}

const PAGE: &str = "--page https://www.example.com/ --request https://www.example.com/logout \
                    --now 2026-11-29T12:00:00Z";

#[test]
fn a_line_deletes_by_max_age_by_an_empty_value_or_by_the_usual_date() {
    let deleted = ["✓ deletes the cookie"];
    for line in [
        "sid=1; Max-Age=0",
        "sid=1; Max-Age=-1",
        "sid=; Expires=Sat, 28 Nov 2026 12:00:00 GMT",
        "sid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/",
        "sid=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0",
        "sid=old; Expires=Thu, 01 Jan 1970 00:00:10 GMT",
    ] {
        check_line(line, 0, &deleted, &["is past by"]);
    }
}

#[test]
fn a_value_with_a_date_that_is_past_is_no_deletion() {
    let line = "a=1; Expires=Wed, 09 Jun 2021 10:18:14 GMT";
    let said = [
        "note: `Expires` of `a` is past by 5 years",
        "Remove `Expires`, or send a date in the future",
        "+ Set-Cookie: a=1\n",
    ];
    check_line(line, 1, &said, &["deletes the cookie  ", "Partitioned", "SameSite"]);
    check_line("a=1; Expires=Sun, 29 Nov 2026 11:00:00 GMT", 1, &["is past by 1 hour"], &[]);
    check_line("a=1; Expires=Wed, 09 Jun 2021 10:18:14 GMT; Max-Age=60", 0, &["✓ works"], &[]);
}

#[test]
fn a_lifetime_that_browsers_cut_is_a_note_and_no_cause() {
    let note = "note: `a` is to last 2 years; Chrome and Firefox end it after 400 days";
    check_line("a=1; Max-Age=63072000", 0, &[note, "✓ works"], &["✗"]);
    check_line("a=1; Expires=Wed, 29 Nov 2028 12:00:00 GMT", 0, &[note, "✓ works"], &["✗"]);
    check_line("a=1; Max-Age=34560000", 0, &["✓ works"], &["400 days"]);
    let refused = "a=1; Max-Age=63072000; Domain=other.example";
    let cause = "The Domain attribute belongs to another site.";
    check_line(refused, 1, &[note, cause], &[]);
}

#[test]
fn an_entry_of_a_har_has_its_own_time() {
    let har = r#"{ "log": { "entries": [{ "startedDateTime": "2018-05-13T23:18:01.000Z",
        "request": { "method": "GET", "url": "https://www.example.com/", "headers": [
            { "name": "Referer", "value": "https://www.example.com/" }] },
        "response": { "status": 200, "headers": [{ "name": "Set-Cookie",
            "value": "a=1; Expires=Mon, 14 May 2018 00:18:01 GMT" }] } }] } }"#;
    Case { arguments: &["--har", "-"], input: har }.check(0, "", &["stored yes"], &["deletes"]);
}
