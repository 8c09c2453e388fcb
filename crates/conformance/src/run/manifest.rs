//! `manifest.json`: which files a finished run has, how long they are, and their digests.
//!
//! It is written last and removed first, so that a run without one did not end.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use serde::{Deserialize, Serialize};

use crate::project::digest::sha256;
use crate::project::write_file::removed;
use crate::report::observations::OBSERVATIONS_FILE;

/// What a run is written into as it goes.
pub(crate) const JOURNAL_FILE: &str = "journal.jsonl";

/// The name of the file in a run's folder.
const MANIFEST_FILE: &str = "manifest.json";

const SCHEMA: u32 = 1;

/// The files that a run may have, the journal aside, whose lines have digests of their own.
const RUN_FILES: [&str; 6] =
    [OBSERVATIONS_FILE, "run.json", "summary.md", "findings.json", "reasons.json", "reasons.md"];

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RunManifest {
    schema: u32,
    files: BTreeMap<String, FileSeal>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSeal {
    bytes: u64,
    sha256: String,
}

impl FileSeal {
    fn of(contents: &[u8]) -> Self {
        Self { bytes: contents.len() as u64, sha256: sha256(&[contents]) }
    }
}

/// Why the files of a run are not those that it wrote.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum CheckManifestError {
    /// A file has other contents than the run wrote.
    #[error("`{}` is not as the run wrote it", path.display())]
    #[diagnostic(help("{}", RESTORE))]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The manifest is not of our form.
    #[error("`{}` is damaged, or no manifest of a run", path.display())]
    #[diagnostic(help("{}", RESTORE))]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: serde_json::Error,
    },
    /// A file cannot be read.
    #[error("failed to read `{}`", path.display())]
    #[diagnostic(help("{}", RESTORE))]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder holds nothing of a run.
    #[error("`{}` holds no run", folder.display())]
    #[diagnostic(help("name the folder of a run: `target/gingersnap/runs/<time>`"))]
    NoRun {
        /// The folder.
        folder: PathBuf,
    },
    /// The run has no manifest and no journal: earlier versions wrote neither.
    #[error(
        "the run in `{}` has no manifest.json: an earlier version of Gingersnap played it",
        folder.display()
    )]
    #[diagnostic(help("play it again, or read it with the version that played it"))]
    OldRun {
        /// The folder.
        folder: PathBuf,
    },
    /// A file is of a form that this version does not know.
    #[error("`{}` has schema {schema}; this version reads schema {expected}", path.display())]
    #[diagnostic(help("read it with the version of Gingersnap that wrote it"))]
    Schema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        schema: u32,
        /// The schema that we know.
        expected: u32,
    },
    /// A file has fewer bytes than the run wrote.
    #[error("`{}` was cut off: it has {bytes} of {expected} bytes", path.display())]
    #[diagnostic(help("{}", RESTORE))]
    Truncated {
        /// The file.
        path: PathBuf,
        /// How many bytes it has.
        bytes: u64,
        /// How many bytes the run wrote.
        expected: u64,
    },
    /// The run was ended before it was done.
    #[error("the run in `{}` did not end", folder.display())]
    #[diagnostic(help(
        "`cargo xtask run-matrix --resume {}`, with the options it was played with, plays the rest",
        folder.display()
    ))]
    Unfinished {
        /// The folder.
        folder: PathBuf,
    },
}

/// The way out of what happened to a file after the run.
const RESTORE: &str = "copy the run's folder again; where it has a sound journal.jsonl, \
                       `cargo xtask run-matrix --resume` writes the other files anew";

/// Declares that the run in this folder did not end.
pub(crate) fn unseal(folder: &Path) -> io::Result<()> {
    removed(fs::remove_file(folder.join(MANIFEST_FILE)))
}

/// Writes the manifest of the run in this folder, whose files are all there.
pub(crate) fn seal(folder: &Path) -> io::Result<()> {
    let mut files = BTreeMap::new();
    for name in RUN_FILES {
        match fs::read(folder.join(name)) {
            Ok(contents) => _ = files.insert(name.to_owned(), FileSeal::of(&contents)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    let text = serde_json::to_string_pretty(&RunManifest { schema: SCHEMA, files })?;
    let staged = folder.join("manifest.json.new");
    fs::write(&staged, text + "\n")?;
    fs::File::open(&staged)?.sync_all()?;
    fs::rename(staged, folder.join(MANIFEST_FILE))
}

/// Checks that each file of the run in this folder is as the run wrote it.
///
/// # Errors
/// Where it is not, or the run did not end.
pub(crate) fn check(folder: &Path) -> Result<(), CheckManifestError> {
    let path = folder.join(MANIFEST_FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(unsealed(folder)),
        Err(source) => return Err(CheckManifestError::Io { path, source }),
    };
    check_schema(&path, &text, SCHEMA)?;
    let RunManifest { files, .. } = serde_json::from_str(&text)
        .map_err(|source| CheckManifestError::Form { path: path.clone(), source })?;
    for name in RUN_FILES {
        let path = folder.join(name);
        match (files.get(name), fs::read(&path)) {
            (None, Err(_)) => {}
            (None, Ok(_)) => return Err(CheckManifestError::Changed { path }),
            (Some(_), Err(source)) => return Err(CheckManifestError::Io { path, source }),
            (Some(seal), Ok(contents)) => {
                let found = FileSeal::of(&contents);
                if found.bytes < seal.bytes {
                    let (bytes, expected) = (found.bytes, seal.bytes);
                    return Err(CheckManifestError::Truncated { path, bytes, expected });
                }
                if found != *seal {
                    return Err(CheckManifestError::Changed { path });
                }
            }
        }
    }
    match files.keys().find(|name| !RUN_FILES.contains(&name.as_str())) {
        Some(_) => Err(CheckManifestError::Changed { path }),
        None => Ok(()),
    }
}

/// Checks that a JSON file has this schema.
pub(crate) fn check_schema(
    path: &Path,
    text: &str,
    expected: u32,
) -> Result<(), CheckManifestError> {
    #[derive(Deserialize)]
    struct SchemaOnly {
        schema: u32,
    }
    let SchemaOnly { schema } = serde_json::from_str(text)
        .map_err(|source| CheckManifestError::Form { path: path.to_owned(), source })?;
    if schema == expected {
        return Ok(());
    }
    Err(CheckManifestError::Schema { path: path.to_owned(), schema, expected })
}

/// Returns why the run in this folder has no manifest.
fn unsealed(folder: &Path) -> CheckManifestError {
    let (has, folder) = (|name| folder.join(name).exists(), folder.to_owned());
    if has(JOURNAL_FILE) {
        CheckManifestError::Unfinished { folder }
    } else if has(OBSERVATIONS_FILE) {
        CheckManifestError::OldRun { folder }
    } else {
        CheckManifestError::NoRun { folder }
    }
}
