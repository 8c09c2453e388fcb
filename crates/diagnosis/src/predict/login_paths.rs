//! Paths below which people log in, and nothing else is that needs what the login sets.

use url::Url;

/// What the last segment of a URL is called that logs in: nobody requests it again to use a
/// session.
const LOGINS: [&str; 15] = [
    "authenticate",
    "callback",
    "cb",
    "log-in",
    "log_in",
    "login",
    "logon",
    "register",
    "sign-in",
    "sign-up",
    "sign_in",
    "sign_up",
    "signin",
    "signup",
    "token",
];

/// What the directory of such a URL is called.
const DIRECTORIES: [&str; 18] = [
    "account",
    "accounts",
    "auth",
    "authentication",
    "log-in",
    "login",
    "oauth",
    "oauth2",
    "oidc",
    "saml",
    "saml2",
    "session",
    "sessions",
    "sign-in",
    "signin",
    "sso",
    "user",
    "users",
];

/// Returns whether a cookie that this URL sets with this path goes with requests that are about
/// logging in and no others.
pub(crate) fn is_for_login_alone(url: &Url, path: &str) -> bool {
    let last = |path: &str| {
        let segment = path.trim_end_matches('/').rsplit('/').next();
        segment.unwrap_or_default().to_ascii_lowercase()
    };
    LOGINS.contains(&last(url.path()).as_str()) && DIRECTORIES.contains(&last(path).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, path: &str, is_so: bool) {
        assert_eq!(is_for_login_alone(&url.parse().unwrap(), path), is_so, "{url} {path}");
    }

    #[test]
    fn what_a_login_sets_is_for_it_alone_by_the_name_of_its_directory() {
        check("https://api.example.com/auth/login", "/auth", true);
        check("https://api.example.com/api/auth/login", "/api/auth", true);
        check("https://api.example.com/login/", "/login/", true);
        check("https://api.example.com/users/sign_in?x=1", "/users", true);
        check("https://api.example.com/auth/login", "/", false);
        check("https://api.example.com/api/login", "/api", false);
        check("https://api.example.com/auth/refresh", "/auth", false);
        check("https://api.example.com/auth/login", "/auth/refresh", false);
    }
}
