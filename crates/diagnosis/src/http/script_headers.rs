//! The header fields of a request that its script set.

/// Returns the header fields that a preflight announces by this `Access-Control-Request-Headers`.
/// It does not say their values, which are no safelisted ones: they are written as `?`.
pub(crate) fn announced_headers(names: &str) -> Vec<(String, String)> {
    let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| (name.to_owned(), "?".to_owned())).collect()
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
