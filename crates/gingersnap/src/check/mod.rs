//! What a file expects of a site, checked by the models of the browsers, or by the browsers.

mod check_file;
mod judge;
mod key_labels;
#[cfg(unix)]
mod play;
mod read;
mod sighting;

#[cfg(unix)]
pub(crate) use check_file::CheckFile;
pub(crate) use judge::{
    CheckReport, CheckResult, CheckStatus, ExpectationOutcome, ExpectationResult,
};
#[cfg(unix)]
pub(crate) use play::play;
pub(crate) use read::read;
#[cfg(unix)]
pub(crate) use sighting::PlayedChecks;
