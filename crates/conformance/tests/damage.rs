//! What is left of a run after it was killed, or after its files were changed: the same as without,
//! or an error.

mod project;

use std::fs;
use std::path::{Path, PathBuf};

use conformance::{
    CheckManifestError, ProjectFiles, ReadJournalError, ReadRunError, ResumeError, RunError,
    RunOutcome, RunPlan, read_run,
};
use fastrand::Rng;
use project::{MATRIX, plan, project, run};

const JOURNAL: &str = "journal.jsonl";

/// How often a byte of a file is changed.
const FLIPS: usize = 2_000;

/// Plays a run twice over, and returns its folder.
async fn played(project: &ProjectFiles, out: &str) -> RunOutcome {
    run(project, &RunPlan { passes: 2, ..plan(project, out) }).await.expect("the run succeeds")
}

async fn resumed(project: &ProjectFiles, folder: &Path, out: &str) -> Result<RunOutcome, RunError> {
    let resume = Some(folder.to_owned());
    run(project, &RunPlan { passes: 2, resume, ..plan(project, out) }).await
}

/// Returns the files of a run that say what was observed.
fn results(folder: &Path) -> [Vec<u8>; 2] {
    ["observations.jsonl.zst", "findings.json"]
        .map(|name| fs::read(folder.join(name)).expect("the run ended"))
}

#[tokio::test]
async fn a_run_that_was_killed_anywhere_is_resumed_to_what_it_would_have_been() {
    let project = project("killed", MATRIX);
    let whole = played(&project, "whole").await;
    let journal = fs::read(whole.folder.join(JOURNAL)).unwrap();
    let header = journal.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let killed = project.root().join("killed");
    fs::create_dir_all(&killed).unwrap();
    for length in (header..=journal.len()).step_by(97).chain([journal.len()]) {
        fs::write(killed.join(JOURNAL), &journal[..length]).unwrap();
        let again = resumed(&project, &killed, "killed").await.unwrap();
        assert_eq!(results(&again.folder), results(&whole.folder), "{length}");
        let cells = |outcome: &RunOutcome| outcome.record.lanes[0].cells_played;
        assert_eq!(cells(&again), cells(&whole), "{length}");
        read_run(&project.matrix, &killed).unwrap();
        fs::remove_file(killed.join("manifest.json")).unwrap();
    }
}

#[tokio::test]
async fn a_run_that_did_not_end_says_how_it_is_resumed() {
    let project = project("unfinished", MATRIX);
    let folder = played(&project, "run").await.folder;
    fs::remove_file(folder.join("manifest.json")).unwrap();
    check_unreadable(&project, &folder, |error| {
        matches!(error, CheckManifestError::Unfinished { .. })
    });
    fs::remove_file(folder.join(JOURNAL)).unwrap();
    check_unreadable(&project, &folder, |error| matches!(error, CheckManifestError::OldRun { .. }));
    let nowhere = project.root().join("nowhere");
    check_unreadable(&project, &nowhere, |error| matches!(error, CheckManifestError::NoRun { .. }));
}

#[track_caller]
fn check_unreadable(
    project: &ProjectFiles,
    folder: &Path,
    is_expected: impl Fn(&CheckManifestError) -> bool,
) {
    match read_run(&project.matrix, folder) {
        Err(ReadRunError::Manifest(error)) => assert!(is_expected(&error), "{error}"),
        other => panic!("expected a problem of the manifest, got {other:?}"),
    }
}

#[tokio::test]
async fn files_that_were_cut_off_exchanged_or_written_by_others_are_told_apart() {
    let project = project("foreign", MATRIX);
    let folder = played(&project, "run").await.folder;
    let summary = folder.join("run.json");
    let text = fs::read_to_string(&summary).unwrap();
    fs::write(&summary, &text[..text.len() / 2]).unwrap();
    check_unreadable(&project, &folder, |error| {
        matches!(error, CheckManifestError::Truncated { .. })
    });
    fs::write(&summary, text.replace("reference", "chromium!")).unwrap();
    check_unreadable(&project, &folder, |error| {
        matches!(error, CheckManifestError::Changed { .. })
    });
    fs::write(&summary, text).unwrap();
    let manifest = folder.join("manifest.json");
    let sound = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, sound.replacen("\"schema\": 1", "\"schema\": 2", 1)).unwrap();
    check_unreadable(&project, &folder, |error| {
        matches!(error, CheckManifestError::Schema { schema: 2, expected: 1, .. })
    });
    fs::write(&manifest, "[]").unwrap();
    check_unreadable(&project, &folder, |error| matches!(error, CheckManifestError::Form { .. }));
}

#[tokio::test]
async fn resume_refuses_what_it_cannot_continue() {
    let project = project("resume-refuses", MATRIX);
    let folder = played(&project, "run").await.folder;
    let once = RunPlan { resume: Some(folder.clone()), ..plan(&project, "once") };
    let error = run(&project, &once).await.unwrap_err();
    assert!(matches!(error, RunError::Resume(ResumeError::OtherBatches { .. })), "{error}");
    let check_journal =
        async |is_expected: fn(&ReadJournalError) -> bool| match resumed(&project, &folder, "run")
            .await
        {
            Err(RunError::Resume(ResumeError::Read(error))) => {
                assert!(is_expected(&error), "{error}")
            }
            other => panic!("expected a problem of the journal, got {other:?}"),
        };
    let matrix = project.root().join("matrix.toml");
    fs::write(&matrix, format!("{MATRIX}# another\n")).unwrap();
    let changed = ProjectFiles::open(project.root()).unwrap();
    let error = resumed(&changed, &folder, "run").await.unwrap_err();
    assert!(error.to_string().starts_with("matrix.toml was changed since"), "{error}");
    let journal = fs::read_to_string(folder.join(JOURNAL)).unwrap();
    let mut lines: Vec<&str> = journal.lines().collect();
    lines.remove(2);
    fs::write(folder.join(JOURNAL), lines.join("\n") + "\n").unwrap();
    check_journal(|error| matches!(error, ReadJournalError::Damaged { line: 3, .. })).await;
    fs::write(folder.join(JOURNAL), "").unwrap();
    check_journal(|error| matches!(error, ReadJournalError::Empty { .. })).await;
    fs::remove_file(folder.join(JOURNAL)).unwrap();
    check_journal(|error| matches!(error, ReadJournalError::Io { .. })).await;
}

/// Changes bytes of a file of a run at random places, and checks that the run is read as before or
/// not at all.
#[track_caller]
fn check_flips(project: &ProjectFiles, folder: &Path, name: &str, seed: u64) {
    let (path, mut numbers) = (folder.join(name), Rng::with_seed(seed));
    let sound = fs::read(&path).expect("the file is there");
    let (record, summary) = read_run(&project.matrix, folder).expect("the run is sound");
    let mut found = 0;
    for _ in 0..FLIPS {
        let (at, flip) = (numbers.usize(..sound.len()), numbers.u8(1..));
        let mut bytes = sound.clone();
        bytes[at] ^= flip;
        fs::write(&path, bytes).expect("the file can be written");
        match read_run(&project.matrix, folder) {
            Err(_) => found += 1,
            Ok((read, read_summary)) => {
                assert_eq!(read.lanes[0].observations, record.lanes[0].observations, "{at} {flip}");
                assert_eq!(read_summary, summary, "{name}: {at} {flip}");
            }
        }
    }
    fs::write(&path, sound).expect("the file can be written");
    // Between the fields of the manifest, one kind of white space is as good as another.
    assert!(found > FLIPS * 9 / 10, "{name}: {found} of {FLIPS}");
}

#[tokio::test]
async fn a_byte_that_was_changed_is_found() {
    let project = project("flips", MATRIX);
    let folder = played(&project, "run").await.folder;
    let names =
        ["observations.jsonl.zst", "run.json", "findings.json", "summary.md", "manifest.json"];
    for (seed, name) in (1..).zip(names) {
        check_flips(&project, &folder, name, seed);
    }
}

#[tokio::test]
async fn a_byte_that_was_changed_in_the_journal_changes_no_result() {
    let project = project("journal-flips", MATRIX);
    let whole = played(&project, "whole").await;
    let sound = fs::read(whole.folder.join(JOURNAL)).unwrap();
    let damaged: PathBuf = project.root().join("damaged");
    fs::create_dir_all(&damaged).unwrap();
    let mut numbers = Rng::with_seed(6);
    for _ in 0..FLIPS {
        let (at, flip) = (numbers.usize(..sound.len()), numbers.u8(1..));
        let mut bytes = sound.clone();
        bytes[at] ^= flip;
        fs::write(damaged.join(JOURNAL), bytes).unwrap();
        match resumed(&project, &damaged, "damaged").await {
            Err(RunError::Resume(ResumeError::Read(_))) => {}
            Ok(again) => assert_eq!(results(&again.folder), results(&whole.folder), "{at} {flip}"),
            Err(error) => panic!("{at} {flip}: {error}"),
        }
    }
}
