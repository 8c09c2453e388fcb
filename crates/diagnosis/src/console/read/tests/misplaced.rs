//! What stands where it has no effect, or cannot be: fields, URLs, and documents without cookies.

use super::{check, read_console, told};

#[track_caller]
fn check_fix(text: &str, meaning: &str, fix: &str) {
    let (said, likely, _) = told(text);
    assert!(said.contains(meaning), "{said}");
    assert!(likely.contains(fix), "{likely}");
}

fn field(name: &str) -> String {
    format!(
        "Access to fetch at 'http://localhost:8080/login' from origin 'http://localhost:3000' has \
         been blocked by CORS policy: Request header field {name} is not allowed by \
         Access-Control-Allow-Headers in preflight response."
    )
}

#[test]
fn a_field_that_is_none_of_requests_is_taken_out() {
    for name in ["access-control-allow-origin", "access-control-expose-headers"] {
        let fix = format!("take `{name}` out of the request: it is a field of responses");
        check_fix(&field(name), "", &fix);
    }
    check_fix(&field("credentials"), "", "move `credentials` out of `headers`");
    check_fix(&field("withcredentials"), "", "it is `withCredentials: true`");
    check_fix(&field("x-trace"), "", "list `x-trace` in `Access-Control-Allow-Headers`");
}

// URL standard, "scheme state": what stands before the first colon is the scheme.
#[test]
fn a_url_without_its_scheme_gets_one() {
    let text = |url: &str| {
        format!(
            "Access to XMLHttpRequest at '{url}' from origin 'http://localhost:3000' has been \
             blocked by CORS policy: Cross origin requests are only supported for protocol \
             schemes: http, data, chrome, chrome-extension, https."
        )
    };
    check_fix(&text("localhost:8080/login"), "no `http://`", "write `http://` or `https://`");
    check_fix(&text("file:///C:/data.json"), "a file", "serve page and file by a web server");
}

// HTML, "document.cookie": a document with an opaque origin throws a SecurityError.
#[test]
fn documents_without_cookies_are_named() {
    for text in [
        "Uncaught DOMException: Failed to read the 'cookie' property from 'Document': The document \
         is sandboxed and lacks the 'allow-same-origin' flag.",
        "Uncaught SecurityError: Failed to set the 'cookie' property on 'Document': Cookies are \
         disabled inside 'data:' URLs.",
        "SecurityError: Document.cookie getter: Forbidden in a sandboxed document without the \
         'allow-same-origin' flag.",
    ] {
        check_fix(text, "such documents have no cookies", "add `allow-same-origin`");
    }
    check_fix("SecurityError: The operation is insecure.", "of several calls: of `document", "");
}

// Storage Access API, "request storage access": it needs transient activation.
#[test]
fn refused_access_to_cookies_is_told_from_a_missing_click() {
    for text in [
        "DOMException: requestStorageAccess: Must be handling a user gesture to use.",
        "document.requestStorageAccess() may only be requested from inside a short running \
         user-generated event handler.",
    ] {
        check_fix(text, "not in the handler of a click", "first thing in the handler of a click");
    }
    check_fix("requestStorageAccess: Permission denied.", "got none", "in a window of its own");
    let sandbox = "requestStorageAccess: Refused to execute request. The document is sandboxed, \
                   and the 'allow-storage-access-by-user-activation' keyword is not set.";
    check_fix(sandbox, "which its `sandbox` forbids", "add `allow-storage-access-by-user-");
}

#[test]
fn rails_behind_a_proxy_does_not_lose_its_cookie() {
    let text = "ActionController::InvalidAuthenticityToken (HTTP Origin header \
                (https://app.acme.com) didn't match request.base_url (http://app.acme.com)):";
    check_fix(text, "No cookie is lost", "`X-Forwarded-Proto`");
    check_fix("ActionController::InvalidAuthenticityToken", "`_APP_session`", "SameSite=None");
}

#[test]
fn titles_of_chromes_issues_are_read() {
    let none = [None, None, None];
    check(
        "Indicate whether to send a cookie in a cross-site request by specifying its SameSite \
         attribute",
        &["samesite-default-subresource", "samesite-default-unsafe-method"],
        none,
    );
    check(
        "Mark cross-site cookies as Secure to allow setting them in cross-site contexts",
        &["samesite-none-requires-secure"],
        none,
    );
    check(
        "Mark cross-site cookies as Secure to allow them to be sent in cross-site requests",
        &["samesite-none-requires-secure"],
        none,
    );
    check(
        "Set-Cookie header is ignored in response from url: https://x.com/a. Cookie length should \
         be less than or equal to 4096 characters.",
        &["name-value-too-long"],
        [Some("https://x.com/a"), None, None],
    );
    check(
        "Method PATCH is not allowed by Access-Control-Allow-Methods.",
        &["preflight-method-not-allowed"],
        none,
    );
}

#[test]
fn the_line_of_an_access_log_below_a_message_is_left_out() {
    let text = "Forbidden (CSRF cookie not set.): /api/login/\n[12/Mar/2024 10:00:00] \"POST \
                /api/login/ HTTP/1.1\" 403 2869\n";
    check(text, &[], [None, None, Some("csrftoken")]);
}

#[test]
fn spring_refuses_an_origin_itself() {
    let text = "HTTP/1.1 403\nVary: Origin\n\nInvalid CORS request\n";
    let found = read_console(text);
    assert_eq!(found.rest, "HTTP/1.1 403\nVary: Origin\n\n");
    let fix = found.messages[0].likely_fix().unwrap();
    assert!(fix.contains("add `ORIGIN` to `allowedOrigins`"), "{fix}");
}
