//! The attributes of a `Set-Cookie` line as text: compared with those that were recorded, and
//! changed.

use spec_model::{QuirkSet, Timestamp, parse_set_cookie};

/// The attributes of a `Set-Cookie` line, in order, each trimmed; empty ones are left out.
pub(crate) fn attributes(line: &str) -> impl Iterator<Item = &str> {
    line.split(';').skip(1).map(trimmed).filter(|attribute| !attribute.is_empty())
}

/// Returns whether a line deletes its cookie: it is over at this time.
pub(crate) fn deletes(line: &str, now: Timestamp) -> bool {
    let cookie = parse_set_cookie(line.as_bytes(), QuirkSet::NONE).cookie;
    let is_past = cookie.expires.is_some_and(|expires| expires <= now);
    cookie.max_age_secs.map_or(is_past, |secs| secs <= 0)
}

/// Returns a part of a line without the white space around it: other octets count.
fn trimmed(part: &str) -> &str {
    part.trim_matches([' ', '\t'])
}

/// Returns an attribute's name in lower case.
pub(crate) fn attribute_name(attribute: &str) -> String {
    trimmed(attribute.split('=').next().unwrap_or_default()).to_ascii_lowercase()
}

/// Returns whether two attributes say the same: names and the words of SameSite know no case.
pub(crate) fn same_attribute(one: &str, other: &str) -> bool {
    let value =
        |attribute: &str| attribute.split_once('=').map(|(_, value)| trimmed(value).to_owned());
    let name = attribute_name(one);
    let same_value = match (value(one), value(other)) {
        (Some(one), Some(other)) if name == "samesite" => one.eq_ignore_ascii_case(&other),
        (one, other) => one == other,
    };
    name == attribute_name(other) && same_value
}

/// Returns the line without any attribute of this name.
pub(crate) fn without_attribute(line: &str, name: &str) -> String {
    let mut parts = line.split(';').map(trimmed);
    let pair = parts.next().unwrap_or_default().to_owned();
    let kept =
        parts.filter(|part| !part.is_empty() && !attribute_name(part).eq_ignore_ascii_case(name));
    std::iter::once(pair.as_str()).chain(kept).collect::<Vec<_>>().join("; ")
}

/// Returns the line with this attribute in place of all others of its name.
pub(crate) fn with_attribute(line: &str, attribute: &str) -> String {
    format!("{}; {attribute}", without_attribute(line, &attribute_name(attribute)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_replaces_all_of_its_name() {
        let line = "a=1; Path=/; samesite=Lax ;; SameSite=Strict; Secure";
        assert_eq!(with_attribute(line, "SameSite=None"), "a=1; Path=/; Secure; SameSite=None");
        assert_eq!(without_attribute("a=b=c", "Path"), "a=b=c");
    }

    #[test]
    fn case_matters_in_values_but_the_words_of_same_site() {
        assert!(same_attribute("samesite=NONE", "SameSite=None"));
        assert!(same_attribute("secure", "Secure"));
        assert!(!same_attribute("Path=/A", "Path=/a"));
        assert!(!same_attribute("Domain=A.test", "Domain=a.test"));
        assert!(!same_attribute("Secure\u{a0}", "Secure"));
        assert!(!same_attribute("Secure", "HttpOnly"));
    }
}
