//! Inputs that no verdict answers: errors in place of responses, and pages of no site.

use crate::{Case, words};

const LOGIN: &str = "--page https://www.example.com/ --request https://api.example.com/login \
                     --credentials include --response -";

#[track_caller]
fn check_error(input: &str, said: &str) {
    let first = format!("nothing to judge: no response came: {said}");
    Case { arguments: &words(LOGIN), input }.check(3, &first, &["Next, "], &["✓", "200"]);
}

#[test]
fn an_error_of_curl_is_no_response() {
    let refused = "no server accepts connections at this host and port";
    check_error("curl: (7) Failed to connect to api.example.com port 443: refused\n", refused);
    let trusted = "the server's certificate is not trusted";
    check_error("curl: (6) Could not resolve host: api\n", "the host name does not resolve");
    check_error("curl: (60) SSL certificate problem: self-signed certificate\n", trusted);
    check_error("curl: (28) Operation timed out\n", "the server did not answer in time");
    check_error("curl: (52) Empty reply from server\n", "the server closed the connection");
    let verbose = "*   Trying 10.0.0.1:443...\n* connect to 10.0.0.1 port 443 failed\n\
                   curl: (7) Failed to connect\n";
    check_error(verbose, refused);
    check_error("HTTP/1.1 000\n", "the status `000` stands for no response");
    check_error("000", "the status `000` stands for no response");
}

#[test]
fn an_error_of_a_browser_is_no_response() {
    check_error("net::ERR_NAME_NOT_RESOLVED", "the host name does not resolve");
    let trusted = "the server's certificate is not trusted";
    check_error("POST https://api.example.com/ net::ERR_CERT_AUTHORITY_INVALID\n", trusted);
    let not_told = "the browser does not tell a script why its request failed";
    for text in ["TypeError: Failed to fetch", "TypeError: Load failed", "Error: Network Error"] {
        check_error(text, not_told);
    }
}

#[test]
fn a_page_or_a_stack_trace_is_no_response() {
    let page = "this is the text of a page, without its header fields";
    check_error("\n<!DOCTYPE html>\n<html><title>404</title>\n", page);
    let program = "this is the error of a program, not a response";
    check_error("Traceback (most recent call last):\n  File \"a.py\", line 3\n", program);
    check_error(
        "java.lang.IllegalStateException: allowedOrigins\n\tat org.a.B(B.java:3)\n",
        program,
    );
    let node = "Error: connect ECONNREFUSED 127.0.0.1:3000\n    at a (node:net:1157:16)\n";
    check_error(node, "no server accepts connections at this host and port");
}

#[test]
fn an_error_beside_a_response_leaves_the_response() {
    let input = "HTTP/1.1 200 OK\nSet-Cookie: a=1\n\ncurl: (56) Recv failure: reset by peer\n";
    let ask = "--page https://www.example.com/ --request https://www.example.com/ --response -";
    Case { arguments: &words(ask), input }.check(0, "works in every", &[], &["no response"]);
}

#[test]
fn a_body_of_json_shows_no_header() {
    Case { arguments: &words(LOGIN), input: "{\"error\":\"Unauthorized\"}" }
        .check_error(&["expected header fields in the JSON", "the body of a response"]);
}

#[track_caller]
fn check_page(page: &str, code: i32, first_line: &str, present: &[&str], absent: &[&str]) {
    let allowed = format!("Access-Control-Allow-Origin: {page}");
    let arguments = [
        &["--page", page, "--request", "https://api.example.com/", "--credentials", "include"][..],
        &["--browser", "chrome", "--response-header", &allowed],
        &["--response-header", "Access-Control-Allow-Credentials: true"],
        &["--response-header", "Set-Cookie: a=1; Secure; SameSite=None"],
    ];
    let absent = [absent, &["\n✓", "  ✓"]].concat();
    Case { arguments: &arguments.concat(), input: "" }.check(code, first_line, present, &absent);
}

#[test]
fn a_page_with_an_opaque_origin_is_not_judged() {
    let first = "nothing to judge: the page has the opaque origin `null`";
    for page in ["null", "file:///home/a/index.html", "data:text/html,a", "about:blank"] {
        check_page(page, 3, first, &["No browser was measured with such a page"], &[]);
    }
}

#[test]
fn a_frame_without_an_origin_of_its_own_is_not_judged() {
    let check = |frame: &str, first: &str| {
        let page = ["--page", "https://www.example.com/", "--frame", frame];
        let request = ["--request", "https://api.example.com/", "--have", "a=1; Secure"];
        let arguments = [page, request].concat();
        Case { arguments: &arguments, input: "" }.check(3, first, &["`allow-same-origin`"], &[]);
    };
    for frame in ["about:srcdoc", "about:blank"] {
        check(frame, &format!("nothing to judge: a frame of `{frame}` has the origin of the"));
    }
    check("null", "nothing to judge: the frame has the opaque origin `null`");
}

#[test]
fn a_page_of_an_extension_is_not_judged() {
    for scheme in ["chrome-extension", "moz-extension"] {
        let first = format!("nothing to judge: `{scheme}` is the page of an extension");
        let page = format!("{scheme}://abcdefgh/popup.html");
        check_page(&page, 3, &first, &["the host permissions in its manifest decide"], &[]);
    }
}

#[test]
fn a_blob_has_the_origin_in_its_url() {
    let arguments = words(
        "--page blob:https://www.example.com/9b2c --request https://www.example.com/api \
         --response-header Set-Cookie:a=1",
    );
    let first = "nothing to judge: a `blob:` page has the origin that stands in its URL: ask about \
                 `https://www.example.com/` in its place";
    Case { arguments: &arguments, input: "" }.check(3, first, &[], &["opaque"]);
}
