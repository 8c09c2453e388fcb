//! What the environment says: where the project is, and where programs are.

use std::path::Path;

use browser_driver::SearchPaths;
use conformance::{ProjectFiles, ReadProjectError};

/// Returns the project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is in the project's folder")
}

/// Opens the project.
pub(crate) fn project() -> Result<ProjectFiles, ReadProjectError> {
    ProjectFiles::open(root())
}

/// Returns where programs are looked for.
pub(crate) fn locations() -> SearchPaths {
    let search_path =
        variable("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    SearchPaths { search_path, tools_dir: root().join("target/tools") }
}

/// Returns a variable of the environment.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
