//! Where the project's files are, what they say, and how a file is written.

pub(crate) mod digest;
pub(crate) mod write_file;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use baselines::{
    KnownReasonDifference, QuirkEntry, SnapshotStore, read_divergences, read_known_reasons,
};
use claims::Claim;
use matrix::{FileError, Matrix};
use miette::Diagnostic;
use spec_model::{Quirk, Reason};
use version_history::{ProfileHistory, ReadHistoryError, read_histories};

use crate::failure::{CommandError, FailureKind};
use crate::project::digest::sha256;

const MATRIX: &str = "matrix.toml";
const DIVERGENCES: &str = "fixtures/divergences.toml";
const REASONS: &str = "fixtures/reasons.toml";
/// Where the histories of engines lie, below the project's folder.
pub const HISTORY_FILE: &str = "fixtures/history.json";

const CLAIMS: &str = "fixtures/claims/cors-faq.toml";

/// The folder of a project, with its matrix.
#[derive(Clone, Debug)]
pub struct ProjectFiles {
    /// What `matrix.toml` declares.
    pub matrix: Arc<Matrix>,
    root: PathBuf,
    matrix_digest: String,
}

/// Why a file of the project cannot be used.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ReadProjectError {
    /// The text of a file has problems.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),
    /// The histories of engines cannot be used.
    #[error("failed to use `{HISTORY_FILE}`")]
    #[diagnostic(help("write it again with `cargo xtask history RUN… --write`"))]
    History(#[from] ReadHistoryError),
    /// A file cannot be read.
    #[error("failed to read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl CommandError for ReadProjectError {
    fn kind(&self) -> FailureKind {
        FailureKind::Usage
    }
}

impl ProjectFiles {
    /// Opens the project in a folder, and reads its matrix.
    ///
    /// # Errors
    /// Where `matrix.toml` cannot be read or has problems.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, ReadProjectError> {
        let root = root.into();
        let text = read(&root.join(MATRIX))?;
        let matrix = Arc::new(matrix::read(MATRIX, &text)?);
        Ok(Self { matrix, root, matrix_digest: sha256(&[text.as_bytes()]) })
    }

    /// Returns the project's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the digest of `matrix.toml`, by which a run that is resumed knows it again.
    pub(crate) fn matrix_digest(&self) -> &str {
        &self.matrix_digest
    }

    /// Returns the committed snapshots.
    pub fn snapshots(&self) -> SnapshotStore {
        SnapshotStore::new(self.root.join("fixtures/snapshots"))
    }

    /// Returns the folder that new runs are written into.
    pub fn runs_folder(&self) -> PathBuf {
        self.root.join("target/gingersnap/runs")
    }

    /// Reads why engines have quirks.
    ///
    /// # Errors
    /// Where the file cannot be read or has problems.
    pub fn quirk_entries(&self) -> Result<Vec<QuirkEntry>, ReadProjectError> {
        Ok(read_divergences(&self.matrix, DIVERGENCES, &read(&self.root.join(DIVERGENCES))?)?)
    }

    /// Reads the known differences between the browsers' reasons and the model's.
    ///
    /// # Errors
    /// Where the file cannot be read or has problems.
    pub fn known_reasons(&self) -> Result<Vec<KnownReasonDifference>, ReadProjectError> {
        let codes: Vec<&str> = codes_of_the_model().collect();
        let text = read(&self.root.join(REASONS))?;
        Ok(read_known_reasons(&self.matrix, REASONS, &text, &codes)?)
    }

    /// Reads the claims.
    ///
    /// # Errors
    /// Where the file cannot be read or has problems.
    pub fn claims(&self) -> Result<Vec<Claim>, ReadProjectError> {
        Ok(claims::read(&self.matrix, CLAIMS, &read(&self.root.join(CLAIMS))?)?)
    }

    /// Reads what is known of engines' versions.
    ///
    /// # Errors
    /// Where the file cannot be read or is not of its form.
    pub fn histories(&self) -> Result<Vec<ProfileHistory>, ReadProjectError> {
        Ok(read_histories(&read(&self.root.join(HISTORY_FILE))?)?)
    }
}

fn codes_of_the_model() -> impl Iterator<Item = &'static str> {
    let of_standards = Reason::ALL.iter().map(|reason| reason.code());
    of_standards.chain(Quirk::ALL.iter().map(|quirk| quirk.name()))
}

fn read(path: &Path) -> Result<String, ReadProjectError> {
    fs::read_to_string(path)
        .map_err(|source| ReadProjectError::Read { path: path.to_owned(), source })
}
