//! Questions from public bug reports, each with the answer that is right.

use std::path::Path;

use crate::outcome::check_outcome;
use crate::{program, words};

/// How wide an answer is, and how long for one cookie.
const COLUMNS: usize = 100;
const LINES: usize = 16;

/// Checks the exit code of a question about a file, and words that must and must not be in its
/// answer.
#[track_caller]
fn check(arguments: &str, file: &str, code: i32, present: &[&str], absent: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/reported");
    let mut arguments = [vec!["explain"], words(arguments)].concat();
    arguments.extend((!file.is_empty()).then_some(file));
    let output = program::run(&folder, &arguments, b"");
    check_outcome(&output, code, present, absent);
    let text = String::from_utf8_lossy(&output.stdout);
    let is_of_tool =
        |line: &&str| !line.trim_start().starts_with(['+', '-']) && !line.starts_with("──");
    let cookies = cookies_named(&text);
    let lines = text.lines().count();
    assert!(cookies > 1 || lines <= LINES, "{lines} lines for one cookie:\n{text}");
    for line in text.lines().filter(is_of_tool) {
        assert!(line.chars().count() <= COLUMNS, "wider than {COLUMNS} columns: {line}");
    }
}

/// Returns of how many cookies an answer says what becomes of them, the answers to several requests
/// of a file counted each.
fn cookies_named(text: &str) -> usize {
    let verdicts = text.lines().filter(|line| line.starts_with(['✓', '✗', '(']));
    let mut names: Vec<&str> = verdicts.filter_map(|line| line.split('`').nth(1)).collect();
    names.sort_unstable();
    names.dedup();
    names.len().max(text.matches("── entry").count())
}

const PEOPLE: &str = "--browser chrome --browser firefox";

#[test]
fn a_domain_of_another_site_is_refused_and_nothing_is_green_without_cors() {
    let ask = "--page https://app.example.com/ --request https://backend.example.org/api/login \
               --method POST --credentials xhr-with-credentials --response";
    let reasons = [
        "✗ `connect.sid` is not stored in Chrome and Edge · Firefox: The Domain attribute belongs \
         to another site.",
        "✗ response is not readable in any measured browser",
        "The response has no Access-Control-Allow-Origin.",
    ];
    check(ask, "domain-of-the-page.http", 1, &reasons, &["✓"]);
}

#[test]
fn a_frame_of_another_site_needs_none_and_partitioned() {
    let facts = [
        "by iframe from admin.example.org; cross-site",
        "✗ `session` is not stored in Chrome and Edge: A cookie without a valid SameSite is \
         treated as Lax",
        "✓ `session` is stored and sent, in the partition of https://example.org, in Firefox",
        "+ set-cookie: session=abc; Path=/; HttpOnly; Secure; SameSite=None",
        "`Partitioned` adds Incognito · (Safari 26.2)",
    ];
    check("--har", "frame-of-another-site.har", 1, &facts, &["fetch"]);
}

#[test]
fn a_payment_that_returns_by_post_lacks_the_lax_session() {
    let facts = [
        "note: entry 2 lacks `CAKEPHP`, which was set here",
        "then https://shop.example.com/payment/return by form-post from pay.example.net, 3 minutes \
         later",
        "✗ `CAKEPHP` is stored but not sent in any measured browser",
        "Or let the other site come back by GET",
        "HttpOnly; Secure; SameSite=None",
    ];
    check("--har", "payment-returns-by-post.har", 1, &facts, &["fetch with"]);
}

#[test]
fn a_handshake_across_sites_sets_no_lax_cookie_and_knows_no_cors() {
    let facts = [
        "by websocket from host2.example.net; cross-site",
        "✗ `role` is not stored in Chrome and Edge · Firefox: A SameSite=Lax cookie cannot be set",
    ];
    check("--har", "socket-of-another-site.har", 1, &facts, &["CORS", "Access-Control"]);
}

#[test]
fn a_handshake_between_siblings_sets_and_sends() {
    let ask = "--page https://www.example.com/ --request wss://directus.example.com/websocket \
               --response-header Set-Cookie:sid=1;Path=/;HttpOnly;Secure;SameSite=Lax";
    let facts = ["✓ `sid` is stored and sent in every measured browser"];
    check(ask, "", 0, &facts, &["Access-Control", "Domain"]);
}

#[test]
fn a_logout_across_sites_is_judged_as_a_deletion() {
    let ask = "--page https://www.example.com/ --request https://hub.example.net/logout --method \
               POST --credentials include --response";
    let facts = [
        "✗ `user` is not deleted, as the line is refused, in Chrome and Edge",
        "✓ `user` is deleted in Firefox",
        "Delete the cookie with the attributes that it was set with",
    ];
    check(ask, "logout-across-sites.http", 1, &facts, &["out Expires", "out `Expires`", "Max-Age"]);
}

#[test]
fn a_field_sent_twice_blocks_the_response_alone() {
    let ask = "--page http://localhost:4200/ --request http://localhost:8000/login --method POST \
               --credentials xhr-with-credentials --response";
    let facts = [
        "✓ `token` is stored and sent in every measured browser",
        "Access-Control-Allow-Credentials holds more than one value.",
        "Send `Access-Control-Allow-Credentials` once",
        "- Access-Control-Allow-Credentials: true",
    ];
    check(ask, "field-sent-twice.http", 1, &facts, &["https"]);
}

#[test]
fn a_cookie_of_another_path_is_not_readable_on_the_page() {
    let ask = "--page http://localhost:4173/integrations/connections --request \
               http://localhost:3000/auth/login --method POST --credentials include --want \
               stored,sent,response,readable-on-page --response";
    let facts = [
        "✗ `ol_csrf` is stored but not readable on the page in any measured browser",
        "✓ `ol_refresh` is stored and sent below `/auth` in every measured browser",
        "+ Set-Cookie: ol_csrf=3f2a; SameSite=Lax; Path=/",
    ];
    check(ask, "path-of-the-api.http", 1, &facts, &["https", "HttpOnly"]);
}

#[test]
fn secure_counts_whatever_its_value() {
    let ask = "--page http://192.168.1.20:3001/login --request \
               http://192.168.1.20:3001/authentication/login --method POST --request-header \
               content-type:application/json --response";
    let facts = ["✗ `dwctl_session` is not stored in any measured browser", "Remove `Secure`"];
    check(ask, "secure-over-http.http", 1, &facts, &[]);
}

#[test]
fn localhost_and_its_address_are_two_sites() {
    let ask = "--page http://localhost:3001/login --request \
               http://127.0.0.1:4000/api/auth/sign-in/email --method POST --credentials include \
               --request-header content-type:application/json --response";
    let facts = [
        "✗ `openship.session_token` is not stored in Chrome and Edge · Firefox",
        "Call the API by the page's own host name: `http://localhost:4000`.",
    ];
    check(ask, "localhost-and-loopback-address.http", 1, &facts, &["https"]);
}

#[test]
fn a_long_cookie_is_kept_by_webkitgtk_alone() {
    let ask = "--page https://www.example.com/ --request https://www.example.com/login --method \
               POST --response";
    let facts = [
        "is not stored in Chrome and Edge · Firefox",
        "Name and value together are longer than 4096 octets.",
        "✓ `express:sess` is stored and sent in WebKitGTK",
    ];
    check(ask, "long-cookie.http", 1, &facts, &[]);
}

#[test]
fn methods_are_compared_by_case() {
    let ask = "--page http://localhost:8080/ --request http://localhost:3000/api/v1/tasks \
               --method patch --credentials include --request-header \
               Content-Type:application/json --preflight-response";
    let facts = ["as the preflight is refused", "Write the method in upper case: `PATCH`."];
    check(ask, "method-in-lower-case.http", 1, &facts, &["Access-Control-Allow-Methods: "]);
}

#[test]
fn a_preflight_carries_no_login() {
    let ask = "--page https://3000-team-app-abc123.ws-eu74.gitpod.io/ --request \
               https://8080-team-app-abc123.ws-eu74.gitpod.io/query --method POST --credentials \
               include --request-header content-type:application/json --preflight-response";
    let facts = [
        "A preflight carries no credentials: let OPTIONS through without a login.",
        "- HTTP 401",
        "+ Access-Control-Allow-Headers: content-type",
    ];
    check(ask, "preflight-wants-a-login.http", 1, &facts, &[]);
}

#[test]
fn cookies_of_a_redirect_belong_to_the_host_of_each_response() {
    let ask = "--page https://www.example.com/ --request https://api.example.net/data \
               --credentials include --response";
    let facts = [
        "✓ `api_state` is stored and sent in Chrome and Edge",
        "✓ `sso` is stored and sent in Chrome and Edge",
        "✗ `sso` is not stored in Incognito",
        "✗ response is not readable in any measured browser",
        "Answer the request with 401, and let the page navigate to the login.",
    ];
    check(ask, "redirect-to-a-login-page.http", 1, &facts, &["Smallest fix"]);
}

#[test]
fn two_cookies_in_one_field_are_one() {
    let ask = "--page https://www.example.com/ --request https://api.example.com/prod/login \
               --method POST --credentials include --response";
    let facts = [
        "✗ `session` is stored and sent below `/auth`, but not `refresh`, in Chrome and Edge",
        // Its own parser gives up at the comma: played in WebKitGTK 2.50.6.
        "✗ `session` is stored and sent, but not `refresh`, in WebKitGTK: A comma does not",
        "Send each cookie in its own `Set-Cookie` field",
        "+ set-cookie: refresh=def; Path=/auth; Secure; HttpOnly; SameSite=Strict",
    ];
    check(ask, "two-cookies-in-one-field.http", 1, &facts, &["`refresh` is"]);
}

#[test]
fn a_wildcard_blocks_the_response_and_partitioned_is_for_blocking_browsers() {
    let ask = "--page https://www.example.com/ --request https://api.example.net/login --method \
               POST --credentials include";
    let facts = [
        "✓ `session` is stored and sent in Chrome and Edge",
        "Access-Control-Allow-Origin is `*`, which does not allow a request with credentials.",
        "+ access-control-allow-origin: https://www.example.com",
    ];
    let usual = format!("{ask} --response");
    check(&usual, "wildcard-with-credentials.http", 1, &facts, &["chromium"]);
    let people = format!("{ask} {PEOPLE} --response");
    check(&people, "wildcard-with-credentials.http", 1, &facts, &["Partitioned"]);
}

#[test]
fn a_csrf_cookie_gets_a_domain_and_the_session_stays_hidden() {
    let ask = "--page https://app.example.com/login --request \
               https://api.example.com/sanctum/csrf-cookie --credentials xhr-with-credentials \
               --want readable-on-page,sent --response";
    let facts = [
        "✗ `XSRF-TOKEN` is stored but not readable on the page",
        "✓ `laravel_session` is stored and sent",
        "samesite=lax; Domain=example.com",
    ];
    check(ask, "csrf-and-session.http", 1, &facts, &["HttpOnly"]);
    let named = format!("--cookie laravel_session {ask}");
    check(&named, "csrf-and-session.http", 0, &["works in every measured browser"], &["fix"]);
}

#[test]
fn the_partition_of_a_frame_behind_another_site_is_another() {
    let line = "--response-header Set-Cookie:a=1;Path=/;HttpOnly;Secure;SameSite=None;Partitioned";
    let embed = "https://www.example.com/embed";
    let ask = |frames: &str| {
        format!("--page https://www.example.com/ {frames} --request {embed} {line} {PEOPLE}")
    };
    let through = ask(&format!("--frame https://www.example.net/ --frame {embed}"));
    check(&through, "", 0, &["in the partition of https://example.com behind another site"], &[]);
    let direct = ask(&format!("--frame {embed}"));
    check(&direct, "", 0, &["in the partition of https://example.com"], &["behind another site"]);
}
