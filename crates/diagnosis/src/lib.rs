//! Explains what each browser does with the cookies of a response, why, and how to fix it.
//!
//! A [`Question`] is a request that a page makes, with everything that the server answered. It is
//! put together by hand, from pasted text ([`paste`]), or from exchanges that somebody saw
//! ([`exchange_questions`]), for example in an archive that a browser exported ([`har`]).
//!
//! [`explain`] answers it for each profile of each engine, by the engine's model: one cookie jar
//! goes through the question as a [`Story`]. The model is proved on what was recorded of the
//! engine, and an answer cites the recorded cell that shows it. It searches the smallest fix and
//! verifies it before it suggests it. The recordings are built into programs ([`Recordings`]).
//!
//! The crate reads no file, no clock and no network.
//!
//! ```
//! use diagnosis::{Question, Recordings, UserGoal, explain};
//! use matrix::FetchCredentials;
//! use spec_model::Timestamp;
//!
//! let page = "https://www.example.com/".parse()?;
//! let api = "https://api.example.net/login".parse()?;
//! let mut question = Question::fetch(page, api, FetchCredentials::Include, Timestamp(0));
//! question.response = diagnosis::paste::parse_response("Set-Cookie: sid=1; Path=/\n")?;
//! let recordings = Recordings::built_in();
//! let profiles = recordings.matrix().profiles.iter();
//! let profiles: Vec<_> = profiles.filter(|one| one.to_string() == "firefox:default").collect();
//! let explanation = explain(recordings, &question, &profiles, &UserGoal::USUAL);
//! assert!(!explanation.works());
//! let fixed = explanation.fixed().expect("Firefox can be helped");
//! assert!(explain(recordings, &fixed, &profiles, &UserGoal::USUAL).works());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
pub mod console;
mod edit;
mod exchange;
mod explanation;
mod fix;
pub mod har;
mod http;
mod odd_input;
pub mod paste;
mod predict;
mod question;
mod recordings;
mod set_cookie;
mod story;

pub use answer::by_model::answer;
pub use answer::{
    AnswerBasis, CitedRule, CookieAnswer, DeletionOutcome, LackingHop, NearestCell, ProfileAnswer,
    ReasonedAnswer, ResponseAnswer, UserGoal, goals_of_cookie,
};
pub use edit::{EditTarget, SuggestedEdit};
pub use exchange::observed::ObservedExchange;
pub use exchange::question::{
    CookieEvidenceEntry, ExchangeQuestion, RequestCookies, UndeletedCookies,
};
pub use exchange::questions::exchange_questions;
pub use exchange::request::{
    ExchangeAssumption, KnownContext, allows_credentials, assumed_credentials,
};
pub use exchange::skipped::{SkipReason, SkippedEntry};
pub use explanation::answer_status::{
    AnswerStatus, BrowserSelection, EvidenceGap, QuestionEvidence, ResponseSource,
};
pub use explanation::{ChooseFix, Explanation, ProfileGroup, explain, explain_cookies};
pub use fix::{
    DiffLine, HeaderDiff, SiteWorkaround, StorageAccessHelp, SuggestedFix, SuggestedFixes,
};
pub use har::iso_time::parse_iso_time;
pub use http::no_response_cause::NoResponseCause;
pub use http::response_head::ResponseHead;
pub use http::script_headers::script_headers;
pub use http::text as http_text;
pub use odd_input::{InputFinding, missing_field, odd_input, split_printed_cookies};
pub use question::api_names::{APIS, api_name, parse_api};
pub use question::local_network::is_local_address;
pub use question::redirect_detour::RedirectDetour;
pub use question::relation::OriginRelation;
pub use question::request_facts::RequestFacts;
pub use question::size::QuestionSizeError;
pub use question::{FollowUpRequest, FollowUpSource, PriorCookie, Question, navigates_top_level};
pub use recordings::{AddSnapshotsError, Recordings};
pub use set_cookie::folded::CookieLoss;
pub use story::{
    DocumentPlace, RequestStarter, Story, StoryAction, StoryAnswer, StoryRequest, StoryStep,
};
