//! The table of crates in ARCHITECTURE.md is that of the code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::files::{project, text};

/// What stands in the table where a crate may depend on every other.
const EVERY_OTHER: &str = "every other crate";

/// The crates of this workspace, each with those that it depends on.
type Dependencies = BTreeMap<String, BTreeSet<String>>;

/// The rows of the table, each with what its crate may depend on; `None` where that is every other.
type Table = BTreeMap<String, Option<BTreeSet<String>>>;

#[test]
fn crates_depend_on_what_architecture_md_says() {
    let text = text(&project().join("ARCHITECTURE.md"));
    let actual = actual(&metadata(project()));
    let differences = differences(&written(&text), &actual);
    assert!(
        differences.is_empty(),
        "ARCHITECTURE.md and the Cargo.toml files differ:\n{}",
        differences.join("\n")
    );
}

#[test]
fn each_difference_is_named() {
    check_differences(
        "| `a` | – |\n| `b` | `a` |\n| `c` | every other crate |",
        "a: b: a c: b",
        &[],
    );
    check_differences(
        "| `a` | – |\n| `b` | – |",
        "a: b: a",
        &["`b` depends on `a`, which its row does not allow"],
    );
    check_differences(
        "| `a` | – |\n| `b` | `a` |",
        "a: b:",
        &["`b` does not depend on `a`, as its row says"],
    );
    check_differences("| `a` | – |", "a: b: a", &["`b` has no row"]);
    check_differences(
        "| `a` | – |\n| `b` | `a` |",
        "a:",
        &["`b` has a row and is no crate of the workspace"],
    );
}

/// Compares rows of a table with crates written as `a: b: a`, each followed by those that it
/// depends on.
#[track_caller]
fn check_differences(rows: &str, crates: &str, expected: &[&str]) {
    let mut actual = Dependencies::new();
    let mut last = "";
    for word in crates.split(' ') {
        if let Some(name) = word.strip_suffix(':') {
            last = name;
            actual.insert(name.to_owned(), BTreeSet::new());
        } else {
            actual.entry(last.to_owned()).or_default().insert(word.to_owned());
        }
    }
    let text = format!(
        "# Title\n| `x` | `a` |\n\n## Crates\n\n| crate | depends on |\n| --- | --- \
         |\n{rows}\n\n## Next\n| `y` | – |\n"
    );
    assert_eq!(differences(&written(&text), &actual), expected);
}

/// Asks cargo about the workspace.
#[expect(clippy::disallowed_methods, reason = "cargo ends by itself, and this waits for it")]
fn metadata(root: &Path) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .output()
        .expect("cargo can be started");
    assert!(
        output.status.success(),
        "cargo metadata failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("cargo metadata writes JSON")
}

/// Returns what the crates of the workspace depend on of each other, tests left aside.
fn actual(metadata: &Value) -> Dependencies {
    let name = |value: &Value| {
        let package = value["name"].as_str().expect("it has a name");
        // Published packages have a prefix that their folders and libraries do not have.
        package.strip_prefix("gingersnap-").unwrap_or(package).to_owned()
    };
    let packages = metadata["packages"].as_array().expect("there are packages");
    let ours: BTreeSet<String> = packages.iter().map(name).collect();
    let dependencies = |package: &Value| -> BTreeSet<String> {
        let all = package["dependencies"].as_array().expect("there is a list of dependencies");
        all.iter()
            .filter(|dependency| dependency["kind"] != "dev")
            .map(name)
            .filter(|name| ours.contains(name))
            .collect()
    };
    packages.iter().map(|package| (name(package), dependencies(package))).collect()
}

/// Reads the table under the heading "Crates": a crate in the first column, what it may
/// depend on in the second.
fn written(text: &str) -> Table {
    let section = text
        .split("\n## ")
        .find_map(|section| section.strip_prefix("Crates\n"))
        .expect("there is a section");
    let row = |line: &str| {
        let mut cells = line.strip_prefix("| `")?.split('|');
        let name = cells.next()?.trim().trim_end_matches('`').to_owned();
        let allowed = cells.next()?.trim();
        Some((name, (allowed != EVERY_OTHER).then(|| in_backticks(allowed))))
    };
    section.lines().filter_map(row).collect()
}

/// Returns what stands in backticks.
pub(crate) fn in_backticks(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Returns a sentence for each place where table and crates differ.
fn differences(written: &Table, actual: &Dependencies) -> Vec<String> {
    let mut differences = Vec::new();
    for name in written.keys().chain(actual.keys()).collect::<BTreeSet<_>>() {
        match (written.get(name), actual.get(name)) {
            (Some(Some(allowed)), Some(depends)) => {
                let forbidden = depends
                    .difference(allowed)
                    .map(|on| format!("`{name}` depends on `{on}`, which its row does not allow"));
                differences.extend(forbidden);
                differences.extend(
                    allowed
                        .difference(depends)
                        .map(|on| format!("`{name}` does not depend on `{on}`, as its row says")),
                );
            }
            (Some(None), Some(_)) => {}
            (Some(_), None) => {
                differences.push(format!("`{name}` has a row and is no crate of the workspace"))
            }
            (None, _) => differences.push(format!("`{name}` has no row")),
        }
    }
    differences
}
