//! The binary stays thin: what it does belongs to crates, where it is tested.

use std::path::Path;

use crate::files::{project, sources, text};

/// How many lines of code the binary may have, without comments, blank lines and tests.
const MAX_LINES: usize = 900;

#[test]
fn xtask_has_fewer_than_900_lines_of_code() {
    let lines = lines_below(&project().join("xtask/src"));
    assert!(lines > 300, "only {lines} lines were found");
    assert!(lines < MAX_LINES, "xtask has {lines} lines: move logic to the crate that it is about");
}

fn lines_below(folder: &Path) -> usize {
    let lines = sources(folder).into_iter().map(|path| {
        let text = text(&path);
        let code = text.lines().map(str::trim).take_while(|line| !line.starts_with("#[cfg(test)]"));
        code.filter(|line| !line.is_empty() && !line.starts_with("//")).count()
    });
    lines.sum()
}
