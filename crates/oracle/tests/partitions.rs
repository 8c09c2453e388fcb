//! Cells of the suites `partitions` and `partitions-same-name`, each named for the rule that
//! decides it.

use matrix::{Matrix, Selection};
use run_model::plan::compile_shape;
use spec_model::{EngineModel, PartitionKeyAncestor, PartyByAncestors, Policy, ThirdPartyCookies};

use oracle::ShapePredictor;

const NOTHING: &str = "nothing";
const ON_TARGET: &str = "stored, readable on target";
const BY_TOP_LEVEL_SITE: &str = "partitioned by https://example.com with cross-site ancestor, sent";

/// Checks what the model says of the cookie of a cell.
#[track_caller]
fn check_cookie(policy: &Policy, id: &str, expected: &str) {
    let matrix: Matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml"))
        .expect("the shipped matrix.toml is good");
    let suite = id.split('/').next().expect("an id begins with its suite");
    let full = Selection::full(&matrix.suites[suite]);
    let cell = full.cell_named(id).expect("there is such a cell");
    let shape = compile_shape(&matrix, &full, cell / full.cookies());
    let model = EngineModel::from(*policy);
    let mut oracle =
        ShapePredictor::new(&model, full.suite().topology(full.positions(cell)[0]), &shape.cookies);
    let outcome = oracle.predict(&shape).cookies[cell % full.cookies()].outcome();
    assert_eq!(outcome.to_string(), expected, "{id}");
}

/// A `SameSite=None; Secure; Partitioned` cookie, by the standards.
#[track_caller]
fn check_partitioned(topology: &str, set_by: &str, expected: &str) {
    check_partitioned_with(&Policy::standard(), topology, set_by, expected);
}

#[track_caller]
fn check_partitioned_with(policy: &Policy, topology: &str, set_by: &str, expected: &str) {
    let id = format!(
        "partitions/topology={topology}/set-by={set_by}/mechanism=fetch/\
         same-site=none/secure=yes/partitioned=yes"
    );
    check_cookie(policy, &id, expected);
}

/// A cookie and another one of its name, where third-party cookies are as given.
#[track_caller]
fn check_same_name(
    third_party_cookies: ThirdPartyCookies,
    topology: &str,
    same_name: &str,
    expected: &str,
) {
    let policy = Policy { third_party_cookies, ..Policy::standard() };
    let id = format!(
        "partitions-same-name/topology={topology}/set-by=first-party/mechanism=fetch/\
         same-name={same_name}"
    );
    check_cookie(&policy, &id, expected);
}

#[test]
fn whoever_stands_between_the_partition_is_the_top_level_sites() {
    for topology in [
        "a-a-to-b",
        "a-b-to-c",
        "a-b-b-to-a",
        "a-b-a-to-b",
        "a-a-b-to-a",
        "a-b-c-to-a",
        "a-b-c-to-b",
    ] {
        check_partitioned(topology, "client", BY_TOP_LEVEL_SITE);
    }
    for topology in ["a-b-to-b", "a-b-b-to-b", "a-a-b-to-b", "a-b-c-to-c"] {
        check_partitioned(
            topology,
            "client",
            "partitioned by https://example.com with cross-site ancestor, readable on page, sent",
        );
    }
}

#[test]
fn a_first_party_document_and_one_of_its_site_below_another_have_two_partitions() {
    let first_partys = "partitioned by https://example.com, readable on target";
    for topology in ["aba-frame", "a-b-b-to-a", "a-b-a-to-a", "a-b-c-to-a"] {
        check_partitioned(topology, "first-party", first_partys);
    }
    check_partitioned(
        "a-b-a-to-a",
        "client",
        "partitioned by https://example.com with cross-site ancestor, readable on page, sent",
    );
    check_partitioned(
        "a-a-to-a",
        "first-party",
        "partitioned by https://example.com, readable on target, sent",
    );
}

#[test]
fn the_ancestor_bit_may_be_for_ancestors_of_another_site_alone() {
    let ancestors = Policy {
        partition_key_ancestor: PartitionKeyAncestor::ForeignAncestor,
        ..Policy::standard()
    };
    check_partitioned_with(
        &ancestors,
        "a-b-c-to-b",
        "client",
        "partitioned by https://example.com, sent",
    );
    check_partitioned_with(&ancestors, "a-b-c-to-a", "client", BY_TOP_LEVEL_SITE);
    let ignored = Policy { party_by_ancestors: PartyByAncestors::Ignored, ..Policy::standard() };
    check_partitioned_with(
        &ignored,
        "a-b-c-to-a",
        "client",
        "partitioned by https://example.com, readable on target, sent",
    );
}

#[test]
fn cookies_of_one_name_live_side_by_side_in_a_partition_and_in_none() {
    let (allow, block) = (ThirdPartyCookies::Allow, ThirdPartyCookies::Block);
    let in_partition =
        "partitioned by https://example.com with cross-site ancestor, readable on page, sent";
    check_same_name(
        allow,
        "a-b-to-b",
        "first-of-none-and-partition",
        "stored, readable on page and target, sent",
    );
    check_same_name(allow, "a-b-to-b", "second-of-none-and-partition", in_partition);
    check_same_name(block, "a-b-to-b", "first-of-none-and-partition", ON_TARGET);
    check_same_name(block, "a-b-to-b", "second-of-none-and-partition", in_partition);
    let in_own = "partitioned by https://example.net, readable on target";
    check_same_name(allow, "a-b-to-b", "first-of-partition-and-partition", in_own);
    check_same_name(allow, "a-b-to-b", "second-of-partition-and-partition", in_partition);
}

#[test]
fn cookies_of_one_name_replace_each_other_in_one_partition() {
    let in_partition = "partitioned by https://example.com, readable on target, sent";
    check_same_name(
        ThirdPartyCookies::Allow,
        "siblings",
        "first-of-partition-and-partition",
        NOTHING,
    );
    check_same_name(
        ThirdPartyCookies::Allow,
        "siblings",
        "second-of-partition-and-partition",
        in_partition,
    );
    check_same_name(ThirdPartyCookies::Allow, "a-b-to-b", "first-of-none-and-none", NOTHING);
    check_same_name(
        ThirdPartyCookies::Allow,
        "a-b-to-b",
        "second-of-none-and-none",
        "stored, readable on page and target, sent",
    );
    check_same_name(ThirdPartyCookies::Block, "a-b-to-b", "first-of-none-and-none", ON_TARGET);
}

#[test]
fn a_cookie_is_deleted_in_its_own_partition_alone() {
    for (same_name, expected) in [
        ("none-deleted-in-none", NOTHING),
        ("none-deleted-in-partition", "stored, readable on page and target, sent"),
        ("partition-deleted-in-none", "partitioned by https://example.net, readable on target"),
        (
            "partition-deleted-in-partition",
            "partitioned by https://example.net, readable on target",
        ),
    ] {
        check_same_name(ThirdPartyCookies::Allow, "a-b-to-b", same_name, expected);
    }
    check_same_name(
        ThirdPartyCookies::Allow,
        "siblings",
        "partition-deleted-in-partition",
        NOTHING,
    );
}
