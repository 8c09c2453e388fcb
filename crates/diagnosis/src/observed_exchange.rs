//! A request and its response as somebody saw them: in an archive, or on the wire.

use matrix::RequestApi;
use spec_model::Timestamp;
use url::Url;

use crate::response_head::ResponseHead;

/// A request and its response as somebody saw them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedExchange {
    /// The request's method.
    pub method: String,
    /// The request's URL, as it was written down.
    pub url: String,
    /// The request's header fields.
    pub request_headers: Vec<(String, String)>,
    /// The names of the cookies that the request carried, even where no field says it.
    pub listed_cookies: Vec<String>,
    /// What the request is for, in the exporter's word: `document`, `fetch` …
    pub resource_type: Option<String>,
    /// By which means the request was made, where that was written down.
    pub api: Option<RequestApi>,
    /// The page that made the request, where it is known.
    pub page: Option<Url>,
    /// When the request was made, where it is known.
    pub started: Option<Timestamp>,
    /// The response; its status is 0 where none came.
    pub response: ResponseHead,
}

impl ObservedExchange {
    /// Returns the value of the request's first field with this name.
    pub fn request_header(&self, name: &str) -> Option<&str> {
        let field = |(field, _): &&(String, String)| field.eq_ignore_ascii_case(name);
        self.request_headers.iter().find(field).map(|(_, value)| value.as_str())
    }

    /// Returns whether it is a CORS preflight.
    pub fn is_preflight(&self) -> bool {
        self.method == "OPTIONS" && self.request_header("Access-Control-Request-Method").is_some()
    }

    /// Returns the names of the cookies that the request carried.
    pub(crate) fn cookie_names(&self) -> Vec<String> {
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().trim().to_owned();
        let fields = self.request_headers.iter();
        let fields = fields.filter(|(field, _)| field.eq_ignore_ascii_case("Cookie"));
        let names = fields.flat_map(|(_, value)| value.split(';').map(name));
        names.chain(self.listed_cookies.iter().cloned()).collect()
    }

    /// Returns the URL that the response redirects to, if it is a redirect.
    pub(crate) fn redirects_to(&self) -> Option<Url> {
        let is_redirect = matches!(self.response.status, 301 | 302 | 303 | 307 | 308);
        let location = self.response.values("Location").next().filter(|_| is_redirect)?;
        Url::parse(&self.url).ok()?.join(location).ok()
    }

    /// Returns whether the response sets a cookie.
    pub(crate) fn sets_cookie(&self) -> bool {
        self.response.values("Set-Cookie").next().is_some()
    }
}

/// Returns the header fields of a request that a script can have set: neither pseudo-fields of
/// HTTP/2 nor the fields that a browser adds by itself.
pub fn script_headers(headers: &[(String, String)]) -> Vec<(String, String)> {
    const BY_BROWSER: [&str; 5] =
        ["cache-control", "pragma", "priority", "upgrade-insecure-requests", "user-agent"];
    let is_of_script = |(name, value): &&(String, String)| {
        !name.starts_with(':')
            && !BY_BROWSER.contains(&name.to_ascii_lowercase().as_str())
            && !spec_model::fetch::is_forbidden_request_header(name, value.as_bytes())
    };
    headers.iter().filter(is_of_script).cloned().collect()
}
