//! A snapshot is written only if it gives every cell back.

use run_model::results::{CookieOutcome, OutcomeFrequencies, ResponseOutcome};
use std::collections::BTreeMap;

use super::*;

fn selection() -> Selection {
    let matrix = matrix::read("matrix.toml", include_str!("../../../../matrix.toml")).unwrap();
    let filter = "topology=cross-site,credentials=fetch-include,preflight=not-needed";
    let core = Selection::core(&matrix.suites["cors-credentials"]);
    core.narrow(&filter.parse().unwrap()).unwrap().unwrap()
}

fn observation(sent: bool) -> Observation {
    let cookie = CookieOutcome { sent, ..CookieOutcome::NOTHING };
    Observation { response: ResponseOutcome::Exposed, cookie }
}

/// Observes a cookie that is sent in every second cell, and sometimes in the first.
fn observed(selection: &Selection) -> (Vec<Observation>, UnstableCells) {
    let cells = (0..selection.cells()).map(|cell| observation(cell % 2 == 1)).collect();
    let mut frequencies = OutcomeFrequencies::default();
    frequencies.add(&observation(false), 2);
    frequencies.add(&observation(true), 1);
    (cells, BTreeMap::from([(0, frequencies)]))
}

/// Checks whether a snapshot is lossless for cells other than those that it was made from.
#[track_caller]
fn check_lossless(change: impl FnOnce(&mut Vec<Observation>, &mut UnstableCells), expected: bool) {
    let selection = selection();
    let (mut cells, mut unstable) = observed(&selection);
    let snapshot = TopologySnapshot::record(&selection, &cells, &unstable).unwrap();
    change(&mut cells, &mut unstable);
    assert_eq!(is_lossless(&selection, &snapshot.to_text(), &cells, &unstable), expected);
}

#[test]
fn a_snapshot_is_lossless_for_the_cells_that_it_was_made_from() {
    check_lossless(|_, _| {}, true);
}

#[test]
fn a_snapshot_that_loses_a_cell_is_lossy() {
    check_lossless(|cells, _| cells[2] = observation(true), false);
}

#[test]
fn a_snapshot_that_loses_an_unstable_cell_is_lossy() {
    check_lossless(
        |_, unstable| {
            let frequencies = unstable[&0].clone();
            unstable.insert(4, frequencies);
        },
        false,
    );
}

#[test]
fn a_snapshot_that_loses_an_outcome_of_an_unstable_cell_is_lossy() {
    check_lossless(
        |_, unstable| {
            let blocked = Observation { response: ResponseOutcome::Blocked, ..observation(false) };
            unstable.get_mut(&0).unwrap().add(&blocked, 1);
        },
        false,
    );
}

#[test]
fn a_snapshot_that_invents_an_unstable_cell_is_lossy() {
    check_lossless(|_, unstable| unstable.clear(), false);
}

#[test]
fn a_text_that_is_no_snapshot_is_lossy() {
    let selection = selection();
    let (cells, unstable) = observed(&selection);
    assert!(!is_lossless(&selection, "# response\n", &cells, &unstable));
}
