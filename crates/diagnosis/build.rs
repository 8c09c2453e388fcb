//! Lists the recorded snapshots, to build each of them into the program, and says how the matrix is
//! built in. A module for a page has the list alone: the page loads what an answer needs.

#![expect(clippy::disallowed_methods, reason = "cargo tells build scripts by the environment")]

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let crate_folder = env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo sets CARGO_MANIFEST_DIR")?;
    let root = Path::new(&crate_folder).join("../../fixtures/snapshots").canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    let mut snapshots =
        files.iter().map(|file| Snapshot::of(&root, file)).collect::<Result<Vec<_>, _>>()?;
    // In the order of the keys, for a binary search.
    snapshots.sort();
    let is_for_page = env::var_os("CARGO_CFG_TARGET_FAMILY").is_some_and(|family| family == "wasm");
    let mut list = String::from("&[\n");
    for Snapshot { engine, profile, suite, is_full, topology, file } in snapshots {
        let scope = if is_full { "Full" } else { "Core" };
        let text =
            if is_for_page { "None".to_owned() } else { format!("Some(include_str!({file:?}))") };
        writeln!(
            list,
            "    (SnapshotKey {{ engine: {engine:?}, profile: {profile:?}, suite: {suite:?}, \
             scope: SnapshotScope::{scope}, topology: {topology:?} }}, {text}),"
        )?;
    }
    list.push_str("]\n");
    let written = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    fs::write(written.join("snapshots.rs"), list)?;
    fs::write(written.join("matrix.rs"), matrix(Path::new(&crate_folder))?)?;
    Ok(())
}

/// Returns the expression that reads the matrix: a packed one where the workspace has it, so that
/// nothing that reads TOML is in the program.
fn matrix(crate_folder: &Path) -> Result<String, Box<dyn Error>> {
    // By the path as it is written: folders of the workspace can be links.
    let workspace = crate_folder.ancestors().nth(2).ok_or("crates lie below the workspace")?;
    let packed = workspace.join("matrix.packed");
    println!("cargo::rerun-if-changed={}", packed.display());
    Ok(if packed.exists() {
        format!("Matrix::unpacked(include_bytes!({packed:?})).map_err(drop)")
    } else {
        let file = workspace.join("matrix.toml");
        format!("matrix::read(\"matrix.toml\", include_str!({file:?})).map_err(drop)")
    })
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "snap") {
            files.push(path);
        }
    }
    Ok(())
}

/// A snapshot, in the order of the library's `SnapshotKey`.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Snapshot<'a> {
    engine: &'a str,
    profile: &'a str,
    suite: &'a str,
    is_full: bool,
    topology: &'a str,
    file: &'a Path,
}

impl<'a> Snapshot<'a> {
    /// Reads what a file holds from where it lies:
    /// `ENGINE/PROFILE/SUITE[.full]/TOPOLOGY.snap`.
    fn of(root: &Path, file: &'a Path) -> Result<Self, Box<dyn Error>> {
        let parts = file
            .strip_prefix(root)?
            .iter()
            .map(|part| part.to_str().ok_or("the names of snapshots are ASCII"))
            .collect::<Result<Vec<_>, _>>()?;
        let [engine, profile, folder, name] = parts[..] else {
            return Err(format!("`{}` is in no folder of a suite", file.display()).into());
        };
        let full = folder.strip_suffix(".full");
        Ok(Self {
            engine,
            profile,
            suite: full.unwrap_or(folder),
            is_full: full.is_some(),
            topology: name.strip_suffix(".snap").unwrap_or(name),
            file,
        })
    }
}
