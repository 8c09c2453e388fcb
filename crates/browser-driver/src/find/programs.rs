//! Programs and libraries on this machine, and their versions.

use std::fs;
use std::path::{Path, PathBuf};

use super::{InstalledProgram, SearchPaths};
use crate::system::process;

/// Folders that libraries and their helper programs lie in, the architecture's own excepted.
const LIBRARY_DIRS: [&str; 3] = ["/usr/lib", "/usr/lib64", "/usr/libexec"];

impl SearchPaths {
    /// Returns each program with this name, the one that is found first in front.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = PathBuf> {
        let tools = self.tools_dir.join("bin");
        std::iter::once(&tools)
            .chain(&self.search_path)
            .map(|dir| dir.join(name))
            .filter(|path| path.is_file())
            .collect::<Vec<_>>()
            .into_iter()
    }
}

pub(super) async fn program(path: Option<PathBuf>) -> Option<InstalledProgram> {
    Some(installed_program(path?).await)
}

/// Returns a program with what it says of itself.
pub(super) async fn installed_program(path: PathBuf) -> InstalledProgram {
    let said = said_by(&path, "--version").await;
    let version = said.as_deref().and_then(version_in).map(str::to_owned);
    let product = said.as_deref().and_then(product_in);
    InstalledProgram { path, version, product }
}

pub(super) fn existing(path: &str) -> Option<PathBuf> {
    Path::new(path).is_file().then(|| path.into())
}

/// Returns the first of these files that lies in a folder for libraries, or in one of an
/// architecture below it.
pub(super) fn in_libraries(names: &[&str]) -> Option<PathBuf> {
    let mut dirs: Vec<PathBuf> = LIBRARY_DIRS.iter().map(PathBuf::from).collect();
    let is_architecture = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().contains("-linux-gnu"))
    };
    let mut architectures: Vec<_> = fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(is_architecture)
        .collect();
    architectures.sort();
    dirs.extend(architectures);
    names.iter().find_map(|name| dirs.iter().map(|dir| dir.join(name)).find(|path| path.exists()))
}

/// Returns the version that a program names when asked for it.
pub(super) async fn own_version(path: &Path) -> Option<String> {
    version_by(path, "--version").await
}

/// Returns the version that a program names when it is given this argument.
pub(super) async fn version_by(path: &Path, argument: &str) -> Option<String> {
    version_in(&said_by(path, argument).await?).map(str::to_owned)
}

async fn said_by(path: &Path, argument: &str) -> Option<String> {
    let output = process::quick_output(path, &[argument]).await.ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Returns the version of an installed package of Debian.
pub(super) async fn package_version(package: &str) -> Option<String> {
    let output =
        process::quick_output("dpkg-query", &["--show", "--showformat=${Version}", package])
            .await
            .ok()?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !version.is_empty()).then_some(version)
}

/// Returns the first word that starts with a digit.
pub(super) fn version_in(output: &str) -> Option<&str> {
    output.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

/// Returns the words in front of the version.
pub(super) fn product_in(output: &str) -> Option<String> {
    let (name, _) = output.split_once(version_in(output)?)?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

pub(super) fn major(program: Option<&InstalledProgram>) -> Option<&str> {
    program?.version.as_deref()?.split('.').next()
}
