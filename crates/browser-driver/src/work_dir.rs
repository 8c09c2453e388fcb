//! Folders of one session: a log that stays and user data that goes.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A fresh folder for user data with a log file beside it; the folder is removed on drop, the log stays.
#[derive(Debug)]
pub(crate) struct WorkDir {
    user_data: PathBuf,
    log: PathBuf,
}

impl WorkDir {
    /// Creates `<parent>/<name>-<n>` for the first `n` that is free.
    pub(crate) fn create(parent: &Path, name: &str) -> io::Result<Self> {
        fs::create_dir_all(parent)?;
        // Browsers and drivers resolve a relative path against a folder of their own.
        let parent = parent.canonicalize()?;
        for n in 1_u32.. {
            let log = parent.join(format!("{name}-{n}.log"));
            match fs::File::create_new(&log) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(error),
            }
            let user_data = parent.join(format!("{name}-{n}"));
            fs::create_dir(&user_data)?;
            return Ok(Self { user_data, log });
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Returns the folder for user data.
    pub(crate) fn user_data(&self) -> &Path {
        &self.user_data
    }

    /// Returns the file that takes the output of every program of the session.
    pub(crate) fn log(&self) -> &Path {
        &self.log
    }
}

impl Drop for WorkDir {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.user_data) {
            tracing::warn!(path = %self.user_data.display(), %error, "user data could not be removed");
        }
    }
}
