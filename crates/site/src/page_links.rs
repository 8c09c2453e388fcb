//! Links between pages, relative to where a page lies.

/// The test vectors for cookie jars, below the site.
pub(crate) const VECTORS_FILE: &str = "data/jar-vectors.json";

/// The JSON Schema of the vectors, below the site.
pub(crate) const VECTORS_SCHEMA_FILE: &str = "data/jar-vectors.schema.json";

/// Returns the way from the page at an address to the root of the site.
pub(crate) fn to_root(address: &str) -> String {
    let depth = address.matches('/').count();
    if depth == 0 { "./".to_owned() } else { "../".repeat(depth) }
}
