//! Any text in the fields of the checker: it answers with JSON, or names the field at fault.
//!
//! The octet 1 ends a field and begins the next one, in the order of the checker's form.
//!
//! Run with `cargo +nightly fuzz run answer_checker -- -max_total_time=600`.

#![no_main]

use checker_wasm::{CheckerRequest, answer_request};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    let mut fields = text.split('\u{1}').map(str::to_owned);
    let mut field = || fields.next().unwrap_or_default();
    let lines = |text: String| text.lines().map(str::to_owned).collect();
    let request = CheckerRequest {
        now: 1_700_000_000,
        page: field(),
        request: field(),
        response: field(),
        credentials: field(),
        method: field(),
        frames: lines(field()),
        request_headers: lines(field()),
        response_headers: lines(field()),
        preflight_response: field(),
        mechanism: field(),
        at: field(),
        have: lines(field()),
        have_from: field(),
        script_sets: lines(field()),
        then: field(),
        then_mechanism: field(),
        then_credentials: field(),
        then_page: field(),
        then_frames: lines(field()),
        after_secs: field().len() as u64,
        want: lines(field()),
        cookies: lines(field()),
        browsers: lines(field()),
        read_field: field(),
        har: field(),
        har_url: field(),
        as_page: false,
    };
    let request = serde_json::to_string(&request).expect("a request can be written");
    let reply: serde_json::Value =
        serde_json::from_str(&answer_request(&request)).expect("a reply is JSON");
    assert!(reply.is_object());
});
