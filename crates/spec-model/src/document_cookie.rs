//! `document.cookie`: which documents have it at all.

use url::{Origin, Url};

use crate::decision::Decision;
use crate::reason::Reason;

/// Whether a document has a browsing context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BrowsingContext {
    /// It has none, as one that `DOMParser` made.
    Absent,
    /// It has one.
    Present,
}

/// Decides whether a document's `document.cookie` reads and writes cookies. A cookie-averse
/// document reads the empty string and ignores what is written; one with an opaque origin throws a
/// SecurityError. What is read and written else is decided with the context of
/// [`CookieContext::of_script`](crate::CookieContext::of_script), the whole string being one
/// set-cookie-string in UTF-8.
///
/// Spec: [HTML,
/// document.cookie](https://html.spec.whatwg.org/multipage/dom.html#dom-document-cookie).
pub fn document_cookie_gate(
    url: &Url,
    origin: &Origin,
    browsing_context: BrowsingContext,
) -> Decision {
    let mut decision = Decision::default();
    // Cookie-averse: no browsing context, or a URL whose scheme is not HTTP(S).
    let is_averse =
        browsing_context == BrowsingContext::Absent || !matches!(url.scheme(), "http" | "https");
    decision.violate_if(is_averse, Reason::CookieAverseDocument);
    decision.violate_if(!origin.is_tuple(), Reason::OpaqueOrigin);
    decision
}
