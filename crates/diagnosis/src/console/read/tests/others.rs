//! Messages about what is neither CORS nor a rule of cookies, and those of servers.

use super::told;
use crate::console::message_texts::REMARKS;
use crate::console::other_texts::OTHERS;
use crate::console::read::{message, read_console};
use crate::console::server_texts::SERVERS;

/// Checks whose words a text is, and words of its meaning, its fix and the next step.
#[track_caller]
fn check_told(text: &str, source: &str, says: &str, fix: &str, next: &str) {
    let (meaning, likely, message) = told(text);
    let step = message.next_step().unwrap_or("a verdict");
    assert!(meaning.starts_with(&format!("{source} says")), "{meaning}");
    assert!(meaning.contains(says), "`{says}` is not in\n{meaning}");
    assert!(likely.contains(fix), "`{fix}` is not in\n{likely}");
    assert!(step.contains(next), "`{next}` is not in\n{step}");
    let blames_cors = ["send `Access-Control-Allow-Credentials", "paste the response headers of"];
    assert!(next.is_empty() || !blames_cors.iter().any(|words| likely.contains(words)), "{likely}");
}

#[test]
fn a_policy_of_the_page_is_no_matter_of_cors() {
    let fix = "add `https://api.example.com` to `connect-src` in the `Content-Security-Policy` of \
               the page's own response";
    let next = "look at the `Content-Security-Policy` of the page";
    for (source, text) in [
        (
            "Chrome",
            "app.js:3 Refused to connect to 'https://api.example.com/x' because it violates the \
             following Content Security Policy directive: \"default-src 'self'\". Note that \
             'connect-src' was not explicitly set, so 'default-src' is used as a fallback.",
        ),
        (
            "Chrome",
            "Connecting to 'https://api.example.com/x' violates the following Content Security \
             Policy directive: \"connect-src 'self'\". The action has been blocked.",
        ),
        (
            "Firefox",
            "Content-Security-Policy: The page’s settings blocked the loading of a resource \
             (connect-src) at https://api.example.com/x because it violates the following \
             directive: “connect-src 'self'”",
        ),
        (
            "Firefox",
            "Content Security Policy: The page’s settings blocked the loading of a resource at \
             https://api.example.com/x (“connect-src”).",
        ),
        (
            "Safari",
            "[Error] Refused to connect to https://api.example.com/x because it does not appear \
             in the connect-src directive of the Content Security Policy.",
        ),
    ] {
        check_told(text, source, "CORS is not the cause", fix, next);
    }
    check_told(
        "Content-Security-Policy: (Report-Only policy) The page’s settings would block the \
         loading of a resource (connect-src) at https://api.example.com/x",
        "Firefox",
        "No error",
        "",
        "look for another message",
    );
    // The field itself is no message.
    let field = "Content-Security-Policy: connect-src 'self'\nSet-Cookie: a=1\n";
    assert_eq!(read_console(field).messages, []);
}

#[test]
fn a_page_that_refuses_frames_is_no_matter_of_cors() {
    let fix = "send `Content-Security-Policy: frame-ancestors ORIGIN` and no `X-Frame-Options`";
    for (source, text) in [
        (
            "Chrome",
            "Refused to display 'https://idp.example.com/' in a frame because it set \
             'X-Frame-Options' to 'deny'.",
        ),
        (
            "Chrome",
            "Framing 'https://idp.example.com/' violates the following Content Security Policy \
             directive: \"frame-ancestors 'self'\". The request has been blocked.",
        ),
        (
            "Firefox",
            "The loading of “https://idp.example.com/” in a frame is denied by “X-Frame-Options“ \
             directive set to “DENY“.",
        ),
    ] {
        let says = "of https://idp.example.com/: The framed page forbids it";
        check_told(text, source, says, fix, "ask about the cookie that the frame lacks");
    }
    check_told(
        "Framing 'https://idp.example.com/' violates the following Content Security Policy \
         directive: \"frame-src 'self'\". The request has been blocked.",
        "Chrome",
        "The Content Security Policy of the page itself",
        "add `https://idp.example.com` to `frame-src`",
        "look at",
    );
}

#[test]
fn opaque_responses_resource_policies_and_types_are_told_from_cors() {
    for (source, text, says, fix) in [
        (
            "Chrome",
            "GET https://api.example.com/x.json net::ERR_BLOCKED_BY_ORB",
            "of https://api.example.com/x.json: An image, a script or a style sheet was asked for",
            "no error or login page",
        ),
        (
            "Firefox",
            "The resource at “https://api.example.net/x.json” was blocked by \
             OpaqueResponseBlocking. Reason: “nosniff with either blocklisted or text/plain”.",
            "(Opaque Response Blocking)",
            "no error or login page",
        ),
        (
            "Chrome",
            "GET https://cdn.example.com/a.png \
             net::ERR_BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByCoep 200",
            "The page has a `Cross-Origin-Embedder-Policy`",
            "send `Cross-Origin-Resource-Policy: cross-origin`",
        ),
        (
            "Chrome",
            "GET https://cdn.example.com/a.png net::ERR_BLOCKED_BY_RESPONSE.NotSameSite 200",
            "The `Cross-Origin-Resource-Policy` of the response",
            "send `Cross-Origin-Resource-Policy: cross-origin`",
        ),
        (
            "Firefox",
            "The resource at “https://cdn.example.net/a.png” was blocked due to its \
             Cross-Origin-Resource-Policy header (or lack thereof).",
            "of https://cdn.example.net/a.png: The `Cross-Origin-Resource-Policy`",
            "`same-site` if page and resource have one site",
        ),
        (
            "Safari",
            "[Error] Cancelled load to https://esm.example/m.js because it violates the \
             resource's Cross-Origin-Resource-Policy response header.",
            "of https://esm.example/m.js: The `Cross-Origin-Resource-Policy`",
            "send `Cross-Origin-Resource-Policy: cross-origin`",
        ),
        (
            "Chrome",
            "Refused to execute script from 'https://cdn.example.com/x.js' because its MIME type \
             ('text/html') is not executable, and strict MIME type checking is enabled.",
            "of https://cdn.example.com/x.js: The `Content-Type` of the response is not that",
            "`text/javascript` or `text/css`",
        ),
        (
            "Firefox",
            "The resource from “https://a.com/x.js” was blocked due to MIME type (“text/html”) \
             mismatch (X-Content-Type-Options: nosniff).",
            "of https://a.com/x.js: The `Content-Type`",
            "correct the URL",
        ),
        (
            "Chrome",
            "EventSource's response has a MIME type (\"application/json\") that is not \
             \"text/event-stream\". Aborting the connection.",
            "An `EventSource` takes `Content-Type: text/event-stream` alone",
            "answer with status 200",
        ),
    ] {
        check_told(text, source, says, fix, "");
    }
}

#[test]
fn a_failed_handshake_of_a_websocket_is_no_matter_of_cors() {
    let text = |status: &str| {
        format!(
            "WebSocket connection to 'wss://rt.example.com/socket.io/?EIO=4' failed: Error during \
             WebSocket handshake: Unexpected response code: {status}"
        )
    };
    let next = "look at status and `Cookie` of the handshake";
    let refused = "of wss://rt.example.com/socket.io/?EIO=4: The server refused the handshake";
    check_told(&text("403"), "Chrome", refused, "take the page's `Origin`", next);
    check_told(&text("302"), "Chrome", "browsers follow no redirect there", "answer the", next);
    check_told(&text("200"), "Chrome", "the server did not answer it with 101", "", next);
    check_told(
        "Firefox can’t establish a connection to the server at wss://rt.example.com/x.",
        "Firefox",
        "of wss://rt.example.com/x: The handshake of the WebSocket failed",
        "",
        next,
    );
}

#[test]
fn what_firefox_protects_is_blamed_on_neither_cors_nor_the_server() {
    let text = |reason: &str| {
        format!(
            "Request to access cookie or storage on “https://a.example.net/” was blocked because \
             {reason}."
        )
    };
    let own_site = "serve the API from the page's own site";
    for (reason, says, fix) in [
        (
            "it came from a tracker and content blocking is enabled",
            "Firefox takes this host for a tracker",
            own_site,
        ),
        (
            "we are blocking all third-party storage access requests and content blocking is \
             enabled",
            "This Firefox blocks the cookies of third parties",
            own_site,
        ),
        (
            "we are blocking all storage access requests",
            "The settings of this browser block all cookies",
            "allow cookies of the site in the settings",
        ),
        (
            "of custom cookie permission",
            "The settings of this browser block all cookies",
            "allow cookies of the site in the settings",
        ),
    ] {
        let says = format!("of https://a.example.net/: {says}");
        check_told(&text(reason), "Firefox", &says, fix, "");
    }
}

#[test]
fn what_firefox_says_of_lines_names_the_cookie() {
    for (text, says, fix) in [
        (
            "Cookie “sid” has “SameSite” policy set to “Lax” because it is missing a “SameSite” \
             attribute, and “SameSite=Lax” is the default value for this attribute.",
            "is taken as `Lax`",
            "set `SameSite=None; Secure` if pages of other sites need the cookie",
        ),
        (
            "Invalid “SameSite“ value for cookie “sid”. The supported values are: “Lax“, \
             “Strict“, “None“.",
            "Its SameSite is none of Strict, Lax and None",
            "SameSite=None; Secure",
        ),
        (
            "Invalid “max-age“ value for cookie “sid”. The attribute is ignored.",
            "Its `Max-Age` is no whole number",
            "as a number of seconds",
        ),
        (
            "Cookie “sid” will soon be rejected because it is foreign and does not have the \
             “Partitioned“ attribute.",
            "This Firefox still takes it",
            "SameSite=None; Secure; Partitioned",
        ),
        (
            "Cookie “sid” has been rejected for invalid path.",
            "Its `Path` holds a tab or is longer than 1024 octets",
            "shorten the attribute",
        ),
        (
            "The value of the attribute “path” for the cookie “sid” has been rejected because its \
             size is too big. Max size is 1024 B.",
            "Browsers leave that attribute out",
            "shorten",
        ),
        (
            "The value of the attribute “expires” for the cookie “sid” has been overwritten.",
            "the last one counts",
            "once",
        ),
    ] {
        check_told(text, "Firefox", "of the cookie `sid`", fix, "");
        check_told(text, "Firefox", says, fix, "");
    }
    super::check(
        "Cookie “sid” has been rejected for invalid characters in the attributes.",
        &["control-char"],
        [None, None, Some("sid")],
    );
    super::check(
        "Cookie with an empty name and an empty value has been rejected.",
        &["empty-cookie"],
        [None; 3],
    );
}

#[test]
fn a_list_without_commas_is_told_from_a_missing_name() {
    let text = "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote \
                resource at https://api.example.net/me. (Reason: invalid token ‘Content-Type; X’ \
                in CORS header ‘Access-Control-Allow-Headers’).";
    super::check(text, &["preflight-acah-malformed"], [super::API, None, None]);
    check_told(text, "Firefox", "", "separated by commas", "a verdict");
    check_told(
        "Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote \
         resource at https://a.com/x soon. (Reason: When the `Access-Control-Allow-Headers` is \
         `*`, the `Authorization` header is not covered. To include the `Authorization` header, \
         it must be explicitly listed in CORS header `Access-Control-Allow-Headers`).",
        "Firefox",
        "of https://a.com/x: `Access-Control-Allow-Headers: *` does not cover `Authorization`",
        "write `Authorization` into",
        "",
    );
}

#[test]
fn the_lost_cookie_of_a_server_is_named() {
    for (text, source, cookie) in [
        ("Forbidden (CSRF cookie not set.): /api/login/", "Django", "csrftoken"),
        (
            "[next-auth][error][OAUTH_CALLBACK_ERROR] State cookie was missing.",
            "Auth.js",
            "next-auth.state",
        ),
        (
            "Microsoft.AspNetCore.Authentication.AuthenticationFailureException: Correlation \
             failed.",
            "ASP.NET Core",
            ".AspNetCore.Correlation.…",
        ),
        ("[authorization_request_not_found]", "Spring Security", "JSESSIONID"),
        ("Can't verify CSRF token authenticity.", "Rails", "_APP_session"),
        ("Unable to verify authorization request state.", "Passport", "connect.sid"),
    ] {
        let meaning = format!("of the cookie `{cookie}`: The request");
        check_told(
            text,
            source,
            &meaning,
            "SameSite=None; Secure",
            "name the later request that lacks it",
        );
    }
    check_told(
        "Forbidden (Origin checking failed - http://localhost:3000 does not match any trusted \
         origins.): /api/login/",
        "Django",
        "No cookie is lost",
        "add `http://localhost:3000` to `CSRF_TRUSTED_ORIGINS`",
        "cookies and CORS need no change",
    );
    // A field of such a name is no message.
    let field = "Set-Cookie: .AspNetCore.Correlation.x=N; Path=/signin-oidc\n";
    assert_eq!(read_console(field).messages, []);
}

#[test]
fn schemes_that_make_two_sites_are_named() {
    let text = "This attempt to set a cookie via a Set-Cookie header was blocked because it had \
                the \"SameSite=Lax\" attribute but came from a cross-site response which was not \
                the response to a top-level navigation. This response is considered cross-site \
                because the URL has a different scheme than the current site.";
    check_told(text, "Chrome", "http here and https there", "serve both over https", "");
}

#[test]
fn every_text_is_read() {
    let remarks = REMARKS.iter().chain(OTHERS).map(|(part, ..)| *part);
    for part in remarks.chain(SERVERS.iter().map(|(part, ..)| *part)) {
        let text = message(&format!("Cookie \"a\": {part} 'https://a.test/'"));
        assert!(text.is_some(), "{part}");
    }
}
