//! Any text as an event of a run's journal: nothing panics, and what is read is written and read
//! again.
//!
//! Run with `cargo +nightly fuzz run read_event -- -max_total_time=600`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use run_model::results::RunEvent;

fuzz_target!(|input: &[u8]| {
    if let Ok(event) = serde_json::from_slice::<RunEvent>(input) {
        let written = serde_json::to_vec(&event).expect("what was read can be written");
        assert_eq!(serde_json::from_slice::<RunEvent>(&written).expect("it was written"), event);
    }
});
