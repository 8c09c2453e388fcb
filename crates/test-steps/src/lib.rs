//! What `cargo xtask test` runs: formatting, lints, documentation, tests, browsers and the matrix.
//!
//! A [`TestStep`] is a table of command lines and of what has to be installed for each.
//! [`run_steps`] runs them in order, passes on what they print, and counts the tests in it. A
//! command whose program is missing is skipped and counted as skipped; it never counts as passed.

mod run;
mod step;

pub use run::{StepsError, TestCounts, TestNotice, TestPlan, check_browsers, run_steps};
pub use step::TestStep;
