//! The folder that a browser of a command writes to.

use std::path::{Path, PathBuf};

/// A folder below that for temporary files. It stays where something fails: errors name the log in
/// it.
#[derive(Debug)]
pub(crate) struct BrowserFolder(PathBuf);

impl BrowserFolder {
    /// Names a folder for what somebody does in a browser; whoever launches the browser makes it.
    pub(crate) fn of(what: &str) -> Self {
        Self(std::env::temp_dir().join(format!("gingersnap-{}-{what}", std::process::id())))
    }

    /// Returns where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Removes it: the log of a browser that did what it should is of no interest.
    pub(crate) fn remove(self) {
        _ = std::fs::remove_dir_all(self.0);
    }
}
