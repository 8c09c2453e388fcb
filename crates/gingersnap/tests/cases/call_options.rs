//! Calls of scripts whose options decide, and options that nobody gave.

use crate::Case;

const ALLOWING: &str = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://www.example.com\n\
                        Access-Control-Allow-Credentials: true\n\
                        Set-Cookie: sid=1; Path=/; Secure\n";

/// Checks the answer to a paste of a call and what was answered.
#[track_caller]
fn check_paste(paste: &str, code: i32, present: &[&str], absent: &[&str]) {
    let arguments = ["--page=https://www.example.com/", "--browser=chrome", "--paste", "-"];
    Case { arguments: &arguments, input: paste }.check(code, "", present, absent);
}

/// Checks the answer to a call of `fetch` to another origin, which allows it.
#[track_caller]
fn check(init: &str, code: i32, present: &[&str], absent: &[&str]) {
    let paste = format!("fetch(\"https://api.example.com/me\", {init})\n\n{ALLOWING}");
    check_paste(&paste, code, present, absent);
}

#[test]
fn options_that_contradict_each_other_make_no_request() {
    let not_made = |rule| ["✗ no, request not made", rule];
    let method = not_made("`fetch()` takes the methods GET, HEAD and POST alone");
    let no_cors =
        |method| format!("{{ method: '{method}', mode: 'no-cors', credentials: 'include' }}");
    check(&no_cors("PUT"), 1, &method, &["✓ yes"]);
    check(&no_cors("DELETE"), 1, &method, &["✓ yes"]);
    let body = not_made("A request by GET or HEAD has no body");
    check("{ body: '{}', credentials: 'include' }", 1, &body, &["✓ yes"]);
    check("{ body: null, credentials: 'include' }", 0, &["works in Chrome"], &["✗"]);
    let word = not_made("An option of the call has a value that `fetch()` does not take");
    for init in ["{ mode: 'navigate' }", "{ redirect: 'none' }", "{ cache: 'only-if-cached' }"] {
        check(init, 1, &word, &["✓ yes"]);
    }
    let mode = not_made("The request's mode is `same-origin` and its URL is cross-origin.");
    check("{ mode: 'same-origin', credentials: 'include' }", 1, &mode, &["✓ yes"]);
}

#[test]
fn credentials_are_one_of_three_words() {
    let fix = "Make the request with `credentials: \"include\"`.";
    for word in ["true", "'included'", "null"] {
        let init = format!("{{ credentials: {word} }}");
        check(&init, 1, &["✗ no, request not made", "does not take", fix], &[]);
    }
    check("{ credentials: undefined }", 1, &["The credentials mode is `same-origin`"], &[]);
    check("{ credentials: 'include' }", 0, &["works in Chrome"], &["✗"]);
}

#[test]
fn the_redirect_mode_ends_a_request() {
    let redirect = "HTTP/1.1 302 Found\nLocation: /x\n\
                    Access-Control-Allow-Origin: https://www.example.com\n\
                    Access-Control-Allow-Credentials: true\n";
    let call = |mode| {
        format!(
            "fetch('https://api.example.com/', {{ redirect: '{mode}', credentials: 'include' }})"
        )
    };
    let chain = |mode| format!("{}\n\n{redirect}\n{ALLOWING}", call(mode));
    check_paste(&chain("follow"), 0, &["works in Chrome"], &["✗"]);
    check_paste(&chain("error"), 1, &["The request's redirect mode is `error`."], &[]);
    check_paste(&chain("manual"), 1, &["the script gets an opaque redirect"], &[]);
    let alone = format!("{}\n\n{redirect}", call("error"));
    check_paste(&alone, 1, &["The request's redirect mode is `error`."], &[]);
}

#[test]
fn a_blob_and_a_stream_need_a_preflight() {
    let post = |body| format!("{{ method: 'POST', credentials: 'include', body: {body} }}");
    let missing = "incomplete: the request needs a preflight";
    let json = post("new Blob([text], { type: 'application/json' })");
    check(&json, 4, &[missing, "the header field content-type"], &[]);
    check(&post("new Blob([text], { type: 'text/plain' })"), 0, &["works"], &["✗"]);
    check(&post("new Blob([text])"), 0, &["works"], &["✗"]);
    check(&post("stream, duplex: 'half'"), 4, &[missing, "its streamed body"], &[]);
    for body in ["new FormData(form)", "new URLSearchParams({ a })", "JSON.stringify(a)"] {
        check(&post(body), 0, &["works"], &["✗"]);
    }
    let beacon = "navigator.sendBeacon('https://api.example.com/log', new Blob(['{}'], { type: \
                  'application/json' }))\n\n";
    check_paste(&format!("{beacon}{ALLOWING}"), 4, &[missing, "by beacon"], &[]);
}

#[test]
fn what_a_variable_holds_is_not_known() {
    let open = |name: &str| format!("incomplete: the call does not show what `{name}` holds");
    check("{ credentials: 'include', headers }", 4, &[&open("headers")], &[]);
    check("{ credentials: 'include', headers: { ...auth } }", 4, &[&open("...auth")], &[]);
    let body = "{ method: 'POST', credentials: 'include', body: payload }";
    check(body, 4, &[&open("payload")], &[]);
    check("{ credentials: 'include', method: verb }", 4, &[&open("verb")], &[]);
    check("{ credentials: 'include', ...options }", 4, &[&open("...options")], &[]);
    check("options", 4, &["incomplete: "], &["✗"]);
    check("{ credentials: mode }", 4, &["incomplete: the credentials mode is unknown"], &["✗"]);
    // To the page's own origin, none of it matters.
    let own = "fetch('/me', options)\n\nHTTP/1.1 200 OK\nSet-Cookie: sid=1; Path=/\n";
    check_paste(own, 0, &["works in Chrome"], &["✗"]);
}

#[test]
fn requests_and_urls_that_are_objects_are_read() {
    let request = "fetch(new Request('https://api.example.com/me', { credentials: 'include' }))";
    let present = ["works in Chrome", "with credentials: include"];
    check_paste(&format!("{request}\n\n{ALLOWING}"), 0, &present, &["✗"]);
    let url = "fetch(new URL('/me', 'https://api.example.com'), { credentials: 'include' })";
    let present = ["works in Chrome", "request  https://api.example.com/me\n"];
    check_paste(&format!("{url}\n\n{ALLOWING}"), 0, &present, &["✗"]);
}

#[test]
fn fields_that_a_browser_drops_change_nothing() {
    let dropped = "a browser drops `Cookie`, which no script can set";
    let same_origin = "The credentials mode is `same-origin` and the request is cross-origin.";
    check("{ headers: { Cookie: 'sid=1' } }", 1, &[dropped, same_origin], &["carried cookies"]);
    let origin = "a browser drops `Origin` and `Host`, which no script can set";
    let init = "{ credentials: 'include', headers: { Origin: 'https://a.test', Host: 'b.test' } }";
    check(init, 0, &[origin, "works in Chrome"], &["✗"]);
    // What a browser copied for Node.js shows what it sent.
    let copied =
        "{ headers: { accept: '*/*', 'sec-fetch-mode': 'cors', cookie: 'a=1' }, body: null }";
    check(copied, 0, &["the request carried cookies"], &["✗"]);
    let axios = "axios.get('https://api.example.com/', { headers: { Cookie: 'sid=1' } })\n\n";
    let present = [dropped, same_origin];
    check_paste(&format!("{axios}{ALLOWING}"), 1, &present, &["carried cookies"]);
}

#[test]
fn defaults_of_a_library_count() {
    let set = "axios.defaults.withCredentials = true;\n";
    let call = "axios.get(\"https://api.example.com/me\");\n\n";
    let present = ["XMLHttpRequest with withCredentials", "works in Chrome"];
    check_paste(&format!("{set}{call}{ALLOWING}"), 0, &present, &["✗"]);
    let base = "axios.defaults.baseURL = 'https://api.example.com/v1';\n";
    let present = ["works in Chrome", "request  https://api.example.com/v1/me\n"];
    check_paste(&format!("{set}{base}axios.get('/me')\n\n{ALLOWING}"), 0, &present, &["✗"]);
    let token = "axios.defaults.headers.common['Authorization'] = token;\n";
    let present = ["the request needs a preflight", "the header field authorization"];
    check_paste(&format!("{set}{token}{call}{ALLOWING}"), 4, &present, &[]);
    let own = "axios.get('https://api.example.com/me', { withCredentials: false })\n\n";
    check_paste(&format!("{set}{own}{ALLOWING}"), 1, &["without withCredentials"], &[]);
    let config = "axios.get('https://api.example.com/me', config)\n\n";
    check_paste(&format!("{config}{ALLOWING}"), 4, &["incomplete: "], &["✗"]);
}
