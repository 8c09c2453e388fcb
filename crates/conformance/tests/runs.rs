//! Whole runs of the reference engine in a project of its own: what is accepted, proposed, resumed,
//! merged and compared.

use std::fs;
use std::path::Path;

use baselines::SnapshotScope;
use conformance::{
    CellChoice, LaneComparison, MergeError, ProjectFiles, ResumeError, RunComparison, RunError,
    RunPlan, RunShard, RunStatus, accept, compare, compare_record, merge, propose, regenerate,
};
use project::{MATRIX, plan, project, run};
use run_model::results::RunRecord;

mod project;

/// The model without the default of SameSite: `absent` then is as `none` where it is cross-site.
const LAX_BY_DEFAULT: &str = "[engines.reference.default]";
const NONE_BY_DEFAULT: &str =
    "[engines.reference.default]\npolicy = { same-site-default = \"none\" }";

fn shard(project: &ProjectFiles, part: usize) -> RunPlan {
    let shard = RunShard { part, parts: 2 };
    RunPlan { shard, ..plan(project, &format!("part-{part}")) }
}

/// Plays all cells, and returns the record as if Chromium had done what the model does: the
/// reference engine has no snapshots.
async fn observed_by_chromium(project: &ProjectFiles) -> RunRecord {
    let mut record = run(project, &plan(project, "run")).await.expect("the run succeeds").record;
    record.lanes[0].profile = project.matrix.profiles[0].clone();
    record
}

fn compared(project: &ProjectFiles, record: &RunRecord) -> RunComparison {
    compare_record(project, &[], record, SnapshotScope::Full).expect("the snapshots can be read")
}

/// Returns how many cells of a record were observed.
fn observed(record: &RunRecord) -> usize {
    record.lanes[0].observations[0].iter().flatten().count()
}

/// Returns the names of the files below a folder, in order.
fn files(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            names.extend(files(&path));
        } else {
            names.push(path.file_name().expect("it has a name").display().to_string());
        }
    }
    names.sort();
    names
}

#[track_caller]
fn check_files(project: &ProjectFiles, expected: &[&str]) {
    assert_eq!(files(&project.root().join("fixtures/snapshots")), expected);
}

#[tokio::test]
async fn a_run_of_the_reference_engine_is_as_predicted() {
    let project = project("as-predicted", MATRIX);
    let outcome = run(&project, &plan(&project, "run")).await.unwrap();
    assert_eq!(outcome.status(), RunStatus::AsRecorded);
    assert_eq!(observed(&outcome.record), 4);
    check_files(&project, &[]);
}

#[tokio::test]
async fn a_run_writes_what_its_schemas_say() {
    let project = project("schemas", MATRIX);
    let with_quirk = MATRIX.replacen(LAX_BY_DEFAULT, NONE_BY_DEFAULT, 1);
    let outcome = run(&project, &plan(&project, "run")).await.expect("the run succeeds");
    check_schema("run.json", &outcome.folder.join("run.json"));
    check_schema("findings.json", &outcome.folder.join("findings.json"));
    fs::write(project.root().join("matrix.toml"), with_quirk).expect("the file can be written");
    let changed = ProjectFiles::open(project.root()).expect("the project is good");
    let outcome = regenerate(&changed, &outcome.folder).expect("the run can be read");
    assert_eq!(outcome.status(), RunStatus::Changed);
    check_schema("run.json", &outcome.folder.join("run.json"));
    check_schema("findings.json", &outcome.folder.join("findings.json"));
}

/// Checks a file against the schema of that name in `docs/schemas`.
#[track_caller]
fn check_schema(schema: &str, file: &Path) {
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas").join(schema);
    let path = path.to_str().expect("the path is text");
    let index = compiler.compile(path, &mut schemas).expect("it is a schema");
    let text = fs::read_to_string(file).expect("the run wrote it");
    let document = serde_json::from_str(&text).expect("it is JSON");
    if let Err(error) = schemas.validate(&document, index) {
        panic!("{error:#}\n{text}");
    }
}

#[tokio::test]
async fn accept_records_what_a_later_run_is_compared_with() {
    let project = project("accept", MATRIX);
    let record = observed_by_chromium(&project).await;
    assert!(!compared(&project, &record).lanes.iter().all(LaneComparison::is_as_recorded));
    let written = accept(&project.snapshots(), &record, SnapshotScope::Full).unwrap();
    assert_eq!(written, 2);
    check_files(&project, &["cross-site.snap", "same-origin.snap"]);
    assert!(compared(&project, &record).lanes.iter().all(LaneComparison::is_as_recorded));
}

#[tokio::test]
async fn accept_leaves_a_topology_alone_that_was_not_observed_whole() {
    let project = project("accept-in-part", MATRIX);
    let mut record = observed_by_chromium(&project).await;
    record.lanes[0].observations[0][3] = None;
    let written = accept(&project.snapshots(), &record, SnapshotScope::Full).unwrap();
    assert_eq!(written, 1);
    check_files(&project, &["same-origin.snap"]);
}

#[tokio::test]
async fn propose_writes_beside_the_snapshots_what_changed() {
    let project = project("propose", MATRIX);
    let store = project.snapshots();
    let mut record = observed_by_chromium(&project).await;
    accept(&store, &record, SnapshotScope::Full).unwrap();
    let before = compared(&project, &record);
    assert_eq!(propose(&store, &record, &before, SnapshotScope::Full).unwrap(), 0);
    let last = record.lanes[0].observations[0].last_mut().unwrap();
    last.as_mut().unwrap().cookie.sent ^= true;
    let changed = compared(&project, &record);
    assert_eq!(changed.lanes[0].changed_cells(), 1);
    assert_eq!(propose(&store, &record, &changed, SnapshotScope::Full).unwrap(), 1);
    check_files(&project, &["cross-site.snap", "cross-site.snap.new", "same-origin.snap"]);
    assert_eq!(compared(&project, &record).lanes[0].changed_cells(), 1);
}

#[tokio::test]
async fn resume_plays_what_a_run_lacks_and_keeps_the_rest() {
    let project = project("resume", MATRIX);
    let part = run(&project, &shard(&project, 1)).await.unwrap();
    assert_eq!(observed(&part.record), 2);
    let resumed = RunPlan { resume: Some(part.folder), ..plan(&project, "resumed") };
    let resumed = run(&project, &resumed).await.unwrap();
    let whole = run(&project, &plan(&project, "whole")).await.unwrap();
    assert_eq!(resumed.record.lanes[0].observations, whole.record.lanes[0].observations);
    assert_eq!(resumed.status(), RunStatus::AsRecorded);
}

#[tokio::test]
async fn resume_refuses_a_run_of_other_cells() {
    let project = project("resume-other", MATRIX);
    let whole = run(&project, &plan(&project, "whole")).await.unwrap();
    let filter = "topology=cross-site".parse().unwrap();
    let cells = CellChoice { filter: Some(filter), ..CellChoice::whole_suite("small") };
    let narrow = RunPlan { cells, resume: Some(whole.folder), ..plan(&project, "resumed") };
    let error = run(&project, &narrow).await.unwrap_err();
    assert!(matches!(error, RunError::Resume(ResumeError::OtherCells { .. })), "{error}");
}

#[tokio::test]
async fn merge_puts_shards_together() {
    let project = project("merge", MATRIX);
    let mut folders = Vec::new();
    for part in [1, 2] {
        folders.push(run(&project, &shard(&project, part)).await.unwrap().folder);
    }
    let one = merge(&project, &folders[..1], &project.root().join("one")).unwrap();
    assert_eq!(one.status(), RunStatus::CellErrors);
    let both = merge(&project, &folders, &project.root().join("both")).unwrap();
    assert_eq!(both.status(), RunStatus::AsRecorded);
    let whole = run(&project, &plan(&project, "whole")).await.unwrap();
    assert_eq!(both.record.lanes[0].observations, whole.record.lanes[0].observations);
}

#[tokio::test]
async fn merge_refuses_runs_that_contradict_each_other() {
    let lax = project("merge-lax", MATRIX);
    let none = project("merge-none", &MATRIX.replace(LAX_BY_DEFAULT, NONE_BY_DEFAULT));
    let folders = [
        run(&lax, &plan(&lax, "run")).await.unwrap().folder,
        run(&none, &plan(&none, "run")).await.unwrap().folder,
    ];
    let error = merge(&lax, &folders, &lax.root().join("both")).unwrap_err();
    let expected = "small/topology=cross-site/credentials=include/same-site=absent";
    assert!(
        matches!(&error, MergeError::OtherObservation { cell, .. } if cell == expected),
        "{error}"
    );
    let error = merge(&lax, &[], &lax.root().join("none")).unwrap_err();
    assert!(matches!(error, MergeError::NoRuns), "{error}");
}

#[tokio::test]
async fn compare_puts_what_changed_between_two_runs_into_rules() {
    let lax = project("compare-lax", MATRIX);
    let none = project("compare-none", &MATRIX.replace(LAX_BY_DEFAULT, NONE_BY_DEFAULT));
    let before = run(&lax, &plan(&lax, "run")).await.unwrap().folder;
    let after = run(&none, &plan(&none, "run")).await.unwrap().folder;
    let same = compare(&lax.matrix, &before, &before).unwrap();
    assert_eq!(same.differences.to_string(), "4 cells compared, 0 rules changed\n");
    let changed = compare(&lax.matrix, &before, &after).unwrap();
    insta::assert_snapshot!("compare", changed.differences.to_string());
}

#[tokio::test]
async fn compare_names_the_quirk_that_an_engine_took_on_or_lost() {
    let insecure = MATRIX.replace("SameSite=None; Secure", "SameSite=None");
    let with_quirk = format!("{insecure}[engines.reference.quirks]\nnone-without-secure = {{}}\n");
    let without = project("compare-without", &insecure);
    let with = project("compare-with", &with_quirk);
    let before = run(&without, &plan(&without, "run")).await.unwrap().folder;
    let entry = "schema = 2\n[quirks.none-without-secure]\nreason = \"It is so.\"\n\
                 seen = { reference = \"0\" }\n";
    fs::write(with.root().join("fixtures/divergences.toml"), entry).unwrap();
    let after = run(&with, &plan(&with, "run")).await.unwrap().folder;
    let cell = "small/topology=same-origin/credentials=include/same-site=none";
    let lines = |quirk: &str| {
        format!(
            "reference:default: `none-without-secure` seems {quirk}: 2 cells, such as {cell}\n\
             4 cells compared, 1 quirk and 0 rules changed\n"
        )
    };
    let taken_on = compare(&without.matrix, &before, &after).unwrap();
    assert_eq!(taken_on.differences.to_string(), lines("new"));
    let lost = compare(&with.matrix, &after, &before).unwrap();
    assert_eq!(lost.differences.to_string(), lines("gone"));
}
