//! Advice that whoever asks can follow, and notes on what no fix of a header mends.

use crate::{Case, words};

#[track_caller]
fn check(ask: &str, fields: &[&str], code: i32, present: &[&str], absent: &[&str]) {
    let fields = fields.iter().flat_map(|field| ["--response-header", field]);
    let arguments: Vec<&str> = words(ask).into_iter().chain(fields).collect();
    Case { arguments: &arguments, input: "" }.check(code, "", present, absent);
}

#[test]
fn a_frame_asks_for_access_before_its_page_moves() {
    let ask = "--page https://teams.example.net/ --request https://tab.example.com/ \
               --mechanism iframe";
    let lines = ["Set-Cookie: sid=1; Secure; Path=/; HttpOnly; SameSite=None"];
    let access = "document.requestStorageAccess()";
    check(ask, &lines, 1, &[access, "A popup needs no such access.", "If the page is yours"], &[]);
    let short = format!("{ask} --browser firefox:third-party-blocked");
    check(&short, &lines, 1, &[access], &[]);
}

#[test]
fn access_to_cookies_in_a_frame_lifts_no_other_rule() {
    let ask = "--page https://www.example.com/ --frame https://idp.example.net/ \
               --request https://idp.example.net/init --browser firefox --have";
    let short = |line: &'static str, said: &str, not: &str| {
        let arguments = [words(ask), vec![line]].concat();
        let answer = Case { arguments: &arguments, input: "" };
        answer.check(1, "", &[said], &[not]);
    };
    let alone = "call document.requestStorageAccess()";
    let none = "`SameSite=None` and `Secure`";
    short("sid=1; Path=/; Secure; SameSite=None", alone, none);
    short("sid=1; Path=/; Secure; SameSite=Lax", none, "✓ works");
}

#[test]
fn a_later_request_in_a_frame_may_ask_for_access_to_cookies() {
    let ask = "--page https://chat.example.com/ --request https://chat.example.com/login \
               --method POST --browser firefox --then https://chat.example.com/session \
               --then-page https://shop.example.org/ --then-frame https://chat.example.com/widget";
    let line = "Set-Cookie: sid=1; Path=/; Secure; SameSite=None";
    check(ask, &[line], 1, &["document.requestStorageAccess()"], &[]);
}

#[test]
fn a_login_begins_and_ends_on_one_host() {
    let ask = "--page https://accounts.example.net/ --request http://127.0.0.1:5000/cb \
               --mechanism link --have-from http://localhost:5000/login";
    let arguments = [words(ask), vec!["--have", "state=1; HttpOnly; Path=/"]].concat();
    let expected = "It is set on localhost, and 127.0.0.1 is another host: begin and end on one of";
    Case { arguments: &arguments, input: "" }.check(1, "", &[expected], &[]);
}

#[test]
fn names_of_containers_and_phones_are_explained() {
    let inner = "is a name inside a container or an emulator";
    for (page, api, said) in [
        ("http://localhost:3000/", "http://backend:8000/", "`backend` is a name inside"),
        ("http://localhost:8081/", "http://10.0.2.2:3000/", inner),
        ("http://192.168.1.5:5173/", "http://localhost:8000/", "such as a phone, no server is"),
    ] {
        let ask = format!("--page {page} --request {api} --credentials include");
        let fields = [
            &*format!("Access-Control-Allow-Origin: {}", page.trim_end_matches('/')),
            "Access-Control-Allow-Credentials: true",
            "Set-Cookie: sid=1; Path=/",
        ];
        check(
            &ask,
            &fields,
            1,
            &[said, "Call the API by the page's own host name"],
            &["Serve the API"],
        );
    }
}

const SIBLING: &str =
    "--page https://www.example.com/ --request https://api.example.com/x --credentials include";
const CORS: [&str; 2] = [
    "Access-Control-Allow-Origin: https://www.example.com",
    "Access-Control-Allow-Credentials: true",
];

#[test]
fn a_field_that_the_response_lacks_is_not_there_to_be_read() {
    let ask = format!("{SIBLING} --want response --read-field X-Total");
    let note = "note: the response has no `X-Total`: a script that reads it gets `null`";
    check(&ask, &CORS, 1, &[note], &[]);
    let exposed = [CORS[0], CORS[1], "Access-Control-Expose-Headers: X-Total"];
    check(&ask, &exposed, 0, &[note], &[]);
    let there = [&exposed[..], &["x-total: 3"]].concat();
    check(&ask, &there, 0, &[], &["the response has no"]);
}

#[test]
fn a_proxy_rewrites_what_it_passes_on() {
    let local = "--page http://localhost:5173/ --request http://localhost:5173/api/login";
    let domain = ["`localhost` cannot set `Domain=api.example.com`", "`cookieDomainRewrite`"];
    check(local, &["Set-Cookie: sid=1; Path=/; Domain=api.example.com"], 1, &domain, &[]);
    let path = ["`Path=/v1` does not reach /api/login", "`cookiePathRewrite`"];
    check(local, &["Set-Cookie: sid=1; Path=/v1"], 4, &path, &[]);
    let gateway = "--page https://www.example.com/app/ --request https://www.example.com/api/login";
    let cut = ["`Path=/login` does not reach /api/login", "`proxy_cookie_path` of nginx"];
    check(gateway, &["Set-Cookie: sid=1; Path=/login; Secure"], 4, &cut, &[]);
    // A path of its own is no proxy's.
    let own = ["Set-Cookie: refresh=1; Path=/auth/refresh; Secure"];
    check(gateway, &own, 4, &[], &["if a proxy changes paths"]);
    check(gateway, &["Set-Cookie: sid=1; Path=/api"], 0, &[], &["if a proxy changes paths"]);
}

#[test]
fn a_misspelt_field_of_a_preflight_is_named() {
    let preflight = "HTTP/1.1 204\nAccess-Control-Allow-Origin: https://www.example.com\n\
                     Access-Control-Allow-Credentials: true\nAccess-Control-Allow-Method: PATCH\n";
    let ask = format!("{SIBLING} --want response --method PATCH --preflight-response -");
    let fields = CORS.iter().flat_map(|field| ["--response-header", field]);
    let arguments: Vec<&str> = words(&ask).into_iter().chain(fields).collect();
    let note = "`Access-Control-Allow-Method`; is `Access-Control-Allow-Methods` meant?";
    Case { arguments: &arguments, input: preflight }.check(1, "", &[note], &[]);
}

#[test]
fn an_http_page_that_asks_a_local_network_works_nowhere_for_sure() {
    let ask = "--page http://www.example.com/ --request http://192.168.1.1/ \
               --credentials include --want response --browser chrome";
    let fields = [
        "Access-Control-Allow-Origin: http://www.example.com",
        "Access-Control-Allow-Credentials: true",
    ];
    let of_page = "only where Chrome lets an http page ask a local network.";
    check(ask, &fields, 4, &["Chrome asks the user first"], &["✓ works"]);
    let arguments: Vec<&str> = words(ask)
        .into_iter()
        .chain(fields.iter().flat_map(|field| ["--response-header", field]))
        .collect();
    let arguments = [vec!["explain"], arguments].concat();
    let output = crate::program::run(std::path::Path::new("."), &arguments, b"");
    let short = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(short.contains(of_page) && !short.contains('✓'), "{short}");
}

#[test]
fn what_a_script_cannot_delete_the_server_deletes() {
    let ask = "--browser chrome --page https://www.example.com/ --request /x \
               --have sid=1;Path=/;HttpOnly --script-sets sid=;Path=/;Max-Age=0";
    check(ask, &[], 1, &["No script can change an HttpOnly cookie"], &[]);
}

#[test]
fn a_line_that_a_later_one_deletes_is_told() {
    let lines = "--browser chrome --page https://www.example.com/ --request /x \
                 --response-header Set-Cookie:sid=1;Path=/ \
                 --response-header Set-Cookie:sid=;Path=/;Max-Age=0";
    check(lines, &[], 1, &["a later line of the same response deletes `sid`"], &[]);
}

#[test]
fn a_socket_moves_to_the_site_of_the_page_with_its_cookie() {
    let ask = "--browser firefox --page https://app.example.com/ --request wss://ws.example.net/ \
               --have sid=1;Secure;SameSite=None --want sent";
    check(ask, &[], 1, &["wss://api.example.com/"], &[]);
}

#[test]
fn a_cookie_that_goes_while_it_is_young_is_told() {
    let ask = "--browser chrome --page https://app.example.com/ --request /login --mechanism link \
               --response-header Set-Cookie:state=1;Path=/;Secure \
               --then https://app.example.com/back --then-page https://id.example.net/ \
               --then-mechanism form-post";
    check(ask, &[], 0, &["for two minutes after it was set, and not later"], &[]);
}

#[test]
fn a_later_request_with_credentials_needs_a_response_that_allows_them() {
    let ask = "--browser chrome --page https://www.example.com/ --have sid=1;Domain=example.com \
               --request https://api.example.com/a --credentials include --want sent \
               --then https://api.example.com/b --then-credentials same-origin";
    let needs = "Its response needs `Access-Control-Allow-Origin: https://www.example.com` then";
    check(ask, &[], 1, &["Make the later request with credentials too.", needs], &[]);
}
