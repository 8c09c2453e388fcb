//! Where a redirect leads to that cannot have the cookie which comes with it.
//!
//! What keeps it away is in RFC 6265bis, 5.8.3: its host, its path (5.1.4) or Secure. Whether it
//! is needed there, the responses have to show.

use crate::{Case, words};

#[track_caller]
fn check(arguments: &str, heads: &[&str], code: i32, present: &[&str], absent: &[&str]) {
    let arguments = [words(arguments), vec!["--response", "-"]].concat();
    Case { arguments: &arguments, input: &heads.join("\n\n") }.check(code, "", present, absent);
}

const FORM: &str = "--page https://www.acme.com/ --mechanism form-post --request";
const LOGIN: &str = "--page https://www.acme.com/ --mechanism form-post \
                     --request https://www.acme.com/login";
const OK: &str = "HTTP/1.1 200 OK\n";
const WORKS: &str = "works in every measured browser";
const UNNAMED: &str = "the request that needs it was not named";
const OPTION: &str = "note: --then URL names the request that needs the cookie";

fn redirect(location: &str, line: &str) -> String {
    let cookie = if line.is_empty() { String::new() } else { format!("\nSet-Cookie: {line}") };
    format!("HTTP/1.1 302 Found\nLocation: {location}{cookie}")
}

// The cookie is for host and path of the target, and Secure alone keeps it from there.
#[test]
fn a_secure_cookie_does_not_go_with_a_redirect_to_http() {
    let to_http = redirect("http://www.acme.com/home", "sid=1; Path=/; Secure");
    let lost = "sent to http://www.acme.com/home no";
    let fix = "+ Location: https://www.acme.com/home";
    check(LOGIN, &[&to_http, OK], 1, &[lost, "is not sent to an insecure URL", fix], &[]);
    // Back at the login, it is lost as well.
    let back = redirect("/login", "");
    check(LOGIN, &[&to_http, &back, OK], 1, &[lost, fix], &["Remove `Secure`"]);
    // A server that leads everybody to https has the cookie there.
    let upgrade = redirect("https://www.acme.com/home", "");
    check(LOGIN, &[&to_http, &upgrade, OK], 0, &[WORKS], &[lost]);
    check(LOGIN, &[&to_http, &upgrade], 4, &["the answer there is missing"], &[lost]);
    let plain = redirect("http://www.acme.com/home", "sid=1; Path=/");
    check(LOGIN, &[&plain, OK], 0, &[WORKS], &[]);
    // Another cookie goes along, which may be all that is needed there.
    let both = format!("{plain}\nSet-Cookie: remember=1; Path=/; Secure");
    let unclear = "`remember` does not go with http://www.acme.com/home, where the redirects end, \
                   as it is Secure and that is http";
    check(LOGIN, &[&both, OK], 4, &[unclear, OPTION], &["✗", "Found no fix"]);
}

// It may be a session of the first host, as in single sign-on: nobody says.
#[test]
fn whether_another_host_of_the_site_needs_the_cookie_is_asked() {
    let unclear = |url: &str| {
        format!(
            "`sid` does not go with {url}, where the redirects end, as it has no Domain and \
             belongs to another host; {UNNAMED}"
        )
    };
    for target in ["https://acme.com/home", "https://app.acme.com/home"] {
        let there = redirect(target, "sid=1; Path=/; Secure");
        check(LOGIN, &[&there, OK], 4, &[&unclear(target), OPTION], &["✗"]);
        let shared = redirect(target, "sid=1; Path=/; Secure; Domain=acme.com");
        check(LOGIN, &[&shared, OK], 0, &[WORKS], &[UNNAMED]);
    }
    let local = "--page http://127.0.0.1:3000/ --mechanism form-post \
                 --request http://127.0.0.1:3000/login";
    let there = redirect("http://localhost:3000/home?x=1", "sid=1; Path=/");
    check(local, &[&there, OK], 4, &[&unclear("http://localhost:3000/home")], &["✗"]);
    // Who names the request has the answer.
    let there = redirect("https://acme.com/home", "sid=1; Path=/; Secure");
    let then = |url: &str| format!("{LOGIN} --then {url}");
    let fix = "+ Set-Cookie: sid=1; Path=/; Secure; Domain=acme.com";
    check(&then("https://acme.com/api"), &[&there, OK], 1, &[fix], &[UNNAMED]);
    check(&then("https://www.acme.com/api"), &[&there, OK], 0, &[WORKS], &[UNNAMED]);
    // Without the goal it does not matter.
    check(&format!("{LOGIN} --want stored"), &[&there, OK], 0, &[WORKS], &[UNNAMED]);
}

// RFC 9110, 15.5.2: without valid credentials for the target the answer is 401.
#[test]
fn a_target_that_turns_the_request_away_needs_the_cookie() {
    let there = redirect("https://acme.com/home", "sid=1; Path=/; Secure");
    let lost = "sent to https://acme.com/home no";
    let fix = "+ Set-Cookie: sid=1; Path=/; Secure; Domain=acme.com";
    check(LOGIN, &[&there, "HTTP/1.1 401 Unauthorized"], 1, &[lost, fix], &[]);
    check(LOGIN, &[&there, &redirect("/login", ""), OK], 1, &[lost, fix], &[]);
    // A login by HTTP takes no cookie.
    let basic = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic";
    check(LOGIN, &[&there, basic], 4, &[UNNAMED], &["✗", "+ Set-Cookie"]);
    // Another cookie went along and was refused as well.
    let both = format!("{there}\nSet-Cookie: shared=1; Path=/; Secure; Domain=acme.com");
    check(LOGIN, &[&both, "HTTP/1.1 401 Unauthorized"], 4, &[UNNAMED], &["✗", "+ Set-Cookie"]);
}

// Without Path the cookie goes with the directory of the URL that set it (5.1.4), as does a Path
// that says the same.
#[test]
fn whether_a_target_outside_the_cookies_path_needs_it_is_asked() {
    let ask = format!("{FORM} https://www.acme.com/auth/login");
    let unclear = "`sid` does not go with https://www.acme.com/home, where the redirects end, as \
                   it has no Path and goes with the directory of its own URL alone";
    let bare = redirect("/home", "sid=1; Secure");
    check(&ask, &[&bare, OK], 4, &[unclear, OPTION], &["✗"]);
    let unauthorized = "HTTP/1.1 401 Unauthorized";
    check(&ask, &[&bare, unauthorized], 1, &["+ Set-Cookie: sid=1; Secure; Path=/"], &[]);
    let own = redirect("/home", "sid=1; Path=/login; Secure");
    let unclear = "`sid` goes with requests below `/login` alone, as its Path says";
    check(LOGIN, &[&own, OK], 4, &[unclear], &["✗"]);
    // Who writes a Path means it: another cookie may be wanted there.
    check(LOGIN, &[&own, unauthorized], 4, &[unclear], &["✗"]);
    let root = redirect("/home", "sid=1; Path=/; Secure");
    check(&ask, &[&root, OK], 0, &[WORKS], &[UNNAMED]);
    let inside = redirect("/auth/done", "sid=1; Path=/auth; Secure");
    check(&format!("{FORM} https://www.acme.com/auth/start"), &[&inside, OK], 0, &[WORKS], &[]);
}

#[test]
fn what_the_own_or_a_foreign_site_does_not_need_is_not_asked_about() {
    // The identity provider's own session.
    let provider = "--page https://idp.example.net/ --mechanism form-post \
                    --request https://idp.example.net/login";
    let sso = redirect("https://www.acme.com/cb", "sso=1; Path=/; Secure");
    let sid = "HTTP/1.1 200 OK\nSet-Cookie: sid=1; Path=/; Secure";
    check(provider, &[&sso, sid], 0, &[WORKS], &[UNNAMED]);
    check(&format!("{provider} --then https://www.acme.com/api"), &[&sso, sid], 0, &[WORKS], &[]);
    // It has served at the callback when that leads elsewhere.
    let link = "--page https://www.acme.com/ --mechanism link \
                --request https://www.acme.com/auth/login";
    let away = redirect("https://idp.example.net/auth", "state=1; Secure");
    let back = redirect("https://www.acme.com/auth/callback", "");
    let home = redirect("/home", "sid=1; Path=/; Secure");
    check(link, &[&away, &back, &home, OK], 0, &[WORKS], &[UNNAMED]);
    // The site has another address for good (RFC 9110, 15.4.2), or sets the same anew there.
    let visit = "--page https://acme.com/ --mechanism link --request https://acme.com/";
    let moved = "HTTP/1.1 301 Moved Permanently\nLocation: https://www.acme.com/\n\
                 Set-Cookie: lb=1; Path=/; Secure";
    check(visit, &[moved, OK], 0, &[WORKS], &[UNNAMED]);
    let anew = redirect("https://www.acme.com/", "sid=1; Path=/; Secure");
    check(visit, &[&anew, sid], 0, &[WORKS], &[UNNAMED, "two cookies are called"]);
    // An image shows nothing of an account.
    let image = "--page https://www.acme.com/ --mechanism img --request https://t.acme.com/p";
    let pixel = redirect("https://cdn.acme.com/p.gif", "uid=1; Path=/; Secure");
    let gif = "HTTP/1.1 200 OK\nContent-Type: image/gif";
    check(image, &[&pixel, gif], 0, &[WORKS], &[UNNAMED]);
}

// It is visited again where it was set, and not where the way began.
#[test]
fn a_cookie_of_the_target_goes_with_the_next_visit_there() {
    let visit = "--page https://www.acme.com/ --mechanism link --request https://www.acme.com/";
    let sid = "HTTP/1.1 200 OK\nSet-Cookie: sid=1; Path=/; Secure";
    for from in [visit, &visit.replace("request https://www.", "request http://")] {
        check(from, &[&redirect("https://acme.com/", ""), sid], 0, &[WORKS], &["✗"]);
    }
}

#[test]
fn the_request_that_is_named_must_carry_the_cookie_on_another_site_too() {
    let lost = "sent again: The cookie has no Domain attribute and belongs to another host.";
    for (first, then) in [
        ("http://localhost:3000/", "http://127.0.0.1:3000/auth/callback"),
        ("http://192.168.0.5:3000/", "http://192.168.0.6:3000/callback"),
        ("https://a.vercel.app/", "https://b.vercel.app/me"),
        ("https://a.example.com/", "https://b.example.net/me"),
    ] {
        let ask = format!("--browser chrome --page {first} --request {first} --then {then}");
        check(&ask, &["HTTP/1.1 200 OK\nSet-Cookie: state=1; HttpOnly"], 1, &[lost], &[WORKS]);
    }
}

// The session is for what comes after the login, and nobody logs in again to use it.
#[test]
fn a_login_is_no_request_that_shows_where_its_cookie_goes() {
    let ask = |url: &str| {
        format!("--page https://app.acme.com/ --request {url} --method POST --credentials include")
    };
    let allowed = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://app.acme.com\n\
                   Access-Control-Allow-Credentials: true\nSet-Cookie: sid=1; Secure; HttpOnly";
    let login = ask("https://api.acme.com/auth/login");
    let unclear = "`sid` goes with requests below `/auth` alone, as it has no Path, and the \
                   request that needs it was not named";
    check(&login, &[allowed], 4, &[unclear, OPTION], &["✗"]);
    let own = format!("{allowed}; Path=/auth");
    let unclear = "`sid` goes with requests below `/auth` alone, as its Path says";
    check(&login, &[&own], 4, &[unclear], &["✗"]);
    check(&login, &[&format!("{allowed}; Path=/")], 0, &[WORKS], &[UNNAMED]);
    for other in ["https://api.acme.com/api/login", "https://api.acme.com/auth/refresh"] {
        check(&ask(other), &[allowed], 0, &[WORKS], &[UNNAMED]);
    }
    let then = |path: &str| format!("{login} --then https://api.acme.com{path}");
    check(&then("/auth/refresh"), &[allowed], 0, &[WORKS], &[UNNAMED]);
    check(&then("/me"), &[allowed], 1, &["does not path-match the cookie's path"], &[UNNAMED]);
}
