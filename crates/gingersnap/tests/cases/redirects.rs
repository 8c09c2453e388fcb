//! Redirects that a script meets: on its own site, to another site, to a login page.

use crate::{Case, words};

const ALLOWED: &str = "Access-Control-Allow-Origin: https://www.example.com\n\
                       Access-Control-Allow-Credentials: true\n";

#[track_caller]
fn check(ask: &str, redirect: &str, answer: &str, code: i32, present: &[&str], absent: &[&str]) {
    let arguments = [words(ask), vec!["--browser", "chrome", "--response", "-"]].concat();
    let input = format!("{redirect}\n{answer}");
    Case { arguments: &arguments, input: &input }.check(code, "", present, absent);
}

const DATA: &str = "--page https://www.example.com/ --request https://api.example.com/data \
                    --credentials include";
const COOKIE: &str = "Set-Cookie: a=1; Secure; SameSite=None\n";

#[test]
fn a_redirect_on_the_own_site_is_avoided_by_a_direct_request() {
    let answer = format!("HTTP/1.1 200 OK\n{ALLOWED}{COOKIE}");
    let slash = "HTTP/1.1 301 Moved Permanently\nLocation: /data/\n";
    let direct = "Request https://api.example.com/data/ directly, and not by a redirect.";
    check(DATA, slash, &answer, 1, &["redirect refused", direct], &["login"]);
    let secure = "HTTP/1.1 301 Moved Permanently\nLocation: https://api.example.com/data\n";
    let insecure = DATA.replace("https://api", "http://api");
    let direct = "Request https://api.example.com/data directly";
    check(&insecure, secure, &answer, 1, &["request not made", direct], &["login"]);
}

#[test]
fn a_preflight_may_not_be_redirected() {
    let preflight = "OPTIONS /data HTTP/1.1\nHost: api.example.com\n\
                     Origin: https://www.example.com\nAccess-Control-Request-Method: PUT\n\n\
                     HTTP/1.1 308 Permanent Redirect\nLocation: https://api.example.com/data/\n\n";
    let arguments = [words(DATA), words("--method PUT --browser chrome --response -")].concat();
    Case { arguments: &arguments, input: preflight }.check(
        1,
        "does not work in Chrome",
        &[
            "answered with a redirect",
            "with a status from 200 to 299 instead of 308",
            "note: no browser follows the redirect of a preflight: request \
             https://api.example.com/data/ directly, or let the server answer `OPTIONS` before it \
             redirects",
        ],
        &[],
    );
}

#[test]
fn nobody_is_told_to_change_the_answer_of_another_site() {
    let redirect = format!("HTTP/1.1 302 Found\nLocation: https://cdn.example.net/d\n{ALLOWED}");
    let answer = "HTTP/1.1 200 OK\nContent-Type: application/json\n";
    let advice = "The redirect leads to another site, cdn.example.net, and the request comes there \
                  with `Origin: null`: only that server can allow it.";
    let absent = ["+ Access-Control", "Send `Access-Control", "login"];
    check(&format!("{DATA} --want response"), &redirect, answer, 1, &[advice], &absent);
    let own = DATA.replace("api.", "www.");
    let advice = "comes there with `Origin: https://www.example.com`";
    check(&format!("{own} --want response"), &redirect, answer, 1, &[advice], &absent);
}

#[test]
fn a_login_page_is_named_by_its_url_alone() {
    let to = |location: &str| format!("HTTP/1.1 302 Found\nLocation: {location}\n{ALLOWED}");
    let answer = "HTTP/1.1 200 OK\nContent-Type: text/html\n";
    let ask = format!("{DATA} --want response");
    let advice = "no script can log in there. Answer the request with 401, and let the page \
                  navigate to the login.";
    for location in [
        "https://accounts.example.org/",
        "https://idp.example.net/oauth2/authorize?client_id=1",
        "https://login.example.com/",
    ] {
        check(&ask, &to(location), answer, 1, &["login page at ", advice], &["Smallest fix"]);
    }
    let files = to("https://files.example.net/a.pdf");
    check(&ask, &files, answer, 1, &["another site, files.example.net"], &["login page", "401"]);
}

#[test]
fn what_a_lone_redirect_leads_to_is_foreseen() {
    let to =
        |location: &str| format!("HTTP/1.1 302 Found\nLocation: {location}\n{ALLOWED}{COOKIE}");
    let note = "note: The redirect leads to another site, cdn.example.net, and the request comes \
                there with `Origin: null`";
    check(DATA, &to("https://cdn.example.net/d"), "", 4, &[note], &[]);
    let note = "note: The redirect leads to a login page at idp.example.net";
    check(DATA, &to("https://idp.example.net/"), "", 4, &[note], &[]);
    check(DATA, &to("/data/"), "", 4, &["incomplete"], &["note: The redirect"]);
}

#[test]
fn a_cookie_behind_a_refused_redirect_never_comes() {
    let redirect = "HTTP/1.1 302 Found\nLocation: https://cdn.example.net/d\n";
    let answer = format!("HTTP/1.1 200 OK\n{ALLOWED}{COOKIE}");
    let reason = "The response has no Access-Control-Allow-Origin.";
    check(DATA, redirect, &answer, 1, &["stored no", reason], &["stored yes"]);
}

// Mixed Content, 4.4: whatever is answered over http, a page over https does not get it. A server
// that adds a slash behind a proxy leads there, as it does not know that the proxy speaks https.
#[test]
fn a_redirect_from_https_to_http_has_to_lead_to_https() {
    let ask = "--page https://app.acme.com/ --request https://api.acme.com/items --credentials \
               include --response -";
    let bare = "HTTP/1.1 307 Temporary Redirect\nLocation: http://api.acme.com/items/\n\n";
    let allowing = "HTTP/1.1 307 Temporary Redirect\nLocation: http://api.acme.com/items/\n\
                    Access-Control-Allow-Origin: https://app.acme.com\n\
                    Access-Control-Allow-Credentials: true\n\n";
    let answer = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://app.acme.com\n\
                  Access-Control-Allow-Credentials: true\nSet-Cookie: sid=1; Path=/; HttpOnly\n";
    let location = "+ Location: https://api.acme.com/items/";
    let harmful = [
        "Request http://",
        "request http://",
        "Request it there directly",
        "request it there directly",
        "the answer there is missing",
    ];
    for (input, fix) in [
        (bare.to_owned(), "Request https://api.acme.com/items/ directly"),
        (allowing.to_owned(), location),
        (format!("{allowing}{answer}"), location),
    ] {
        Case { arguments: &words(ask), input: &input }.check(
            1,
            "does not work in any measured browser",
            &[fix],
            &[harmful.as_slice(), &["+ Access-Control-Allow-Origin"]].concat(),
        );
    }
    Case { arguments: &words(ask), input: allowing }.check(1, "", &["X-Forwarded-Proto"], &[]);
}
