//! Calls of the Cookie Store API, as the model takes them.

use run_model::plan::{CookieMembers, SameSiteMember, StoreCall};
use spec_model::{CookieInit, SameSite, Timestamp};

/// Returns what a call is given, with the API's defaults for the rest.
pub fn cookie_init(call: &StoreCall) -> CookieInit {
    let (defaults, members) = match call {
        StoreCall::Delete(members) => (CookieInit::deletion(&members.name), members),
        StoreCall::Set(members) => {
            (CookieInit::new(&members.name, members.value.as_deref().unwrap_or_default()), members)
        }
    };
    let CookieMembers { name: _, value: _, expires, domain, path, same_site, partitioned } =
        members;
    CookieInit {
        expires: expires.map_or(defaults.expires, |milliseconds| {
            Some(Timestamp(milliseconds.div_euclid(1000)))
        }),
        domain: domain.clone(),
        path: path.clone().unwrap_or(defaults.path),
        same_site: match same_site {
            None => defaults.same_site,
            Some(SameSiteMember::Strict) => SameSite::Strict,
            Some(SameSiteMember::Lax) => SameSite::Lax,
            Some(SameSiteMember::None) => SameSite::None,
        },
        partitioned: partitioned.unwrap_or(defaults.partitioned),
        ..defaults
    }
}
