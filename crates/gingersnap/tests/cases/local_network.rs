//! Pages that ask a host nearer to the machine than they are themselves.

use crate::{Case, words};

#[track_caller]
fn check(page: &str, request: &str, options: &str, code: i32, present: &[&str], absent: &[&str]) {
    let ask = format!("--browser chrome --page {page} --request {request} {options}");
    let origin = page.trim_end_matches('/');
    let fields = [
        format!("Access-Control-Allow-Origin: {origin}"),
        "Access-Control-Allow-Credentials: true".to_owned(),
        "Set-Cookie: a=1; Secure; SameSite=None".to_owned(),
    ];
    let fields = fields.iter().flat_map(|field| ["--response-header", field.as_str()]);
    let arguments: Vec<&str> = words(&ask).into_iter().chain(fields).collect();
    Case { arguments: &arguments, input: "" }.check(code, "", present, absent);
}

const FETCH: &str = "--credentials include";
const NAMED: [&str; 1] = ["Chrome asks the user first, and allows it to pages over https only \
                           (Local Network Access), to which it then opens http in a local network \
                           too; no recording covers that"];

#[test]
fn a_public_page_that_asks_a_local_host_is_incomplete() {
    for request in ["http://localhost:3000/", "https://192.168.1.5/", "https://nas.local/"] {
        check("https://www.example.com/", request, FETCH, 4, &NAMED, &[]);
    }
    check("https://192.168.1.5/", "http://localhost:3000/", FETCH, 4, &NAMED, &[]);
}

#[test]
fn a_local_network_may_be_asked_by_http_where_the_user_allows_it() {
    for request in ["http://192.168.1.5/", "http://printer.local/", "https://100.100.1.1/"] {
        check("https://www.example.com/", request, FETCH, 4, &NAMED, &[]);
    }
    let mixed = ["A secure document cannot fetch from a URL"];
    for request in ["http://api.example.net/", "http://93.184.215.14/", "http://intranet/"] {
        check("https://www.example.com/", request, FETCH, 1, &mixed, &[]);
    }
}

#[test]
fn hosts_at_one_distance_and_navigations_are_not_concerned() {
    let absent = ["Local Network Access"];
    check("http://localhost:3000/", "http://localhost:4000/", FETCH, 0, &["✓ works"], &absent);
    check("http://localhost:3000/", "https://192.168.1.5/", FETCH, 0, &["✓ works"], &absent);
    check("https://www.example.com/", "https://api.example.net/", FETCH, 0, &[], &absent);
    let link = "--mechanism link";
    check("https://www.example.com/", "http://localhost:3000/", link, 0, &[], &absent);
}
