//! Single values: what they may be, and what is wrong with others.

use diagnosis::{APIS, UserGoal, parse_api, parse_iso_time};
use matrix::{RequestApi, RequestMechanism};
use spec_model::{Timestamp, parse_cookie_date};
use url::Url;

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

/// The schemes that the URL standard knows; those of apps are others.
const SPECIAL_SCHEMES: [&str; 6] = ["file", "ftp", "http", "https", "ws", "wss"];

/// Reads the URL of a page, which may have the scheme of an app: `capacitor://localhost`.
///
/// # Errors
/// What is wrong with the text, and what was expected.
pub fn page_url(text: &str) -> Result<Url, String> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "file" | "data" | "about" | "blob") => Err(format!(
            "a page of the scheme `{}` has the origin `null` and shares cookies with no site; \
             serve it, for example at `http://localhost:8080/`",
            url.scheme()
        )),
        Ok(url) if url.has_host() && !SPECIAL_SCHEMES.contains(&url.scheme()) => Ok(url),
        Ok(_) | Err(_) => http_url(text),
    }
}

fn url_of(text: &str, schemes: &[&str]) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => {
            format!("the scheme is missing; write `https://{}`", text.trim_start_matches('/'))
        }
        error => error.to_string(),
    })?;
    match url.scheme() {
        scheme if schemes.contains(&scheme) => Ok(url),
        // `localhost:8080` has the form of a URL with the scheme `localhost`.
        _ if !url.has_host() => Err(format!("the scheme is missing; write `https://{text}`")),
        scheme => {
            Err(format!("unsupported scheme `{scheme}`; expected one of {}", schemes.join(", ")))
        }
    }
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
    let other = RequestMechanism::ALL.iter().find(|one| one.as_str() == text);
    match (text, other) {
        ("fetch", _) => Ok(MechanismChoice::Fetch),
        ("xhr", _) => Ok(MechanismChoice::Xhr),
        (_, Some(mechanism)) => Ok(MechanismChoice::Other(*mechanism)),
        (_, None) => {
            let names = RequestMechanism::ALL.iter().map(|one| one.as_str());
            let names: Vec<&str> = ["fetch", "xhr"].into_iter().chain(names).collect();
            Err(format!("expected one of {}", names.join(", ")))
        }
    }
}

/// Reads how a request is made, by its name on the command line.
///
/// # Errors
/// The names that are known.
pub fn api(text: &str) -> Result<RequestApi, String> {
    parse_api(text)
        .ok_or_else(|| format!("expected one of {}", APIS.map(|(name, _)| name).join(", ")))
}

/// Reads what has to work.
///
/// # Errors
/// The names that are known.
pub fn goal(text: &str) -> Result<UserGoal, String> {
    UserGoal::ALL
        .into_iter()
        .find(|goal| goal.name() == text)
        .ok_or_else(|| format!("expected one of {}", UserGoal::ALL.map(UserGoal::name).join(", ")))
}
