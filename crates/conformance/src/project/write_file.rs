//! Writes what a command makes: a page of the docs, a report, a file of the site.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;

use crate::failure::{CommandError, FailureKind};

/// Why a file was not written.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("failed to write `{}`", path.display())]
#[diagnostic(help("is its disk full, or its folder not writable?"))]
pub struct WriteFileError {
    path: PathBuf,
    source: io::Error,
}

impl CommandError for WriteFileError {
    fn kind(&self) -> FailureKind {
        FailureKind::NotWritten
    }
}

/// Writes a file, and creates the folders above it.
///
/// # Errors
/// Where a folder cannot be created, or the file not be written.
pub fn write_file(path: &Path, octets: &[u8]) -> Result<(), WriteFileError> {
    let failed = |source| WriteFileError { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, octets).map_err(failed)
}

/// Returns the result of a removal; what was not there is removed already.
pub(crate) fn removed(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_created_and_a_file_in_the_way_is_an_error_with_its_path() {
        let folder = std::env::temp_dir().join(format!("gingersnap-write-{}", std::process::id()));
        let file = folder.join("a/b.txt");
        write_file(&file, b"text").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"text");
        let below = file.join("c.txt");
        let error = write_file(&below, b"").unwrap_err();
        assert_eq!(error.to_string(), format!("failed to write `{}`", below.display()));
        fs::remove_dir_all(folder).unwrap();
    }
}
