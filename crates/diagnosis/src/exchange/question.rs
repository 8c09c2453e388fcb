//! A question that somebody's exchanges ask, with what was seen and what is assumed.

use crate::exchange::request::ExchangeAssumption;
use crate::question::Question;

/// A question that an exchange asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeQuestion {
    /// The position of the exchange, from 0.
    pub entry: usize,
    /// The positions of the exchanges that its redirects led to, in order.
    pub led_to: Vec<usize>,
    /// The question.
    pub question: Question,
    /// Whether a script wants to read the response: not so for a navigation or an image.
    pub by_script: bool,
    /// The later exchange that shows what became of the cookies, if one does.
    pub evidence: Option<CookieEvidenceEntry>,
    /// A later exchange of another host that was refused for want of a login, without the cookies.
    pub refused: Option<CookieEvidenceEntry>,
    /// A later exchange that still carries cookies which the responses were to delete.
    pub undeleted: Option<UndeletedCookies>,
    /// What was not seen and is assumed.
    pub assumptions: Vec<ExchangeAssumption>,
    /// The same with the other credentials mode that the request may have had.
    pub other_reading: Option<Question>,
}

/// A later exchange that shows what became of cookies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieEvidenceEntry {
    /// Its position, from 0.
    pub entry: usize,
    /// The names of the cookies that it lacks; none where it carries them.
    pub lacks: Vec<String>,
    /// Whether requests show their cookies at all.
    pub requests: RequestCookies,
}

/// Cookies that a later exchange still carries, though a response was to delete them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndeletedCookies {
    /// The position of the exchange, from 0.
    pub entry: usize,
    /// The names of the cookies.
    pub names: Vec<String>,
}

/// Whether the requests that were seen show their cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestCookies {
    /// One does at least.
    Shown,
    /// None does: perhaps there were none, perhaps they were left out.
    NeverShown,
}
