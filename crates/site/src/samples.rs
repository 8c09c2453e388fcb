//! Small exchanges, each of which one rule decides: examples for the checker, and what the pages of
//! rules show a fix on.

use checker_wasm::CheckerRequest;
use spec_model::Reason;

/// The time of every sample, so that pages do not change from day to day.
const NOW: i64 = 1_700_000_000;

const ALLOWED: &str = "Access-Control-Allow-Origin: https://www.example.com\n\
                       Access-Control-Allow-Credentials: true\n";

/// Returns an exchange that a rule decides, where one is known that a fix helps.
pub(crate) fn sample(reason: Reason) -> Option<CheckerRequest> {
    samples().into_iter().find(|(of, _)| *of == reason).map(|(_, request)| request)
}

/// Returns the exchanges, each with the rule that decides it.
fn samples() -> Vec<(Reason, CheckerRequest)> {
    let set = |line: &str| cross_site(&format!("{ALLOWED}Set-Cookie: {line}\n"));
    let same_site = |line: &str| CheckerRequest {
        request: "https://api.example.com/login".to_owned(),
        ..set(line)
    };
    let cors = |fields: &str| cross_site(&format!("{fields}Set-Cookie: {GOOD_COOKIE}\n"));
    let preflight = |fields: &str| CheckerRequest {
        method: "PUT".to_owned(),
        request_headers: vec!["Content-Type: application/json".to_owned()],
        preflight_response: format!("HTTP/1.1 204 No Content\n{fields}"),
        ..set(GOOD_COOKIE)
    };
    let lists = "Access-Control-Allow-Methods: PUT\nAccess-Control-Allow-Headers: content-type\n";
    let origin = "Access-Control-Allow-Origin: https://www.example.com\n";
    let credentials = "Access-Control-Allow-Credentials: true\n";
    vec![
        (Reason::SameSiteNoneRequiresSecure, set("sid=1; Path=/; HttpOnly; SameSite=None")),
        (Reason::SameSiteLaxCrossSiteSet, set("sid=1; Path=/; HttpOnly; SameSite=Lax")),
        (Reason::SameSiteStrictCrossSiteSet, set("sid=1; Path=/; HttpOnly; SameSite=Strict")),
        (Reason::SameSiteDefaultCrossSiteSet, set("sid=1; Path=/; HttpOnly")),
        (Reason::PartitionedRequiresSecure, same_site("sid=1; Path=/; Partitioned")),
        (Reason::PrefixSecure, same_site("__Secure-sid=1; Path=/")),
        (Reason::PrefixHostNotSecure, same_site("__Host-sid=1; Path=/")),
        (Reason::PrefixHostDomain, same_site("__Host-sid=1; Path=/; Secure; Domain=example.com")),
        (Reason::PrefixHostPath, same_site("__Host-sid=1; Secure")),
        (Reason::DomainMismatch, same_site("sid=1; Path=/; Domain=www.example.com")),
        (Reason::PublicSuffix, same_site("sid=1; Path=/; Domain=com")),
        (
            Reason::PathMismatch,
            CheckerRequest {
                then: "https://api.example.com/me".to_owned(),
                ..same_site("sid=1; Path=/login")
            },
        ),
        (
            Reason::SecureFromInsecure,
            CheckerRequest {
                page: "http://www.example.com/".to_owned(),
                request: "http://www.example.com/login".to_owned(),
                response: "Set-Cookie: sid=1; Path=/; Secure\n".to_owned(),
                ..CheckerRequest { now: NOW, ..CheckerRequest::default() }
            },
        ),
        (
            Reason::CredentialsSameOriginCrossOrigin,
            CheckerRequest { credentials: "same-origin".to_owned(), ..same_site("sid=1; Path=/") },
        ),
        (
            Reason::CredentialsOmit,
            CheckerRequest { credentials: "omit".to_owned(), ..same_site("sid=1; Path=/") },
        ),
        (Reason::AcaoMissing, cors(credentials)),
        (
            Reason::AcaoWildcardWithCredentials,
            cors(&format!("Access-Control-Allow-Origin: *\n{credentials}")),
        ),
        (
            Reason::AcaoMismatch,
            cors(&format!("Access-Control-Allow-Origin: https://example.com\n{credentials}")),
        ),
        (Reason::AcacMissing, cors(origin)),
        (Reason::AcacNotTrue, cors(&format!("{origin}Access-Control-Allow-Credentials: True\n"))),
        (Reason::PreflightAcaoMissing, preflight(&format!("{credentials}{lists}"))),
        (
            Reason::PreflightAcaoWildcardWithCredentials,
            preflight(&format!("Access-Control-Allow-Origin: *\n{credentials}{lists}")),
        ),
        (Reason::PreflightAcacMissing, preflight(&format!("{origin}{lists}"))),
        (
            Reason::PreflightMethodNotAllowed,
            preflight(&format!(
                "{origin}{credentials}Access-Control-Allow-Headers: content-type\n"
            )),
        ),
        (
            Reason::PreflightHeaderNotAllowed,
            preflight(&format!("{origin}{credentials}Access-Control-Allow-Methods: PUT\n")),
        ),
        (
            Reason::PreflightAcamWildcardWithCredentials,
            preflight(&format!(
                "{origin}{credentials}Access-Control-Allow-Methods: *\n\
             Access-Control-Allow-Headers: content-type\n"
            )),
        ),
        (
            Reason::PreflightAcahWildcardWithCredentials,
            preflight(&format!(
                "{origin}{credentials}Access-Control-Allow-Methods: PUT\n\
             Access-Control-Allow-Headers: *\n"
            )),
        ),
        (
            Reason::PreflightBadStatus,
            CheckerRequest {
                preflight_response: format!(
                    "HTTP/1.1 401 Unauthorized\n{origin}{credentials}{lists}"
                ),
                ..preflight("")
            },
        ),
        (
            Reason::MixedContent,
            CheckerRequest {
                request: "http://api.example.net/login".to_owned(),
                ..set(GOOD_COOKIE)
            },
        ),
    ]
}

const GOOD_COOKIE: &str = "sid=1; Path=/; HttpOnly; SameSite=None; Secure";

/// Returns a login on another site than the page's.
fn cross_site(response: &str) -> CheckerRequest {
    CheckerRequest {
        now: NOW,
        page: "https://www.example.com/".to_owned(),
        request: "https://api.example.net/login".to_owned(),
        credentials: "include".to_owned(),
        response: format!("HTTP/1.1 200 OK\n{response}"),
        ..CheckerRequest::default()
    }
}

/// An example to start from.
pub(crate) struct CheckerExample {
    pub(crate) name: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) request: CheckerRequest,
}

/// Returns the examples that the checker offers.
pub(crate) fn examples() -> Vec<CheckerExample> {
    let of =
        |reason, name, hint| sample(reason).map(|request| CheckerExample { name, hint, request });
    let left_behind = CheckerRequest {
        page: "https://shop.example.com/".to_owned(),
        request: "https://shop.example.com/login".to_owned(),
        response: "HTTP/1.1 200 OK\nSet-Cookie: sid=1; Path=/; HttpOnly; SameSite=Lax\n".to_owned(),
        then: "https://shop.example.com/me".to_owned(),
        then_page: "https://partner.example.net/".to_owned(),
        ..cross_site("")
    };
    let login = CheckerExample {
        name: "Login works, then a 401",
        hint: "The cookie is in the jar and stays there when another site asks.",
        request: left_behind,
    };
    [
        of(
            Reason::SameSiteNoneRequiresSecure,
            "SameSite=None without Secure",
            "The login answers 200, and the cookie never shows up in DevTools.",
        ),
        of(
            Reason::AcaoWildcardWithCredentials,
            "Allow-Origin: * with credentials",
            "The cookie is stored, but your script gets a CORS error.",
        ),
        Some(login),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sample_is_decided_by_its_rule_in_some_browser_and_has_a_fix() {
        for (reason, request) in samples() {
            let outcome = request.explain();
            let outcome = outcome.unwrap_or_else(|problem| panic!("{reason}: {problem:?}"));
            let explanation = &outcome.answers[0].explanation;
            let decides = explanation.answers.iter().any(|answer| {
                let cookies = answer.cookies.iter().flat_map(|one| [&one.stored, &one.sent]);
                let mut all = cookies.chain([&answer.response.readable]);
                all.any(|one| one.reasons.first().is_some_and(|rule| rule.code == reason.code()))
            });
            assert!(decides, "{reason} decides nothing");
            let fixes = explanation.fixes.first().expect("there is a cookie");
            assert!(!fixes.fixes.is_empty(), "{reason} has no fix");
        }
    }
}
