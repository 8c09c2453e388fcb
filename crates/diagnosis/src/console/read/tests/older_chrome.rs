//! Messages of Chrome up to 2020.

use super::check;

const API: Option<&str> = Some("https://api.test/me?a=1");
const PAGE: Option<&str> = Some("http://localhost:3001/");

#[track_caller]
fn check_blocked(reason: &str, codes: &[&str]) {
    let behind = "Origin 'http://localhost:3001' is therefore not allowed access.";
    for (before, point) in [
        ("Failed to load", ":"),
        ("XMLHttpRequest cannot load", "."),
        ("Fetch API cannot load", "."),
    ] {
        let text = format!("{before} https://api.test/me?a=1{point} {reason} {behind}");
        check(&text, codes, [API, PAGE, None]);
    }
}

#[test]
fn older_versions_say_why_a_script_reads_no_response() {
    let missing = "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
    check_blocked(missing, &["acao-missing"]);
    let preflight = "Response to preflight request doesn't pass access control check:";
    check_blocked(&format!("{preflight} {missing}"), &["preflight-acao-missing"]);
    check_blocked(
        "The value of the 'Access-Control-Allow-Origin' header in the response must not be the \
         wildcard '*' when the request's credentials mode is 'include'.",
        &["acao-wildcard-with-credentials"],
    );
    check_blocked(
        "A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the \
         credentials flag is true.",
        &["acao-wildcard-with-credentials"],
    );
    check_blocked(
        "Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is ''. It \
         must be 'true' to allow credentials.",
        &["acac-missing", "acac-not-true"],
    );
    check_blocked(
        "Response for preflight has invalid HTTP status code 401",
        &["preflight-bad-status"],
    );
    check_blocked("Response for preflight is invalid (redirect)", &["preflight-redirect"]);
}

#[test]
fn older_versions_tell_of_cookies_of_other_sites() {
    let text = |fault: &str| {
        format!(
            "A cookie associated with a cross-site resource at http://api.test/ was set \
             {fault}. It has been blocked, as Chrome now only delivers cookies with cross-site \
             requests if they are set with `SameSite=None` and `Secure`."
        )
    };
    let names = [Some("http://api.test/"), None, None];
    check(
        &text("without the `SameSite` attribute"),
        &["samesite-default-subresource", "samesite-default-unsafe-method"],
        names,
    );
    let fault = "with `SameSite=None` but without `Secure`";
    check(&text(fault), &["samesite-none-requires-secure"], names);
}
