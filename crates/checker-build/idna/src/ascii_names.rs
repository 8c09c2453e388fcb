//! Host names that need no table.

/// What a host name needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HostName<'a> {
    /// Nothing: this is its form in ASCII.
    Ascii(String),
    /// Tables of Unicode.
    International(&'a str),
}

impl<'a> HostName<'a> {
    /// Returns what a host name needs, or `None` where it is none.
    ///
    /// Spec: [URL, domain to ASCII](https://url.spec.whatwg.org/#concept-domain-to-ascii).
    pub(crate) fn of(domain: &'a [u8]) -> Option<Self> {
        let domain = std::str::from_utf8(domain).ok()?;
        if domain.bytes().any(is_forbidden) {
            return None;
        }
        let lower = domain.to_ascii_lowercase();
        // An A-label is valid only if it stands for a valid U-label.
        let has_a_label = lower.split('.').any(|label| label.starts_with("xn--"));
        let is_plain = lower.is_ascii() && !has_a_label;
        Some(if is_plain { Self::Ascii(lower) } else { Self::International(domain) })
    }
}

/// Spec: [URL, forbidden domain code point](https://url.spec.whatwg.org/#forbidden-domain-code-point).
fn is_forbidden(octet: u8) -> bool {
    octet <= b' ' || octet == 0x7F || b"%#/:<>?@[\\]^|".contains(&octet)
}
