//! A request as a script of the page makes it.

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
    pub credentials: Credentials,
}

/// The credentials mode of a request.
///
/// Spec: [Fetch](https://fetch.spec.whatwg.org/#concept-request-credentials-mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Cookies go along everywhere.
    Include,
    /// Cookies never go along.
    Omit,
    /// Cookies go along to the page's own origin.
    #[default]
    SameOrigin,
}

impl Credentials {
    /// Returns the word that scripts use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Include => "include",
            Self::Omit => "omit",
            Self::SameOrigin => "same-origin",
        }
    }
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
        let options = json!({ "method": self.method, "headers": self.headers, "credentials": self.credentials.word() });
        [json!(self.url), options]
    }
}
