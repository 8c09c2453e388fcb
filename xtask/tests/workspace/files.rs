//! The files of the project.

use std::path::{Path, PathBuf};

/// Returns the folder of the project.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the project")
}

/// Returns the folders of all crates, in order.
pub(crate) fn crate_folders() -> Vec<PathBuf> {
    let mut folders = entries(&project().join("crates"));
    folders.push(project().join("xtask"));
    folders
}

/// Returns the Rust files below a folder, in order, those of tests aside.
pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let is_of_tests = |path: &Path| path.file_stem().is_some_and(|name| name == "tests");
    let mut files = below(folder, &is_of_tests);
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    files
}

/// Returns the files below a folder, in order, without files and folders that are skipped.
pub(crate) fn below(folder: &Path, is_skipped: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in entries(folder).into_iter().filter(|path| !is_skipped(path)) {
        if path.is_dir() {
            files.append(&mut below(&path, is_skipped));
        } else {
            files.push(path);
        }
    }
    files
}

/// Returns the text of a file.
pub(crate) fn text(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder can be listed");
    let mut paths: Vec<_> =
        entries.map(|entry| entry.expect("an entry can be read").path()).collect();
    paths.sort();
    paths
}
