//! The build of `cargo xtask` that has mutations.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::outcome::ChaosError;

/// Builds `cargo xtask` with mutations, and returns a copy: the next build replaces the original.
///
/// # Errors
/// Where the build fails, or the program cannot be copied.
#[expect(clippy::disallowed_methods, reason = "the compiler runs to its end")]
pub fn build_with_mutations(root: &Path, cargo: &Path) -> Result<PathBuf, ChaosError> {
    let features = ["build", "--quiet", "--package", "xtask", "--features", "mutations"];
    let status = Command::new(cargo).args(features).current_dir(root).status();
    let run = |source| ChaosError::Run { program: cargo.to_owned(), source };
    if !status.map_err(run)?.success() {
        return Err(ChaosError::Build);
    }
    let (built, copy) = (root.join("target/debug/xtask"), root.join("target/xtask-mutable"));
    copied(&built, &copy).map_err(|source| ChaosError::Copy { path: copy.clone(), source })?;
    Ok(copy)
}

fn copied(built: &Path, copy: &Path) -> std::io::Result<()> {
    // A program that runs cannot be written, but another can take its name.
    let staged = copy.with_extension("new");
    std::fs::copy(built, &staged)?;
    std::fs::rename(staged, copy)
}
