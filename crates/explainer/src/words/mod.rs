//! An answer in words, the same on a terminal and on a web page.

mod browser_names;
mod browser_verdict;
mod cookie_strip;
mod headline;
pub mod loss_words;
mod overview;
pub mod phrases;
mod refused_response;
pub mod request_words;
mod response_fixes;
mod status_line;
mod way_step;
mod workaround;

pub use browser_names::{browser_name, parse_browser};
pub use browser_verdict::{BrowserVerdict, cookie_verdicts, response_verdicts, unknown_response};
pub use cookie_strip::{CookieStrip, StepState, StripStep, cookie_strip};
pub use headline::{AnswerHeadline, VerdictSign, headline};
pub use overview::{answer_key, overview_words};
pub use response_fixes::distinct_fixes;
pub use status_line::{status_line, summary_line};
pub use way_step::WayStep;
pub use workaround::{short_workaround, workaround};
