//! Cookies whose octets or whose place in the line keep a browser from reading them.

use run_model::evidence::cookie_pair;

use crate::set_cookie::attributes::{attribute_name, attributes, with_attribute, with_pair};
use crate::set_cookie::missing_signs::is_attribute_name;

/// Returns the line with everything percent-encoded in the cookie and its Path that some browser
/// does not read: control characters, what is not ASCII, and commas in the name.
pub(super) fn percent_encoded(line: &str) -> String {
    let (name, value) = cookie_pair(line);
    let (encoded_name, encoded_value) = (encoded(name, &[',']), encoded(value, &[]));
    let mut changed = line.to_owned();
    if encoded_name != name || encoded_value != value {
        changed = with_pair(line, &encoded_name, &encoded_value);
    }
    let path = attributes(line).filter(|one| attribute_name(one) == "path").last();
    if let Some((_, path)) = path.and_then(|path| path.split_once('=')) {
        let encoded_path = encoded(path.trim(), &[]);
        if encoded_path != path.trim() {
            changed = with_attribute(&changed, &format!("Path={encoded_path}"));
        }
    }
    changed
}

fn encoded(text: &str, also: &[char]) -> String {
    let mut encoded = String::new();
    for one in text.chars() {
        if one.is_ascii() && !one.is_ascii_control() && !also.contains(&one) {
            encoded.push(one);
        } else {
            let octets = one.to_string();
            encoded.extend(octets.bytes().map(|octet| format!("%{octet:02X}")));
        }
    }
    encoded
}

/// Returns the line from its cookie on, where nothing but semicolons stands in front of it.
pub(super) fn behind_semicolon(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches([' ', '\t', ';']);
    let (name, _) = rest.split(';').next()?.split_once('=')?;
    let begins_empty = line.trim_start_matches([' ', '\t']).starts_with(';');
    (begins_empty && !is_attribute_name(name.trim())).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_some_browser_does_not_read_is_encoded() {
        for (line, changed) in [
            ("sid=\u{65e5}\u{672c}; Path=/", "sid=%E6%97%A5%E6%9C%AC; Path=/"),
            ("\u{1f36a}=1", "%F0%9F%8D%AA=1"),
            ("sid=\u{fc}", "sid=%C3%BC"),
            ("a\tb=c\td", "a%09b=c%09d"),
            ("a,b=c,d", "a%2Cb=c,d"),
            ("a=1; Path=/\u{fc}; Secure", "a=1; Secure; Path=/%C3%BC"),
            ("a=%41 b; Path=/%C3%BC", "a=%41 b; Path=/%C3%BC"),
        ] {
            assert_eq!(percent_encoded(line), changed);
        }
    }

    #[test]
    fn a_cookie_behind_a_semicolon_is_no_attribute() {
        assert_eq!(behind_semicolon(" ; sid=1; Path=/"), Some("sid=1; Path=/"));
        assert_eq!(behind_semicolon(";; sid=1"), Some("sid=1"));
        for line in ["sid=1; Path=/", "; Path=/", "=1; a=2", ";", "; Secure", ""] {
            assert_eq!(behind_semicolon(line), None, "{line}");
        }
    }
}
