//! Any octets as header fields of a request and a response: nothing panics.
//!
//! Run with `cargo +nightly fuzz run read_cors_fields -- -max_total_time=600`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spec_model::QuirkSet;
use spec_model::fetch::{Headers, cors_unsafe_request_header_names};

fuzz_target!(|input: &[u8]| {
    let fields = input.split(|octet| *octet == b'\n').map(|line| {
        let colon = line.iter().position(|octet| *octet == b':').unwrap_or(line.len());
        let name = String::from_utf8_lossy(&line[..colon]).into_owned();
        (name, line.get(colon + 1..).unwrap_or_default().to_vec())
    });
    let headers = Headers::received(fields.collect(), QuirkSet::NONE);
    let _ = headers.get("Access-Control-Allow-Origin");
    let _ = cors_unsafe_request_header_names(&headers, QuirkSet::NONE);
});
