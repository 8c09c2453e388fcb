//! Links between pages, relative to where a page lies.

/// Returns the way from the page at an address to the root of the site.
pub(crate) fn to_root(address: &str) -> String {
    let depth = address.matches('/').count();
    if depth == 0 { "./".to_owned() } else { "../".repeat(depth) }
}
