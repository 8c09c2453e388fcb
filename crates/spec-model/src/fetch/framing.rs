//! Which documents may stand in a frame, by the fields of their responses.

use url::{Origin, Url};

use super::Headers;
use crate::decision::Decision;
use crate::reason::Reason;

/// Decides whether `X-Frame-Options` lets a document of this URL stand in a frame below documents
/// of these origins.
///
/// Spec: [HTML, check a navigation response's adherence to
/// X-Frame-Options](https://html.spec.whatwg.org/multipage/document-lifecycle.html#check-a-navigation-response's-adherence-to-x-frame-options).
pub fn x_frame_options_decision(headers: &Headers, url: &Url, ancestors: &[Origin]) -> Decision {
    let mut decision = Decision::default();
    // Step 2: `frame-ancestors` takes its place.
    if policies(headers).iter().any(|policy| frame_ancestors(policy).is_some()) {
        return decision;
    }
    // Steps 3 and 4.
    let value = headers.get("X-Frame-Options").unwrap_or_default();
    let mut options: Vec<String> = String::from_utf8_lossy(&value)
        .split(',')
        .map(|option| option.trim().to_ascii_lowercase())
        .collect();
    options.sort_unstable();
    options.dedup();
    let has = |option: &str| options.iter().any(|one| one == option);
    let is_refused = if options.len() > 1 {
        // Steps 5 and 6: what contradicts itself allows nothing.
        ["allowall", "deny", "sameorigin"].into_iter().any(has)
    } else {
        // Steps 7 and 8.
        let is_other = |ancestor: &Origin| *ancestor != url.origin();
        has("deny") || has("sameorigin") && ancestors.iter().any(is_other)
    };
    decision.violate_if(is_refused, Reason::FrameOptions);
    decision
}

/// Decides whether the `frame-ancestors` of a document's policies let it stand in a frame below
/// documents of these origins.
///
/// Spec: [CSP Level 3 §6.4.2.1](https://www.w3.org/TR/CSP3/#frame-ancestors-navigation-response).
pub fn frame_ancestors_decision(headers: &Headers, url: &Url, ancestors: &[Origin]) -> Decision {
    let mut decision = Decision::default();
    let policies = policies(headers);
    let lists = policies.iter().filter_map(|policy| frame_ancestors(policy));
    let is_refused = |sources: &str| {
        let matches = |ancestor| sources.split_whitespace().any(|one| is_match(one, ancestor, url));
        !ancestors.iter().all(matches)
    };
    decision.violate_if(lists.into_iter().any(is_refused), Reason::FrameAncestors);
    decision
}

/// Returns the policies that a response enforces.
fn policies(headers: &Headers) -> Vec<String> {
    let value = headers.get("Content-Security-Policy").unwrap_or_default();
    String::from_utf8_lossy(&value).split(',').map(str::to_owned).collect()
}

/// Returns the sources of a policy's `frame-ancestors`; of several, the first counts.
fn frame_ancestors(policy: &str) -> Option<&str> {
    policy.split(';').find_map(|directive| {
        let directive = directive.trim();
        let (name, sources) = directive.split_once(char::is_whitespace).unwrap_or((directive, ""));
        name.eq_ignore_ascii_case("frame-ancestors").then_some(sources)
    })
}

/// Returns whether a source expression matches an ancestor, for a document at `url`.
///
/// Spec: [CSP Level 3 §6.7.2.8](https://www.w3.org/TR/CSP3/#match-url-to-source-expression).
/// Deviation: a path in an expression is not looked at, as ancestors are origins.
fn is_match(source: &str, ancestor: &Origin, url: &Url) -> bool {
    let Origin::Tuple(scheme, host, port) = ancestor else { return false };
    let host = host.to_string();
    let is_default = *port == default_port(scheme);
    let own = url.scheme();
    // Other keywords are hosts that there are not.
    match source.to_ascii_lowercase().as_str() {
        "*" => matches!(scheme.as_str(), "http" | "https") || allows_scheme(own, scheme),
        "'self'" => {
            let is_default_here = url.port().is_none();
            *ancestor == url.origin()
                || url.host_str() == Some(host.as_str())
                    && scheme == "https"
                    && is_default
                    && is_default_here
        }
        expression => {
            if let Some(scheme_source) = expression.strip_suffix(':') {
                return allows_scheme(scheme_source, scheme);
            }
            let (wanted_scheme, rest) = expression.split_once("://").unwrap_or((own, expression));
            let authority = rest.split('/').next().unwrap_or_default();
            let (wanted_host, wanted_port) = match authority.rsplit_once(':') {
                Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
                Some(_) | None => (authority, None),
            };
            let is_port = match wanted_port {
                None => is_default,
                Some("*") => true,
                Some(wanted) => {
                    wanted.parse() == Ok(*port) || wanted == "80" && scheme == "https" && is_default
                }
            };
            let is_host = match wanted_host.strip_prefix('*') {
                Some(suffix) => suffix.is_empty() || host.ends_with(suffix),
                None => host == wanted_host,
            };
            allows_scheme(wanted_scheme, scheme) && is_host && is_port
        }
    }
}

/// Spec: [CSP Level 3 §6.7.2.10](https://www.w3.org/TR/CSP3/#match-schemes).
fn allows_scheme(wanted: &str, scheme: &str) -> bool {
    wanted == scheme || wanted == "http" && scheme == "https"
}

fn default_port(scheme: &str) -> u16 {
    if scheme == "http" { 80 } else { 443 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "https://idp.example.com/login";

    #[track_caller]
    fn check(field: (&str, &str), ancestors: &[&str], is_allowed: bool) {
        let (headers, url) = (Headers::new(&[field]), Url::parse(DOCUMENT).unwrap());
        let origins: Vec<Origin> =
            ancestors.iter().map(|one| Url::parse(one).unwrap().origin()).collect();
        let options = x_frame_options_decision(&headers, &url, &origins);
        let policy = frame_ancestors_decision(&headers, &url, &origins);
        assert_eq!(options.is_allowed() && policy.is_allowed(), is_allowed, "{field:?}");
    }

    #[test]
    fn x_frame_options_denies_all_or_other_origins() {
        let options = |value| ("X-Frame-Options", value);
        let (own, other) = ("https://idp.example.com/", "https://app.example.com/");
        check(options("DENY"), &[own], false);
        check(options("sameorigin"), &[own], true);
        check(options("SAMEORIGIN"), &[own, other], false);
        check(options("ALLOW-FROM https://app.example.com/"), &[other], true);
        check(options("SAMEORIGIN, DENY"), &[own], false);
        check(options("SAMEORIGIN, ALLOWALL"), &[own], false);
        check(options("SAMEORIGIN, sameorigin"), &[own], true);
        check(options("deny, DENY"), &[own], false);
    }

    #[test]
    fn frame_ancestors_takes_the_place_of_x_frame_options() {
        let fields = [
            ("X-Frame-Options", "DENY"),
            ("Content-Security-Policy", "frame-ancestors https://app.example.com"),
        ];
        let (headers, url) = (Headers::new(&fields), Url::parse(DOCUMENT).unwrap());
        let origins = [Url::parse("https://app.example.com").unwrap().origin()];
        assert!(x_frame_options_decision(&headers, &url, &origins).is_allowed());
        assert!(frame_ancestors_decision(&headers, &url, &origins).is_allowed());
    }

    #[test]
    fn the_own_origin_of_a_document_may_be_https_too() {
        let is_own = |document: &str, ancestor: &str| {
            let origin = Url::parse(ancestor).unwrap().origin();
            is_match("'self'", &origin, &Url::parse(document).unwrap())
        };
        assert!(is_own("http://localhost:3000/", "http://localhost:3000/"));
        assert!(!is_own("http://localhost:3000/", "http://localhost:4000/"));
        assert!(is_own("http://idp.example.com/", "https://idp.example.com/"));
        assert!(!is_own("http://idp.example.com/", "https://app.example.com/"));
        assert!(!is_own("http://idp.example.com:81/", "https://idp.example.com/"));
        assert!(!is_own("http://idp.example.com/", "https://idp.example.com:444/"));
        assert!(!is_own("https://idp.example.com/", "http://idp.example.com/"));
    }

    #[test]
    fn frame_ancestors_lists_sources() {
        let policy = |value| ("Content-Security-Policy", value);
        let app = &["https://app.example.com/"][..];
        check(policy("frame-ancestors 'none'"), app, false);
        check(policy("frame-ancestors"), app, false);
        check(policy("default-src 'none'"), app, true);
        check(policy("frame-ancestors 'self'"), app, false);
        check(policy("Frame-Ancestors 'self'"), &["https://idp.example.com/"], true);
        check(policy("img-src *; frame-ancestors *.example.com"), app, true);
        check(policy("frame-ancestors *.example.com"), &["https://example.com/"], false);
        check(policy("frame-ancestors http://app.example.com"), app, true);
        check(policy("frame-ancestors app.example.com"), &["http://app.example.com/"], false);
        check(policy("frame-ancestors app.example.com"), &["https://app.example.com:8443/"], false);
        check(policy("frame-ancestors app.example.com:*"), &["https://app.example.com:1/"], true);
        check(policy("frame-ancestors app.example.com:443"), app, true);
        check(policy("frame-ancestors http://app.example.com:80"), app, true);
        check(policy("frame-ancestors app.example.com:81"), app, false);
        check(
            policy("frame-ancestors http://app.example.com:80"),
            &["https://app.example.com:8/"],
            false,
        );
        check(policy("frame-ancestors http://[::1]"), &["http://[::1]/"], true);
        check(policy("frame-ancestors http://[::1]"), &["http://[::1]:3000/"], false);
        check(policy("frame-ancestors https:"), app, true);
        check(policy("frame-ancestors data:"), app, false);
        check(policy("frame-ancestors *"), &["http://app.example.com/"], true);
        check(policy("frame-ancestors *, frame-ancestors 'none'"), app, false);
    }
}
