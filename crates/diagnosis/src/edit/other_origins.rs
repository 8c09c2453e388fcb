//! The origins that a response allows besides the page's own.

use url::Url;

use crate::edit::SuggestedEdit;
use crate::edit::preflight::tokens;
use crate::http::response_head::ResponseHead;
use crate::question::Question;

/// What people write between several origins, and around them.
const SEPARATORS: &str = ",;|[](){}\"'`";

/// The fields in which caches say whether they gave the answer.
const CACHE_FIELDS: [&str; 4] = ["Cache-Status", "CF-Cache-Status", "X-Cache", "X-Cache-Status"];

impl Question {
    /// Returns the origins in the response's `Access-Control-Allow-Origin` that are not the
    /// document's: who gives it the document's alone locks them out.
    pub fn other_origins(&self) -> Vec<String> {
        let own = self.client_origin();
        let values = self.response.values("Access-Control-Allow-Origin");
        let is_between = |one: char| one.is_whitespace() || SEPARATORS.contains(one);
        let mut origins: Vec<String> = Vec::new();
        for word in values.flat_map(|value| value.split(is_between)) {
            let url = Url::parse(word).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            let Some(origin) = url.map(|url| url.origin().ascii_serialization()) else { continue };
            // No server means a pattern, and none is compared as one.
            if origin != own && !origin.contains('*') && !origins.contains(&origin) {
                origins.push(origin);
            }
        }
        origins
    }
}

impl SuggestedEdit {
    /// Returns the change that lets the response allow the document's origin.
    pub(super) fn allowing_origin(question: &Question) -> Self {
        match question.other_origins() {
            others if others.is_empty() && !has_pattern(question) => Self::AllowOrigin,
            others => Self::EchoOrigin { others, cached: is_from_cache(&question.response) },
        }
    }
}

impl ResponseHead {
    /// Says that the response differs by the origin that asks for it.
    pub(super) fn vary_by_origin(&mut self) {
        let names = tokens(self, "Vary");
        if !names.iter().any(|name| name == "*" || name.eq_ignore_ascii_case("Origin")) {
            self.add_to_list("Vary", "Origin");
        }
    }
}

/// Returns whether the response has a pattern of origins, such as `https://*.example.com`.
fn has_pattern(question: &Question) -> bool {
    let mut values = question.response.values("Access-Control-Allow-Origin");
    values.any(|value| value.trim() != "*" && value.contains('*'))
}

/// Returns whether a cache gave the response, and takes it for the same whoever asks.
fn is_from_cache(response: &ResponseHead) -> bool {
    let mut ages = response.values("Age");
    let mut words = CACHE_FIELDS.iter().flat_map(|name| response.values(name));
    let is_cached = ages.any(|age| age.trim().parse::<u64>().is_ok_and(|secs| secs > 0))
        || words.any(|value| value.to_ascii_lowercase().contains("hit"));
    let varies = tokens(response, "Vary").iter().any(|one| one.eq_ignore_ascii_case("Origin"));
    is_cached && !varies
}
