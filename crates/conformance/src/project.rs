//! Where the project's files are, and what they say.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use baselines::{
    DivergencesError, KnownDivergence, KnownReasonDifference, KnownReasonsError, SnapshotStore,
    read_divergences, read_known_reasons,
};
use claims::Claim;
use matrix::{FileError, Matrix};
use miette::Diagnostic;
use spec_model::Reason;

use crate::failure::{CommandError, FailureKind};

const MATRIX: &str = "matrix.toml";
const DIVERGENCES: &str = "fixtures/divergences.toml";
const REASONS: &str = "fixtures/reasons.toml";
const CLAIMS: &str = "fixtures/claims/cors-faq.toml";

/// The folder of a project, with its matrix.
#[derive(Clone, Debug)]
pub struct ProjectFiles {
    /// What `matrix.toml` declares.
    pub matrix: Arc<Matrix>,
    root: PathBuf,
}

/// Why a file of the project cannot be used.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ReadProjectError {
    /// The file of known divergences has a problem.
    #[error("failed to use `{DIVERGENCES}`")]
    #[diagnostic(help("each entry names cells by rules over the axes of its suite"))]
    Divergences(#[from] DivergencesError),
    /// The text of a file has problems.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),
    /// A file cannot be read.
    #[error("failed to read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file of known reasons has a problem.
    #[error("failed to use `{REASONS}`")]
    #[diagnostic(help("the beginning of the file says what an entry has"))]
    Reasons(#[from] KnownReasonsError),
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
        let matrix = matrix::read(MATRIX, &read(&root.join(MATRIX))?)?;
        Ok(Self { matrix: Arc::new(matrix), root })
    }

    /// Returns the project's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the committed snapshots.
    pub fn snapshots(&self) -> SnapshotStore {
        SnapshotStore::new(self.root.join("fixtures/snapshots"))
    }

    /// Returns the folder that new runs are written into.
    pub fn runs_folder(&self) -> PathBuf {
        self.root.join("target/gingersnap/runs")
    }

    /// Reads the known divergences.
    ///
    /// # Errors
    /// Where the file cannot be read or has problems.
    pub fn known_divergences(&self) -> Result<Vec<KnownDivergence>, ReadProjectError> {
        Ok(read_divergences(&self.matrix, &read(&self.root.join(DIVERGENCES))?)?)
    }

    /// Reads the known differences between the browsers' reasons and the model's.
    ///
    /// # Errors
    /// Where the file cannot be read or has problems.
    pub fn known_reasons(&self) -> Result<Vec<KnownReasonDifference>, ReadProjectError> {
        let is_code = |code: &str| Reason::from_code(code).is_some();
        Ok(read_known_reasons(&self.matrix, &read(&self.root.join(REASONS))?, is_code)?)
    }

    /// Reads the claims.
    ///
    /// # Errors
    /// Where the file cannot be read or has problems.
    pub fn claims(&self) -> Result<Vec<Claim>, ReadProjectError> {
        Ok(claims::read(&self.matrix, CLAIMS, &read(&self.root.join(CLAIMS))?)?)
    }
}

fn read(path: &Path) -> Result<String, ReadProjectError> {
    fs::read_to_string(path)
        .map_err(|source| ReadProjectError::Read { path: path.to_owned(), source })
}
