//! A run's directory: what is written into it, and read from it again.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use baselines::{KnownDivergence, MatchedDivergence, RunComparison, SnapshotScope};
use conformance::{RunSummary, overview_markdown, read_observations, write_observations};
use matrix::Matrix;
use run_model::results::RunRecord;
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::project;

/// Makes a new directory for a run that began at this time.
pub(crate) fn create(out: Option<&Path>, began: Duration) -> Result<PathBuf, Failure> {
    let failed = |path: &Path, error| {
        Failure::message(
            Exit::ReportNotWritten,
            format!("failed to make `{}`: {error}", path.display()),
            "name another place with --out",
        )
    };
    if let Some(out) = out {
        fs::create_dir_all(out).map_err(|error| failed(out, error))?;
        return Ok(out.to_owned());
    }
    let runs = project::target().join("runs");
    fs::create_dir_all(&runs).map_err(|error| failed(&runs, error))?;
    let time = humantime::format_rfc3339_seconds(std::time::UNIX_EPOCH + began)
        .to_string()
        .replace(':', "");
    // Runs side by side may begin in the same second.
    for number in 1_u32.. {
        let path =
            if number == 1 { runs.join(&time) } else { runs.join(format!("{time}-{number}")) };
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(&path, error)),
        }
    }
    unreachable!("there are enough numbers")
}

#[derive(Serialize)]
struct Findings<'a> {
    schema: u32,
    lanes: Vec<LaneFindings<'a>>,
}

#[derive(Serialize)]
struct LaneFindings<'a> {
    browser: String,
    suite: &'a str,
    changes: &'a [baselines::RuleChange],
    unknown_divergences: &'a [baselines::RuleChange],
    known_divergences: Vec<(&'a str, usize)>,
}

/// Writes what was observed, which nothing that comes after can lose.
pub(crate) fn write_observed(directory: &Path, record: &RunRecord) -> Result<(), Failure> {
    write_observations(record, directory)
        .map_err(|error| Failure::new(Exit::ReportNotWritten, error, "is the disk full?"))
}

/// Writes what a run comes to.
pub(crate) fn write(
    directory: &Path,
    record: &RunRecord,
    summary: &RunSummary,
    comparison: &RunComparison,
    known: &[KnownDivergence],
) -> Result<(), Failure> {
    write_json(directory, "run.json", summary)?;
    write_text(directory, "summary.md", &overview_markdown(record, summary, comparison, known))?;
    write_json(directory, "findings.json", &findings(record, comparison, known))
}

/// Writes a text into a run's directory.
pub(crate) fn write_text(directory: &Path, name: &str, text: &str) -> Result<(), Failure> {
    let path = directory.join(name);
    fs::write(&path, text).map_err(|error| not_written(&path, &error))
}

/// Writes a value into a run's directory.
pub(crate) fn write_json(
    directory: &Path,
    name: &str,
    value: &impl Serialize,
) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value);
    let text = text.map_err(|error| {
        Failure::message(Exit::OurBug, format!("failed to write JSON: {error}"), "")
    })?;
    write_text(directory, name, &(text + "\n"))
}

/// Adds to a text in a run's directory.
pub(crate) fn append_text(directory: &Path, name: &str, text: &str) -> Result<(), Failure> {
    let path = directory.join(name);
    let append = || fs::OpenOptions::new().append(true).open(&path)?.write_all(text.as_bytes());
    append().map_err(|error| not_written(&path, &error))
}

fn not_written(path: &Path, error: &std::io::Error) -> Failure {
    let message = format!("failed to write `{}`: {error}", path.display());
    Failure::message(Exit::ReportNotWritten, message, "is the disk full, or the folder read-only?")
}

fn findings<'a>(
    record: &'a RunRecord,
    comparison: &'a RunComparison,
    known: &'a [KnownDivergence],
) -> Findings<'a> {
    let mut lanes = Vec::new();
    for (lane, judged) in record.lanes.iter().zip(&comparison.lanes) {
        for (selection, suite) in record.selections.iter().zip(&judged.suites) {
            lanes.push(LaneFindings {
                browser: lane.profile.to_string(),
                suite: &selection.suite().name,
                changes: &suite.changes,
                unknown_divergences: &suite.unknown,
                known_divergences: cells_of_each(&suite.matched, known),
            });
        }
    }
    Findings { schema: 1, lanes }
}

/// Returns the names of the divergences that were seen in a suite, with the cells of all their
/// places there.
fn cells_of_each<'a>(
    seen: &[MatchedDivergence],
    known: &'a [KnownDivergence],
) -> Vec<(&'a str, usize)> {
    let of_one = |seen: &[MatchedDivergence]| {
        let cells = seen.iter().map(|seen| seen.cells).sum();
        (known[seen[0].at.divergence].id.as_str(), cells)
    };
    seen.chunk_by(|one, other| one.at.divergence == other.at.divergence).map(of_one).collect()
}

/// Reads a run: what was observed, what could not be, and how it went.
pub(crate) fn read(matrix: &Matrix, directory: &Path) -> Result<(RunRecord, RunSummary), Failure> {
    let help = "name the directory of a run: `target/gingersnap/runs/<time>`";
    let mut record = read_observations(matrix, directory)
        .map_err(|error| Failure::new(Exit::Usage, error, help))?;
    let summary = read_summary(directory)?;
    summary.restore(&mut record);
    Ok((record, summary))
}

fn read_summary(directory: &Path) -> Result<RunSummary, Failure> {
    let path = directory.join("run.json");
    let wrong = |message: String| {
        Failure::message(
            Exit::Usage,
            message,
            "name the directory of a run: `target/gingersnap/runs/<time>`",
        )
    };
    let text = fs::read_to_string(&path)
        .map_err(|error| wrong(format!("failed to read `{}`: {error}", path.display())))?;
    serde_json::from_str(&text)
        .map_err(|error| wrong(format!("`{}`, line {}: {error}", path.display(), error.line())))
}

/// Returns whether a run played all values of some axis that its core leaves out.
pub(crate) fn scope_of(record: &RunRecord) -> SnapshotScope {
    let is_within_core = |selection: &matrix::Selection| {
        let core = matrix::Selection::core(selection.suite());
        selection
            .axes()
            .zip(core.axes())
            .all(|((_, values), (_, core))| values.iter().all(|value| core.contains(value)))
    };
    if record.selections.iter().all(is_within_core) {
        SnapshotScope::Core
    } else {
        SnapshotScope::Full
    }
}
