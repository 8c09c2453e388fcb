//! What a snapshot with a changed byte is: no snapshot, the same one, or one that its engine's
//! model contradicts. Each recorded cell equals its engine's model, so nothing changes silently.

use std::path::Path;

use baselines::{SnapshotScope, SnapshotStore, TopologySnapshot};
use fastrand::Rng;
use matrix::Selection;
use oracle::JarListing;

/// How often a byte is changed in each snapshot.
const FLIPS: usize = 100;

#[test]
fn a_byte_that_was_changed_in_a_snapshot_is_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("matrix.toml")).unwrap();
    let matrix = matrix::read("matrix.toml", &text).unwrap();
    let store = SnapshotStore::new(root.join("fixtures/snapshots"));
    let mut numbers = Rng::with_seed(1);
    let (mut changed, mut tries) = (0, 0);
    for profile in &matrix.profiles[..2] {
        for suite in matrix.suites.values() {
            let whole = Selection::core(suite);
            let files = store.files(SnapshotScope::Core, profile, &whole);
            let Some(file) = numbers.choice(&files) else { continue };
            let Ok(sound) = std::fs::read(&file.path) else { continue };
            let recorded = SnapshotStore::load(&file.path, &file.selection).unwrap().unwrap();
            let recorded = recorded.expand().unwrap();
            let view = JarListing::of(profile.engine);
            let model = oracle::predict_seen(&matrix, &file.selection, &profile.model, view);
            for _ in 0..FLIPS {
                let mut bytes = sound.clone();
                bytes[numbers.usize(..sound.len())] ^= numbers.u8(1..);
                tries += 1;
                let Ok(text) = String::from_utf8(bytes) else { continue };
                let read = TopologySnapshot::parse(&file.selection, &text)
                    .and_then(|snapshot| Ok((snapshot.expand()?, snapshot.unstable()?)));
                let Ok((cells, _)) = read else { continue };
                if cells != recorded {
                    changed += 1;
                    assert_ne!(cells, model, "{}", file.path.display());
                }
            }
        }
    }
    assert!(tries > 3_000, "{tries}");
    // Most changes make a word that no outcome has; about one in a hundred makes another cell.
    assert!(changed < tries / 20, "{changed} of {tries}");
}
