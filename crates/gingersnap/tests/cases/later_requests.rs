//! Which requests need a cookie: those that redirects lead to, and the one that comes later.

use crate::Case;

#[track_caller]
fn check(arguments: &[&str], input: &str, code: i32, present: &[&str], absent: &[&str]) {
    let arguments = [arguments, &["--response", "-"]].concat();
    Case { arguments: &arguments, input }.check(code, "", present, absent);
}

/// A link in a mail that logs in.
const MAGIC_LINK: [&str; 3] = [
    "--page=https://mail.example.net/",
    "--mechanism=link",
    "--request=https://app.example.com/verify",
];

fn leads_home(line: &str) -> String {
    format!(
        "HTTP/1.1 302 Found\nLocation: /home\nSet-Cookie: {line}\n\n\
         HTTP/1.1 200 OK\nContent-Type: text/html\n"
    )
}

// RFC 6265bis, 5.2: the redirect belongs to the navigation that another site began.
#[test]
fn a_strict_cookie_does_not_go_with_the_redirect_that_comes_with_it() {
    let strict = leads_home("sid=1; Path=/; Secure; SameSite=Strict");
    let facts = [
        "sent to https://app.example.com/home no",
        "A SameSite=Strict cookie is not included cross-site.",
        "+ Set-Cookie: sid=1; Path=/; Secure; SameSite=Lax",
    ];
    check(&MAGIC_LINK, &strict, 1, &facts, &["✓ works  Ch"]);
    let lax = leads_home("sid=1; Path=/; Secure; SameSite=Lax");
    check(&MAGIC_LINK, &lax, 0, &["works in every measured browser"], &["sent to http"]);
    // Who names the request that needs it asks about no other.
    let named = [&MAGIC_LINK[..], &["--then=https://app.example.com/api"]].concat();
    check(&named, &strict, 0, &["works in every measured browser"], &["sent to http"]);
}

#[test]
fn a_cookie_of_another_host_or_path_is_not_missed_on_the_way() {
    let elsewhere = "HTTP/1.1 302 Found\nLocation: https://idp.example.net/auth\n\
                     Set-Cookie: state=1; Path=/callback; Secure\n\n\
                     HTTP/1.1 302 Found\nLocation: https://app.example.com/home\n\
                     Set-Cookie: idp=1; Secure\n\nHTTP/1.1 200 OK\n";
    check(
        &MAGIC_LINK,
        elsewhere,
        4,
        &["`state` goes with requests below `/callback` alone"],
        &["sent to http"],
    );
}

/// A login by way of another site, whose first response sets this cookie; the response that comes
/// back deletes it.
fn oauth(line: &str) -> String {
    format!(
        "HTTP/1.1 302 Found\nLocation: https://idp.example.net/auth\nSet-Cookie: {line}\n\n\
         HTTP/1.1 302 Found\nLocation: https://app.example.com/cb\n\n\
         HTTP/1.1 200 OK\nSet-Cookie: state=; Path=/; Max-Age=0\n\
         Set-Cookie: sid=1; Path=/; Secure\n"
    )
}

#[test]
fn a_cookie_that_has_served_may_be_deleted() {
    let login = ["--page=https://app.example.com/", "--mechanism=link"];
    let login = [&login[..], &["--request=https://app.example.com/login"]].concat();
    let lax = oauth("state=1; Path=/; Secure; SameSite=Lax");
    check(&login, &lax, 0, &["✓ is deleted by a later response"], &["✗"]);
    let strict = oauth("state=1; Path=/; Secure; SameSite=Strict");
    let lacks = "sent to https://app.example.com/cb no";
    check(&login, &strict, 1, &[lacks, "✓ is deleted by a later response  Chrome and Edge"], &[]);
    // A line of the same response serves nobody.
    let at_once = "Set-Cookie: sid=1; Path=/\nSet-Cookie: sid=; Path=/; Max-Age=0\n";
    check(&LOGIN, at_once, 1, &["expired cookie replaced one of the same name"], &[]);
}

#[test]
fn https_alone_is_to_carry_a_secure_cookie() {
    let arguments = [
        "--page=https://mail.example.net/",
        "--mechanism=link",
        "--request=http://app.example.com/",
        "--have-from=https://app.example.com/",
        "--have=sid=1; Path=/; Secure; SameSite=Lax",
    ];
    let upgraded = "HTTP/1.1 301 Moved\nLocation: https://app.example.com/\n\nHTTP/1.1 200 OK\n";
    check(&arguments, upgraded, 0, &["works in every measured browser"], &["sent to http"]);
}

// The request that was asked about lacks it, whatever its redirect carries.
#[test]
fn the_first_request_needs_the_cookie_as_well_as_the_one_that_it_leads_to() {
    let arguments = [
        "--page=https://pay.example.net/",
        "--mechanism=form-post",
        "--request=https://shop.example.com/cb",
        "--have=sid=1; Path=/; Secure; SameSite=Lax",
    ];
    let leads_on = "HTTP/1.1 303 See Other\nLocation: /done\n\nHTTP/1.1 200 OK\n";
    let lacks = "sent to https://shop.example.com/cb no";
    check(&arguments, leads_on, 1, &[lacks, "with an unsafe method"], &[]);
    let named = [&arguments[..], &["--then=https://shop.example.com/done"]].concat();
    check(&named, leads_on, 0, &["works in every measured browser"], &[]);
}

const LOGIN: [&str; 2] =
    ["--page=https://www.example.com/", "--request=https://www.example.com/auth/login"];

#[test]
fn a_cookie_with_a_path_of_its_own_is_not_judged_by_another_request() {
    let refresh = "Set-Cookie: refresh=1; Path=/auth/refresh; Secure; SameSite=Strict\n";
    let unknown = "incomplete: `refresh` goes with requests below `/auth/refresh` alone, as its \
                   Path says, and the request that needs it was not named";
    check(&LOGIN, refresh, 4, &[unknown], &["Path=/;", "Path=/\n", "✗"]);
    let then = |path| [&LOGIN[..], &[path]].concat();
    let below = then("--then=https://www.example.com/auth/refresh/now");
    check(&below, refresh, 0, &["works in every measured browser"], &[]);
    let elsewhere = then("--then=https://www.example.com/api");
    check(&elsewhere, refresh, 1, &["does not path-match the cookie's path"], &[]);
    // What keeps it from its own path, too, is told.
    let lost = "Set-Cookie: refresh=1; Path=/auth/refresh; SameSite=None\n";
    check(&LOGIN, lost, 1, &["SameSite=None needs Secure."], &[]);
}

#[test]
fn the_twin_of_a_load_balancers_cookie_is_judged_in_its_place() {
    let arguments = [
        "--page=https://www.example.net/",
        "--request=https://api.example.com/",
        "--credentials=include",
        "--browser=chrome",
    ];
    let allowed = "Access-Control-Allow-Origin: https://www.example.net\n\
                   Access-Control-Allow-Credentials: true\nSet-Cookie: AWSALB=a; Path=/\n";
    let both = format!("{allowed}Set-Cookie: AWSALBCORS=a; Path=/; SameSite=None; Secure\n");
    let note = "`AWSALB` is for browsers that know no `SameSite=None`: `AWSALBCORS`";
    check(&arguments, &both, 0, &["works in Chrome and Edge", note], &[]);
    check(&arguments, allowed, 1, &["SameSite"], &["balancer"]);
}

#[test]
fn what_clears_cookies_may_clear_those_that_are_there() {
    let arguments = [&LOGIN[..], &["--have=sid=1; Path=/; Secure"]].concat();
    let clears = "HTTP/1.1 200 OK\nClear-Site-Data: \"cookies\"\n";
    check(&arguments, clears, 4, &["incomplete: `Clear-Site-Data` asks the browser"], &[]);
    let others = "HTTP/1.1 200 OK\nClear-Site-Data: \"cache\"\n";
    check(&arguments, others, 0, &["works in every measured browser"], &["Clear-Site-Data` asks"]);
}

#[test]
fn the_first_answer_to_a_preflight_counts() {
    let allows = "Access-Control-Allow-Origin: https://www.example.com\n";
    let preflight = |first: &str| {
        format!("{first}\nHTTP/1.1 204\n{allows}Access-Control-Allow-Methods: DELETE\n")
    };
    let check_preflight = |text: String, code: i32, present: &str| {
        let arguments = [
            "--page=https://www.example.com/",
            "--request=https://api.example.com/users",
            "--method=DELETE",
            "--want=response",
            "--preflight-response=-",
            "--response-header",
            allows.trim_end(),
        ];
        Case { arguments: &arguments, input: &text }.check(code, "", &[present], &[]);
    };
    let redirect = "HTTP/1.1 301 Moved\nLocation: /users/\n";
    check_preflight(preflight(redirect), 1, "answered with a redirect, which is not followed");
    check_preflight(preflight("HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic\n"), 1, "✗");
    check_preflight(preflight("HTTP/1.1 200 Connection established\n"), 0, "works in");
    check_preflight(preflight("HTTP/1.1 103 Early Hints\nLink: </a>\n"), 0, "works in");
}

#[test]
fn a_response_that_sets_a_cookie_is_not_left_out() {
    let two = "HTTP/1.1 200 OK\nSet-Cookie: sid=1\n\nHTTP/1.1 200 OK\nVary: Origin\n";
    let arguments = [&LOGIN[..], &["--response=-"]].concat();
    Case { arguments: &arguments, input: two }.check_error(&[
        "several responses, and one before the last does not lead to it",
        "one at a time",
    ]);
    let negotiated = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Digest\n\n\
                      HTTP/1.1 200 OK\nSet-Cookie: sid=1; Path=/\n";
    check(&LOGIN, negotiated, 0, &["works in every measured browser"], &[]);
}
