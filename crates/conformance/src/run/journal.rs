//! `journal.jsonl`: what a run has observed, written as it goes. A killed run is resumed from it.
//!
//! The first line says what is played where, and each further line is an event. Each begins with
//! a digest of itself and of the digest before it, by which a line that was damaged, lost or put
//! in is found. A last line without its end is what the run was writing when it was killed: that
//! event never happened.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use matrix::Matrix;
use miette::Diagnostic;
use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};
use run_model::results::{FailureAction, LaneNo, RunEvent, RunRecord, SuiteNo};
use serde::{Deserialize, Serialize};

use crate::project::digest::sha256;
use crate::report::observations::{ObservationsHeader, header, record_of_header};
use crate::run::manifest::{CheckManifestError, JOURNAL_FILE, check_schema};
use crate::run::write_error::WriteRunError;

const SCHEMA: u32 = 1;

/// How many hexadecimal digits of its digest a line begins with.
const DIGITS: usize = 32;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JournalHeader {
    schema: u32,
    /// The digest of `matrix.toml`.
    matrix: String,
    run: ObservationsHeader,
}

/// Why a journal cannot be read.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ReadJournalError {
    /// The run played what the matrix does not have.
    #[error("the run in `{}` does not fit matrix.toml: {problem}", path.display())]
    #[diagnostic(help("play it again without --resume"))]
    Contents {
        /// The journal.
        path: PathBuf,
        /// What does not fit.
        problem: String,
    },
    /// A line is not as it was written.
    #[error("`{}`, line {line}, is damaged", path.display())]
    #[diagnostic(help("copy the run's folder again, or play it again without --resume"))]
    Damaged {
        /// The journal.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The run was killed before it had begun.
    #[error("`{}` is empty: the run ended before it played anything", path.display())]
    #[diagnostic(help("play it again without --resume"))]
    Empty {
        /// The journal.
        path: PathBuf,
    },
    /// A line is not of our form, although it is as it was written.
    #[error("`{}`, line {line}, is no event that this version knows", path.display())]
    #[diagnostic(help("resume it with the version of Gingersnap that played it"))]
    Form {
        /// The journal.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong in it.
        source: serde_json::Error,
    },
    /// The file cannot be read.
    #[error("failed to read `{}`", path.display())]
    #[diagnostic(help(
        "name the folder of a run that `run-matrix` played; merged runs and those of earlier \
         versions have no journal"
    ))]
    Io {
        /// The journal.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The matrix was changed in between.
    #[error("matrix.toml was changed since the run in `{}` began", path.display())]
    #[diagnostic(help("restore matrix.toml, or play it again without --resume"))]
    OtherMatrix {
        /// The journal.
        path: PathBuf,
    },
    /// The journal is of a form that this version does not know.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Schema(#[from] CheckManifestError),
}

/// The journal of a run that plays.
#[derive(Debug)]
pub(crate) struct RunJournal {
    file: Flock<File>,
    path: PathBuf,
    digest: String,
}

impl RunJournal {
    /// Begins the journal of a run in its folder.
    pub(crate) fn create(
        folder: &Path,
        matrix_digest: &str,
        record: &RunRecord,
    ) -> Result<Self, WriteRunError> {
        let mut journal = Self::lock(folder)?;
        journal.cut(0)?;
        let header =
            JournalHeader { schema: SCHEMA, matrix: matrix_digest.to_owned(), run: header(record) };
        journal.write(&serde_json::to_string(&header)?)?;
        Ok(journal)
    }

    /// Goes on with a journal that was read, in this folder.
    pub(crate) fn go_on(folder: &Path, read: &JournaledRun) -> Result<Self, WriteRunError> {
        let path = folder.join(JOURNAL_FILE);
        if read.path != path {
            fs::copy(&read.path, &path)
                .map_err(|source| WriteRunError::Io { path: path.clone(), source })?;
        }
        let mut journal = Self::lock(folder)?;
        journal.cut(read.sound_bytes)?;
        journal.digest.clone_from(&read.digest);
        Ok(journal)
    }

    /// Opens the journal for this process alone.
    fn lock(folder: &Path) -> Result<Self, WriteRunError> {
        let path = folder.join(JOURNAL_FILE);
        let failed = |source| WriteRunError::Io { path: path.clone(), source };
        let file = File::options().create(true).append(true).open(&path).map_err(failed)?;
        match Flock::lock(file, FlockArg::LockExclusiveNonblock) {
            Ok(file) => Ok(Self { file, path, digest: String::new() }),
            Err((_, Errno::EWOULDBLOCK)) => Err(WriteRunError::Busy { folder: folder.to_owned() }),
            Err((_, error)) => Err(failed(error.into())),
        }
    }

    fn cut(&mut self, bytes: u64) -> Result<(), WriteRunError> {
        self.file
            .set_len(bytes)
            .map_err(|source| WriteRunError::Io { path: self.path.clone(), source })
    }

    /// Writes an event that the run can be resumed from; others are passed over.
    pub(crate) fn add(&mut self, event: &RunEvent) -> Result<(), WriteRunError> {
        if event.is_resumable() { self.write(&serde_json::to_string(event)?) } else { Ok(()) }
    }

    fn write(&mut self, json: &str) -> Result<(), WriteRunError> {
        self.digest = line_digest(&self.digest, json);
        let line = format!("{} {json}\n", self.digest);
        let written = (&*self.file).write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        written.map_err(|source| WriteRunError::Io { path: self.path.clone(), source })
    }
}

fn line_digest(before: &str, json: &str) -> String {
    let mut digest = sha256(&[before.as_bytes(), json.as_bytes()]);
    digest.truncate(DIGITS);
    digest
}

/// A batch that was played: where, of which selection, in which pass, and its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PlayedBatch {
    pub(crate) lane: LaneNo,
    pub(crate) suite: SuiteNo,
    pub(crate) pass: u32,
    pub(crate) first_cell: usize,
    pub(crate) cells: usize,
}

/// What the journal of a run says.
#[derive(Debug)]
pub(crate) struct JournaledRun {
    /// What was observed; batches that were given up count as not played.
    pub(crate) record: RunRecord,
    /// The batches that were played.
    pub(crate) played: HashSet<PlayedBatch>,
    path: PathBuf,
    sound_bytes: u64,
    digest: String,
}

impl JournaledRun {
    /// Reads the journal in a folder.
    pub(crate) fn read(
        matrix: &Matrix,
        matrix_digest: &str,
        folder: &Path,
    ) -> Result<Self, ReadJournalError> {
        let path = folder.join(JOURNAL_FILE);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(source) => return Err(ReadJournalError::Io { path, source }),
        };
        let mut read: Option<Self> = None;
        let mut digest = String::new();
        let mut sound_bytes = 0;
        let whole_lines = text.split_inclusive(|byte| *byte == b'\n');
        for (number, line) in (1..).zip(whole_lines.map_while(|line| line.strip_suffix(b"\n"))) {
            let damaged = || ReadJournalError::Damaged { path: path.clone(), line: number };
            let line = std::str::from_utf8(line).map_err(|_| damaged())?;
            let (written, json) = line.split_once(' ').ok_or_else(damaged)?;
            digest = line_digest(&digest, json);
            if written != digest {
                return Err(damaged());
            }
            sound_bytes += line.len() as u64 + 1;
            let form = |source| ReadJournalError::Form { path: path.clone(), line: number, source };
            match &mut read {
                None => {
                    check_schema(&path, json, SCHEMA)?;
                    let header: JournalHeader = serde_json::from_str(json).map_err(form)?;
                    read = Some(Self::begin(matrix, matrix_digest, &path, header)?);
                }
                Some(run) => {
                    let event = serde_json::from_str(json).map_err(form)?;
                    if !run.holds(&event) {
                        return Err(damaged());
                    }
                    run.take_in(event);
                }
            }
        }
        match read {
            Some(read) => Ok(Self { digest, sound_bytes, ..read }),
            None => Err(ReadJournalError::Empty { path }),
        }
    }

    fn begin(
        matrix: &Matrix,
        matrix_digest: &str,
        path: &Path,
        header: JournalHeader,
    ) -> Result<Self, ReadJournalError> {
        let path = path.to_owned();
        if header.matrix != matrix_digest {
            return Err(ReadJournalError::OtherMatrix { path });
        }
        let record = record_of_header(matrix, &header.run)
            .map_err(|problem| ReadJournalError::Contents { path: path.clone(), problem })?;
        let (played, digest) = (HashSet::new(), String::new());
        Ok(Self { record, played, path, sound_bytes: 0, digest })
    }

    /// Returns whether the run has the lane and the cells of an event.
    fn holds(&self, event: &RunEvent) -> bool {
        let has_cells = |suite: &SuiteNo, first_cell: usize, cells: usize| {
            let selection = self.record.selections.get(suite.0);
            let end = first_cell.checked_add(cells);
            selection.zip(end).is_some_and(|(selection, end)| end <= selection.cells())
        };
        let (lane, has_cells) = match event {
            RunEvent::BatchPlayed { lane, suite, first_cell, observations, .. } => {
                (lane, has_cells(suite, *first_cell, observations.len()))
            }
            RunEvent::BatchFailed { lane, suite, first_cell, cells, .. } => {
                (lane, has_cells(suite, *first_cell, *cells))
            }
            RunEvent::BatchAges { lane, .. }
            | RunEvent::LaneEnded { lane, .. }
            | RunEvent::ReasonsGiven { lane, .. }
            | RunEvent::SessionAwaited { lane, .. }
            | RunEvent::SessionEnded { lane, .. }
            | RunEvent::SessionStarted { lane, .. } => (lane, true),
        };
        has_cells && lane.0 < self.record.lanes.len()
    }

    fn take_in(&mut self, event: RunEvent) {
        let event = match event {
            // It is played again.
            RunEvent::BatchFailed { then: FailureAction::GiveUp, .. } => return,
            RunEvent::LaneEnded { lane, took, failure: _ } => {
                RunEvent::LaneEnded { lane, took, failure: None }
            }
            event => event,
        };
        if let RunEvent::BatchPlayed { lane, suite, pass, first_cell, observations, .. } = &event {
            self.played.insert(PlayedBatch {
                lane: *lane,
                suite: *suite,
                pass: *pass,
                first_cell: *first_cell,
                cells: observations.len(),
            });
        }
        self.record.apply(&event);
    }
}
