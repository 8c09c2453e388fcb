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
    Case { arguments: &arguments, input: &input }.check(
        code,
        "works in every measured browser",
        present,
        &[],
    );
}

#[test]
fn the_time_is_the_responses() {
    let date = "date: Sun, 13 May 2018 23:18:01 GMT\n";
    let note = "note: Expires is compared with the response's Date, Sun, 13 May 2018 23:18:01 GMT";
    check(&[], date, 0, &["✓ works", "stored yes · sent again yes", note]);
}

#[test]
fn without_a_date_it_is_the_present_time() {
    let note = "note: Expires is compared with the present time, as the response has no Date";
    check(&[], "", 0, &["✓ deletes the cookie", note]);
}

#[test]
fn a_time_that_is_given_comes_first() {
    for now in ["2018-05-14T02:00:00+02:00", "Mon, 14 May 2018 00:00:00 GMT"] {
        check(&["--now", now], "", 0, &["✓ works", "stored yes"]);
    }
    let date = "date: Sun, 13 May 2018 23:18:01 GMT\n";
    check(&["--now", "2018-05-14T01:00:00Z"], date, 0, &["✓ deletes the cookie"]);
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
