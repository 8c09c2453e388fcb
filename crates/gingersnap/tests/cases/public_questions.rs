//! Questions in the style of those that people ask in public, each with the answer that follows
//! from RFC 6265bis and Fetch.

use crate::{Case, words};

#[track_caller]
fn check(arguments: &str, input: &str, code: i32, present: &[&str], absent: &[&str]) {
    let response = if input.is_empty() { "" } else { "--response -" };
    let all = format!("{arguments} {response}");
    Case { arguments: &words(&all), input }.check(code, "", present, absent);
}

const PORTS: &str = "--page http://localhost:3000/ --request http://localhost:5000/login";
const EXPRESS: &str = "HTTP/1.1 200 OK\nX-Powered-By: Express\n\
                       Access-Control-Allow-Origin: http://localhost:3000\n\
                       Access-Control-Allow-Credentials: true\n";

#[test]
fn axios_without_credentials_stores_nothing() {
    let ask = format!("{PORTS} --credentials xhr --browser chrome --browser firefox");
    let cookie = "Set-Cookie: connect.sid=s%3Aabc; Path=/; HttpOnly\n";
    let fix = "Set `withCredentials = true` on the XMLHttpRequest.";
    check(&ask, &format!("{EXPRESS}{cookie}"), 1, &[fix], &["SameSite=None"]);
}

#[test]
fn another_port_is_the_same_site_and_lax_is_enough() {
    let ask = format!("{PORTS} --credentials include --browser chrome --browser firefox");
    let lax = format!("{EXPRESS}Set-Cookie: token=1; Path=/; HttpOnly; SameSite=Lax\n");
    check(&ask, &lax, 0, &["✓ works"], &[]);
    let none = format!("{EXPRESS}Set-Cookie: token=1; Path=/; HttpOnly; SameSite=None\n");
    check(&ask, &none, 1, &["SameSite=None needs Secure."], &["Partitioned"]);
}

#[test]
fn a_cookie_of_one_host_needs_a_domain_for_another() {
    let ask = "--page https://app.example.com/ --request wss://ws.example.com/socket \
               --browser chrome --browser firefox --have sid=1;Path=/;Secure";
    let from = "--have-from https://app.example.com/";
    let said = [
        "The cookie has no Domain attribute and belongs to another host.",
        "    where the cookie is set\n    - Set-Cookie: sid=1;Path=/;Secure\n",
        "    + Set-Cookie: sid=1; Path=/; Secure; Domain=example.com\n",
    ];
    check(&format!("{ask} {from}"), "", 1, &said, &["No header helps"]);
    check(&format!("{ask};Domain=example.com {from}"), "", 0, &["✓ works"], &[]);
    let script = "--page https://app.example.com/ --request https://api.example.com/ \
                  --credentials include --browser chrome --script-sets token=1;Path=/";
    check(script, "", 1, &["+ document.cookie = \"token=1; Path=/; Domain=example.com\"\n"], &[]);
}

#[test]
fn a_script_sets_no_http_only_cookie() {
    let ask = "--page https://app.example.com/ --request https://app.example.com/api \
               --browser chrome --script-sets token=1;HttpOnly";
    check(ask, "", 1, &["Remove `HttpOnly`"], &[]);
}

#[test]
fn a_callback_of_a_login_provider_brings_lax_by_get_and_none_by_post() {
    let state = "--have state=1;Path=/;Secure;SameSite";
    let ask = |mechanism: &str, mode: &str| {
        format!(
            "--page https://login.example.net/ --request https://app.example.com/callback \
             --mechanism {mechanism} {state}={mode} --browser chrome --browser firefox"
        )
    };
    check(&ask("link", "Lax"), "", 0, &["✓ works"], &[]);
    check(
        &ask("link", "Strict"),
        "",
        1,
        &["+ Set-Cookie: state=1; Path=/; Secure; SameSite=Lax"],
        &[],
    );
    let none = "+ Set-Cookie: state=1; Path=/; Secure; SameSite=None";
    check(&ask("form-post", "Lax"), "", 1, &[none], &[]);
    check(&ask("form-post", "None"), "", 0, &["✓ works"], &[]);
}

#[test]
fn no_cors_hides_the_response_and_not_the_cookie() {
    let ask = "--page https://www.example.com/ --request https://api.example.net/login \
               --credentials no-cors-include --browser chrome";
    let cookie = "HTTP/1.1 200 OK\nSet-Cookie: a=1; Secure; SameSite=None\n";
    let said = [
        "Leave out `mode: \"no-cors\"`: it hides the response from the script",
        "+ Access-Control-Allow-Origin: https://www.example.com",
        "stored yes · sent again yes",
    ];
    check(ask, cookie, 1, &said, &["No change of headers"]);
}

#[test]
fn a_domain_with_a_port_is_no_host_name() {
    let ask = "--page http://localhost:3000/ --request http://localhost:3000/api --browser chrome";
    let said = [
        "note: `Domain=localhost:3000` is no host name: leave out scheme, port and path",
        "+ Set-Cookie: sid=1; Path=/\n",
    ];
    check(
        ask,
        "HTTP/1.1 200 OK\nSet-Cookie: sid=1; Domain=localhost:3000; Path=/\n",
        1,
        &said,
        &[],
    );
}

#[test]
fn values_that_browsers_ignore_are_named() {
    let ask = "--page https://www.example.com/ --request https://www.example.com/ --browser chrome";
    let line = |attribute: &str| format!("HTTP/1.1 200 OK\nSet-Cookie: a=1; {attribute}\n");
    let session = "browsers ignore it, and the cookie ends with the session";
    for attribute in ["Expires=Invalid Date", "Max-Age=NaN", "Expires=1700000000000"] {
        check(ask, &line(attribute), 0, &[&format!("note: `{attribute}` is no "), session], &[]);
    }
    let note = "note: `SameSite=Non` is none of Strict, Lax and None: browsers ignore it";
    check(ask, &line("SameSite=Non"), 0, &[note], &[]);
}

#[test]
fn a_cookie_that_is_too_long_is_split_or_kept_on_the_server() {
    let ask = "--page https://www.example.com/ --request https://www.example.com/ --browser chrome";
    let line = format!("HTTP/1.1 200 OK\nSet-Cookie: jwt={}; Path=/\n", "x".repeat(4200));
    let advice = "Keep the data on the server and its key in the cookie, or split it into several.";
    check(ask, &line, 1, &[advice], &[]);
}

#[test]
fn static_hosting_serves_no_api() {
    let ask = "--page https://alice.github.io/ --request https://api.example.net/login \
               --credentials include --browser firefox:third-party-blocked";
    let response = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://alice.github.io\n\
                    Access-Control-Allow-Credentials: true\n\
                    Set-Cookie: sid=1; Path=/; Secure; SameSite=None\n";
    check(ask, response, 1, &["No change of headers helps"], &["https://alice.github.io/login"]);
    let vercel = [ask, response].map(|text| text.replace("github.io", "vercel.app"));
    check(&vercel[0], &vercel[1], 1, &["https://alice.vercel.app/login"], &[]);
}

#[test]
fn a_response_that_curl_got_without_origin_may_lack_what_browsers_get() {
    let ask = "--page https://www.example.com/ --request https://api.example.com/me \
               --credentials include --browser chrome";
    let hint = "note: the response has no Access-Control-Allow-Origin, but many servers send it \
                only where the request has `Origin`; ask again with `curl -i -H 'Origin: \
                https://www.example.com'`";
    check(ask, "HTTP/2 200\nvary: Origin\nset-cookie: a=1\n", 1, &[hint], &[]);
    let asked = "GET /me HTTP/1.1\nHost: api.example.com\nOrigin: https://www.example.com\n\n\
                 HTTP/1.1 200 OK\nset-cookie: a=1\n";
    check(ask, asked, 1, &[], &["ask again with"]);
}

#[test]
fn an_origin_of_another_page_is_refused() {
    let ask = "--page https://www.example.com/ --request https://api.example.com/ --browser chrome";
    let check_refused = |origin: &str, help: &str| {
        let arguments = [&words(ask)[..], &["--request-header", origin]].concat();
        let said = format!("the request says `{origin}`, and the page is");
        Case { arguments: &arguments, input: "" }.check_error(&[&said, help]);
    };
    check_refused("Origin: https://a.test", "browsers set `Origin` themselves; leave it out");
    check_refused("Origin: null", "browsers send `null` for sandboxed frames");
    let same = ["--request-header", "Origin: https://www.example.com"];
    let arguments = [&words(ask)[..], &same].concat();
    Case { arguments: &arguments, input: "" }.check_error(&["no script sets `Origin`"]);
}

#[test]
fn credentials_are_assumed_by_one_rule_and_the_answer_says_so() {
    let command = "curl 'https://api.example.com/me' -H 'accept: */*'\n\nHTTP/2 200\n";
    let allowed = "access-control-allow-origin: https://www.example.com\n\
                   access-control-allow-credentials: true\n";
    let cookie = "set-cookie: a=1; Secure\n";
    let har = r#"{ "log": { "pages": [{ "id": "p", "title": "https://www.example.com/" }],
        "entries": [{ "pageref": "p", "request": { "method": "GET",
        "url": "https://api.example.com/me", "headers": [
            { "name": "Origin", "value": "https://www.example.com" }] },
        "response": { "status": 200, "headers": [
            { "name": "access-control-allow-origin", "value": "https://www.example.com" },
            { "name": "access-control-allow-credentials", "value": "true" },
            { "name": "set-cookie", "value": "a=1; Secure" }] } }] } }"#;
    let said = [
        "incomplete: the credentials mode is unknown",
        "note: the credentials mode is unknown; include is assumed, as the response allows it",
    ];
    let page = "--page https://www.example.com/ --browser chrome";
    check(page, &format!("{command}{allowed}{cookie}"), 4, &said, &[]);
    Case { arguments: &words("--browser chrome --har -"), input: har }.check(4, "", &said, &[]);
    let note = "note: the credentials mode is unknown; same-origin is assumed, the default";
    check(page, &format!("{command}{cookie}"), 1, &[note], &[]);
    let options = format!("{page} --request https://api.example.com/me");
    check(&options, &format!("HTTP/2 200\n{allowed}{cookie}"), 1, &[note], &[]);
}
