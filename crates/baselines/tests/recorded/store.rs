//! The folder of snapshots.

use std::fs;
use std::path::PathBuf;

use baselines::{
    RecordedSuite, SnapshotScope, SnapshotStore, StoreError, TopologySnapshot, UnstableCells,
    proposal,
};
use matrix::{Profile, Selection};
use run_model::results::Observation;

use crate::{SAME, frequencies, matrix, observation, seen, selection};

/// A store in an empty folder of this name.
fn store(name: &str) -> SnapshotStore {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = fs::remove_dir_all(&folder);
    SnapshotStore::new(folder)
}

fn profile() -> Profile {
    matrix().profiles[0].clone()
}

/// Records the cells of one topology: without SameSite, and with None.
fn record(
    store: &SnapshotStore,
    scope: SnapshotScope,
    topology: usize,
    cells: [&str; 2],
    unstable: &UnstableCells,
) {
    let selection = selection().in_topology(topology);
    let snapshot = TopologySnapshot::record(&selection, &cells.map(observation), unstable)
        .expect("the axes are fit");
    let name = ["same-origin", "cross-site"][topology];
    let path = store.path(&profile(), scope, "small", name);
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder is made");
    fs::write(path, SnapshotStore::file_text(&snapshot)).expect("the file is written");
}

fn narrowed(filter: &str) -> Selection {
    let filter = filter.parse().expect("it is a filter");
    selection().narrow(&filter).expect("it fits").expect("some cells pass")
}

fn recorded(store: &SnapshotStore, selection: &Selection) -> Vec<Option<Observation>> {
    store.recorded(SnapshotScope::Full, &profile(), selection).expect("the snapshots are good")
}

const OTHER: &str = "exposed; stored";
const THIRD: &str = "blocked; nothing";

#[test]
fn each_topology_has_a_file_of_its_own_in_the_folder_of_its_scope() {
    let store = store("files");
    let place = |scope| {
        let path = store.path(&profile(), scope, "small", "cross-site");
        path.strip_prefix(store.root()).expect("it is below").display().to_string()
    };
    assert_eq!(place(SnapshotScope::Full), "chromium/default/small.full/cross-site.snap");
    assert_eq!(place(SnapshotScope::Core), "chromium/default/small/cross-site.snap");
    let files = store.files(SnapshotScope::Full, &profile(), &selection());
    let cells: Vec<_> = files.iter().map(|file| file.cells.clone()).collect();
    assert_eq!(cells, [0..2, 2..4]);
    assert!(files.iter().all(|file| file.is_whole(&selection())));
    let narrow = narrowed("topology=cross-site,same-site=none");
    let files = store.files(SnapshotScope::Full, &profile(), &narrow);
    assert_eq!(files.len(), 1);
    assert_eq!((files[0].cells.clone(), files[0].is_whole(&narrow)), (0..1, false));
    assert_eq!(files[0].selection, selection().in_topology(1));
}

#[test]
fn what_is_recorded_is_read_for_the_cells_that_are_wanted() {
    let store = store("recorded");
    assert_eq!(recorded(&store, &selection()), seen([""; 4]));
    record(&store, SnapshotScope::Full, 1, [OTHER, THIRD], &UnstableCells::new());
    assert_eq!(recorded(&store, &selection()), seen(["", "", OTHER, THIRD]));
    record(&store, SnapshotScope::Full, 0, [SAME, OTHER], &UnstableCells::new());
    assert_eq!(recorded(&store, &selection()), seen([SAME, OTHER, OTHER, THIRD]));
    let none = narrowed("same-site=none");
    assert_eq!(recorded(&store, &none), [OTHER, THIRD].map(|one| Some(observation(one))));
    let cell = |selection: &Selection| {
        store.recorded_cell(&profile(), selection).expect("the snapshots are good")
    };
    assert_eq!(cell(&none), Some(observation(OTHER)));
    assert_eq!(cell(&narrowed("topology=cross-site")), Some(observation(OTHER)));
}

#[test]
fn a_cell_is_recorded_by_all_values_or_else_by_the_core() {
    let store = store("scopes");
    let cell = || store.recorded_cell(&profile(), &selection()).expect("the snapshots are good");
    assert_eq!(cell(), None);
    record(&store, SnapshotScope::Core, 0, [OTHER, OTHER], &UnstableCells::new());
    assert_eq!(cell(), Some(observation(OTHER)));
    record(&store, SnapshotScope::Full, 0, [THIRD, THIRD], &UnstableCells::new());
    assert_eq!(cell(), Some(observation(THIRD)));
}

#[test]
fn a_suite_is_read_with_its_unstable_cells_and_knows_what_it_shows_otherwise() {
    let store = store("suite");
    let suite = matrix().suites["small"].clone();
    let read = || RecordedSuite::read(&store, &profile(), &suite).expect("the snapshots are good");
    assert!(read().is_none());
    record(&store, SnapshotScope::Core, 0, [SAME, OTHER], &UnstableCells::new());
    let unstable = frequencies(&[(0, OTHER), (1, THIRD)]);
    record(&store, SnapshotScope::Core, 1, [SAME, SAME], &unstable);
    let suite = read().expect("something is recorded");
    assert_eq!(suite.cells, seen([SAME, OTHER, SAME, SAME]));
    assert_eq!(suite.recorded_cells(), 4);
    assert_eq!(suite.unstable.keys().collect::<Vec<_>>(), [&2, &3]);
    assert_eq!(suite.unstable[&3], unstable[&1]);
    assert_eq!(suite.unstable[&2].cookie, unstable[&0].cookie);
    let path = store.path(&profile(), SnapshotScope::Core, "small", "cross-site");
    let text = fs::read_to_string(path).expect("it was written");
    assert!(text.contains("unstable: ") && !text.contains("3× exposed"), "{text}");
    assert_eq!(suite.unlike(&[SAME; 4].map(observation)), [1]);
    // The last two show one of these each at times.
    assert_eq!(suite.unlike(&[OTHER; 4].map(observation)), [0, 3]);
    assert_eq!(suite.unlike(&[THIRD; 4].map(observation)), [0, 1, 2]);
    fs::remove_file(store.path(&profile(), SnapshotScope::Core, "small", "same-origin"))
        .expect("it was there");
    let half = read().expect("something is recorded");
    assert_eq!((half.recorded_cells(), half.unlike(&[THIRD; 4].map(observation))), (2, vec![2]));
}

#[test]
fn a_cell_may_be_unstable_in_its_response_alone() {
    let store = store("response");
    let unstable = frequencies(&[(0, "blocked; stored, sent")]);
    record(&store, SnapshotScope::Full, 0, [SAME, SAME], &unstable);
    let read = store.unstable(SnapshotScope::Full, &profile(), &selection());
    let read = read.expect("the snapshots are good");
    assert_eq!(read.keys().collect::<Vec<_>>(), [&0]);
    assert_eq!(read[&0].response, unstable[&0].response);
}

#[test]
fn a_snapshot_that_cannot_be_read_is_an_error_and_not_absent() {
    let store = store("damaged");
    record(&store, SnapshotScope::Full, 0, [SAME, OTHER], &UnstableCells::new());
    let path = store.path(&profile(), SnapshotScope::Full, "small", "same-origin");
    let text = fs::read_to_string(&path).expect("it was written");
    assert!(text.starts_with("---\nsource: matrix.toml\n---\n"), "{text}");
    let read = || store.recorded(SnapshotScope::Full, &profile(), &selection());
    fs::write(&path, text.replace("stored", "scored")).expect("the file is written");
    assert!(matches!(read(), Err(StoreError::Parse { .. })));
    fs::write(&path, "").expect("the file is written");
    assert!(matches!(read(), Err(StoreError::Parse { .. })));
    fs::remove_file(&path).expect("it is there");
    fs::create_dir(&path).expect("the folder is made");
    assert!(matches!(read(), Err(StoreError::Io { .. })));
}

#[test]
fn what_differs_from_the_record_is_proposed_beside_it() {
    let store = store("proposals");
    record(&store, SnapshotScope::Full, 0, [SAME, OTHER], &UnstableCells::new());
    let path = store.path(&profile(), SnapshotScope::Full, "small", "same-origin");
    let snapshot = |cells: [&str; 2]| {
        let selection = selection().in_topology(0);
        TopologySnapshot::record(&selection, &cells.map(observation), &UnstableCells::new())
            .expect("the axes are fit")
    };
    let propose = |cells| {
        SnapshotStore::propose_if_new(&path, &snapshot(cells)).expect("the file is written")
    };
    assert!(!propose([SAME, OTHER]));
    assert!(!proposal(&path).exists());
    assert!(propose([SAME, SAME]));
    assert_eq!(proposal(&path), path.with_file_name("same-origin.snap.new"));
    let proposed = fs::read_to_string(proposal(&path)).expect("it is proposed");
    assert_eq!(proposed, SnapshotStore::file_text(&snapshot([SAME, SAME])));
    // Where nothing is recorded, everything is new.
    fs::remove_file(&path).expect("it is there");
    assert!(propose([SAME, OTHER]));
}
