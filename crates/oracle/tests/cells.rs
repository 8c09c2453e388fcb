//! Textbook cells of the suite `cors-credentials`, each named for the rule that decides it.

#![expect(clippy::unwrap_used, reason = "what the tests share is test code too")]

use matrix::{Matrix, Selection};
use run_model::plan::{ShapeScript, compile_shape};
use run_model::results::ResponseOutcome;
use spec_model::{
    EngineModel, LoopbackHttp, Policy, Reason, SameSiteDefault, SameSiteScheme, ThirdPartyCookies,
};

use oracle::{CookiePrediction, ResponsePrediction, ShapePredictor};

const EVERYWHERE: &str = "stored, readable on page and target, sent";
const ON_TARGET: &str = "stored, readable on target, sent";
const NOTHING: &str = "nothing";
const IN_PARTITION: &str = "partitioned by https://example.com with cross-site ancestor, sent";

/// What a cell has where its name does not say otherwise: a credentialed request that the response
/// allows, and a bare cookie.
const DEFAULTS: [(&str, &str); 10] = [
    ("topology", "same-origin"),
    ("credentials", "fetch-include"),
    ("preflight", "not-needed"),
    ("allow-origin", "exact"),
    ("allow-credentials", "true"),
    ("domain", "absent"),
    ("same-site", "absent"),
    ("secure", "no"),
    ("partitioned", "no"),
    ("http-only", "no"),
];

fn shipped() -> Matrix {
    matrix::read("matrix.toml", include_str!("../../../matrix.toml")).unwrap()
}

fn full_id(short: &str) -> String {
    let given: Vec<(&str, &str)> =
        short.split('/').filter_map(|part| part.split_once('=')).collect();
    assert!(
        given.iter().all(|(axis, _)| DEFAULTS.iter().any(|(known, _)| known == axis)),
        "{short}"
    );
    let value = |axis: &str, default| {
        given.iter().find(|(name, _)| *name == axis).map_or(default, |(_, value)| *value)
    };
    let parts: Vec<String> =
        DEFAULTS.iter().map(|(axis, default)| format!("{axis}={}", value(axis, default))).collect();
    format!("cors-credentials/{}", parts.join("/"))
}

fn predict(policy: &Policy, short: &str) -> (ResponsePrediction, CookiePrediction) {
    let matrix = shipped();
    let full = Selection::full(&matrix.suites["cors-credentials"]);
    let cell = full.cell_named(&full_id(short)).expect("there is such a cell");
    let shape: ShapeScript = compile_shape(&matrix, &full, cell / full.cookies());
    let model = EngineModel::from(*policy);
    let mut oracle =
        ShapePredictor::new(&model, full.suite().topology(full.positions(cell)[0]), &shape.cookies);
    let prediction = oracle.predict(&shape);
    (prediction.response, prediction.cookies[cell % full.cookies()].clone())
}

fn check_cell_with(policy: &Policy, short: &str, response: &str, cookie: &str) {
    let (predicted_response, predicted) = predict(policy, short);
    let outcome = predicted.outcome();
    assert_eq!(
        (predicted_response.outcome.as_str(), outcome.to_string().as_str()),
        (response, cookie),
        "{short}: {predicted:#?}"
    );
}

fn check_cell(short: &str, response: &str, cookie: &str) {
    check_cell_with(&Policy::standard(), short, response, cookie);
}

fn check_reasons(short: &str, response: &[Reason], stored: &[Reason]) {
    let (predicted_response, predicted) = predict(&Policy::standard(), short);
    assert_eq!(
        (predicted_response.decision.reasons.as_slice(), predicted.stored.reasons.as_slice()),
        (response, stored),
        "{short}"
    );
}

fn third_party(third_party_cookies: ThirdPartyCookies) -> Policy {
    Policy { third_party_cookies, ..Policy::standard() }
}

fn loopback_secure() -> Policy {
    Policy { loopback_http: LoopbackHttp::Secure, ..Policy::standard() }
}

#[test]
fn a_same_origin_request_takes_part_unless_it_omits_credentials() {
    check_cell("topology=same-origin", "exposed", EVERYWHERE);
    check_cell("topology=same-origin/credentials=fetch-same-origin", "exposed", EVERYWHERE);
    check_cell("topology=same-origin/credentials=xhr", "exposed", EVERYWHERE);
    check_cell("topology=same-origin/credentials=fetch-omit", "exposed", NOTHING);
}

#[test]
fn a_same_origin_response_needs_no_permission() {
    check_cell(
        "topology=same-origin/allow-origin=absent/allow-credentials=absent",
        "exposed",
        EVERYWHERE,
    );
    check_cell(
        "topology=same-origin/preflight=wildcards/allow-origin=absent",
        "exposed",
        EVERYWHERE,
    );
}

#[test]
fn an_http_only_cookie_is_sent_but_not_readable() {
    check_cell("topology=same-origin/http-only=yes", "exposed", "stored, sent");
}

#[test]
fn cookies_do_not_know_ports() {
    check_cell("topology=cross-port", "exposed", EVERYWHERE);
    check_cell("topology=ip-ports", "exposed", EVERYWHERE);
    check_cell("topology=ip-ports/domain=self", "exposed", EVERYWHERE);
    check_cell("topology=localhost-ports", "exposed", EVERYWHERE);
}

#[test]
fn credentials_same_origin_takes_no_part_across_origins() {
    for credentials in ["fetch-same-origin", "xhr", "fetch-omit"] {
        check_cell(&format!("topology=cross-port/credentials={credentials}"), "exposed", NOTHING);
    }
    check_reasons(
        "topology=cross-port/credentials=xhr",
        &[],
        &[Reason::CredentialsSameOriginCrossOrigin],
    );
    check_reasons("topology=cross-port/credentials=fetch-omit", &[], &[Reason::CredentialsOmit]);
}

#[test]
fn a_host_only_cookie_stays_on_its_host() {
    for topology in ["siblings", "parent-to-child", "child-to-parent", "http-siblings"] {
        check_cell(&format!("topology={topology}"), "exposed", ON_TARGET);
    }
    check_cell("topology=parent-to-child/domain=self", "exposed", ON_TARGET);
}

#[test]
fn a_domain_cookie_is_shared_by_all_hosts_of_the_domain() {
    for topology in ["siblings", "parent-to-child", "child-to-parent", "http-siblings"] {
        check_cell(&format!("topology={topology}/domain=registrable"), "exposed", EVERYWHERE);
    }
}

#[test]
fn a_cookie_for_another_domain_is_refused() {
    check_cell("topology=siblings/domain=unrelated", "exposed", NOTHING);
    check_reasons("topology=siblings/domain=unrelated", &[], &[Reason::DomainMismatch]);
}

#[test]
fn a_cross_site_response_sets_none_but_same_site_none_cookies() {
    for same_site in ["absent", "unknown", "lax", "strict"] {
        check_cell(
            &format!("topology=cross-site/same-site={same_site}/secure=yes"),
            "exposed",
            NOTHING,
        );
    }
    check_cell("topology=cross-site/same-site=none/secure=yes", "exposed", ON_TARGET);
    check_cell("topology=http-to-https-cross-site/same-site=none/secure=yes", "exposed", ON_TARGET);
    check_cell("topology=localhost-to-ip", "exposed", NOTHING);
}

#[test]
fn same_site_none_needs_secure() {
    check_cell("topology=cross-site/same-site=none", "exposed", NOTHING);
    check_reasons("topology=cross-site/same-site=none", &[], &[Reason::SameSiteNoneRequiresSecure]);
}

#[test]
fn all_violated_rules_are_told_in_order() {
    check_reasons(
        "topology=cross-site/credentials=fetch-omit/domain=unrelated/same-site=lax/partitioned=yes",
        &[],
        &[
            Reason::CredentialsOmit,
            Reason::DomainMismatch,
            Reason::SameSiteLaxCrossSiteSet,
            Reason::PartitionedRequiresSecure,
        ],
    );
}

#[test]
fn a_secure_cookie_needs_a_secure_url() {
    check_cell("topology=http-siblings/secure=yes", "exposed", NOTHING);
    check_cell("topology=localhost-ports/secure=yes", "exposed", NOTHING);
    check_cell_with(
        &loopback_secure(),
        "topology=localhost-ports/secure=yes",
        "exposed",
        EVERYWHERE,
    );
}

#[test]
fn a_site_has_a_scheme() {
    check_cell("topology=scheme-upgrade", "exposed", NOTHING);
    // The page is not secure, so it does not see what the same host has stored.
    check_cell("topology=scheme-upgrade/same-site=none/secure=yes", "exposed", ON_TARGET);
    let schemeless = Policy { same_site_scheme: SameSiteScheme::Schemeless, ..Policy::standard() };
    check_cell_with(&schemeless, "topology=scheme-upgrade", "exposed", EVERYWHERE);
}

#[test]
fn an_absent_same_site_may_be_none_by_policy() {
    let lenient = Policy { same_site_default: SameSiteDefault::None, ..Policy::standard() };
    check_cell_with(&lenient, "topology=cross-site", "exposed", ON_TARGET);
    check_cell_with(&lenient, "topology=cross-site/same-site=lax", "exposed", NOTHING);
}

#[test]
fn a_secure_document_does_not_ask_insecure_servers() {
    check_cell("topology=mixed-content", "request not made", NOTHING);
    check_reasons(
        "topology=mixed-content/secure=yes",
        &[Reason::MixedContent],
        &[Reason::MixedContent, Reason::SecureFromInsecure, Reason::SameSiteDefaultCrossSiteSet],
    );
}

#[test]
fn names_under_a_public_suffix_are_sites_of_their_own() {
    check_cell("topology=public-suffix-siblings", "exposed", NOTHING);
    check_cell(
        "topology=public-suffix-siblings/same-site=none/secure=yes/domain=registrable",
        "exposed",
        ON_TARGET,
    );
    check_cell("topology=localhost-subdomains", "exposed", NOTHING);
    check_cell_with(
        &loopback_secure(),
        "topology=localhost-subdomains/same-site=none/secure=yes",
        "exposed",
        ON_TARGET,
    );
}

#[test]
fn a_frame_under_another_site_is_cross_site_even_with_its_own_site() {
    check_cell("topology=third-party-frame/same-site=lax", "exposed", NOTHING);
    check_cell("topology=third-party-frame/same-site=none/secure=yes", "exposed", ON_TARGET);
    check_cell(
        "topology=third-party-frame/same-site=none/secure=yes/domain=registrable",
        "exposed",
        EVERYWHERE,
    );
}

#[test]
fn a_request_to_the_top_level_site_is_cross_site_below_another_site() {
    check_cell("topology=aba-frame/same-site=strict", "exposed", NOTHING);
    check_cell("topology=aba-frame/same-site=none/secure=yes", "exposed", ON_TARGET);
    check_cell(
        "topology=aba-frame/same-site=none/secure=yes/partitioned=yes",
        "exposed",
        IN_PARTITION,
    );
}

#[test]
fn a_partitioned_cookie_stays_below_its_top_level_site() {
    check_cell(
        "topology=cross-site/same-site=none/secure=yes/partitioned=yes",
        "exposed",
        IN_PARTITION,
    );
    let first_party = "partitioned by https://example.com, readable on page and target, sent";
    check_cell("topology=same-origin/secure=yes/partitioned=yes", "exposed", first_party);
    check_cell("topology=same-origin/partitioned=yes", "exposed", NOTHING);
}

#[test]
fn third_party_cookies_are_allowed_blocked_or_partitioned() {
    let cell = "topology=cross-site/same-site=none/secure=yes";
    let partitioned = "topology=cross-site/same-site=none/secure=yes/partitioned=yes";
    for (policy, plain) in [
        (ThirdPartyCookies::Allow, ON_TARGET),
        (ThirdPartyCookies::Block, NOTHING),
        (ThirdPartyCookies::Partition, IN_PARTITION),
    ] {
        check_cell_with(&third_party(policy), cell, "exposed", plain);
        check_cell_with(&third_party(policy), partitioned, "exposed", IN_PARTITION);
        check_cell_with(&third_party(policy), "topology=siblings", "exposed", ON_TARGET);
    }
}

#[test]
fn a_blocked_response_still_sets_its_cookies() {
    check_cell("topology=siblings/allow-origin=wildcard", "blocked", ON_TARGET);
    check_cell("topology=siblings/allow-origin=absent", "blocked", ON_TARGET);
    check_cell("topology=siblings/allow-credentials=absent", "blocked", ON_TARGET);
    check_reasons(
        "topology=siblings/allow-origin=wildcard",
        &[Reason::AcaoWildcardWithCredentials],
        &[],
    );
    check_reasons(
        "topology=siblings/allow-origin=another-origin/allow-credentials=capitalised",
        &[Reason::AcaoMismatch, Reason::AcacNotTrue],
        &[],
    );
}

#[test]
fn the_wildcard_allows_requests_without_credentials() {
    for credentials in ["fetch-omit", "fetch-same-origin", "xhr"] {
        check_cell(
            &format!("topology=siblings/credentials={credentials}/allow-origin=wildcard"),
            "exposed",
            NOTHING,
        );
    }
}

#[test]
fn a_refused_preflight_keeps_the_request_from_the_server() {
    check_cell("topology=siblings/preflight=like-response", "exposed", ON_TARGET);
    check_cell(
        "topology=siblings/preflight=like-response/allow-credentials=absent",
        "preflight refused",
        NOTHING,
    );
    check_cell("topology=siblings/preflight=without-credentials", "preflight refused", NOTHING);
    check_reasons(
        "topology=siblings/preflight=without-credentials/domain=unrelated",
        &[Reason::PreflightAcacMissing],
        &[Reason::PreflightAcacMissing, Reason::DomainMismatch],
    );
}

#[test]
fn wildcards_of_a_preflight_are_none_with_credentials() {
    check_cell("topology=siblings/preflight=wildcards", "preflight refused", NOTHING);
    check_cell("topology=siblings/preflight=wildcards/credentials=xhr", "exposed", NOTHING);
}

#[test]
fn a_selection_is_predicted_cell_by_cell_in_order() {
    let matrix = shipped();
    let suite = &matrix.suites["cors-credentials"];
    let core = Selection::core(suite);
    let policy = third_party(ThirdPartyCookies::Partition);
    let all = oracle::predict_selection(&matrix, &core, &policy.into());
    assert_eq!(all.len(), core.cells());
    for cell in (0..core.cells()).step_by(997) {
        let alone = Selection::single(suite, &core.positions(cell));
        let alone = oracle::predict_selection(&matrix, &alone, &policy.into());
        assert_eq!(alone, [all[cell].clone()], "{}", core.id(cell));
    }
    assert!(
        all.iter().any(|observation| observation.response == ResponseOutcome::PreflightRefused)
    );
}

#[test]
fn an_explanation_is_the_chain_of_decisions() {
    let matrix = shipped();
    let full = Selection::full(&matrix.suites["cors-credentials"]);
    let cell = full
        .cell_named(&full_id("topology=cross-site/preflight=like-response/same-site=lax"))
        .unwrap();
    let text: Vec<String> = oracle::explain(&matrix, &full, cell, &EngineModel::standard())
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(text.join("\n"), include_str!("explained.txt").trim_end());
}
