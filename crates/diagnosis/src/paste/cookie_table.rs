//! The forms in which developer tools, extensions and programs show the cookies that they keep.

use crate::paste::literal::LiteralValue;

/// How many cells a row has at least, up to the flags.
const CELLS: usize = 8;

/// Returns whether a line is the heading or a row of that table: name, value, domain, path, end,
/// size and flags, with tabs between them.
pub(crate) fn is_of_table(text: &str) -> bool {
    let cells: Vec<&str> = text.trim_end_matches('\r').splitn(CELLS + 1, '\t').collect();
    let [name, _, domain, path, ends, size, ..] = cells.as_slice() else { return false };
    let is_heading = [*name, *domain, *path] == ["Name", "Domain", "Path"];
    let is_end = *ends == "Session" || ends.starts_with(|first: char| first.is_ascii_digit());
    let is_size = !size.is_empty() && size.bytes().all(|octet| octet.is_ascii_digit());
    let is_row = cells.len() >= CELLS && path.starts_with('/') && is_end && is_size;
    is_heading || is_row && !domain.is_empty() && !domain.contains(' ')
}

/// Returns whether a line is of another list of cookies: a file of Netscape's form, as `curl -c`
/// writes it, or Firefox's panel, which alone says whether a cookie is of one host.
pub(crate) fn is_of_store(text: &str) -> bool {
    let text = text.trim_end_matches('\r').trim_start();
    let is_title = ["# Netscape HTTP Cookie File", "# HTTP Cookie File"].contains(&text.trim_end());
    let cells: Vec<&str> = text.split('\t').collect();
    let is_flag = |cell: &str| matches!(cell, "TRUE" | "FALSE");
    let is_row = matches!(cells.as_slice(), [domain, below, path, secure, ends, _, ..]
        if !domain.is_empty()
            && is_flag(below)
            && path.starts_with('/')
            && is_flag(secure)
            && ends.bytes().all(|octet| octet.is_ascii_digit()));
    let is_of_panel = matches!(text.trim_end(), "HostOnly:true" | "HostOnly:false")
        || matches!(cells.as_slice(), [name, value] if is_of_tree(name, value.trim_end()));
    is_title || is_row || is_of_panel
}

/// Returns whether name and value are those of a flag in the tree of cookies that Firefox shows of
/// a response.
fn is_of_tree(name: &str, value: &str) -> bool {
    match name {
        "httpOnly" | "secure" => matches!(value, "true" | "false"),
        "samesite" => value.starts_with('"'),
        _ => false,
    }
}

/// Returns whether a value is a list of cookies, as extensions, Playwright, Puppeteer and Selenium
/// write it.
pub(crate) fn is_list(value: &LiteralValue) -> bool {
    let is_head = value.printed_member("headers").or(value.printed_member("response")).is_some();
    let listed = value.printed_member("cookies").filter(|_| !is_head).unwrap_or(value);
    let LiteralValue::List(cookies) = listed else { return false };
    let is_cookie = |one: &LiteralValue| {
        let has = |name| one.printed_member(name).is_some();
        has("name") && has("value") && has("domain")
    };
    !cookies.is_empty() && cookies.iter().all(is_cookie)
}
