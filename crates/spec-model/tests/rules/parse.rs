//! Parsing a set-cookie-string.

use crate::kit::{rules, store};

const A: &str = "https://www.example.com/a/b";

rules! {
    control_char { is: store(A, "a=1\u{1}"), not: store(A, "a=1\t2") }
    name_value_too_long {
        is: store(A, &format!("a={}", "v".repeat(4096))),
        not: store(A, &format!("a={}", "v".repeat(4095))),
    }
    nameless { is: store(A, "v"), not: store(A, "a=v") }
    attribute_too_long_ignored {
        is: store(A, &format!("a=1; Path=/{}", "p".repeat(1024))),
        not: store(A, &format!("a=1; Path=/{}", "p".repeat(1023))),
    }
    attribute_unknown { is: store(A, "a=1; Priority=High"), not: store(A, "a=1; Secure;;") }
    expires_unparsable { is: store(A, "a=1; Expires=tomorrow"), not: store(A, "a=1; Expires=Wed, \
     01 Jan 2200 00:00:00 GMT") }
    max_age_invalid { is: store(A, "a=1; Max-Age=+60"), not: store(A, "a=1; Max-Age= 60 ") }
    max_age_non_positive { is: store(A, "a=1; Max-Age=-0"), not: store(A, "a=1; Max-Age=1") }
    domain_leading_dot {
        is: store(A, "a=1; Domain=.example.com"),
        not: store(A, "a=1; Domain=example.com"),
    }
    path_defaulted { is: store(A, "a=1; Path=x"), not: store(A, "a=1; Path=/x") }
    samesite_unrecognized { is: store(A, "a=1; SameSite=Lax; \
     SameSite=Sideways"), not: store(A, "a=1; samesite=LAX") }
}

#[test]
fn samesite_unrecognized_is_only_noted_once() {
    assert_eq!(store(A, "a=1; SameSite=x; SameSite=y"), ["samesite-unrecognized"]);
}
