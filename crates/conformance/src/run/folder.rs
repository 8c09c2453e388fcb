//! A run's folder: what is written into it, and read from it again.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use baselines::RuleChange;
use matrix::{Matrix, Selection};
use miette::Diagnostic;
use run_model::results::RunRecord;
use serde::Serialize;

use crate::failure::{CommandError, FailureKind};
use crate::judge::comparison::RunComparison;
use crate::judge::quirk_trial::{QuirkFinding, QuirkSwitch, SwitchedQuirk};
use crate::project::write_file::removed;
use crate::report::observations::{ReadObservationsError, read_observations, write_observations};
use crate::report::overview::overview_markdown;
use crate::report::summary::{RunSummary, SUMMARY_SCHEMA};
use crate::run::manifest::{self, CheckManifestError, JOURNAL_FILE, check_schema};
use crate::run::write_error::WriteRunError;

/// Why a run cannot be read.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ReadRunError {
    /// A file of the run is not of the expected form.
    #[error("failed to read `{}`", path.display())]
    #[diagnostic(help("name the folder of a run: `target/gingersnap/runs/<time>`"))]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: serde_json::Error,
    },
    /// A file of the run cannot be read.
    #[error("failed to read `{}`", path.display())]
    #[diagnostic(help("name the folder of a run: `target/gingersnap/runs/<time>`"))]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file of the run is not as the run wrote it, or the run did not end.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Manifest(#[from] CheckManifestError),
    /// The observations cannot be read.
    #[error(transparent)]
    #[diagnostic(help("name the folder of a run: `target/gingersnap/runs/<time>`"))]
    Observations(#[from] ReadObservationsError),
}

impl CommandError for ReadRunError {
    fn kind(&self) -> FailureKind {
        FailureKind::Usage
    }
}

/// The folder of a run.
#[derive(Clone, Debug)]
pub(crate) struct RunFolder {
    pub(crate) path: PathBuf,
}

impl RunFolder {
    /// Opens or creates the folder at this path.
    pub(crate) fn at(path: &Path) -> Result<Self, WriteRunError> {
        fs::create_dir_all(path).map_err(|source| create_error(path, source))?;
        Ok(Self { path: path.to_owned() })
    }

    /// Creates a new folder in `runs`, named for the time when the run began.
    pub(crate) fn create(runs: &Path, began: Duration) -> Result<Self, WriteRunError> {
        fs::create_dir_all(runs).map_err(|source| create_error(runs, source))?;
        let began = std::time::UNIX_EPOCH + began;
        let time = humantime::format_rfc3339_seconds(began).to_string().replace(':', "");
        let mut path = runs.join(&time);
        // Runs side by side may begin in the same second.
        for number in 2.. {
            match fs::create_dir(&path) {
                Ok(()) => break,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    path = runs.join(format!("{time}-{number}"));
                }
                Err(source) => return Err(create_error(&path, source)),
            }
        }
        Ok(Self { path })
    }

    /// Returns the folder for user data and logs of browsers.
    pub(crate) fn work_dir(&self) -> PathBuf {
        self.path.join("work")
    }

    /// Deletes user data and logs of browsers.
    pub(crate) fn remove_work_dir(&self) {
        _ = fs::remove_dir_all(self.work_dir());
    }

    /// Deletes the folder, of a run that leaves nothing.
    pub(crate) fn remove(self) {
        _ = fs::remove_dir_all(&self.path);
    }

    /// Declares that the run in this folder did not end.
    pub(crate) fn unseal(&self) -> Result<(), WriteRunError> {
        let failed = |source| WriteRunError::Io { path: self.path.clone(), source };
        manifest::unseal(&self.path).map_err(failed)
    }

    /// Deletes the journal of a run that was in this folder before.
    pub(crate) fn remove_journal(&self) -> Result<(), WriteRunError> {
        let path = self.path.join(JOURNAL_FILE);
        removed(fs::remove_file(&path)).map_err(|source| WriteRunError::Io { path, source })
    }

    /// Declares that the run in this folder ended, and that its files are as they are to be.
    pub(crate) fn seal(&self) -> Result<(), WriteRunError> {
        let failed = |source| WriteRunError::Io { path: self.path.clone(), source };
        manifest::seal(&self.path).map_err(failed)
    }

    /// Writes what was observed.
    pub(crate) fn write_observed(&self, record: &RunRecord) -> Result<(), WriteRunError> {
        Ok(write_observations(record, &self.path)?)
    }

    /// Writes the reports of a run.
    pub(crate) fn write_reports(
        &self,
        record: &RunRecord,
        summary: &RunSummary,
        comparison: &RunComparison,
    ) -> Result<(), WriteRunError> {
        self.write_json("run.json", summary)?;
        self.write_text("summary.md", &overview_markdown(record, summary, comparison))?;
        self.write_json("findings.json", &RunFindings::new(record, comparison))
    }

    /// Writes a text file.
    pub(crate) fn write_text(&self, name: &str, text: &str) -> Result<(), WriteRunError> {
        let path = self.path.join(name);
        fs::write(&path, text).map_err(|source| WriteRunError::Io { path, source })
    }

    /// Writes a value as JSON.
    pub(crate) fn write_json(
        &self,
        name: &str,
        value: &impl Serialize,
    ) -> Result<(), WriteRunError> {
        self.write_text(name, &(serde_json::to_string_pretty(value)? + "\n"))
    }

    /// Appends to a text file.
    pub(crate) fn append_text(&self, name: &str, text: &str) -> Result<(), WriteRunError> {
        let path = self.path.join(name);
        let append = || fs::OpenOptions::new().append(true).open(&path)?.write_all(text.as_bytes());
        append().map_err(|source| WriteRunError::Io { path, source })
    }
}

fn create_error(path: &Path, source: io::Error) -> WriteRunError {
    WriteRunError::Create { path: path.to_owned(), source }
}

/// How a run differs from snapshots, standards and models: what `findings.json` holds.
#[derive(Serialize)]
struct RunFindings<'a> {
    schema: u32,
    lanes: Vec<SuiteFindings<'a>>,
    /// Engines with quirks that no cell shows.
    idle_quirks: Vec<(&'static str, &'static str)>,
}

#[derive(Serialize)]
struct SuiteFindings<'a> {
    browser: String,
    suite: &'a str,
    changes: &'a [RuleChange],
    unknown_divergences: &'a [RuleChange],
    switched_quirks: Vec<NamedCells>,
    known_divergences: Vec<NamedCells>,
}

/// A quirk, and the cells that it is found in.
#[derive(Serialize)]
struct NamedCells {
    quirk: &'static str,
    /// Whether it seems gone or new; absent where it is as the engine's model has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    seems: Option<&'static str>,
    cells: usize,
    example: String,
}

impl NamedCells {
    fn known(selection: &Selection, finding: &QuirkFinding) -> Self {
        let (quirk, example) = (finding.quirk.name(), selection.id(finding.example()));
        Self { quirk, seems: None, cells: finding.cells(), example }
    }

    fn switched(selection: &Selection, switched: &SwitchedQuirk) -> Self {
        let SwitchedQuirk { quirk, switch, cells } = switched;
        let seems = Some(match switch {
            QuirkSwitch::Off => "gone",
            QuirkSwitch::On => "new",
        });
        let example = selection.id(cells[0]);
        Self { quirk: quirk.name(), seems, cells: cells.len(), example }
    }
}

impl<'a> RunFindings<'a> {
    fn new(record: &'a RunRecord, comparison: &'a RunComparison) -> Self {
        let mut lanes = Vec::new();
        for (lane, compared) in record.lanes.iter().zip(&comparison.lanes) {
            for (selection, suite) in record.selections.iter().zip(&compared.suites) {
                let verdicts = &suite.verdicts;
                let switched = verdicts.switched.iter();
                let known = verdicts.known.iter();
                lanes.push(SuiteFindings {
                    browser: lane.profile.to_string(),
                    suite: &selection.suite().name,
                    changes: &suite.snapshots.changes,
                    unknown_divergences: &verdicts.unknown,
                    switched_quirks: switched
                        .map(|switched| NamedCells::switched(selection, switched))
                        .collect(),
                    known_divergences: known
                        .map(|finding| NamedCells::known(selection, finding))
                        .collect(),
                });
            }
        }
        let idle = comparison.idle.iter().map(|(engine, quirk)| (engine.name(), quirk.name()));
        Self { schema: 2, lanes, idle_quirks: idle.collect() }
    }
}

/// Reads a run: what was observed, which batches failed, and how it went.
///
/// # Errors
/// Where the folder holds no run, one that did not end, one whose files were changed, or one that
/// the matrix does not fit any more.
pub fn read_run(matrix: &Matrix, folder: &Path) -> Result<(RunRecord, RunSummary), ReadRunError> {
    manifest::check(folder)?;
    let mut record = read_observations(matrix, folder)?;
    let path = folder.join("run.json");
    let text = fs::read_to_string(&path)
        .map_err(|source| ReadRunError::Io { path: path.clone(), source })?;
    check_schema(&path, &text, SUMMARY_SCHEMA)?;
    let summary: RunSummary =
        serde_json::from_str(&text).map_err(|source| ReadRunError::Form { path, source })?;
    summary.restore(&mut record);
    Ok((record, summary))
}
