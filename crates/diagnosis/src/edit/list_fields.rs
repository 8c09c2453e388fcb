//! Lists in header fields whose members stand apart by something else than commas.

use crate::http::response_head::ResponseHead;
use crate::http::text::is_token;

/// What people write between the members of a list, and around them.
const SEPARATORS: &str = ",;|&";
const WRAPPING: &str = "[](){}<>\"'`:";

/// Writes the fields of this name that are no lists anew, with the members that they probably have.
pub(super) fn mend_lists(head: &mut ResponseHead, name: &str) {
    let fields = head.headers.iter_mut().filter(|(field, _)| field.eq_ignore_ascii_case(name));
    for (_, value) in fields.filter(|(_, value)| !is_list(value)) {
        *value = meant_members(value).join(", ");
    }
}

/// Returns whether a value is a list of methods or of field names.
///
/// Spec: [Fetch, extract header list
/// values](https://fetch.spec.whatwg.org/#extract-header-list-values).
fn is_list(value: &str) -> bool {
    // A `|` is allowed in a token, and in none that anybody has.
    value.split(',').map(str::trim).all(|one| {
        one.is_empty() || is_token(one) && !one.contains(['|', '&', '`']) && !one.starts_with('\'')
    })
}

/// Returns the members that a value probably has.
fn meant_members(value: &str) -> Vec<&str> {
    if value.contains("[object ") {
        return Vec::new();
    }
    let is_between = |one: char| one.is_whitespace() || SEPARATORS.contains(one);
    let mut members: Vec<&str> = Vec::new();
    for word in value.split(is_between) {
        let word = word.trim_matches(|one: char| WRAPPING.contains(one));
        // Methods are apart by a slash too, in which media types are one.
        let parts = word.split('/').filter(|_| is_methods(word)).collect::<Vec<_>>();
        for member in if parts.is_empty() { vec![word] } else { parts } {
            let is_new = |other: &&str| !other.eq_ignore_ascii_case(member);
            if is_token(member) && members.iter().all(is_new) {
                members.push(member);
            }
        }
    }
    members
}

fn is_methods(word: &str) -> bool {
    word.contains('/') && word.bytes().all(|one| one.is_ascii_uppercase() || one == b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, mended: &str) {
        let mut head = ResponseHead::ok();
        head.headers.push(("Access-Control-Allow-Headers".to_owned(), value.to_owned()));
        mend_lists(&mut head, "access-control-allow-headers");
        assert_eq!(head.headers[0].1, mended, "{value}");
    }

    #[test]
    fn members_are_told_apart_by_commas() {
        for value in [
            "Content-Type; Authorization",
            "Content-Type;Authorization;",
            "Content-Type Authorization",
            "Content-Type|Authorization",
            "Content-Type & Authorization",
            "[\"Content-Type\", \"Authorization\"]",
            "['Content-Type','Authorization']",
            "\"Content-Type, Authorization\"",
            "Content-Type\tAuthorization",
            "Content-Type:, Authorization:",
            "Content-Type, Content-Type Authorization",
        ] {
            check(value, "Content-Type, Authorization");
        }
        for value in ["GET PUT DELETE", "GET;PUT;DELETE", "GET/PUT/DELETE", "{GET, PUT, DELETE}"] {
            check(value, "GET, PUT, DELETE");
        }
        check("Content-Type: application/json", "Content-Type");
        check("[object Object]", "");
    }

    #[test]
    fn a_list_stays_as_it_is() {
        for value in ["", "*", "a", "a,b", "a , ,b,", "X_y, $t, ~a"] {
            check(value, value);
        }
    }
}
