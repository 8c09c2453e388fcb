//! Lanes of drivers that are not on this machine, played with what stands in for them.

#![cfg(target_os = "linux")]
#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "what the tests share is test code too"
)]

mod lane;
mod msedgedriver;
mod safaridriver;
