//! The crates that only compute need nothing that does I/O, so that they compile to WebAssembly.

use std::path::Path;
use std::process::Command;

/// What the answer to a question is computed with.
const PURE: [&str; 17] = [
    "gingersnap-spec-model",
    "gingersnap-decision-table",
    "matrix",
    "run-model",
    "oracle",
    "baselines",
    "diagnosis",
    "explainer",
    "page-parts",
    "version-history",
    "cell-explorer",
    "cell-export",
    "checker-wasm",
    "jar-vectors",
    "site",
    "claims",
    "recipes",
];

/// What does I/O, or is native code.
const IMPURE: [&str; 8] =
    ["hyper", "indicatif", "mio", "ring", "rustls", "tokio", "tokio-socks", "zstd"];

#[test]
fn pure_crates_need_nothing_that_does_io() {
    for name in PURE {
        let needed = impure(&tree(name));
        assert!(needed.is_empty(), "`{name}` depends on {}", needed.join(", "));
    }
}

#[test]
fn a_crate_that_does_io_is_found() {
    assert_eq!(impure("oracle v0.1.0 (/work)\ntokio v1.49.0\ntokio-util v0.7.18\n"), ["tokio"]);
    assert!(impure(&tree("reference-engine")).contains(&"tokio".to_owned()));
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the project");
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--edges", "normal", "--prefix", "none", "--package", name])
        .current_dir(root)
        .output()
        .expect("cargo can be started");
    assert!(
        output.status.success(),
        "cargo tree failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
