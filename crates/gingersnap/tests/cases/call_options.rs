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

#[test]
fn an_option_that_nothing_reads_changes_nothing() {
    let lost = "The credentials mode is `same-origin` and the request is cross-origin.";
    let check = |call: &str, note: &str| {
        check_paste(&format!("{call}\n\n{ALLOWING}"), 1, &[lost, note], &["✓ works"]);
    };
    let jquery = "$.ajax({ url: 'https://api.example.com/me', withCredentials: true })";
    check(jquery, "write `xhrFields: { withCredentials: true }`");
    let axios = "axios.get('https://api.example.com/me', { withcredentials: true })";
    check(axios, "the call's `withcredentials` has no effect; write `withCredentials`");
    let fetch = "fetch('https://api.example.com/me', { Credentials: 'include' })";
    check(fetch, "the call's `Credentials` has no effect; write `credentials`");
    let fetch = "fetch('https://api.example.com/me', { withCredentials: true })";
    check(fetch, "write `credentials: \"include\"`");
}

#[test]
fn the_base_of_a_call_says_where_it_goes() {
    let call = "axios.get('/me', { baseURL: 'https://api.example.net', withCredentials: true })";
    let lax = "A cookie without a valid SameSite is treated as Lax";
    check_paste(&format!("{call}\n\n{ALLOWING}"), 1, &[lax, "https://api.example.net/me"], &[]);
    let client = "const api = axios.create({ baseURL: 'https://api.example.com', withCredentials: \
                  true });\nconst res = await api.get('/me');\n\n";
    let present = ["works in Chrome", "request  https://api.example.com/me\n"];
    check_paste(&format!("{client}{ALLOWING}"), 0, &present, &["✗"]);
}

#[test]
fn an_url_that_a_call_does_not_show_is_said_elsewhere() {
    let paste = format!("fetch(`${{API}}/me`, {{ credentials: 'include' }})\n\n{ALLOWING}");
    let arguments = ["--page=https://www.example.com/", "--browser=chrome", "--paste", "-"];
    let unknown = ["expected a URL", "write the whole URL in place of a variable"];
    Case { arguments: &arguments, input: &paste }.check_error(&unknown);
    let request = ["--request=https://api.example.com/me"];
    let arguments = [&request[..], &arguments[..]].concat();
    let present = ["works in Chrome", "request  https://api.example.com/me\n"];
    Case { arguments: &arguments, input: &paste }.check(0, "", &present, &["✗"]);
    // In the same paste, it is known.
    let paste = format!("const API = 'https://api.example.com';\n{paste}");
    check_paste(&paste, 0, &present, &["✗"]);
}

/// Returns an `XMLHttpRequest` with these statements before it is sent.
fn xhr(statements: &str, send: &str) -> String {
    format!(
        "const xhr = new XMLHttpRequest();\nxhr.open('POST', 'https://api.example.com/me', true);\n\
         {statements}\nxhr.onload = function () {{\n  console.log(xhr.responseText);\n}};\n\
         xhr.send({send});\n\n{ALLOWING}"
    )
}

#[test]
fn an_xml_http_request_is_read_with_what_is_set_before_it_is_sent() {
    let with = "xhr.withCredentials = true;";
    check_paste(&xhr(with, "'a=1'"), 0, &["POST by XMLHttpRequest", "works in Chrome"], &["✗"]);
    // Its withCredentials is false where nobody sets it.
    let fix = "Set `withCredentials = true` on the XMLHttpRequest.";
    check_paste(&xhr("", "'a=1'"), 1, &[fix], &["✓ works"]);
    check_paste(&xhr("xhr.withCredentials = false;", "null"), 1, &[fix], &[]);
    let json =
        "xhr.withCredentials = true\nxhr.setRequestHeader('Content-Type', 'application/json')";
    let preflight = "'Access-Control-Request-Headers: content-type'";
    check_paste(&xhr(json, "JSON.stringify(data)"), 4, &[preflight], &[]);
    let listener = "xhr.withCredentials = true;\nxhr.upload.onprogress = show;";
    check_paste(&xhr(listener, "file"), 4, &["needs a preflight"], &[]);
    // A variable may hold anything.
    check_paste(&xhr("xhr.withCredentials = isLogin;", "'a=1'"), 4, &["`isLogin`"], &[]);
}

#[test]
fn a_call_of_angulars_client_is_an_xml_http_request() {
    let call = |settings: &str| {
        format!(
            "this.http.post<any>('https://api.example.com/me', {{ user: 1 }}{settings})\n  \
             .subscribe(show);\n\n{ALLOWING}"
        )
    };
    let preflight = "'Access-Control-Request-Headers: content-type'";
    check_paste(&call(", { withCredentials: true }"), 4, &[preflight], &["withCredentials = true"]);
    check_paste(&call(""), 1, &["withCredentials"], &[]);
    let get = format!("return this.http.get('https://api.example.com/me');\n\n{ALLOWING}");
    check_paste(&get, 1, &["GET by XMLHttpRequest", "withCredentials"], &[]);
}

#[test]
fn the_constructors_of_connections_make_their_requests() {
    let stream = ALLOWING.replace("Set-Cookie", "Content-Type: text/event-stream\nSet-Cookie");
    let source = |options: &str| {
        format!("const es = new EventSource('https://api.example.com/me'{options});\n\n{stream}")
    };
    let with = source(", { withCredentials: true }");
    check_paste(&with, 0, &["GET by event-source-with-credentials", "works in Chrome"], &["✗"]);
    check_paste(&source(""), 1, &["GET by event-source;"], &[]);
    check_paste(&source(", options"), 4, &["`options`"], &[]);
    let socket = "let socket = new WebSocket('wss://api.example.com/');\n\n\
                  HTTP/1.1 101 Switching Protocols\nSet-Cookie: sid=1; Secure\n";
    check_paste(socket, 0, &["GET by websocket", "works in Chrome"], &["✗"]);
}

#[test]
fn a_window_that_is_opened_is_no_request_of_a_script() {
    let paste = format!("window.open('https://api.example.com/me');\n\n{ALLOWING}");
    let arguments = ["--page=https://www.example.com/", "--paste", "-"];
    Case { arguments: &arguments, input: &paste }.check_error(&["this looks like code"]);
}

// Fetch, 5.4: `credentials` is a member of `RequestInit`. Axios and Angular have `withCredentials`,
// which a call with a body takes behind it.
#[test]
fn what_stands_in_another_place_has_no_effect_there() {
    let fetch = "fetch('https://api.example.com/me', { headers: { 'credentials': 'include' } })";
    let axios = "axios.get('https://api.example.com/me', { credentials: 'include' })";
    let body = "axios.post('https://api.example.com/login', { withCredentials: true })";
    for (call, note) in [
        (fetch, "note: move `credentials` out of `headers`: it is an option of the call"),
        (axios, "the call's `credentials` has no effect; write `withCredentials: true`"),
        (body, "has no effect; write `URL, BODY, { withCredentials: true }`"),
    ] {
        check_paste(&format!("{call}\n\n{ALLOWING}"), 1, &[note], &[]);
    }
    let arguments = [
        "--page=https://www.example.com/",
        "--request=https://api.example.com/me",
        "--credentials=include",
        "--request-header=Access-Control-Allow-Origin: *",
        "--browser=chrome",
        "--response=-",
    ];
    let note = "take `Access-Control-Allow-Origin` out of the request: it is a field of responses";
    Case { arguments: &arguments, input: ALLOWING }.check(4, "", &[note], &[]);
}
