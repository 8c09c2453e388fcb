//! The origin of the page, as messages name it: apps and extensions have schemes of their own, and
//! files and sandboxed frames have `null`.

use spec_model::{document_origin, serialize_origin};

use crate::console::ConsoleMessage;

/// What an origin is written as that is like no other.
const NULL: &str = "null";

/// Returns the origin that a text begins with, up to a mark.
pub(super) fn page_origin(text: &str, end: char) -> Option<String> {
    let origin = text.split([end, '"']).next()?.trim_end_matches('.');
    let is_scheme = |scheme: &str| {
        scheme.bytes().all(|one| one.is_ascii_alphanumeric() || b"+-.".contains(&one))
    };
    let has_scheme = origin.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme));
    (has_scheme || origin == NULL).then(|| origin.to_owned())
}

/// Returns whether an origin stands in a line behind that word, in lower case.
pub(super) fn names_origin(line: &str) -> bool {
    line.split_once("origin ").is_some_and(|(_, rest)| page_origin(rest, ' ').is_some())
}

impl ConsoleMessage {
    /// Returns the origin of the page as the message has it, or as the page's URL has it.
    pub(super) fn named_origin(&self) -> Option<String> {
        let of_page = || Some(serialize_origin(&document_origin(self.page.as_ref()?)));
        self.origin.clone().filter(|origin| origin != NULL).or_else(of_page)
    }

    /// Returns whether the origin is `null`, and nobody says which page that is.
    pub(super) fn has_null_origin(&self) -> bool {
        self.origin.as_deref() == Some(NULL) && self.page.is_none()
    }

    /// Returns whether a page of an extension makes the request.
    pub(super) fn is_of_extension(&self) -> bool {
        let scheme = self.origin.as_ref().and_then(|origin| origin.split_once("://"));
        scheme.is_some_and(|(scheme, _)| scheme.ends_with("-extension"))
    }
}
