//! Cookies from a file, in the form in which Playwright saves a browser's state.

use run_model::UnixTime;
use run_model::evidence::JarCookie;
use serde::Deserialize;

/// What a browser is to know beforehand: its cookies. What else the file holds is left aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorageState {
    /// The cookies.
    pub cookies: Vec<JarCookie>,
}

/// A file is no storage state.
#[derive(Debug, thiserror::Error)]
#[error("not a storage state: a JSON object with a list `cookies` is wanted")]
pub struct StorageStateError(#[from] serde_json::Error);

#[derive(Debug, Deserialize)]
struct StorageStateFile {
    cookies: Vec<StorageStateCookie>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct StorageStateCookie {
    name: String,
    value: String,
    domain: String,
    #[serde(default = "root")]
    path: String,
    /// Negative for a session's cookie.
    #[serde(default)]
    expires: Option<f64>,
    #[serde(default)]
    http_only: bool,
    #[serde(default)]
    secure: bool,
    #[serde(default)]
    same_site: Option<String>,
}

impl StorageState {
    /// Reads it from JSON.
    ///
    /// # Errors
    /// If it is no JSON, or lacks what every cookie has; the error says where.
    pub fn parse(json: &str) -> Result<Self, StorageStateError> {
        let file: StorageStateFile = serde_json::from_str(json)?;
        Ok(Self { cookies: file.cookies.into_iter().map(cookie).collect() })
    }
}

fn cookie(cookie: StorageStateCookie) -> JarCookie {
    let StorageStateCookie { name, value, domain, path, expires, http_only, secure, same_site } =
        cookie;
    let expires = expires.filter(|secs| *secs >= 0.0).map(|secs| UnixTime(secs as i64));
    JarCookie { name, value, domain, path, secure, http_only, expires, same_site, partition: None }
}

fn root() -> String {
    "/".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_and_the_rest_is_left_aside() {
        let json = r#"{ "cookies": [
            { "name": "sid", "value": "1", "domain": ".example.com", "path": "/app",
              "expires": 1900000000.5, "httpOnly": true,
              "secure": true, "sameSite": "Lax" },
            { "name": "b", "value": "", "domain": "api.example.com", "path": "/",
              "expires": -1, "httpOnly": false, "secure": false,
              "sameSite": "None" } ],
            "origins": [{ "origin": "https://www.example.com", "localStorage": [] }] }"#;
        let cookies = StorageState::parse(json).unwrap().cookies;
        assert_eq!((cookies[0].expires, cookies[1].expires), (Some(UnixTime(1_900_000_000)), None));
        assert_eq!((cookies[0].http_only, cookies[0].same_site.as_deref()), (true, Some("Lax")));
        assert_eq!(cookies[1].domain, "api.example.com");
    }

    #[test]
    fn an_error_says_where() {
        let error = StorageState::parse("{ \"cookies\": [{ \"name\": \"a\" }] }").unwrap_err();
        assert_eq!(
            std::error::Error::source(&error).unwrap().to_string(),
            "missing field `value` at line 1 column 29"
        );
    }
}
