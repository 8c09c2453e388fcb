//! `gingersnap serve`: the form and its answers as they come over the wire, without any script.

#[cfg(target_os = "linux")]
mod load;
#[path = "../said_words/mod.rs"]
mod said_words;
#[path = "../serving/mod.rs"]
mod serving;

use std::io::{Read, Write};
use std::net::TcpStream;

use said_words::check_words;
use serving::Serving;

/// The form with everything that a person filled in.
const QUESTION: &str = "page=https%3A%2F%2Fwww.example.com%2F\
    &request=https%3A%2F%2Fapi.example.net%2Flogin&credentials=include\
    &response=Access-Control-Allow-Origin%3A+*%0D%0ASet-Cookie%3A+sid%3D1%3B+Path%3D%2F";

/// Sends a request with these further lines and this body, and returns the response.
fn send(serving: &Serving, request: &str, lines: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(&serving.address).expect("it listens");
    let head = format!(
        "{request} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n{lines}\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("it takes a request");
    // A body that is too large is not read to its end.
    _ = stream.write_all(body.as_bytes());
    let mut response = Vec::new();
    _ = stream.read_to_end(&mut response);
    String::from_utf8(response).expect("it is text")
}

fn get(serving: &Serving, path: &str) -> String {
    send(serving, &format!("GET {path}"), &format!("Host: {}\r\n", serving.address), "")
}

/// Sends a form as a page of this site does.
fn post(serving: &Serving, form: &str) -> String {
    let address = &serving.address;
    let lines = format!("Host: {address}\r\nOrigin: http://{address}\r\n{ENCODED}");
    send(serving, "POST /", &lines, form)
}

const ENCODED: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

#[test]
fn a_form_is_answered_as_on_the_page_with_the_checker() {
    let answer = [
        "<title>✗ Your script cannot read the response: Access-Control-Allow-Origin is *",
        "<h1 id=\"verdict\"",
        "So it is in Chrome and Edge",
        "<h3>The cookie <code>sid</code></h3>",
        "GET https://api.example.net/login",
        "fetch, credentials: &quot;include&quot;, from https://www.example.com",
        "href=\"https://gingersnap.github.io/gingersnap/reasons/acao-wildcard-with-credentials/\"",
        "value=\"https://api.example.net/login\"",
        "Access-Control-Allow-Origin: https://www.example.com\n",
        "Set-Cookie: sid=1; Path=/; Secure; SameSite=None; Partitioned\n",
        "No change of headers helps in",
    ];
    check_words(&post(&Serving::start(), QUESTION), &answer, &["<script>"]);
}

#[test]
fn what_developer_tools_copy_names_page_and_request() {
    let paste = "response=curl+'https://api.example.net/login'+-H+'Origin:+https://www.example.com'\
                 %0A%0AHTTP/1.1+200+OK%0ASet-Cookie:+sid%3D1";
    let said = [
        "<small>request GET https://api.example.net/login with 1 field",
        "Your script cannot read the response",
        "<h3>The cookie <code>sid</code></h3>",
    ];
    check_words(&post(&Serving::start(), paste), &said, &["aria-invalid"]);
}

#[test]
fn an_empty_form_has_no_answer_and_no_complaint() {
    check_words(
        &get(&Serving::start(), "/"),
        &["<form class=\"stack\" method=\"post\""],
        &["id=\"verdict\"", "aria-invalid"],
    );
}

#[test]
fn an_address_holds_no_question() {
    let response = get(&Serving::start(), &format!("/?{QUESTION}"));
    check_words(&response, &["<form"], &["id=\"verdict\"", "api.example.net"]);
}

#[test]
fn what_is_wrong_is_said_at_its_field() {
    let response = post(&Serving::start(), "page=www.example.com&request=https://api.example.com/");
    let said = [
        "aria-describedby=\"page-hint page-problem\" aria-invalid=\"true\"",
        "the scheme is missing; write <code>https://www.example.com</code>",
    ];
    check_words(&response, &said, &["request-problem", "id=\"verdict\""]);
    let response = post(&Serving::start(), "page=https://a.test/");
    check_words(&response, &["request-problem", "enter a URL"], &["id=\"verdict\""]);
}

/// What only the command line has.
const OPTIONS: [&str; 6] =
    ["--page", "--have ", "--method", "--credentials", "--request-header", "the option"];

#[test]
fn what_is_wrong_names_the_fields_of_the_form() {
    let asked = "page=https://a.test/&request=https://b.test/";
    let serving = Serving::start();
    let said = |form: &str, field: &str, words: &[&str]| {
        let response = post(&serving, &format!("{asked}&{form}"));
        let place = format!("id=\"{field}-problem\"");
        check_words(&response, &[&[place.as_str()], words].concat(), &OPTIONS);
    };
    let cookie = ["“Request headers” has no effect", "browsers add the cookies that they have"];
    said("request-headers=Cookie:+a%3D1", "request-headers", &cookie);
    let archive = ["got a HAR", "<code>gingersnap explain --har FILE</code> reads it"];
    let response =
        post(&serving, &format!("{asked}&response=%7B%22log%22:%7B%22entries%22:[]%7D%7D"));
    check_words(&response, &[&["id=\"response-problem\""], &archive[..]].concat(), &["--har</"]);
    said(
        "response=Name%09Value%09Domain%09Path%09Expires%09Size",
        "response",
        &["paste the response that sets it"],
    );
    let pasted = "response=POST+/+HTTP/1.1%0A%0AHTTP/1.1+200%0ASet-Cookie:+a%3D1&method=PUT";
    said(pasted, "method", &["“Method” says <code>PUT</code>", "change “Method”, or paste"]);
    let socket = "page=https://a.test/&request=wss://b.test/&credentials=include";
    check_words(
        &post(&serving, socket),
        &["“Made with” cannot be set", "change “Made with”"],
        &OPTIONS,
    );
}

#[test]
fn what_comes_in_is_written_as_text() {
    let evil = "%3Cscript%3Ealert(1)%3C/script%3E\"%3E%3Cimg+src%3Dx%3E";
    let forms = [
        format!("page=https://a.test/&request=https://b.test/&response=Set-Cookie:+{evil}%3D1"),
        format!("page=https://a.test/&request=https://b.test/&response=Set-Cookie:+a%3D{evil}"),
        format!("page=https://a.test/%23{evil}&request=https://b.test/%3F{evil}"),
        format!("page={evil}&request={evil}&method={evil}&frames={evil}&credentials={evil}"),
        format!("page=https://a.test/&request=https://b.test/&response={evil}"),
        format!("page=https://a.test/&request=https://b.test/&preflight={evil}"),
        format!("page=https://a.test/&request=https://b.test/&request-headers={evil}"),
    ];
    let serving = Serving::start();
    for form in forms {
        check_words(&post(&serving, &form), &["<form"], &["<script>", "<img", "alert(1)</"]);
    }
}

#[test]
fn a_large_paste_is_answered_and_a_larger_one_is_refused_with_the_bound() {
    let form = |megabytes: usize| {
        let line = format!("X-Padding:+{}%0A", "a".repeat(1 << 10));
        format!(
            "page=https://a.test/&request=https://b.test/&response={}",
            line.repeat(megabytes << 10)
        )
    };
    let serving = Serving::start();
    check_words(&post(&serving, &form(3)), &["HTTP/1.1 200", "<form"], &[]);
    let refused = post(&serving, &form(17));
    check_words(&refused, &["HTTP/1.1 413", "the form is larger than 16 MiB"], &["id=\"verdict\""]);
}

#[test]
fn another_host_or_origin_is_not_answered() {
    let serving = Serving::start();
    let (_, port) = serving.address.rsplit_once(':').expect("it has a port");
    let rebound = format!("Host: evil.example:{port}\r\n");
    check_words(&send(&serving, "GET /", &rebound, ""), &["HTTP/1.1 421"], &["<form"]);
    let host = format!("Host: {}\r\n", serving.address);
    for origin in ["https://evil.example", "null"] {
        let lines = format!("{host}Origin: {origin}\r\n{ENCODED}");
        let response = send(&serving, "POST /", &lines, QUESTION);
        check_words(&response, &["HTTP/1.1 403", "another origin"], &["<form"]);
    }
    let local = format!("Host: localhost:{port}\r\n");
    check_words(&send(&serving, "GET /", &local, ""), &["HTTP/1.1 200"], &[]);
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let serving = Serving::start();
    check_words(
        &get(&serving, "/"),
        &["content-security-policy: default-src 'none'", "referrer-policy: same-origin"],
        &[],
    );
    check_words(
        &get(&serving, "/style.css"),
        &["content-type: text/css", "color-scheme: light dark"],
        &["http://", "https://", "@import"],
    );
    check_words(&get(&serving, "/icon.svg"), &["content-type: image/svg+xml"], &[]);
    check_words(&get(&serving, "/copy.js"), &["content-type: text/javascript"], &[]);
}
