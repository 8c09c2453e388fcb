//! The binary stays thin: what it does belongs to crates, where it is tested.

use std::path::Path;

/// How many lines of code the binary may have, without comments, blank lines and tests.
const MAX_LINES: usize = 900;

#[test]
fn xtask_has_fewer_than_900_lines_of_code() {
    let lines = lines_below(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
    assert!(lines > 300, "only {lines} lines were found");
    assert!(lines < MAX_LINES, "xtask has {lines} lines: move logic to the crate that it is about");
}

fn lines_below(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("the entry can be read").path());
    let lines = paths.map(|path| {
        if path.is_dir() {
            return lines_below(&path);
        }
        let text = std::fs::read_to_string(&path).expect("it is text");
        let code = text.lines().map(str::trim).take_while(|line| !line.starts_with("#[cfg(test)]"));
        code.filter(|line| !line.is_empty() && !line.starts_with("//")).count()
    });
    lines.sum()
}
