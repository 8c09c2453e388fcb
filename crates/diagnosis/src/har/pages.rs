//! Which page an entry of a HAR file belongs to.

use url::Url;

use crate::har::exporter::HarExporter;
use crate::har::format::{Entry, Har};

/// Returns the page that made the request of the entry at this position. Most browsers give their
/// pages the URL for a title. Where the title is none, it is the last document before the entry, if
/// the request can be of it, or what the request says.
pub(super) fn page_of(har: &Har, position: usize) -> Option<Url> {
    let entry = &har.log.entries[position];
    let titled = har.log.pages.iter().find(|page| Some(&page.id) == entry.pageref.as_ref());
    let titled = titled.and_then(|page| document_url(&page.title));
    let said = ["Referer", "Origin"]
        .into_iter()
        .find_map(|name| document_url(entry.request.header(name)?));
    let document = || last_document(har, position);
    match (HarExporter::of(har), titled) {
        // Its one page is the last that was navigated to.
        (HarExporter::Safari, titled) => of_both(said, document()).or(titled),
        (_, Some(titled)) => Some(titled),
        // Two tabs are not told apart without pages.
        (_, None) if entry.pageref.is_none() => said.or_else(document),
        (_, None) => of_both(said, document()),
    }
}

/// Returns the document where the request's word does not contradict it: fields often name its
/// origin alone.
fn of_both(said: Option<Url>, document: Option<Url>) -> Option<Url> {
    match (said, document) {
        (Some(said), Some(document)) if said.origin() == document.origin() => Some(document),
        (said, document) => said.or(document),
    }
}

/// Returns the URL of the last top-level document before an entry, on the same page of the file.
fn last_document(har: &Har, position: usize) -> Option<Url> {
    let entry = &har.log.entries[position];
    let is_document = |one: &&Entry| {
        one.pageref == entry.pageref
            && (200..300).contains(&one.response.status)
            && is_top_level_document(one)
    };
    let earlier = har.log.entries[..position].iter().rev();
    earlier.filter(is_document).find_map(|one| document_url(&one.request.url))
}

fn is_top_level_document(entry: &Entry) -> bool {
    match entry.request.header("Sec-Fetch-Dest") {
        Some(destination) => destination == "document",
        None => {
            entry.request.header("Upgrade-Insecure-Requests").is_some()
                || entry.response.content.mime_type.starts_with("text/html")
                    && entry.request.header("Origin").is_none()
        }
    }
}

fn document_url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(Url::has_host)
}
