//! Responses as people copy them.

use crate::{Case, words};

const LOCAL: &str = "--page http://localhost:3000/ --request http://localhost:8080/api \
                     --credentials include --response -";

#[test]
fn names_and_values_on_alternate_lines_are_read() {
    let panel = "access-control-allow-credentials:\ntrue\naccess-control-allow-origin:\n\
                 http://localhost:3000\ncontent-type:\napplication/json; charset=utf-8\n\
                 set-cookie:\nSESSION=c6716a93; Path=/; HttpOnly; SameSite=Lax\n";
    Case { arguments: &words(LOCAL), input: panel }.check(
        0,
        "works in every measured browser",
        &["Set-Cookie: SESSION=c6716a93; Path=/; HttpOnly; SameSite=Lax", "✓ yes", "✓ works"],
        &["✗"],
    );
}

#[test]
fn the_value_of_a_cookie_alone_lacks_its_name() {
    Case { arguments: &words(LOCAL), input: "sid=1; Path=/; Secure\n" }.check_error(&[
        "the name `Set-Cookie` is missing",
        "write `Set-Cookie: ` before it",
        "standard input:1:1",
    ]);
}

/// Checks the whole answer to a paste alone.
#[track_caller]
fn check_paste(options: &[&str], input: &str, code: i32, present: &[&str]) {
    let arguments = [&["--browser", "firefox", "--paste", "-"], options].concat();
    Case { arguments: &arguments, input }.check(code, "", present, &[]);
}

const CALL: &str = "fetch('https://api.example.com/login', { method: 'POST', credentials: \
                    'include', referrer: 'https://www.example.com/cart' })\n\n";
const ALLOWING: &str = "Access-Control-Allow-Origin: https://www.example.com\n\
                        Access-Control-Allow-Credentials: true\nSet-Cookie: a=1; Path=/\n";

#[test]
fn a_pasted_call_with_its_response_is_a_whole_question() {
    let present = [
        "works in Firefox\n",
        "read: request POST https://api.example.com/login with 0 fields, response 200 with 3 \
         fields, from a fetch call and header lines\n",
        "page     https://www.example.com/cart\n",
        "POST by fetch with credentials: include",
    ];
    check_paste(&[], &(CALL.to_owned() + ALLOWING), 0, &present);
}

#[test]
fn a_preflight_alone_is_a_question_about_its_request() {
    let preflight = "OPTIONS /orders HTTP/1.1\nHost: api.example.com\n\
                     Origin: https://www.example.com\nAccess-Control-Request-Method: PUT\n\
                     Access-Control-Request-Headers: authorization\n\nHTTP/1.1 204 No Content\n\
                     Access-Control-Allow-Origin: https://www.example.com\n\
                     Access-Control-Allow-Methods: PUT\n";
    let present = [
        "does not work in Firefox",
        "page     https://www.example.com/",
        "PUT by fetch",
        "note: only the preflight was answered; the response is assumed to allow the request",
        "+ Access-Control-Allow-Headers: authorization",
    ];
    check_paste(&[], preflight, 1, &present);
}

#[test]
fn what_curl_v_prints_is_a_whole_question() {
    let printed = "* SSL connection using TLSv1.3\n> POST /login HTTP/2\n> Host: api.example.com\n\
                   > Origin: https://www.example.com\n> Cookie: b=2\n> X-Trace: 1\n>\n\
                   < HTTP/2 200\n< access-control-allow-origin: https://www.example.com\n\
                   < access-control-allow-credentials: true\n< set-cookie: a=1; Path=/\n<\n";
    let present = [
        "read: request POST https://api.example.com/login with 4 fields, response 200 with 3 \
         fields, from curl -v\n",
        "note: the request carried cookies, so credentials mode include is assumed\n",
        "A preflight is sent first for the header field x-trace",
        "incomplete: the request needs a preflight, and the response to that is missing",
        "`curl -i -X OPTIONS -H 'Origin: https://www.example.com' -H 'Access-Control-Request-Method: \
         POST' -H 'Access-Control-Request-Headers: x-trace' 'https://api.example.com/login'`",
    ];
    check_paste(&[], printed, 4, &present);
}

#[test]
fn options_fill_in_what_a_paste_lacks() {
    let options = ["--page", "https://www.example.com/", "--credentials", "include"];
    let command = "curl 'https://api.example.com/login' -X POST\n\n".to_owned() + ALLOWING;
    check_paste(&options, &command, 0, &["POST by fetch with credentials: include"]);
}

#[test]
fn an_option_that_contradicts_a_paste_is_refused() {
    let refused = |option: &str, value: &str, words: &str| {
        let arguments = ["--paste", "-", option, value];
        let input = CALL.to_owned() + ALLOWING;
        Case { arguments: &arguments, input: &input }.check_error(&[words]);
    };
    refused("--method", "PUT", "--method says `PUT`, and the paste says `POST`");
    refused(
        "--request",
        "https://api.example.com/logout",
        "--request says `https://api.example.com/logout`, and the paste says",
    );
    refused("--credentials", "omit", "--credentials says `fetch with credentials: omit`");
    refused("--page", "https://app.example.com/", "--page says `https://app.example.com/`");
}

#[test]
fn what_a_paste_lacks_is_asked_for() {
    let alone = |input: &str, words: &str| {
        Case { arguments: &["--paste", "-"], input }.check_error(&[words]);
    };
    alone("curl https://api.example.com/", "give --page URL, or paste a request that has `Origin`");
    alone(
        "GET / HTTP/1.1\nOrigin: https://www.example.com\n",
        "give --request URL, or paste a request",
    );
}

#[test]
fn the_preflight_of_a_paste_is_the_one_of_its_request() {
    let printed = "> OPTIONS /login HTTP/1.1\n> Host: api.example.com\n\
                   > Origin: https://www.example.com\n> Access-Control-Request-Method: PUT\n>\n\
                   < HTTP/1.1 204 No Content\n\
                   < Access-Control-Allow-Origin: https://www.example.com\n<\n\
                   > PUT /login HTTP/1.1\n> Host: api.example.com\n\
                   > Origin: https://www.example.com\n>\n< HTTP/1.1 200 OK\n\
                   < Access-Control-Allow-Origin: https://www.example.com\n<\n";
    check_paste(&["--want", "response"], printed, 1, &["✗ no, preflight refused"]);
}

#[test]
fn cookies_that_json_shows_joined_are_taken_apart() {
    let printed = "{'Access-Control-Allow-Origin': 'http://localhost:3000', \
                   'Access-Control-Allow-Credentials': 'true', 'Set-Cookie': 'sid=1; Path=/; \
                   HttpOnly, b=2; Path=/'}";
    let arguments = [words(LOCAL), vec!["--browser", "chrome"]].concat();
    Case { arguments: &arguments, input: printed }.check(
        0,
        "",
        &[
            "note: `sid` and `b` are taken for fields of their own that were joined by the program",
            "Set-Cookie: sid=1; Path=/; HttpOnly\n  ✓ works",
            "Set-Cookie: b=2; Path=/\n  ✓ works",
        ],
        &["does not separate"],
    );
}

#[test]
fn the_table_of_cookies_is_for_have() {
    let table = "Name\tValue\tDomain\tPath\tExpires / Max-Age\tSize\tHttpOnly\tSecure\n\
                 sid\tabc\tlocalhost\t/\tSession\t6\t✓\t✓\tNone\t\t\tMedium\n";
    Case { arguments: &words(LOCAL), input: table }.check_error(&[
        "this is the table of the cookies that the browser has",
        "--have 'NAME=VALUE;",
    ]);
}

#[test]
fn a_call_with_a_path_is_for_the_pages_host() {
    let call = "fetch('/api/login', { method: 'POST' })\n  .then(res => res.json())\n\n\
                HTTP/1.1 200 OK\nSet-Cookie: sid=1; Secure\n";
    let present = ["request  https://www.example.com/api/login\n", "POST by fetch"];
    check_paste(&["--page", "https://www.example.com/a/b"], call, 0, &present);
    let options = ["--page", "https://www.example.com/a/b", "--request", "/api/login"];
    check_paste(&options, "Set-Cookie: sid=1\n", 0, &present[..1]);
}

#[test]
fn a_path_alone_needs_the_page() {
    let arguments = ["--request", "/api/login", "--response-header", "Set-Cookie: a=1"];
    Case { arguments: &arguments, input: "" }
        .check_error(&["a path alone names no server", "give --page URL, or the whole URL"]);
}

#[test]
fn a_call_of_axios_says_how_its_request_is_made() {
    let call = "axios.post('https://api.example.net/login', { user }, { withCredentials: true })\n\n\
                HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n\
                Set-Cookie: sid=1; Secure; SameSite=None\n";
    let present = [
        "POST by XMLHttpRequest with withCredentials",
        "A preflight is sent first for the header field content-type",
        "Access-Control-Allow-Origin is `*`, which does not allow a request with credentials.",
    ];
    check_paste(&["--page", "https://www.example.com/"], call, 1, &present);
}

#[test]
fn panels_of_several_requests_are_not_taken_for_one_response() {
    let login = "Request URL: https://api.example.com/login\nRequest Method: POST\n\
                 Status Code: 200 OK\naccess-control-allow-origin: https://www.example.com\n\
                 access-control-allow-credentials: true\nset-cookie: sid=1; Path=/; Secure\n";
    let other = "Request URL: https://other.example.org/me\nRequest Method: GET\n\
                 Status Code: 401\naccess-control-allow-origin: *\n";
    let arguments = ["--page=https://www.example.com/", "--credentials=include", "--response", "-"];
    let one = Case { arguments: &arguments, input: login };
    one.check(0, "works in every measured browser", &["✓ yes"], &["✗"]);
    let several = ["the text holds several responses", "give one at a time"];
    let both = format!("{login}\n{other}");
    Case { arguments: &arguments, input: &both }.check_error(&several);
    let parted = format!("{ALLOWING}\nand then:\n\nSet-Cookie: a=; Max-Age=0\n");
    let arguments = [&["--request=https://api.example.com/"], &arguments[..]].concat();
    let present = ["it may be of another response", "standard input:7:1"];
    Case { arguments: &arguments, input: &parted }.check_error(&present);
}

#[test]
fn a_command_behind_a_prompt_names_its_request() {
    let paste = format!(
        "user@host:~$ curl -i -H 'Origin: https://www.example.com' https://api.example.com/me\n\
         HTTP/1.1 200 OK\n{ALLOWING}user@host:~$\n"
    );
    let arguments = ["--credentials=include", "--browser=firefox", "--paste", "-"];
    let present = ["request  https://api.example.com/me\n", "page     https://www.example.com/\n"];
    Case { arguments: &arguments, input: &paste }.check(0, "works in Firefox", &present, &["✗"]);
}

// API Gateway's formats: https://docs.aws.amazon.com/apigateway/latest/developerguide/, "Lambda
// function response for format 2.0" and "multiValueHeaders".
#[test]
fn cookies_beside_the_header_fields_are_judged() {
    let arguments = "--page https://app.acme.com/ --request https://api.acme.com/login \
                     --credentials include --response -";
    let fields = r#""Access-Control-Allow-Origin": "https://app.acme.com",
        "Access-Control-Allow-Credentials": "true""#;
    let line = "sid=1; HttpOnly; Secure; Path=/";
    for input in [
        format!(r#"{{"statusCode": 200, "headers": {{{fields}}}, "cookies": ["{line}"]}}"#),
        format!(
            r#"{{"statusCode": 200, "headers": {{{fields}}},
            "multiValueHeaders": {{"Set-Cookie": ["{line}"]}}}}"#
        ),
    ] {
        let shown = format!("Set-Cookie: {line}");
        Case { arguments: &words(arguments), input: &input }.check(
            0,
            "works in every measured browser",
            &[&shown],
            &["sets none", "sets no cookie"],
        );
    }
    let hidden = format!(r#"{{"headers": {{{fields}}}, "res": {{"set-cookie": ["{line}"]}}}}"#);
    Case { arguments: &words(arguments), input: &hidden }.check_error(&[
        "`Set-Cookie` stands in a part of the JSON that is not read as the response",
        "write the response's own header fields",
    ]);
}
