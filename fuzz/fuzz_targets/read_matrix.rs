//! Any text as `matrix.toml`: nothing panics, and it is read or refused soon.
//!
//! Run with `cargo +nightly fuzz run read_matrix -- -max_total_time=600`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let _ = matrix::read("matrix.toml", &String::from_utf8_lossy(input));
});
