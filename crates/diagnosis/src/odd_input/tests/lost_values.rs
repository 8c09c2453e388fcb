//! Parts of a line that no browser keeps.

use super::check;

/// A line is cut at its first semicolon, whatever stands around that.
///
/// Spec: [RFC 6265bis §5.6](https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-set-cookie-header-field).
#[test]
fn a_value_that_is_cut_at_a_semicolon_is_named() {
    for (value, kept) in [
        (r#"{"a":1,"b":"x;y"}"#, r#"{"a":1,"b":"x"#),
        (r#"{"a":"x;b=2"}"#, r#"{"a":"x"#),
        ("[1;2;3]", "[1"),
        ("<a href='x;y'>", "<a href='x"),
    ] {
        let note = format!(
            "no quotes or brackets protect a `;`: browsers cut the value of `a` to `{kept}`; write \
             `%3B` for it"
        );
        check(&format!("Set-Cookie: a={value}; Path=/"), &[&note]);
    }
    for whole in [r#"{"a":1}"#, "[1,2]", "it's", "(x", "a<b"] {
        check(&format!("Set-Cookie: a={whole}; Path=/"), &[]);
    }
}

#[test]
fn a_word_that_is_no_attribute_is_named() {
    let note = "browsers ignore `b`, which is no attribute; if it is of the cookie's value, write \
                `%3B` for the `;` before it";
    check("Set-Cookie: a=x;b; Path=/", &[note]);
    check("Set-Cookie: a=x; Path; Priority=High; Version=1; SameParty; HttpOnly", &[]);
}

/// Without `=`, all of the part before the first semicolon is the value.
#[test]
fn a_cookie_without_a_name_is_named() {
    for pair in ["sid: 1", r#"{"sid":"1"}"#, "sid"] {
        let note = format!(
            "`{pair}` has no `=`: browsers take it for the value of a cookie without a name; write \
             `NAME=VALUE` before the attributes"
        );
        check(&format!("Set-Cookie: {pair}; Secure"), &[&note]);
    }
    check("Set-Cookie: =a; Secure", &[]);
}

/// A `Max-Age` that is not positive ends the cookie at once.
///
/// Spec: [RFC 6265bis §5.6.2](https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-max-age-attribute).
#[test]
fn a_negative_max_age_beside_a_value_is_named() {
    let note = "a `Max-Age` below zero deletes `a`; to keep it until the session ends, leave \
                `Max-Age` and `Expires` out";
    check("Set-Cookie: a=x; Max-Age=-1", &[note]);
    check("Set-Cookie: a=; Max-Age=-1", &[]);
    check("Set-Cookie: a=deleted; Max-Age=-1", &[]);
    check("Set-Cookie: a=x; Max-Age=0", &[]);
}
