//! Any text as a filter of cells: nothing panics, on a text that is a filter or none.
//!
//! Run with `cargo +nightly fuzz run read_filter -- -max_total_time=600`.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use matrix::{CellFilter, Matrix, Selection};

static SMALL: LazyLock<Matrix> = LazyLock::new(|| {
    let text = include_str!("../../crates/conformance/tests/small.toml");
    matrix::read("small.toml", text).expect("the matrix is good")
});

fuzz_target!(|input: &[u8]| {
    if let Ok(filter) = String::from_utf8_lossy(input).parse::<CellFilter>() {
        for suite in SMALL.suites.values() {
            if let Ok(Some(narrowed)) = Selection::full(suite).narrow(&filter) {
                assert!(narrowed.cells() <= Selection::full(suite).cells());
            }
        }
    }
});
