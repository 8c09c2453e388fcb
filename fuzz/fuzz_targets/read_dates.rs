//! Any octets as a cookie date: nothing panics, and what is read is written and read again.
//!
//! Run with `cargo +nightly fuzz run read_dates -- -max_total_time=600`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spec_model::{parse_cookie_date, serialize_cookie_date};

fuzz_target!(|input: &[u8]| {
    if let Some(time) = parse_cookie_date(input) {
        let written = serialize_cookie_date(time);
        assert_eq!(parse_cookie_date(written.as_bytes()), Some(time));
    }
});
