//! `docs/divergences.md` is what the snapshots and `fixtures/divergences.toml` say.

use std::path::Path;

use conformance::{DivergencesPage, ProjectFiles, recorded_verdicts};

#[test]
fn the_page_on_divergences_is_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let project = ProjectFiles::open(&root).expect("the project is good");
    let entries = project.quirk_entries().expect("fixtures/divergences.toml is good");
    let profiles = recorded_verdicts(&project).expect("the snapshots fit the matrix");
    let page = DivergencesPage { profiles: &profiles, entries: &entries }.to_string();
    let written = std::fs::read_to_string(root.join("docs/divergences.md")).expect("it is there");
    let line = page.lines().zip(written.lines()).position(|(now, then)| now != then);
    assert!(
        page == written,
        "docs/divergences.md differs from line {:?} on: run `cargo xtask divergences`",
        line.map(|line| line + 1)
    );
}
