//! The directive of a Content Security Policy that a message names.

/// Returns the directive that kept a request back: `connect-src`. Where it is not set and
/// `default-src` stands in for it, it is the one to set.
///
/// Spec: [CSP3, directives](https://www.w3.org/TR/CSP3/#csp-directives).
pub(super) fn policy_directive(text: &str) -> Option<String> {
    let mut words = text.split(|letter: char| !letter.is_ascii_alphabetic() && letter != '-');
    let is_directive = |word: &&str| {
        let known = ["base-uri", "form-action", "frame-ancestors", "navigate-to", "sandbox"];
        word.len() > "-src".len() && word.ends_with("-src") || known.contains(word)
    };
    let found: Vec<&str> = words.by_ref().filter(is_directive).collect();
    let own = found.iter().find(|word| **word != "default-src");
    own.or(found.first()).map(|word| (*word).to_owned())
}
