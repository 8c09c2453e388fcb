//! A request as a script of the page makes it.

use matrix::FetchCredentials;
use serde_json::{Value, json};
use url::Url;

/// A request that a script of the page makes by `fetch`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// Its URL.
    pub url: Url,
    /// Its method.
    pub method: String,
    /// The header fields that the script adds.
    pub headers: Vec<(String, String)>,
    /// Its credentials mode.
    pub credentials: FetchCredentials,
}

impl PageRequest {
    /// Returns the body of the function that makes it.
    ///
    /// Nothing comes from the HTTP cache, and the body, which may never end, is not waited for.
    pub(crate) const SCRIPT: &'static str = r#"
        const [url, options] = given;
        let response;
        try {
            response = await window.fetch(url, { ...options, cache: "no-store" });
        } catch (error) {
            return { failed: String(error) };
        }
        const { status, type } = response;
        if (response.body) await response.body.cancel();
        return { status, type };
    "#;

    /// Returns the arguments of that function.
    pub(crate) fn arguments(&self) -> [Value; 2] {
        let options = json!({
            "method": self.method,
            "headers": self.headers,
            "credentials": self.credentials.as_str(),
        });
        [json!(self.url), options]
    }
}
