//! Source and prose stay within 100 columns, the first pages stay short, and no merge is left
//! unfinished.

use std::path::Path;

use crate::files::{below, project, text};

const COLUMNS: usize = 100;

/// A word of so many characters stays whole: an id of a cell, a filter, a line of JSON.
const LONG_WORD: usize = 60;

const README_WORDS: usize = 700;
const ARCHITECTURE_LINES: usize = 150;

const ENDINGS: [&str; 10] =
    [".rs", ".md", ".sh", ".py", ".js", ".css", ".html", ".yml", "Cargo.toml", "matrix.toml"];

/// Folders with nothing that a person writes.
const SKIPPED: [&str; 4] = [".git", "target", "fixtures/snapshots", "fuzz/corpus"];

/// Pages that commands write quote rules and ids of cells, and the matrix quotes header lines: none
/// of these has a place to break.
const MAY_BE_WIDER: [&str; 5] =
    ["docs/claims.md", "docs/divergences.md", "docs/history.md", "docs/reasons.md", "matrix.toml"];

#[test]
fn source_and_prose_stay_within_100_columns() {
    let too_wide: Vec<String> = texts()
        .iter()
        .filter(|(file, _)| !MAY_BE_WIDER.contains(&file.as_str()))
        .flat_map(|(file, text)| {
            let lines = too_wide(file, text);
            lines.into_iter().map(move |(line, width)| format!("{file}:{line}: {width} columns"))
        })
        .collect();
    assert!(too_wide.is_empty(), "{} lines:\n{}", too_wide.len(), too_wide.join("\n"));
}

#[test]
fn only_tables_links_long_words_and_quoted_output_may_be_wider() {
    let wide = "word ".repeat(30);
    check_wide("a.rs", &wide, &[1]);
    check_wide("a.md", &format!("short\n{wide}"), &[2]);
    check_wide("a.md", &format!("| {wide}"), &[]);
    check_wide("a.rs", &format!("//! | {wide}"), &[]);
    check_wide("a.md", &format!("[{wide}](a.md)"), &[]);
    check_wide("a.rs", &format!("// https://example.com/{wide}"), &[]);
    check_wide("a.md", &format!("```\n{wide}\n```\n{wide}"), &[4]);
    check_wide("a.rs", &format!("```\n{wide}\n```"), &[2]);
    check_wide("a.rs", &format!("const CELL: &str = \"{}\";", "axis=value/".repeat(9)), &[]);
}

#[test]
fn no_merge_is_left_unfinished() {
    let of_merges: Vec<String> = texts()
        .iter()
        .flat_map(|(file, text)| {
            let marks = merge_marks(text);
            marks.into_iter().map(move |line| format!("{file}:{line}"))
        })
        .collect();
    assert!(of_merges.is_empty(), "marks of a merge:\n{}", of_merges.join("\n"));
    let merged = ["<", "=", ">"].map(|mark| format!("{} a", mark.repeat(7))).join("\n");
    assert_eq!(merge_marks(&format!("before\n{merged}\nafter")), [2, 4]);
}

#[test]
fn the_first_pages_are_short() {
    let read = |name: &str| text(&project().join(name));
    let words = read("README.md").split_whitespace().count();
    assert!(words <= README_WORDS, "README.md has {words} words");
    let lines = read("ARCHITECTURE.md").lines().count();
    assert!(lines <= ARCHITECTURE_LINES, "ARCHITECTURE.md has {lines} lines");
}

#[track_caller]
fn check_wide(file: &str, text: &str, expected: &[usize]) {
    let lines: Vec<usize> = too_wide(file, text).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, expected);
}

/// Returns the files that the rules are for, by their paths in the project, with their texts.
fn texts() -> Vec<(String, String)> {
    let named = |path: &Path| {
        path.strip_prefix(project()).expect("it is in the project").display().to_string()
    };
    let is_skipped = |path: &Path| SKIPPED.contains(&named(path).as_str());
    let files = below(project(), &is_skipped).into_iter().filter_map(|path| {
        let name = named(&path);
        let is_meant = ENDINGS.iter().any(|ending| name.ends_with(ending));
        is_meant.then(|| (name, text(&path)))
    });
    let files: Vec<_> = files.collect();
    assert!(files.len() > 200, "only {} files were found", files.len());
    files
}

/// Returns the lines that mark where a side of a merge begins or ends, counted from 1. A line of
/// `=` alone may as well underline a heading.
fn merge_marks(text: &str) -> Vec<usize> {
    let marks = ["<", ">"].map(|mark| format!("{} ", mark.repeat(7)));
    let is_mark = |line: &str| marks.iter().any(|mark| line.starts_with(mark));
    text.lines().zip(1..).filter(|(line, _)| is_mark(line)).map(|(_, number)| number).collect()
}

/// Returns the lines that are too wide, counted from 1, with their widths.
fn too_wide(file: &str, text: &str) -> Vec<(usize, usize)> {
    let is_prose = file.ends_with(".md");
    let mut quoted = false;
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        quoted ^= is_prose && line.starts_with("```");
        let width = line.chars().count();
        let is_table = line.trim_start_matches(['/', '!', ' ']).starts_with('|');
        let is_link = line.contains("://") || is_prose && line.contains("](");
        let longest = line.split(' ').map(|word| word.chars().count()).max().unwrap_or_default();
        let may_be_wider = quoted || is_table || is_link || longest >= LONG_WORD;
        if width > COLUMNS && !may_be_wider {
            found.push((index + 1, width));
        }
    }
    found
}
