//! Folders of one session: a log that stays, user data and temporary files that go.
//!
//! A process that is killed leaves its folders behind, and the next one removes them. Whether the
//! owner lives is not guessed: it holds a lock, which the system releases at its end.

use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt, MetadataExt},
    path::{Path, PathBuf},
    sync::Once,
};

use nix::{
    fcntl::{Flock, FlockArg},
    unistd::geteuid,
};

/// Where [`WorkDir::temporary`] lies: browsers put sockets there, whose whole path must not be
/// longer than about 100 bytes.
const SHORT_PARENT: &str = "/tmp";

/// What the names of folders for temporary files begin with.
const PREFIX: &str = "gingersnap-";

/// The mode of folders: cookies and profiles are nobody else's business.
const PRIVATE: u32 = 0o700;

/// The file in such a folder that its owner has locked, and that names the folder of user data.
const OWNER_FILE: &str = "owner";

/// Fresh folders for user data and temporary files, which are removed on drop, and a log file,
/// which stays.
#[derive(Debug)]
pub(crate) struct WorkDir {
    user_data: PathBuf,
    temporary: PathBuf,
    log: PathBuf,
    _owner: Flock<fs::File>,
}

impl WorkDir {
    /// Creates `<parent>/<name>-<n>` for the first `n` that is free, after the folders of dead
    /// processes were removed.
    pub(crate) fn create(parent: &Path, name: &str) -> io::Result<Self> {
        static REMOVED: Once = Once::new();
        REMOVED.call_once(|| remove_dead(Path::new(SHORT_PARENT)));
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
            // A process that is killed between two of these steps leaves nothing unowned.
            let temporary = create_temporary()?;
            let owner = own(&temporary, &user_data).inspect_err(|_| remove(&temporary))?;
            fs::DirBuilder::new()
                .mode(PRIVATE)
                .create(&user_data)
                .inspect_err(|_| remove(&temporary))?;
            return Ok(Self { user_data, temporary, log, _owner: owner });
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
        let path = Path::new(SHORT_PARENT).join(format!("{PREFIX}{process}-{n}"));
        match fs::DirBuilder::new().mode(PRIVATE).create(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Locks a folder for temporary files, and notes which folder of user data belongs to it.
///
/// The lock is there before its file has its name: nobody finds the file unlocked.
fn own(temporary: &Path, user_data: &Path) -> io::Result<Flock<fs::File>> {
    let unnamed = temporary.join("owner.new");
    fs::write(&unnamed, user_data.as_os_str().as_encoded_bytes())?;
    let owner = lock(&unnamed)?;
    fs::rename(unnamed, temporary.join(OWNER_FILE))?;
    Ok(owner)
}

fn lock(path: &Path) -> io::Result<Flock<fs::File>> {
    let lock = Flock::lock(fs::File::open(path)?, FlockArg::LockExclusiveNonblock);
    lock.map_err(|(_, error)| error.into())
}

/// Removes the folders of processes of this user that have ended.
fn remove_dead(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_named_so = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        // Somebody else's folder could name any folder of ours.
        let is_ours = |found: &fs::Metadata| found.is_dir() && found.uid() == geteuid().as_raw();
        if !is_named_so || !entry.metadata().is_ok_and(|found| is_ours(&found)) {
            continue;
        }
        let temporary = entry.path();
        let owner = temporary.join(OWNER_FILE);
        let Ok(_lock) = lock(&owner) else { continue };
        let Ok(user_data) = fs::read_to_string(&owner) else { continue };
        tracing::debug!(user_data, "removing the folders of a process that was killed");
        if Path::new(&user_data).exists() {
            remove(Path::new(&user_data));
        }
        remove(&temporary);
    }
}

fn remove(folder: &Path) {
    if let Err(error) = fs::remove_dir_all(folder) {
        tracing::warn!(path = %folder.display(), %error, "a folder could not be removed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes the folders of a session in a folder of their own, and returns user data and temporary
    /// files, with the owner's lock.
    fn session(parent: &Path) -> (PathBuf, PathBuf, Flock<fs::File>) {
        let (user_data, temporary) = (parent.join("profile"), parent.join("gingersnap-1-1"));
        fs::create_dir_all(user_data.join("Default")).unwrap();
        fs::create_dir_all(&temporary).unwrap();
        let owner = own(&temporary, &user_data).unwrap();
        (user_data, temporary, owner)
    }

    /// Checks whether both folders are there after those of dead processes were removed.
    #[track_caller]
    fn check_there(name: &str, end: impl FnOnce(&Path, Flock<fs::File>), expected: bool) {
        let parent =
            std::env::temp_dir().join(format!("driver-folders-{}-{name}", std::process::id()));
        let (user_data, temporary, owner) = session(&parent);
        end(&temporary, owner);
        remove_dead(&parent);
        assert_eq!((user_data.exists(), temporary.exists()), (expected, expected));
        fs::remove_dir_all(parent).unwrap();
    }

    #[test]
    fn folders_go_when_their_owner_is_dead() {
        check_there("dead", |_, owner| drop(owner), false);
    }

    #[test]
    fn folders_stay_while_their_owner_lives() {
        let mut held = None;
        check_there("alive", |_, owner| held = Some(owner), true);
    }

    #[test]
    fn folders_stay_where_nothing_says_that_their_owner_is_dead() {
        let forget = |temporary: &Path, owner| {
            fs::remove_file(temporary.join(OWNER_FILE)).unwrap();
            drop(owner);
        };
        check_there("unknown", forget, true);
    }

    #[test]
    fn folders_of_a_session_are_nobody_elses() {
        let name = format!("driver-folders-{}-private", std::process::id());
        let parent = std::env::temp_dir().join(name);
        let folders = WorkDir::create(&parent, "chromium").unwrap();
        for folder in [folders.user_data(), folders.temporary()] {
            assert_eq!(fs::metadata(folder).unwrap().mode() & 0o777, PRIVATE, "{folder:?}");
        }
        drop(folders);
        fs::remove_dir_all(parent).unwrap();
    }
}
