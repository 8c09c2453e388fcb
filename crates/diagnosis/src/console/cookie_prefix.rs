//! Which of the rules for prefixed names can be the one that a cookie of a name violated.

use spec_model::Reason;

/// Returns whether a rule applies to a cookie of this name. All that speak of no prefix do.
pub(super) fn applies_to(reason: Reason, cookie: &str) -> bool {
    let begins = |prefix: &str| {
        cookie.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    match reason {
        Reason::PrefixSecure => begins("__Secure-"),
        Reason::PrefixHostNotSecure | Reason::PrefixHostDomain | Reason::PrefixHostPath => {
            begins("__Host-")
        }
        Reason::PrefixHttp => begins("__Http-"),
        Reason::PrefixHostHttp => begins("__Host-Http-"),
        Reason::PrefixNameless => cookie.is_empty(),
        _ => true,
    }
}
