//! The head of a response.

use spec_model::fetch::is_redirect_status;
use spec_model::{document_origin, serialize_origin};
use url::Url;

/// The status and the header fields of a response, as they were sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseHead {
    /// The status code.
    pub status: u16,
    /// The header fields in order, with repetitions.
    pub headers: Vec<(String, String)>,
}

impl ResponseHead {
    /// Returns a response with the status 200 and no header field.
    pub fn ok() -> Self {
        Self { status: 200, headers: Vec::new() }
    }

    /// Returns a response that was not observed. It is assumed to allow the request of a document
    /// at this URL and to set no cookie.
    pub fn unseen(client: &Url) -> Self {
        let origin =
            ("Access-Control-Allow-Origin".to_owned(), serialize_origin(&document_origin(client)));
        Self {
            headers: vec![
                origin,
                ("Access-Control-Allow-Credentials".to_owned(), "true".to_owned()),
            ],
            ..Self::ok()
        }
    }

    /// Returns the values of all fields with this name, in order.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Returns the `Location` of a redirect.
    pub(crate) fn redirects_to(&self) -> Option<&str> {
        self.values("Location").next().filter(|_| is_redirect_status(self.status))
    }

    /// Returns whether it says that nobody is logged in, by a cookie and not by HTTP.
    ///
    /// Spec: [RFC 9110, 15.5.2](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2).
    pub(crate) fn asks_for_login(&self) -> bool {
        self.status == 401 && self.values("WWW-Authenticate").next().is_none()
    }

    /// Returns whether it asks the browser to clear the cookies of its site.
    ///
    /// Spec: [Clear Site Data, parsing](https://www.w3.org/TR/clear-site-data/#parsing).
    pub fn clears_cookies(&self) -> bool {
        let types = self.values("Clear-Site-Data").flat_map(|value| value.split(','));
        types.into_iter().any(|one| matches!(one.trim(), "\"cookies\"" | "\"*\""))
    }
}
