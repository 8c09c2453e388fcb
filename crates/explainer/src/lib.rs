//! From what somebody gives to an explanation, as JSON and in words.
//!
//! An [`ExplainInput`] is what a person pasted, chose and typed. [`explain_input`] makes questions
//! of it, answers each, and judges what the answers lack. The command line and the page in the
//! browser both answer so, and say it with the same [`json`] and the same [`words`].
//!
//! The crate reads no file, no clock and no network.
//!
//! ```
//! use explainer::{ExplainInput, InputText, explain_input};
//! use spec_model::Timestamp;
//!
//! let paste = "Set-Cookie: sid=1; SameSite=None\n".to_owned();
//! let input = ExplainInput {
//!     page: Some("https://www.example.com/".parse()?),
//!     request: Some("https://www.example.com/login".parse()?),
//!     response: Some(InputText { name: "paste".to_owned(), text: paste }),
//!     ..ExplainInput::default()
//! };
//! let outcome = explain_input(&input, Timestamp(0))?;
//! assert_eq!(outcome.status().name(), "does-not-work");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod alike_questions;
mod explain_input;
mod input;
pub mod json;
mod judged_explanation;
pub mod words;

pub use alike_questions::{AlikeAnswers, AlikeQuestions, alike_questions, explain_alike};
pub use explain_input::{ExplainOutcome, explain_input, judge_input};
pub use input::{
    ExplainInput, FieldLabels, InputField, InputPlace, InputProblem, InputQuestion, InputQuestions,
    InputText, MechanismChoice, NoEffectReason, PlainLabels, StoryInput, profiles, questions,
    text_help, values,
};
pub use judged_explanation::JudgedExplanation;
