//! A small project whose cells the reference engine plays.

use std::fs;
use std::path::{Path, PathBuf};

use browser_driver::{ReasonCollection, SearchPaths};
use conformance::{
    CellChoice, CellIsolation, EngineOptions, ProjectFiles, RemoteOptions, RunError, RunOutcome,
    RunPlan, RunShard, SnapshotMode,
};

/// The matrix of a small project.
pub(crate) const MATRIX: &str = include_str!("../small.toml");

/// Makes an empty project, with the files that a run reads.
pub(crate) fn project(name: &str, matrix: &str) -> ProjectFiles {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("fixtures")).expect("the folder can be made");
    fs::write(root.join("matrix.toml"), matrix).expect("the file can be written");
    fs::write(root.join("fixtures/divergences.toml"), "schema = 2\n")
        .expect("the file can be written");
    ProjectFiles::open(root).expect("the project is good")
}

/// Returns the plan of a run on the reference engine into the folder `out` of a project.
pub(crate) fn plan(project: &ProjectFiles, out: &str) -> RunPlan {
    RunPlan {
        cells: CellChoice::whole_suite("small"),
        engines: EngineOptions {
            browsers: vec!["reference".parse().expect("it is an engine")],
            locations: SearchPaths { search_path: Vec::new(), tools_dir: PathBuf::new() },
            install: false,
            headed: false,
            remote: RemoteOptions::default(),
            jobs: Some(1),
        },
        shard: RunShard::WHOLE,
        passes: 1,
        isolation: CellIsolation::Batched,
        browser_reasons: ReasonCollection::Off,
        snapshots: SnapshotMode::Check,
        resume: None,
        out: Some(project.root().join(out)),
    }
}

/// Plays a plan without showing anything.
pub(crate) async fn run(project: &ProjectFiles, plan: &RunPlan) -> Result<RunOutcome, RunError> {
    conformance::run(project, plan, &mut |_| {}).await
}
