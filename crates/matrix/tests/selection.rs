//! Cells, their numbers and ids, on the matrix that the project ships.

use std::sync::Arc;

use matrix::{CellFilter, FilterError, Selection, Suite};
use proptest::prelude::*;

fn suite() -> Arc<Suite> {
    let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml"))
        .expect("the shipped matrix.toml is good");
    Arc::clone(&matrix.suites["cors-credentials"])
}

#[test]
fn cors_credentials_is_the_whole_product() {
    let full = Selection::full(&suite());
    assert_eq!(full.topologies().count(), 17);
    assert_eq!(full.cookies(), 160);
    assert_eq!(full.shapes_of_topology(), 5 * 18 * 4);
    assert_eq!(full.cells(), 979_200);
}

#[test]
fn core_is_a_selection_of_about_forty_thousand_cells() {
    let core = Selection::core(&suite());
    assert_eq!(core.cells(), 39_168);
    assert_eq!(core.topologies().count(), 17);
}

#[test]
fn cookies_age_only_where_a_value_says_so_that_is_selected() {
    let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml"))
        .expect("the shipped matrix.toml is good");
    let suite = &matrix.suites["lax-allowing-unsafe"];
    assert!(Selection::full(suite).lets_cookies_age());
    assert!(!Selection::core(suite).lets_cookies_age());
}

fn check_filter(text: &str, cells: usize) {
    let filter: CellFilter = text.parse().expect("it is a filter");
    let narrow = Selection::full(&suite()).narrow(&filter).expect("the suite has its axes");
    assert_eq!(narrow.map_or(0, |selection| selection.cells()), cells, "{text}");
}

#[test]
fn a_filter_is_a_conjunction_of_conditions() {
    check_filter("cors-credentials", 979_200);
    check_filter("another-suite", 0);
    check_filter("topology=cross-site", 57_600);
    check_filter("topology=cross-site|siblings, same-site!=none|lax", 2 * 57_600 * 3 / 5);
    check_filter("cors-credentials/topology=cross-site/same-site=none", 57_600 / 5);
    check_filter("secure=yes,secure=no", 0);
}

fn check_filter_error(text: &str, message: &str) {
    let result =
        text.parse::<CellFilter>().and_then(|filter| Selection::full(&suite()).narrow(&filter));
    assert_eq!(result.map_err(|error: FilterError| error.to_string()), Err(message.to_owned()));
}

#[test]
fn a_filter_that_names_nothing_known_is_an_error() {
    check_filter_error(
        "topology=cross-sight/secure=yes/http-only",
        "`http-only` is no condition; write `axis=value`, `axis=value|value` or `axis!=value`, \
         separated by `,` or `/`",
    );
    check_filter_error("secure=maybe", "axis `secure` has no value `maybe`; it has no, yes");
    check_filter_error(
        "cookie=yes",
        "suite `cors-credentials` has no axis `cookie`; it has topology, credentials, preflight, \
         allow-origin, \
         allow-credentials, domain, same-site, secure, partitioned, http-only",
    );
}

proptest! {
    #[test]
    fn a_cell_is_found_by_its_positions_and_by_its_id(cell in 0_usize..979_200) {
        let full = Selection::full(&suite());
        prop_assert_eq!(full.cell_at(&full.positions(cell)), Some(cell));
        prop_assert_eq!(full.cell_named(&full.id(cell)), Some(cell));
        let filter: CellFilter = full.id(cell).parse().unwrap();
        let only = full.narrow(&filter).unwrap().expect("the cell is there");
        prop_assert_eq!(only.cells(), 1);
        prop_assert_eq!(only.id(0), full.id(cell));
    }
}
