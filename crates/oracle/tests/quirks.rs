//! Quirks that act where a shape is predicted: each changes the cells that it is named for.

#![expect(clippy::unwrap_used, reason = "what the tests share is test code too")]

use matrix::Selection;
use spec_model::{CookieLimits, EngineModel, EvictionLimit, Policy, Quirk, QuirkSet};

/// Predicts the cells of a suite that pass a filter, with a quirk and without it.
#[track_caller]
fn check_quirk(quirk: Quirk, suite: &str, is: &str, not: &str) {
    let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml")).unwrap();
    let per_domain = Some(EvictionLimit { most: 180, kept: 150 });
    let limits = CookieLimits { per_domain, ..CookieLimits::default() };
    let without = EngineModel::from(Policy { limits, ..Policy::standard() });
    let with = EngineModel { quirks: QuirkSet::NONE.with(quirk), ..without };
    let predicted = |filter: &str, model: &EngineModel| {
        let full = Selection::full(&matrix.suites[suite]);
        let cells = full.narrow(&filter.parse().unwrap()).unwrap().unwrap();
        oracle::predict_selection(&matrix, &cells, model)
    };
    assert_ne!(predicted(is, &with), predicted(is, &without), "{quirk} changes nothing");
    assert_eq!(predicted(not, &with), predicted(not, &without), "{quirk} changes too much");
}

#[test]
fn documents_keep_what_an_http_only_cookie_replaced() {
    check_quirk(
        Quirk::DocumentsKeepWhatHttpOnlyReplaced,
        "lifetime",
        "replacement=secure-and-http-only",
        "replacement=max-age-zero",
    );
}

#[test]
fn documents_read_what_an_http_only_cookie_refused() {
    check_quirk(
        Quirk::DocumentsReadWhatHttpOnlyRefused,
        "http-only-twins",
        "http-only-twin=of-the-same-key",
        "http-only-twin=beside-a-plain-one",
    );
}

#[test]
fn fonts_are_fetched_with_credentials() {
    check_quirk(Quirk::FontsWithCredentials, "mechanisms", "mechanism=font", "mechanism=img");
}

#[test]
fn a_page_keeps_what_later_cookies_drove_out() {
    check_quirk(
        Quirk::PageKeepsEvictedCookies,
        "eviction",
        "topology=same-origin,others=after-180",
        "topology=same-origin,others=before-30-after-150,others-attributes=of-the-site",
    );
}

#[test]
fn streams_are_strings() {
    check_quirk(
        Quirk::StreamsAreStrings,
        "preflight-trigger",
        "trigger=post-stream,made-by=fetch-omit",
        "trigger=post-stream,made-by=xhr-with-credentials",
    );
}

#[test]
fn an_upload_listener_needs_a_body() {
    check_quirk(
        Quirk::UploadListenerNeedsABody,
        "preflight-trigger",
        "made-by=xhr-with-upload-listener",
        "made-by=fetch-omit",
    );
}
