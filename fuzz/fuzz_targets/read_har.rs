//! Any text as a HAR file: nothing panics, and an error has a place in it.
//!
//! Run with `cargo +nightly fuzz run read_har -- -max_total_time=600`.

#![no_main]

use diagnosis::har;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    match har::read(&text) {
        Ok(file) => drop(har::exchanges(&file)),
        Err(error) => assert!(error.place().0 <= text.lines().count() + 1),
    }
});
