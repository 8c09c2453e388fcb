//! Single values: what they may be, and what is wrong with others.

use diagnosis::{APIS, UserGoal, parse_api, parse_iso_time};
use matrix::RequestApi;
use matrix::file::probably_meant;
use spec_model::{Timestamp, parse_cookie_date};
use url::{Host, Url};

use crate::input::mechanism_choice::MechanismChoice;

/// Reads a URL of http or https.
///
/// # Errors
/// What is wrong with the text, and what was expected.
pub fn http_url(text: &str) -> Result<Url, String> {
    url_of(text, &["http", "https"])
}

/// Reads a URL that a page requests.
///
/// # Errors
/// What is wrong with the text, and what was expected.
pub fn request_url(text: &str) -> Result<Url, String> {
    url_of(text, &["http", "https", "ws", "wss"])
}

/// Reads a URL that a document requests, whole or as a path of the document's host.
///
/// # Errors
/// What is wrong with the text, and what was expected.
pub fn request_url_from(text: &str, document: Option<&Url>) -> Result<Url, String> {
    match document {
        Some(document) if is_path(text) => {
            let joined = document.join(text).map_err(|error| error.to_string())?;
            request_url(joined.as_str())
        }
        Some(_) | None => request_url(text),
    }
}

/// Reads the URL of a later request, whole or as a path of the document that makes it: its own, or
/// that of the first request. A navigation leads to another one, so the host must be the same.
///
/// # Errors
/// What is wrong with the text, and what was expected.
pub fn later_url_from(
    text: &str,
    own: Option<&Url>,
    document: Option<&Url>,
    navigated_to: Option<&Url>,
) -> Result<Url, String> {
    let has_origin = |to: &&Url| document.is_none_or(|document| document.origin() == to.origin());
    let first = match navigated_to {
        Some(to) => Some(to).filter(has_origin),
        None => document,
    };
    request_url_from(text, own.or(first))
}

/// Checks the URL that a page requests while the page is not known yet, and returns its text.
///
/// # Errors
/// What is wrong with the text, and what was expected.
pub fn request_text(text: &str) -> Result<String, String> {
    if !is_path(text) {
        request_url(text)?;
    }
    Ok(text.to_owned())
}

fn is_path(text: &str) -> bool {
    text.starts_with('/') && !text.starts_with("//")
}

/// Schemes whose URLs have no host.
const HOSTLESS_SCHEMES: [&str; 6] = ["about", "blob", "data", "file", "javascript", "mailto"];

/// The schemes that the URL standard knows; those of apps are others.
const SPECIAL_SCHEMES: [&str; 6] = ["file", "ftp", "http", "https", "ws", "wss"];

/// A page with the opaque origin that requests call `null`.
const OPAQUE_PAGE: &str = "data:,";

/// Reads the URL of a page, which may have the scheme of an app: `capacitor://localhost`. `null` is
/// a page with an opaque origin.
///
/// # Errors
/// What is wrong with the text, and what was expected.
pub fn page_url(text: &str) -> Result<Url, String> {
    let text = if text.trim() == "null" { OPAQUE_PAGE } else { text };
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "file" | "data" | "about" | "blob") => Ok(url),
        Ok(url) if url.has_host() && !SPECIAL_SCHEMES.contains(&url.scheme()) => {
            check_wildcard(text)?;
            Ok(url)
        }
        Ok(_) | Err(_) => http_url(text),
    }
}

/// Reads the URL of a page with an origin of its own, of a site or of an app.
///
/// # Errors
/// What is wrong with the text, and what was expected.
pub fn page_of_site(text: &str) -> Result<Url, String> {
    let url = page_url(text)?;
    match url.scheme() {
        scheme @ ("about" | "blob" | "data" | "file") => Err(format!(
            "a page of the scheme `{scheme}` has the origin `null` and shares cookies with no \
             site; serve it, for example at `http://localhost:8080/`"
        )),
        _ => Ok(url),
    }
}

fn url_of(text: &str, schemes: &[&str]) -> Result<Url, String> {
    check_wildcard(text)?;
    let url = Url::parse(text).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase if is_path(text) => format!(
            "a path alone names no server; write the whole URL, such as \
             `https://www.example.com{text}`"
        ),
        url::ParseError::RelativeUrlWithoutBase => without_scheme(text),
        error => error.to_string(),
    })?;
    match url.scheme() {
        scheme if schemes.contains(&scheme) => Ok(url),
        // `localhost:8080` has the form of a URL with the scheme `localhost`.
        scheme if !url.has_host() && !HOSTLESS_SCHEMES.contains(&scheme) => {
            Err(without_scheme(text))
        }
        scheme => {
            Err(format!("unsupported scheme `{scheme}`; expected one of {}", schemes.join(", ")))
        }
    }
}

/// A wildcard stands for many URLs, and a question is about one.
fn check_wildcard(text: &str) -> Result<(), String> {
    let behind = text.split_once("://").map_or(text, |(_, rest)| rest);
    let address = behind.split(['?', '#']).next().unwrap_or_default();
    let part = address.split('/').enumerate().find(|(place, part)| {
        // In a path, a star is a letter like others.
        if *place == 0 { part.contains('*') } else { *part == "*" || *part == "**" }
    });
    match part {
        Some((_, part)) => Err(format!(
            "`{part}` is a wildcard and stands for many URLs; write one of them, such as `{}`",
            text.replace("*.", "www.").replace(":*", "").replace(['*'], "")
        )),
        None => Ok(()),
    }
}

/// Says that a URL lacks its scheme, and which one is likely: hardly anybody has a certificate for
/// the own machine or for an address.
fn without_scheme(text: &str) -> String {
    let text = text.trim_start_matches('/');
    let host = Url::parse(&format!("http://{text}")).ok().and_then(|url| {
        let host = url.host()?;
        Some(match host {
            Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(_) | Host::Ipv6(_) => true,
        })
    });
    let scheme = if host == Some(true) { "http" } else { "https" };
    format!("the scheme is missing; write `{scheme}://{text}`")
}

/// Reads a point in time.
///
/// # Errors
/// The forms that are expected.
pub fn time(text: &str) -> Result<Timestamp, String> {
    parse_iso_time(text).or_else(|| parse_cookie_date(text.as_bytes())).ok_or_else(|| {
        "expected a time such as `2018-05-13T23:18:01Z` or `Sun, 13 May 2018 23:18:01 GMT`"
            .to_owned()
    })
}

/// Reads what makes a request, by its name.
///
/// # Errors
/// The names that are known.
pub fn mechanism(text: &str) -> Result<MechanismChoice, String> {
    MechanismChoice::all().find(|choice| choice.name() == text).ok_or_else(|| {
        let names: Vec<String> = MechanismChoice::all().map(MechanismChoice::name).collect();
        unknown_name(text, &names)
    })
}

/// Reads how a request is made, by its name on the command line.
///
/// # Errors
/// The names that are known.
pub fn api(text: &str) -> Result<RequestApi, String> {
    parse_api(text).ok_or_else(|| unknown_name(text, &APIS.map(|(name, _)| name)))
}

/// Reads what has to work.
///
/// # Errors
/// The names that are known.
pub fn goal(text: &str) -> Result<UserGoal, String> {
    UserGoal::ALL
        .into_iter()
        .find(|goal| goal.name() == text)
        .ok_or_else(|| unknown_name(text, &UserGoal::ALL.map(UserGoal::name)))
}

/// Returns what was expected in place of a name, the one first that was probably meant.
fn unknown_name(text: &str, known: &[impl AsRef<str>]) -> String {
    let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
    let meant = probably_meant(text, known.iter().copied());
    let meant = meant.map_or_else(String::new, |meant| format!("did you mean `{meant}`? "));
    format!("{meant}expected one of {}", known.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(text: &str, message: &str) {
        assert_eq!(page_url(text).unwrap_err(), message);
        assert_eq!(request_url(text).unwrap_err(), message);
    }

    #[test]
    fn a_name_that_is_nearly_known_is_suggested() {
        let suggestion = "did you mean `event-source`? expected one of fetch, xhr, ";
        let error = mechanism("eventsource").unwrap_err();
        assert!(error.starts_with(suggestion), "{error}");
        assert!(mechanism("telephone").unwrap_err().starts_with("expected one of fetch"));
    }

    #[test]
    fn a_missing_scheme_is_http_for_the_own_machine_and_for_addresses() {
        for text in ["localhost:3000", "127.0.0.1:3000", "192.168.1.5", "[::1]:80/a", "localhost"] {
            check_refused(text, &format!("the scheme is missing; write `http://{text}`"));
        }
        for text in ["www.example.com", "shop.test:8443/a"] {
            check_refused(text, &format!("the scheme is missing; write `https://{text}`"));
        }
        check_refused("//a.test/", "the scheme is missing; write `https://a.test/`");
    }

    #[test]
    fn a_path_is_one_of_the_documents_host() {
        let page = page_url("https://www.example.com/a/b").unwrap();
        let of = |text: &str| request_url_from(text, Some(&page)).map(String::from);
        assert_eq!(of("/api?q=1").unwrap(), "https://www.example.com/api?q=1");
        assert_eq!(of("https://api.test/").unwrap(), "https://api.test/");
        assert_eq!(request_text("/api").unwrap(), "/api");
        assert!(request_text("api.test").is_err());
        check_refused(
            "/api",
            "a path alone names no server; write the whole URL, such as \
             `https://www.example.com/api`",
        );
        let opaque = page_url("data:,").unwrap();
        assert!(request_url_from("/api", Some(&opaque)).is_err());
    }

    #[test]
    fn a_url_without_a_host_lacks_no_scheme() {
        assert_eq!(
            request_url("data:text/html,a").unwrap_err(),
            "unsupported scheme `data`; expected one of http, https, ws, wss"
        );
        let file = request_url("file:///a").unwrap_err();
        assert!(file.starts_with("unsupported scheme `file`"), "{file}");
    }

    #[test]
    fn a_wildcard_is_no_url() {
        let refused = |part: &str, such: &str| {
            format!(
                "`{part}` is a wildcard and stands for many URLs; write one of them, such as \
                 `{such}`"
            )
        };
        let host = refused("*.example.com", "https://www.example.com/");
        check_refused("https://*.example.com/", &host);
        check_refused("http://localhost:*", &refused("localhost:*", "http://localhost"));
        check_refused("https://a.test/api/*", &refused("*", "https://a.test/api/"));
        assert!(page_url("https://a.test/a*b?q=*").is_ok());
    }

    #[test]
    fn a_page_may_have_an_opaque_origin_and_a_request_may_not() {
        for text in ["null", "file:///a/b.html", "about:blank", "data:text/html,a"] {
            assert!(!page_url(text).unwrap().origin().is_tuple(), "{text}");
            assert!(request_url(text).is_err(), "{text}");
        }
    }
}
