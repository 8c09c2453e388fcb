//! Prefixes of cookie names that ask for attributes.

/// The prefixes that ask for `Secure`, longest first.
const SECURE_PREFIXES: [&str; 4] = ["__Host-Http-", "__Secure-", "__Host-", "__Http-"];

/// Returns the prefix of a name that asks for `Secure`, and what is behind it.
pub(super) fn secure_prefix(name: &str) -> Option<(&'static str, &str)> {
    SECURE_PREFIXES.into_iter().find_map(|prefix| Some((prefix, behind(prefix, name)?)))
}

/// Returns the prefix that takes the place of one that allows no Domain, and the name behind it.
pub(super) fn below_host_prefix(name: &str) -> Option<(&'static str, &str)> {
    match secure_prefix(name)? {
        ("__Host-Http-", rest) => Some(("__Http-", rest)),
        ("__Host-", rest) => Some(("__Secure-", rest)),
        _ => None,
    }
}

/// Returns what is behind a prefix, whatever its case.
fn behind<'n>(prefix: &str, name: &'n str) -> Option<&'n str> {
    name.get(..prefix.len())?.eq_ignore_ascii_case(prefix).then(|| &name[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_told_apart_whatever_their_case() {
        assert_eq!(secure_prefix("__secure-a"), Some(("__Secure-", "a")));
        assert_eq!(secure_prefix("__Host-Http-a"), Some(("__Host-Http-", "a")));
        assert_eq!(secure_prefix("__Hosta"), None);
        assert_eq!(below_host_prefix("__Host-Http-a"), Some(("__Http-", "a")));
        assert_eq!(below_host_prefix("__HOST-a"), Some(("__Secure-", "a")));
        assert_eq!(below_host_prefix("__Secure-a"), None);
    }
}
