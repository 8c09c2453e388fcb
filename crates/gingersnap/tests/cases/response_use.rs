//! Responses that what asked for them does not take, by their status and fields alone.

use crate::Case;

const CORS: &str = "Access-Control-Allow-Origin: https://www.example.com\n\
                    Access-Control-Allow-Credentials: true\n";

/// Checks the answer about a response of another origin of the site.
#[track_caller]
fn check(options: &[&str], head: &str, code: i32, present: &[&str], absent: &[&str]) {
    let asked = ["--page=https://www.example.com/", "--request=https://api.example.com/x"];
    let arguments = [&asked[..], options, &["--browser=chrome", "--response", "-"]].concat();
    Case { arguments: &arguments, input: head }.check(code, "", present, absent);
}

#[test]
fn an_event_source_needs_200_and_its_type() {
    let source = ["--mechanism=event-source-with-credentials", "--want=response"];
    let head =
        |status: &str, kind: &str| format!("HTTP/1.1 {status}\n{CORS}Content-Type: {kind}\n");
    let stream = "text/event-stream";
    check(&source, &head("200 OK", stream), 0, &["works in Chrome"], &["✗"]);
    let no_stream = ["The Content-Type is not `text/event-stream`"];
    check(&source, &head("200 OK", "application/json"), 1, &no_stream, &["✓"]);
    for status in ["401 Unauthorized", "204 No Content"] {
        check(&source, &head(status, stream), 1, &["The response's status is not 200,"], &["✓"]);
    }
}

#[test]
fn scripts_and_style_sheets_have_their_types_and_a_status_that_is_ok() {
    let element = |mechanism| [mechanism, "--want=response"];
    let html = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\nContent-Type: text/html\n";
    let module = element("--mechanism=module-script");
    check(&module, html, 1, &["The Content-Type is not JavaScript"], &["✓"]);
    check(&module, &html.replace("text/html", "text/javascript"), 0, &["works"], &["✗"]);
    let missing = html.replace("200 OK", "404 Not Found").replace("text/html", "text/javascript");
    check(&module, &missing, 1, &["status is not 200 to 299, so the script"], &["✓"]);
    let script = element("--mechanism=script");
    check(&script, &missing, 1, &["status is not 200 to 299, so the script"], &["✓"]);
    let nosniff = "X-Content-Type-Options: nosniff\n";
    let json = html.replace("text/html", "application/json");
    let blocked = ["`X-Content-Type-Options: nosniff` blocks"];
    check(&script, &(json + nosniff), 1, &blocked, &["✓"]);
    let style = element("--mechanism=stylesheet");
    check(&style, &html.replace("text/html", "text/css"), 0, &["works"], &["✗"]);
    check(&style, &html.replace("text/html", "text/plain"), 1, &["is not `text/css`"], &["✓"]);
}

#[test]
fn what_only_the_body_says_is_not_known() {
    let json = "HTTP/1.1 200 OK\nContent-Type: application/json\n\
                X-Content-Type-Options: nosniff\n";
    let open = ["incomplete: whether the page can use", "`application/json` depends on its body"];
    let used = ["is used by the page"];
    check(&["--mechanism=img", "--want=response"], json, 4, &open, &used);
    let image = json.replace("application/json", "image/png");
    check(&["--mechanism=img", "--want=response"], &image, 0, &["works"], &["✗"]);
    let plain = json.replace("X-Content-Type-Options: nosniff\n", "");
    check(&["--mechanism=script", "--want=response"], &plain, 4, &open, &used);
}

#[test]
fn a_frame_is_refused_by_its_own_document() {
    let frame = ["--mechanism=iframe"];
    let cookie = "Set-Cookie: sid=1; Path=/; Secure\n";
    let head = |fields: &str| format!("HTTP/1.1 200 OK\n{cookie}{fields}\n");
    let options = ["X-Frame-Options allows no frame in this page"];
    check(&frame, &head("X-Frame-Options: DENY"), 1, &options, &[]);
    check(&frame, &head("X-Frame-Options: SAMEORIGIN"), 1, &options, &[]);
    let policy = ["by `frame-ancestors`"];
    let none = "Content-Security-Policy: default-src *; frame-ancestors 'self'";
    check(&frame, &head(none), 1, &policy, &[]);
    let allowing = "X-Frame-Options: DENY\nContent-Security-Policy: frame-ancestors \
                    https://www.example.com";
    check(&frame, &head(allowing), 0, &["works in Chrome"], &["✗"]);
    // Who navigates there has no frame.
    check(&["--mechanism=link"], &head("X-Frame-Options: DENY"), 0, &["works"], &["✗"]);
}

/// Checks the answer about the handshake of a WebSocket.
#[track_caller]
fn check_socket(head: &str, code: i32, present: &[&str]) {
    let arguments = [
        "--page=https://www.example.com/",
        "--request=wss://api.example.com/ws",
        "--browser=chrome",
        "--response",
        "-",
    ];
    Case { arguments: &arguments, input: head }.check(code, "", present, &[]);
}

#[test]
fn nothing_but_101_opens_a_websocket() {
    let cookie = "Set-Cookie: a=1; Path=/; Secure\n";
    let not_open = ["The response's status is not 101, so the WebSocket does not open."];
    for status in ["200 OK", "403 Forbidden", "302 Found\nLocation: /login"] {
        check_socket(&format!("HTTP/1.1 {status}\n{cookie}"), 1, &not_open);
    }
    check_socket(&format!("HTTP/1.1 101 Switching Protocols\n{cookie}"), 0, &["works in Chrome"]);
    // Fields alone are those of a handshake that opened.
    check_socket(cookie, 0, &["works in Chrome"]);
}

#[test]
fn no_handshake_follows_a_redirect() {
    let chain = "HTTP/1.1 302 Found\nLocation: /ws2\n\nHTTP/1.1 101 Switching Protocols\n\
                 Set-Cookie: a=1; Path=/; Secure\n";
    check_socket(chain, 1, &["The request's redirect mode is `error`."]);
}
