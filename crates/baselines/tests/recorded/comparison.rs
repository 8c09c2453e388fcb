//! What a run comes to beside its snapshots: as recorded or not, and what differs, as rules.

use baselines::{changes, compare_with_snapshots};
use run_model::results::{RunRecord, SuiteNo};

use crate::{SAME, frequencies, matrix, seen, selection};

/// The changes between these cells and those in which everything is the same, as reports show them.
fn changed(after: [&str; 4]) -> Vec<String> {
    let changes = changes(&selection(), &seen([SAME; 4]), &seen(after)).expect("the axes are fit");
    changes.iter().map(ToString::to_string).collect()
}

#[test]
fn cells_that_differ_alike_are_one_rule() {
    assert_eq!(changed([SAME; 4]), [""; 0]);
    let not_sent = "exposed; stored";
    assert_eq!(
        changed([SAME, SAME, not_sent, not_sent]),
        ["2 cells: cookie where topology=cross-site: stored, sent → stored"]
    );
    assert_eq!(
        changed([SAME, not_sent, SAME, SAME]),
        ["1 cell: cookie where topology=same-origin, same-site=none: stored, sent → stored"]
    );
    assert_eq!(
        changed(["blocked; stored, sent"; 4]),
        ["4 cells: response everywhere: exposed → blocked"]
    );
}

#[test]
fn both_parts_of_cells_and_each_way_to_differ_have_rules_of_their_own() {
    assert_eq!(
        changed(["blocked; nothing", SAME, "opaque; nothing", "exposed; nothing"]),
        [
            "2 cells: cookie where same-site=absent: stored, sent → nothing",
            "2 cells: cookie where topology=cross-site: stored, sent → nothing",
            "1 cell: response where topology=same-origin, same-site=absent: exposed → blocked",
            "1 cell: response where topology=cross-site, same-site=absent: exposed → opaque",
        ]
    );
}

#[test]
fn unknown_cells_belong_to_no_change_and_may_be_covered() {
    let not_sent = "exposed; stored";
    assert_eq!(
        changed(["", SAME, not_sent, SAME]),
        ["1 cell: cookie where same-site=absent: stored, sent → stored"]
    );
    let none: [&str; 4] = [""; 4];
    assert_eq!(changed(none), [""; 0]);
}

#[test]
fn a_change_has_an_example_and_serves_as_data() {
    let after = seen([SAME, SAME, SAME, "blocked; stored, sent"]);
    let all = changes(&selection(), &seen([SAME; 4]), &after).expect("the axes are fit");
    let [change] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(change.example, selection().id(3).to_string());
    assert_eq!((change.cells, change.part.to_string().as_str()), (1, "response"));
}

/// A run of one lane with these observations, of which those cells also showed something else.
fn run(cells: [&str; 4], unstable: &[(usize, &str)]) -> RunRecord {
    let matrix = matrix();
    let profiles = vec![matrix.profiles[0].clone()];
    let mut record = RunRecord::new(vec![selection()], profiles);
    record.lanes[0].observations[0] = seen(cells);
    record.lanes[0].unstable = frequencies(unstable)
        .into_iter()
        .map(|(cell, frequencies)| ((SuiteNo(0), cell), frequencies))
        .collect();
    record
}

/// Whether it is as recorded, the changed cells, the number of those without a record, and those
/// that are newly unstable.
type Compared = (bool, Vec<usize>, usize, Vec<usize>);

fn compared(record: &RunRecord, recorded: [&str; 4], unstable: &[(usize, &str)]) -> Compared {
    let unstable = frequencies(unstable);
    let comparison =
        compare_with_snapshots(record, 0, 0, &seen(recorded), &unstable).expect("the axes are fit");
    for (cell, before) in &comparison.changed {
        assert_eq!(Some(before), seen(recorded)[*cell].as_ref());
    }
    assert_eq!(comparison.changes.is_empty(), comparison.changed.is_empty());
    let changed = comparison.changed.iter().map(|(cell, _)| *cell).collect();
    let (unrecorded, newly) = (comparison.unrecorded_cells, comparison.newly_unstable.clone());
    (comparison.is_as_recorded(), changed, unrecorded, newly)
}

#[test]
fn a_run_is_as_recorded_or_says_what_is_not() {
    let same = run([SAME; 4], &[]);
    assert_eq!(compared(&same, [SAME; 4], &[]), (true, vec![], 0, vec![]));
    let other = "exposed; stored";
    let two = run([SAME, other, SAME, other], &[]);
    assert_eq!(compared(&two, [SAME; 4], &[]), (false, vec![1, 3], 0, vec![]));
    assert_eq!(compared(&same, ["", SAME, "", SAME], &[]), (false, vec![], 2, vec![]));
    // What was not played is no change.
    let part = run(["", SAME, "", SAME], &[]);
    assert_eq!(compared(&part, [SAME; 4], &[]), (true, vec![], 0, vec![]));
}

#[test]
fn an_unstable_cell_is_as_recorded_if_its_snapshot_has_what_it_shows() {
    let other = "exposed; stored";
    let showed = run([SAME, other, SAME, SAME], &[]);
    assert_eq!(compared(&showed, [SAME; 4], &[(1, other)]), (true, vec![], 0, vec![]));
    let third = run([SAME, "blocked; nothing", SAME, SAME], &[]);
    assert_eq!(compared(&third, [SAME; 4], &[(1, other)]), (false, vec![1], 0, vec![]));
}

#[test]
fn a_cell_is_newly_unstable_where_its_snapshot_lacks_what_it_shows_at_times() {
    let other = "exposed; stored";
    let unstable = run([SAME; 4], &[(2, other)]);
    assert_eq!(compared(&unstable, [SAME; 4], &[]), (false, vec![], 0, vec![2]));
    assert_eq!(compared(&unstable, [SAME; 4], &[(2, other)]), (true, vec![], 0, vec![]));
    let more = compared(&unstable, [SAME; 4], &[(2, "blocked; nothing")]);
    assert_eq!(more, (false, vec![], 0, vec![2]));
    // What another suite shows is none of this one's.
    let mut elsewhere = run([SAME; 4], &[]);
    elsewhere.lanes[0].unstable = frequencies(&[(2, other)])
        .into_iter()
        .map(|(cell, one)| ((SuiteNo(1), cell), one))
        .collect();
    assert_eq!(compared(&elsewhere, [SAME; 4], &[]), (true, vec![], 0, vec![]));
}
