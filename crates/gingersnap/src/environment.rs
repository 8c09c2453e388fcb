//! The one place that reads the environment.

use std::ffi::OsString;

/// Returns a variable that is set, and not to nothing.
#[expect(clippy::disallowed_methods, reason = "this is the environment of this program")]
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
