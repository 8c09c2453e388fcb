//! Who wrote a HAR file: what each leaves out, and writes in a way of its own.

use crate::har::format::{Entry, Field, Har};
use crate::set_cookie::folded::folded_cookies;

/// Who wrote a HAR file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HarExporter {
    /// Chromium's developer tools. They leave out cookies, unless a setting says otherwise.
    Chromium,
    /// Some other program that follows HAR 1.2.
    Other,
    /// Playwright. The titles of its pages are those of documents.
    Playwright,
    /// Safari's Web Inspector. It writes one page whatever is navigated to, and joins fields of one
    /// name with commas.
    Safari,
}

impl HarExporter {
    /// Returns who wrote a file, by the name it gives itself.
    pub(super) fn of(har: &Har) -> Self {
        match har.log.creator.name.as_str() {
            "WebInspector" => Self::Chromium,
            "WebKit Web Inspector" => Self::Safari,
            "Playwright" => Self::Playwright,
            _ => Self::Other,
        }
    }

    /// Returns a response's fields, each as it was sent: some exporters put several `Set-Cookie`
    /// fields into one, a line each.
    pub(super) fn response_headers(self, entry: &Entry) -> Vec<(String, String)> {
        let parts = |field: &Field| -> Vec<(String, String)> {
            let is_cookie = field.name.eq_ignore_ascii_case("Set-Cookie");
            let lines = field.value.split('\n').flat_map(|line| {
                if is_cookie && self == Self::Safari {
                    folded_cookies(line)
                } else {
                    vec![line.to_owned()]
                }
            });
            lines.map(|line| (field.name.clone(), line)).collect()
        };
        entry.response.headers.iter().flat_map(parts).collect()
    }
}

/// Returns the names of the cookies that an entry lists; `None` where it does not show which the
/// request carried: there is no response, or none of the server's.
pub(super) fn listed_cookies(entry: &Entry) -> Option<Vec<String>> {
    let listed: Vec<String> =
        entry.request.cookies.iter().map(|cookie| cookie.name.clone()).collect();
    let is_from_network = entry.from_cache.is_none()
        && entry.via_service_worker != Some(true)
        && entry.fetch_type.as_deref().is_none_or(|it| it == "Network Load");
    let is_known = is_from_network && entry.response.status > 0;
    (is_known || !listed.is_empty() || entry.request.header("Cookie").is_some()).then_some(listed)
}
