//! Lists the recorded snapshots, so that each of them becomes a part of the program.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/snapshots").canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    let mut list = String::from("&[\n");
    // In the order of the names, so that one is found without looking at all.
    let mut named = files
        .iter()
        .map(|file| Ok((name(&root, file)?, file)))
        .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    named.sort();
    for (name, file) in named {
        writeln!(list, "    ({name:?}, include_str!({file:?})),")?;
    }
    list.push_str("]\n");
    fs::write(
        PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?).join("snapshots.rs"),
        list,
    )?;
    Ok(())
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

/// Returns the path below the root, with `/` between its parts on every platform.
fn name(root: &Path, file: &Path) -> Result<String, Box<dyn Error>> {
    let parts = file
        .strip_prefix(root)?
        .iter()
        .map(|part| part.to_str().ok_or("the names of snapshots are ASCII"));
    Ok(parts.collect::<Result<Vec<_>, _>>()?.join("/"))
}
