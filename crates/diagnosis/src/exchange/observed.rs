//! A request and its response as somebody saw them: in an archive, or on the wire.

use matrix::RequestApi;
use spec_model::Timestamp;
use url::Url;

use crate::console::read_console;
use crate::http::response_head::ResponseHead;
use crate::paste::cause_in;

/// A request and its response as somebody saw them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedExchange {
    /// The request's method.
    pub method: String,
    /// The request's URL, as it was written down.
    pub url: String,
    /// The request's header fields.
    pub request_headers: Vec<(String, String)>,
    /// The names of the cookies that the request carried, even where no field says it; `None` where
    /// its cookies were not written down.
    pub listed_cookies: Option<Vec<String>>,
    /// What the request is for, in the exporter's word: `document`, `fetch` …
    pub resource_type: Option<String>,
    /// By which means the request was made, where that was written down.
    pub api: Option<RequestApi>,
    /// The page that made the request, where it is known.
    pub page: Option<Url>,
    /// When the request was made, where it is known.
    pub started: Option<Timestamp>,
    /// Why the page got no response, in the words of the browser, where it got none.
    pub failure: Option<String>,
    /// The response; its status is 0 where none came.
    pub response: ResponseHead,
}

impl ObservedExchange {
    /// What a request of a test's own HTTP client is for.
    pub(crate) const OF_TEST_CLIENT: &'static str = "api-request";

    /// Returns the value of the request's first field with this name.
    pub fn request_header(&self, name: &str) -> Option<&str> {
        let field = |(field, _): &&(String, String)| field.eq_ignore_ascii_case(name);
        self.request_headers.iter().find(field).map(|(_, value)| value.as_str())
    }

    /// Returns whether it is a CORS preflight.
    pub fn is_preflight(&self) -> bool {
        self.method == "OPTIONS" && self.request_header("Access-Control-Request-Method").is_some()
    }

    /// Returns whether a test's own HTTP client made it, and no browser.
    pub(crate) fn is_of_test_client(&self) -> bool {
        self.resource_type.as_deref() == Some(Self::OF_TEST_CLIENT)
    }

    /// Returns whether it says nothing of the cookies of a page: a test's own HTTP client made it,
    /// or it is a preflight.
    pub(crate) fn is_test_client_or_preflight(&self) -> bool {
        self.is_of_test_client() || self.is_preflight()
    }

    /// Returns whether it has a response that CORS may keep from the script that asks.
    pub(crate) fn is_subject_to_cors(&self) -> bool {
        let is_cors = match self.request_header("Sec-Fetch-Mode") {
            Some(mode) => mode == "cors",
            None => self.request_header("Origin").is_some(),
        };
        let is_same_origin = self.request_header("Sec-Fetch-Site") == Some("same-origin");
        is_cors && !is_same_origin && (self.response.status > 0 || self.has_response_head())
    }

    /// Returns why no response came and what to do next, where the browser's own words tell it.
    pub fn failure_cause(&self) -> Option<String> {
        let words = self.failure.as_deref()?;
        // A console writes the same words behind the URL.
        let line = format!("{} {} {words}", self.method, self.url);
        let message = || {
            let message = read_console(&line).messages.into_iter().next()?;
            let fix = message.likely_fix().unwrap_or_default();
            Some(format!("{} {fix}", message.remark?))
        };
        let cause = || {
            let cause = cause_in(words).filter(|_| self.response.status == 0)?;
            Some(format!("{cause}. Next, {}", cause.next_step()))
        };
        message().or_else(cause)
    }

    fn has_response_head(&self) -> bool {
        !self.response.headers.is_empty()
    }

    /// Returns the names of the cookies that the request carried.
    pub(crate) fn cookie_names(&self) -> Vec<String> {
        let name = |pair: &str| pair.split('=').next().unwrap_or_default().trim().to_owned();
        let fields = self.request_headers.iter();
        let fields = fields.filter(|(field, _)| field.eq_ignore_ascii_case("Cookie"));
        let names = fields.flat_map(|(_, value)| value.split(';').map(name));
        names.chain(self.listed_cookies.iter().flatten().cloned()).collect()
    }

    /// Returns the URL that the response redirects to, if it is a redirect.
    pub(crate) fn redirects_to(&self) -> Option<Url> {
        Url::parse(&self.url).ok()?.join(self.response.redirects_to()?).ok()
    }

    /// Returns whether the response sets a cookie.
    pub fn sets_cookie(&self) -> bool {
        self.response.values("Set-Cookie").next().is_some()
    }
}
