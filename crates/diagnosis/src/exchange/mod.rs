//! From exchanges that somebody saw to questions: who made each request, where its cookies went
//! afterwards, and which exchanges ask nothing.

pub(crate) mod cookie_trace;
pub(crate) mod observed;
pub(crate) mod question;
pub(crate) mod questions;
pub(crate) mod request;
pub(crate) mod skipped;
