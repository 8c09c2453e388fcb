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
mod answer_status;
mod answerer;
mod api_names;
mod attributes;
mod cell_differences;
mod citation;
pub mod console;
mod cookie_trace;
mod edit;
mod exchange_question;
mod exchange_questions;
mod exchange_request;
mod explanation;
mod fix;
mod folded_cookies;
pub mod har;
pub mod http_text;
mod iso_time;
mod known_cells;
mod later_request_gap;
mod local_network;
mod login_paths;
mod match_cells;
mod missing_signs;
mod misspelling;
mod no_response_cause;
mod observed_exchange;
mod odd_input;
pub mod paste;
mod predict;
mod question;
mod question_size;
mod recordings;
mod redirect_detour;
mod redirect_reach;
mod relation;
mod request_facts;
mod response_head;
mod response_use;
mod script_headers;
mod skipped_entry;
mod story;

pub use answer::{
    AnswerBasis, CitedRule, CookieAnswer, DeletionOutcome, LackingHop, NearestCell, ProfileAnswer,
    ReasonedAnswer, ResponseAnswer, UserGoal, goals_of_cookie,
};
pub use answer_status::{
    AnswerStatus, BrowserSelection, EvidenceGap, QuestionEvidence, ResponseSource,
};
pub use answerer::answer;
pub use api_names::{APIS, api_name, parse_api};
pub use edit::{EditTarget, SuggestedEdit};
pub use exchange_question::{
    CookieEvidenceEntry, ExchangeQuestion, RequestCookies, UndeletedCookies,
};
pub use exchange_questions::exchange_questions;
pub use exchange_request::{
    ExchangeAssumption, KnownContext, allows_credentials, assumed_credentials,
};
pub use explanation::{ChooseFix, Explanation, ProfileGroup, explain, explain_cookies};
pub use fix::{
    DiffLine, HeaderDiff, SiteWorkaround, StorageAccessHelp, SuggestedFix, SuggestedFixes,
};
pub use folded_cookies::CookieLoss;
pub use iso_time::parse_iso_time;
pub use local_network::is_local_address;
pub use no_response_cause::NoResponseCause;
pub use observed_exchange::ObservedExchange;
pub use odd_input::{InputFinding, missing_field, odd_input, split_printed_cookies};
pub use question::{FollowUpRequest, FollowUpSource, PriorCookie, Question};
pub use question_size::QuestionSizeError;
pub use recordings::{AddSnapshotsError, Recordings};
pub use redirect_detour::RedirectDetour;
pub use relation::OriginRelation;
pub use request_facts::RequestFacts;
pub use response_head::ResponseHead;
pub use script_headers::script_headers;
pub use skipped_entry::{SkipReason, SkippedEntry};
pub use story::{
    DocumentPlace, RequestStarter, Story, StoryAction, StoryAnswer, StoryRequest, StoryStep,
};
