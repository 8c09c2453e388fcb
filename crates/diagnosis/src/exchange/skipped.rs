//! Exchanges that ask no question though they should, each with the reason.

/// An exchange that asks no question though it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {number}: {why}")]
pub struct SkippedEntry {
    /// The position of the exchange, from 1 as people count.
    pub number: usize,
    /// Why.
    pub why: SkipReason,
}

/// Why an exchange asks no question though it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SkipReason {
    /// Nothing says which page made the request.
    #[error("the page is unknown")]
    PageUnknown,
    /// A test made the request by itself.
    #[error("a test's own HTTP client made it, and no browser")]
    TestClient,
    /// The URL of the request is none.
    #[error("the request URL is invalid")]
    UrlInvalid,
}
