//! The crates that only compute need nothing that does I/O, so that they compile to WebAssembly.

use std::collections::BTreeSet;
use std::process::Command;

use crate::architecture::in_backticks;
use crate::files::{project, text};

/// What does I/O, or is native code.
const IMPURE: [&str; 8] =
    ["hyper", "indicatif", "mio", "ring", "rustls", "tokio", "tokio-socks", "zstd"];

#[test]
fn pure_crates_need_nothing_that_does_io() {
    let names = pure_crates(&text(&project().join("ARCHITECTURE.md")));
    assert!(names.len() > 10 && names.contains("spec-model"), "ARCHITECTURE.md names {names:?}");
    for name in names {
        let needed = impure(&tree(&name));
        assert!(needed.is_empty(), "`{name}` depends on {}", needed.join(", "));
    }
}

#[test]
fn a_list_of_pure_crates_ends_with_what_they_do_not_do() {
    let text = "`x`\n\n**The core is pure.** `a`,\n`b` and `c` do no I/O, unlike `d`.\n";
    assert_eq!(pure_crates(text).into_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
}

#[test]
fn a_crate_that_does_io_is_found() {
    assert_eq!(impure("oracle v0.1.0 (/work)\ntokio v1.49.0\ntokio-util v0.7.18\n"), ["tokio"]);
    assert!(impure(&tree("reference-engine")).contains(&"tokio".to_owned()));
}

/// Returns the crates that ARCHITECTURE.md calls pure. What they depend on must be so too.
fn pure_crates(architecture: &str) -> BTreeSet<String> {
    let (_, paragraph) = architecture.split_once("**The core is pure.**").expect("it says so");
    let (names, _) = paragraph.split_once("do no I/O").expect("the list ends");
    in_backticks(names)
}

/// Returns the packages of a dependency tree that no pure crate may need.
fn impure(tree: &str) -> Vec<String> {
    tree.lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|package| IMPURE.contains(package))
        .map(str::to_owned)
        .collect()
}

/// Asks cargo for the packages that a crate needs outside its tests, one a line.
#[expect(clippy::disallowed_methods, reason = "cargo ends by itself, and this waits for it")]
fn tree(name: &str) -> String {
    // Published packages have a prefix that their folders do not have.
    let manifest = project().join("crates").join(name).join("Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--edges", "normal", "--prefix", "none", "--manifest-path"])
        .arg(manifest)
        .output()
        .expect("cargo can be started");
    assert!(
        output.status.success(),
        "cargo tree failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
