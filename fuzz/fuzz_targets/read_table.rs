//! Any text as a decision table: nothing panics, and what is read is written and read again.
//!
//! Run with `cargo +nightly fuzz run read_table -- -max_total_time=600`.

#![no_main]

use std::sync::LazyLock;

use decision_table::{AxisProduct, DecisionTable, TableAxis};
use libfuzzer_sys::fuzz_target;

static AXES: LazyLock<AxisProduct> = LazyLock::new(|| {
    let axes = vec![
        TableAxis::new("topology", ["same-origin", "siblings", "cross-site"]),
        TableAxis::new("same-site", ["absent", "none", "lax"]),
    ];
    AxisProduct::new(axes).expect("the axes are good")
});

fuzz_target!(|input: &[u8]| {
    if let Ok(table) = DecisionTable::parse(&AXES, &String::from_utf8_lossy(input)) {
        let again = DecisionTable::parse(&AXES, table.to_string().trim()).expect("it was written");
        assert_eq!(again.expand().len(), table.expand().len());
    }
});
