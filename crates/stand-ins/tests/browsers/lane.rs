//! What the lanes of all stand-ins share.

use std::path::PathBuf;

use baselines::SnapshotScope;
use browser_driver::{ReasonCollection, SearchPaths};
use conformance::{
    CellChoice, CellIsolation, EngineOptions, RemoteOptions, RunPlan, RunShard, SnapshotMode,
};

/// Returns where browsers are looked for.
pub(crate) fn locations() -> SearchPaths {
    SearchPaths {
        search_path: ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from).into(),
        tools_dir: "target/tools".into(),
    }
}

/// Returns the plan of a run that compares cells of the core of `cors-credentials` on a browser, as
/// `--browser` takes it, with the snapshots.
pub(crate) fn plan(browser: &str, cells: &str, out: PathBuf) -> RunPlan {
    RunPlan {
        cells: CellChoice {
            suites: vec!["cors-credentials".to_owned()],
            scope: SnapshotScope::Core,
            filter: Some(cells.parse().unwrap()),
        },
        engines: EngineOptions {
            browsers: vec![browser.parse().unwrap()],
            locations: locations(),
            install: false,
            headed: false,
            remote: RemoteOptions::default(),
            jobs: None,
        },
        shard: RunShard::WHOLE,
        passes: 1,
        isolation: CellIsolation::Batched,
        browser_reasons: ReasonCollection::Off,
        snapshots: SnapshotMode::Check,
        resume: None,
        out: Some(out),
    }
}
