//! The table in which developer tools show the cookies that a browser has.

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
