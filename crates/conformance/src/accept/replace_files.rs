//! Replaces files of a folder, all of them or none: also when the process is killed on the way.
//!
//! A second folder beside it gets links to all files that stay, and the new files. Then the two
//! folders change places, which the system does at once.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use baselines::proposal;
use nix::fcntl::{Flock, FlockArg};
use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::project::write_file::removed;

/// Why files were not replaced.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceFilesError {
    /// The new folder cannot be written.
    #[error("failed to write below `{}`; nothing was replaced", path.display())]
    Stage {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The two folders cannot change places.
    #[error("failed to put `{}` in its place; nothing was replaced", path.display())]
    Exchange {
        /// The new folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Replaces these files of a folder, which need not be there yet, and drops what was proposed in
/// their place.
pub(crate) fn replace_files(
    root: &Path,
    files: &[(PathBuf, String)],
) -> Result<(), ReplaceFilesError> {
    if files.is_empty() {
        return Ok(());
    }
    let staging = root.with_extension("accepting");
    let failed = |source| ReplaceFilesError::Stage { path: staging.clone(), source };
    // Whoever replaces files at the same time waits for its turn.
    let parent = root.parent().unwrap_or(root);
    fs::create_dir_all(parent).map_err(failed)?;
    let parent = File::open(parent).map_err(failed)?;
    let parent =
        Flock::lock(parent, FlockArg::LockExclusive).map_err(|(_, error)| failed(error.into()))?;
    if let Err(source) = stage(root, &staging, files) {
        _ = fs::remove_dir_all(&staging);
        return Err(failed(source));
    }
    let placed = if root.exists() {
        renameat_with(CWD, &staging, CWD, root, RenameFlags::EXCHANGE).map_err(io::Error::from)
    } else {
        fs::rename(&staging, root)
    };
    if let Err(source) = placed {
        _ = fs::remove_dir_all(&staging);
        return Err(ReplaceFilesError::Exchange { path: staging, source });
    }
    // The next one removes what stays.
    _ = parent.sync_all();
    _ = fs::remove_dir_all(&staging);
    Ok(())
}

/// Makes the folder that is to take the place of `root`.
fn stage(root: &Path, staging: &Path, files: &[(PathBuf, String)]) -> io::Result<()> {
    removed(fs::remove_dir_all(staging))?;
    fs::create_dir_all(staging)?;
    if root.exists() {
        link_all(root, staging)?;
    }
    for (path, text) in files {
        let below_root = path.strip_prefix(root).map_err(io::Error::other)?;
        let path = staging.join(below_root);
        for old in [&path, &proposal(&path)] {
            removed(fs::remove_file(old))?;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create_new(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
    }
    Ok(())
}

fn link_all(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            fs::create_dir(&to)?;
            link_all(&from, &to)?;
        } else {
            // Some file systems have no links.
            fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(|_| ()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let root = std::env::temp_dir()
            .join(format!("gingersnap-replace-{}-{name}", std::process::id()))
            .join("snapshots");
        fs::create_dir_all(root.join("a")).unwrap();
        fs::write(root.join("a/one.snap"), "one").unwrap();
        fs::write(root.join("a/two.snap"), "two").unwrap();
        root
    }

    /// Replaces files and checks what is there afterwards.
    #[track_caller]
    fn check_replaced(name: &str, files: &[(&str, &str)], is_done: bool, expected: [&str; 3]) {
        let root = folder(name);
        let files: Vec<_> =
            files.iter().map(|(name, text)| (root.join(name), (*text).to_owned())).collect();
        assert_eq!(replace_files(&root, &files).is_ok(), is_done);
        let read = |name| fs::read_to_string(root.join(name)).unwrap_or_default();
        assert_eq!(["a/one.snap", "a/two.snap", "b/three.snap"].map(read), expected);
        assert!(!root.with_extension("accepting").exists());
        fs::remove_dir_all(root.parent().unwrap()).unwrap();
    }

    #[test]
    fn files_are_replaced_and_the_others_stay() {
        let files = [("a/one.snap", "1"), ("b/three.snap", "3")];
        check_replaced("some", &files, true, ["1", "two", "3"]);
        check_replaced("none", &[], true, ["one", "two", ""]);
    }

    #[test]
    fn where_one_file_cannot_be_written_none_is_replaced() {
        // A folder cannot stand where a file does.
        let files = [("a/one.snap", "1"), ("a/two.snap/three.snap", "3")];
        check_replaced("in-part", &files, false, ["one", "two", ""]);
    }

    #[test]
    fn what_a_killed_process_left_does_not_matter() {
        let root = folder("left");
        let staging = root.with_extension("accepting");
        fs::create_dir_all(staging.join("a")).unwrap();
        fs::write(staging.join("a/two.snap"), "half").unwrap();
        replace_files(&root, &[(root.join("a/one.snap"), "1".to_owned())]).unwrap();
        assert_eq!(fs::read_to_string(root.join("a/two.snap")).unwrap(), "two");
        fs::remove_dir_all(root.parent().unwrap()).unwrap();
    }
}
