//! One test for each rule, named for its code, a test that no rule goes without, and tests of what
//! the rules are told.

#[path = "rules/context.rs"]
mod context;
#[path = "rules/cookie_store.rs"]
mod cookie_store;
#[path = "rules/cookie_store_quirks.rs"]
mod cookie_store_quirks;
#[path = "rules/cors.rs"]
mod cors;
#[path = "rules/fetch_quirks.rs"]
mod fetch_quirks;
#[path = "rules/jar.rs"]
mod jar;
#[path = "rules/kit.rs"]
mod kit;
#[path = "rules/parse.rs"]
mod parse;
#[path = "rules/preflight_cache.rs"]
mod preflight_cache;
#[path = "rules/quirks.rs"]
mod quirks;
#[path = "rules/redirects.rs"]
mod redirects;
#[path = "rules/requests.rs"]
mod requests;
#[path = "rules/response_use.rs"]
mod response_use;
#[path = "rules/retrieve.rs"]
mod retrieve;
#[path = "rules/same_site.rs"]
mod same_site;
#[path = "rules/script_request.rs"]
mod script_request;
#[path = "rules/storage_access.rs"]
mod storage_access;
#[path = "rules/store.rs"]
mod store;

use std::collections::BTreeSet;

use spec_model::{CookieStoreFailure, CrossSiteCause, Diagnosis, Note, Quirk, Reason};

/// Quirks that act where a shape is predicted, where their tests are too.
const OF_THE_ORACLE: [Quirk; 6] = [
    Quirk::DocumentsKeepWhatHttpOnlyReplaced,
    Quirk::DocumentsReadWhatHttpOnlyRefused,
    Quirk::FontsWithCredentials,
    Quirk::PageKeepsEvictedCookies,
    Quirk::StreamsAreStrings,
    Quirk::UploadListenerNeedsABody,
];

fn all_codes() -> Vec<&'static str> {
    let reasons = Reason::ALL.iter().map(|one| one.code());
    let notes = Note::ALL.iter().map(|one| one.code());
    let diagnoses = Diagnosis::ALL.iter().map(|one| one.code());
    let causes = CrossSiteCause::ALL.iter().map(|one| one.code());
    let failures = CookieStoreFailure::ALL.iter().map(|one| one.code());
    let quirks = Quirk::ALL.iter().map(|one| one.name());
    reasons.chain(quirks).chain(notes).chain(diagnoses).chain(causes).chain(failures).collect()
}

#[test]
fn every_rule_has_a_test() {
    let tables = [
        cookie_store::TESTED,
        cookie_store_quirks::TESTED,
        cors::TESTED,
        fetch_quirks::TESTED,
        parse::TESTED,
        quirks::TESTED,
        requests::TESTED,
        response_use::TESTED,
        retrieve::TESTED,
        same_site::TESTED,
        script_request::TESTED,
        storage_access::TESTED,
        store::TESTED,
    ];
    let tested: BTreeSet<String> =
        tables.concat().iter().map(|name| name.replace('_', "-")).collect();
    let elsewhere = OF_THE_ORACLE.map(Quirk::name);
    let is_tested = |code: &str| tested.contains(code) || elsewhere.contains(&code);
    let untested: Vec<_> = all_codes().into_iter().filter(|code| !is_tested(code)).collect();
    assert!(untested.is_empty(), "without a test: {untested:?}");
}

#[test]
fn codes_are_unique_and_lead_back() {
    let codes = all_codes();
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
    assert!(Reason::ALL.iter().all(|one| Reason::from_code(one.code()) == Some(*one)));
}

#[test]
fn links_carry_the_draft_number() {
    for section in Reason::ALL.iter().map(|one| one.section()) {
        let number = section.standard.rsplit_once('-').map(|(_, number)| number);
        if let Some(number) =
            number.filter(|number| number.chars().all(|digit| digit.is_ascii_digit()))
        {
            assert!(section.link.contains(&format!("-{number}.html")), "{section:?}");
        }
    }
}
