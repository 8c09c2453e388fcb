//! Any text as a paste: nothing panics, and what is read can be described.
//!
//! Run with `cargo +nightly fuzz run read_paste -- -max_total_time=600`.

#![no_main]

use diagnosis::paste::read_paste;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    match read_paste(&text) {
        Ok(paste) => {
            assert!(!paste.exchanges.is_empty());
            assert!(paste.to_string().contains(", from "));
        }
        Err(error) => assert!(error.span.start <= text.len() && error.span.end <= text.len()),
    }
});
