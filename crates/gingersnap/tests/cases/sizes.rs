//! Pastes of every size are answered or refused, and nothing is lost without a word.

use crate::{Case, words};

const LOGIN: &str = "--page https://www.example.com/ --request https://www.example.com/login \
                     --browser firefox --response -";
const SIZE: usize = 5_000_000;

#[test]
fn a_body_of_five_megabytes_is_left_out() {
    let body = "<p>text</p>\n".repeat(SIZE / 12);
    let input = format!("HTTP/1.1 200 OK\nSet-Cookie: a=1\n\n{body}");
    let present = ["works in Firefox\n", "from curl -i; 416666 lines of a body are left out"];
    Case { arguments: &words(LOGIN), input: &input }.check(0, "", &present, &[]);
}

#[test]
fn a_line_of_five_megabytes_is_refused_at_its_place() {
    let input = format!("Vary: Origin\n{}", "x".repeat(SIZE));
    Case { arguments: &words(LOGIN), input: &input }.check_error(&[
        "the colon is missing",
        "[standard input:2:1]",
        "write `Name: value`",
    ]);
}

#[test]
fn more_cookies_than_can_be_explained_are_refused() {
    let input: String = (0..101).map(|number| format!("Set-Cookie: c{number}=1\n")).collect();
    Case { arguments: &words(LOGIN), input: &input }
        .check_error(&["the responses set 101 cookies; expected at most 100", "that matter"]);
}
