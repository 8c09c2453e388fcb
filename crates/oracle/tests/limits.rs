//! What the jar gives up where there is more than is kept.

#![expect(clippy::unwrap_used, reason = "what the tests share is test code too")]

use matrix::Selection;
use run_model::plan::compile_shape;
use spec_model::{CookieLimits, EngineModel, EvictionLimit, Policy, ThirdPartyCookies};

use oracle::ShapePredictor;

/// Predicts whether the cookie of a cell is stored, or by which rules it is not.
fn predict(policy: &Policy, id: &str) -> String {
    let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml")).unwrap();
    let full =
        Selection::full(&matrix.suites[id.split('/').next().expect("an id begins with its suite")]);
    let cell = full.cell_named(id).expect("there is such a cell");
    let model = EngineModel::from(*policy);
    let mut oracle = ShapePredictor::new(
        &model,
        full.suite().topology(full.positions(cell)[0]),
        &compile_shape(&matrix, &full, cell).cookies,
    );
    let stored = &oracle.predict(&compile_shape(&matrix, &full, cell)).cookies[0].stored;
    if stored.is_allowed() {
        "stored".to_owned()
    } else {
        stored.reasons.iter().map(|reason| reason.code()).collect::<Vec<_>>().join(", ")
    }
}

/// Predicts a plain cookie that is set with so many others in front of it and behind it, where
/// engines keep 150 of more than 180.
fn predict_among(others: &str, attributes: &str) -> String {
    let policy = Policy {
        limits: CookieLimits {
            per_domain: Some(EvictionLimit { most: 180, kept: 150 }),
            ..CookieLimits::default()
        },
        ..Policy::standard()
    };
    predict(
        &policy,
        &format!(
            "eviction/topology=same-origin/request=credentialed/others={others}/\
             others-attributes={attributes}"
        ),
    )
}

#[test]
fn the_oldest_cookies_go_where_there_are_too_many() {
    assert_eq!(predict_among("after-179", "plain"), "stored");
    assert_eq!(predict_among("after-180", "plain"), "evicted-host-limit");
    assert_eq!(
        predict_among("before-30-after-150", "plain"),
        "evicted-host-limit",
        "the 31st of 181"
    );
    assert_eq!(predict_among("before-31-after-149", "plain"), "stored", "the 32nd of 181");
    assert_eq!(predict_among("before-180", "plain"), "stored", "the newest");
}

#[test]
fn a_cookie_that_is_not_secure_goes_before_secure_ones() {
    assert_eq!(predict_among("before-31-after-149", "secure"), "evicted-host-limit");
    assert_eq!(predict_among("before-180", "secure"), "evicted-host-limit", "the newest, at once");
}

#[test]
fn cookies_of_another_domain_are_not_counted() {
    assert_eq!(predict_among("after-250", "of-the-site"), "stored");
}

/// Predicts a Partitioned cookie that is set with others of one or four KiB in its partition, where
/// 10 KiB are left of more than 12.
fn predict_in_partition(topology: &str, others: &str, attributes: &str) -> String {
    let limits = CookieLimits {
        per_partition_octets: Some(EvictionLimit { most: 12_288, kept: 10_240 }),
        ..CookieLimits::default()
    };
    let policy =
        Policy { limits, third_party_cookies: ThirdPartyCookies::Partition, ..Policy::standard() };
    let exchange = format!("eviction-partitioned/topology={topology}/request=credentialed");
    predict(
        &policy,
        &format!("{exchange}/large-others={others}/large-others-attributes={attributes}"),
    )
}

#[test]
fn the_oldest_cookies_go_where_those_of_a_partition_are_too_large() {
    assert_eq!(
        predict_in_partition("same-origin", "after-11", "partitioned"),
        "stored",
        "11264 octets and its own"
    );
    assert_eq!(
        predict_in_partition("same-origin", "after-3-of-4096", "partitioned"),
        "evicted-partition-limit",
        "12288 and its own"
    );
}

#[test]
fn what_lies_in_a_partition_by_policy_alone_is_not_counted() {
    assert_eq!(
        predict_in_partition("cross-site", "after-3-of-4096", "partitioned"),
        "evicted-partition-limit"
    );
    assert_eq!(predict_in_partition("cross-site", "after-3-of-4096", "not-partitioned"), "stored");
}
