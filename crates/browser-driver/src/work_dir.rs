//! Folders of one session: a log that stays, user data and temporary files that go.

use std::{
    fs, io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

/// Where [`WorkDir::temporary`] lies: browsers put sockets there, whose whole path must not be
/// longer than about 100 bytes.
const SHORT_PARENT: &str = "/tmp";

/// Fresh folders for user data and temporary files, which are removed on drop, and a log file,
/// which stays.
#[derive(Debug)]
pub(crate) struct WorkDir {
    user_data: PathBuf,
    temporary: PathBuf,
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
            let temporary = create_temporary().inspect_err(|_| remove(&user_data))?;
            return Ok(Self { user_data, temporary, log });
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Returns the folder for temporary files.
    pub(crate) fn temporary(&self) -> &Path {
        &self.temporary
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
        remove(&self.user_data);
        remove(&self.temporary);
    }
}

/// Creates a folder that is nobody else's and that nobody else can read.
fn create_temporary() -> io::Result<PathBuf> {
    let process = std::process::id();
    for n in 1_u32.. {
        let path = Path::new(SHORT_PARENT).join(format!("gingersnap-{process}-{n}"));
        match fs::DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn remove(folder: &Path) {
    if let Err(error) = fs::remove_dir_all(folder) {
        tracing::warn!(path = %folder.display(), %error, "a folder could not be removed");
    }
}
