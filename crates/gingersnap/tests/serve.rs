//! `gingersnap serve`: the form and its answers as they come over the wire, without any script.

mod serving;

use std::io::{Read, Write};
use std::net::TcpStream;

use serving::{QUESTION, Serving};

fn get(serving: &Serving, path: &str) -> String {
    let mut stream = TcpStream::connect(&serving.address).expect("it listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", serving.address)
        .expect("it takes a request");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("it answers");
    response
}

#[track_caller]
fn check(response: &str, present: &[&str], absent: &[&str]) {
    for words in present {
        assert!(response.contains(words), "`{words}` is not in\n{response}");
    }
    for words in absent {
        assert!(!response.contains(words), "`{words}` is in\n{response}");
    }
}

#[test]
fn the_address_holds_the_whole_question_and_the_page_the_answer() {
    let serving = Serving::start();
    let answer = [
        "id=\"verdict\">It works in no browser.</h2>",
        "value=\"https://api.example.net/login\"",
        "Access-Control-Allow-Origin: https://www.example.com\n",
        "Set-Cookie: sid=1; Path=/; Secure; SameSite=None; Partitioned\n",
        "No change of headers helps in",
    ];
    check(&get(&serving, &format!("/?{QUESTION}")), &answer, &["<script>"]);
}

#[test]
fn an_empty_form_has_no_answer_and_no_complaint() {
    check(
        &get(&Serving::start(), "/"),
        &["<form method=\"get\""],
        &["id=\"verdict\"", "aria-invalid"],
    );
}

#[test]
fn what_is_wrong_is_said_at_its_field() {
    let response =
        get(&Serving::start(), "/?page=www.example.com&request=https://api.example.com/");
    let said = [
        "aria-describedby=\"page-hint page-problem\" aria-invalid=\"true\"",
        "the scheme is missing; write <code>https://www.example.com</code>",
    ];
    check(&response, &said, &["request-problem", "id=\"verdict\""]);
}

#[test]
fn what_comes_in_is_written_as_text() {
    let response = get(
        &Serving::start(),
        "/?page=https://a.test/&request=https://b.test/&response=Set-Cookie:+%3Cscript%3E%3D1",
    );
    check(&response, &["&lt;script&gt;=1"], &["<script>"]);
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let serving = Serving::start();
    check(
        &get(&serving, "/"),
        &["content-security-policy: default-src 'none'", "referrer-policy: no-referrer"],
        &[],
    );
    check(
        &get(&serving, "/style.css"),
        &["content-type: text/css", "color-scheme: light dark"],
        &["http://", "https://"],
    );
    check(&get(&serving, "/copy.js"), &["content-type: text/javascript"], &[]);
}
