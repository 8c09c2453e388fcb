//! What is left of a browser once its session has ended.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Returns the command lines of the processes that were started with this folder as their home,
/// zombies excepted.
pub(crate) fn processes_of(work_dir: &Path) -> Vec<String> {
    let Ok(work_dir) = work_dir.canonicalize() else { return Vec::new() };
    let marker = format!("HOME={}", work_dir.display());
    let text = |path: PathBuf| {
        String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).replace('\0', " ")
    };
    let processes = fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    processes
        .filter(|process| text(process.join("environ")).contains(&marker))
        .map(|process| text(process.join("cmdline")))
        .collect()
}

/// Checks that no process runs with this folder as its home, and that the folder holds logs alone.
pub(crate) async fn check_nothing_left(work_dir: &Path) {
    // The crash handlers of Chromium and Firefox leave the group and end when they see their
    // browser gone.
    for _ in 0..200 {
        if processes_of(work_dir).is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(processes_of(work_dir), Vec::<String>::new());
    let left: Vec<_> =
        fs::read_dir(work_dir).unwrap().flatten().map(|entry| entry.path()).collect();
    assert!(
        left.iter().all(|path| path.extension().is_some_and(|extension| extension == "log")),
        "{left:?}"
    );
}
