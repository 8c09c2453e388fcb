//! What servers log or answer where a request lacks a cookie of theirs, or comes from a page that
//! they do not trust.

use crate::console::MessageRemark;

/// The part of a message, whose it is, what it means, and the cookie that is lost.
pub(super) type ServerText = (&'static str, &'static str, MessageRemark, Option<&'static str>);

/// What servers say. Of several texts in a message the first counts.
pub(super) const SERVERS: &[ServerText] = &[
    ("CSRF cookie not set", "Django", MessageRemark::CsrfCookie, Some("csrftoken")),
    ("Forbidden (CSRF token", "Django", MessageRemark::CsrfToken, None),
    ("Forbidden (Origin checking failed", "Django", MessageRemark::UntrustedOrigin, None),
    ("Origin checking failed - ", "Django", MessageRemark::UntrustedOrigin, None),
    ("Referer checking failed - ", "Django", MessageRemark::UntrustedOrigin, None),
    ("The CSRF session token is missing", "Flask-WTF", MessageRemark::CsrfCookie, Some("session")),
    ("State cookie was missing", "Auth.js", MessageRemark::LoginCookie, Some("next-auth.state")),
    (
        "code_verifier cookie was missing",
        "Auth.js",
        MessageRemark::LoginCookie,
        Some("next-auth.pkce.code_verifier"),
    ),
    ("Nonce cookie was missing", "Auth.js", MessageRemark::LoginCookie, Some("next-auth.nonce")),
    (
        "pkceCodeVerifier value could not be parsed",
        "Auth.js",
        MessageRemark::LoginCookie,
        Some("authjs.pkce.code_verifier"),
    ),
    (
        "state value could not be parsed",
        "Auth.js",
        MessageRemark::LoginCookie,
        Some("authjs.state"),
    ),
    ("MissingCSRF:", "Auth.js", MessageRemark::CsrfCookie, Some("authjs.csrf-token")),
    (
        "Correlation failed.",
        "ASP.NET Core",
        MessageRemark::LoginCookie,
        Some(".AspNetCore.Correlation.…"),
    ),
    (
        "' cookie not found.",
        "ASP.NET Core",
        MessageRemark::LoginCookie,
        Some(".AspNetCore.Correlation.…"),
    ),
    (
        "required antiforgery cookie",
        "ASP.NET Core",
        MessageRemark::CsrfCookie,
        Some(".AspNetCore.Antiforgery.…"),
    ),
    ("Invalid CORS request", "Spring", MessageRemark::RefusedOrigin, None),
    (
        "[authorization_request_not_found]",
        "Spring Security",
        MessageRemark::LoginCookie,
        Some("JSESSIONID"),
    ),
    ("Invalid CSRF Token '", "Spring Security", MessageRemark::CsrfCookie, Some("JSESSIONID")),
    // Beside it stands the name of the same error as below.
    ("didn't match request.base_url", "Rails", MessageRemark::ProxiedOrigin, None),
    (
        "Can't verify CSRF token authenticity",
        "Rails",
        MessageRemark::CsrfCookie,
        Some("_APP_session"),
    ),
    (
        "ActionController::InvalidAuthenticityToken",
        "Rails",
        MessageRemark::CsrfCookie,
        Some("_APP_session"),
    ),
    ("Authentication failure! csrf_detected", "OmniAuth", MessageRemark::LoginCookie, None),
    ("CSRF token mismatch", "Laravel", MessageRemark::CsrfCookie, Some("laravel_session")),
    (
        "Two\\InvalidStateException",
        "Laravel Socialite",
        MessageRemark::LoginCookie,
        Some("laravel_session"),
    ),
    (
        "Unable to verify authorization request state",
        "Passport",
        MessageRemark::LoginCookie,
        Some("connect.sid"),
    ),
    ("ForbiddenError: invalid csrf token", "Express", MessageRemark::CsrfCookie, Some("_csrf")),
    ("mismatching_state", "Authlib", MessageRemark::LoginCookie, Some("session")),
    ("checks.state argument is missing", "openid-client", MessageRemark::LoginCookie, None),
    ("Restart login cookie not found", "Keycloak", MessageRemark::LoginCookie, Some("KC_RESTART")),
];
