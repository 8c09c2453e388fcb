//! Names that promise attributes: `__Secure-`, `__Host-` and their kin.

use crate::context::CookieContext;
use crate::decision::Decision;
use crate::host::is_ip_address;
use crate::policy::HttpPrefixes;
use crate::quirk::Quirk;
use crate::reason::Reason;
use crate::set_cookie::{ParsedSetCookie, PathAttribute};
use crate::storage::StoredCookie;

/// Steps 20 to 22, and Layered Cookies for `__Http-` and `__Host-Http-`.
pub(super) fn check_prefixes(
    cookie: &StoredCookie,
    parsed: &ParsedSetCookie<'_>,
    context: &CookieContext<'_>,
) -> Decision {
    let attributes = &parsed.cookie;
    let mut decision = Decision::default();
    let has_path_attribute = attributes.path.is_some();
    let http_prefixes = context.user_agent.policy().http_prefixes == HttpPrefixes::Enforced;
    let is_host_compatible =
        cookie.secure_only && cookie.host_only && has_path_attribute && cookie.path == b"/";
    // Deviation: Layered Cookies-02 asks for http-only to be false, which contradicts its own text
    // on prefixes and is being mended.
    let is_http_compatible = cookie.secure_only && cookie.http_only;
    let name = &cookie.name;
    // Step 20.
    decision
        .violate_if(has_prefix(name, b"__Secure-") && !cookie.secure_only, Reason::PrefixSecure);
    // Step 21.
    if has_prefix(name, b"__Host-") {
        decision.violate_if(!cookie.secure_only, Reason::PrefixHostNotSecure);
        // By the quirk the Domain attribute counts, and not what comes of it.
        let names_domain = attributes.domain.as_deref().is_some_and(|domain| {
            let is_the_host = parsed.domain_as_written == Some(cookie.domain.as_bytes());
            let is_the_address = is_the_host && cookie.host_only && is_ip_address(&cookie.domain);
            !domain.is_empty() && !is_the_address
        });
        let differs = names_domain == cookie.host_only;
        let quirks = context.user_agent.quirks();
        let is_refused = if decision.departs(differs, Quirk::HostPrefixRefusesAnyDomain, quirks) {
            names_domain
        } else {
            !cookie.host_only
        };
        decision.violate_if(is_refused, Reason::PrefixHostDomain);
        let is_root = cookie.path == b"/";
        let has_path = has_path_attribute && is_root;
        // By this quirk what comes of it counts alone, and not whether the attribute is there.
        let differs = has_path != is_root;
        let has_path = if decision.departs(differs, Quirk::HostPrefixByResultingPath, quirks) {
            is_root
        } else {
            has_path
        };
        // By the quirk the path counts as it is written, and not what comes of it.
        let is_written =
            matches!(&attributes.path, Some(PathAttribute::Given(path)) if **path == *b"/");
        let differs = has_path != is_written;
        let has_path = if decision.departs(differs, Quirk::HostPrefixNeedsAWrittenPath, quirks) {
            is_written
        } else {
            has_path
        };
        decision.violate_if(!has_path, Reason::PrefixHostPath);
    }
    if http_prefixes {
        decision
            .violate_if(has_prefix(name, b"__Http-") && !is_http_compatible, Reason::PrefixHttp);
        let is_compatible = is_host_compatible && is_http_compatible;
        decision.violate_if(
            has_prefix(name, b"__Host-Http-") && !is_compatible,
            Reason::PrefixHostHttp,
        );
    }
    // Step 22. `__Host-Http-` begins with `__Host-`.
    if name.is_empty() {
        let value = &cookie.value;
        let is_prefixed = has_prefix(value, b"__Secure-")
            || has_prefix(value, b"__Host-")
            || (http_prefixes && has_prefix(value, b"__Http-"));
        decision.violate_if(is_prefixed, Reason::PrefixNameless);
    }
    decision
}

/// Returns whether a name or value begins with a prefix of names, whose case does not matter.
pub(crate) fn has_prefix(octets: &[u8], prefix: &[u8]) -> bool {
    octets.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
