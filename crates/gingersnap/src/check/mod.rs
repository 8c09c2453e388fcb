//! What a file expects of a site, checked by the models of the browsers.

mod check_file;
mod judge;
mod read;

pub(crate) use judge::{
    CheckReport, CheckResult, CheckStatus, ExpectationOutcome, ExpectationResult,
};
pub(crate) use read::read;
