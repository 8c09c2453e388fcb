//! Texts that are made to take all memory or time: each is refused at once, by a bound that the
//! problem names.

use std::fmt::Write;

/// Checks that a text is refused by a problem with these words.
#[track_caller]
fn check_refused(text: &str, words: &str) {
    let error = matrix::read("matrix.toml", text).expect_err("it is too large");
    let problems: Vec<String> = error.problems.iter().map(ToString::to_string).collect();
    assert!(problems.iter().any(|problem| problem.contains(words)), "{problems:?}");
}

#[test]
fn a_suite_of_ten_to_the_thirty_cells_is_refused() {
    let mut text = include_str!("../../conformance/tests/small.toml")
        .replace("\"same-site\"]", &format!("\"same-site\"{}]", axes(", \"a{}\"")));
    for axis in 0..30 {
        write!(text, "\n[axes.a{axis}.values]\n").expect("a text takes any length");
        for value in 0..10 {
            writeln!(text, "v{value} = {{ cookie = \"x{axis}={value}\" }}")
                .expect("a text takes any length");
        }
    }
    check_refused(&text, "has more than 50000000 cells");
}

/// Returns what `template` makes of the number of each axis.
fn axes(template: &str) -> String {
    (0..30).map(|axis| template.replace("{}", &axis.to_string())).collect()
}

#[test]
fn deep_nesting_is_refused() {
    check_refused(&format!("a = {}", "[".repeat(100_000)), "is longer than 16 KiB");
    check_refused(&format!("a = {}", "[\n".repeat(100_000)), "");
}

#[test]
fn a_file_of_many_megabytes_is_refused() {
    check_refused(&"# a comment\n".repeat(1_000_000), "is larger than 1 MiB");
}
