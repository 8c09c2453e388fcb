//! What happened, for whoever counts it, beyond the life of one driver.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file with one word or more in each line.
#[derive(Debug)]
pub(crate) struct DriverJournal(PathBuf);

impl DriverJournal {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self(folder.join("driver.journal"))
    }

    /// Adds a line.
    pub(crate) fn note(&self, what: &str) -> io::Result<()> {
        let mut file = fs::OpenOptions::new().append(true).create(true).open(&self.0)?;
        writeln!(file, "{what}")
    }

    /// Returns how often it has this line.
    pub(crate) fn count(&self, what: &str) -> io::Result<usize> {
        let text = fs::read_to_string(&self.0)?;
        Ok(text.lines().filter(|line| *line == what).count())
    }
}
