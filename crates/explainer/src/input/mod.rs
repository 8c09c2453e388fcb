//! From what somebody gives to questions.

mod call_notes;
mod console_messages;
mod explain_input;
mod field_effects;
mod har_questions;
mod input_field;
mod input_problem;
mod input_text;
mod labelled_words;
mod mechanism_choice;
mod no_effect_reason;
mod other_reading;
mod pasted;
mod questions;
mod response_time;
mod story_parts;
mod unanswerable;
pub mod values;

pub(crate) use console_messages::MessagesInput;
pub use explain_input::{ExplainInput, StoryInput};
pub use input_field::{FieldLabels, InputField, PlainLabels};
pub use input_problem::{InputPlace, InputProblem};
pub use input_text::InputText;
pub(crate) use labelled_words::missing_parts;
pub use labelled_words::text_help;
pub use mechanism_choice::MechanismChoice;
pub use no_effect_reason::NoEffectReason;
pub use questions::{InputQuestion, InputQuestions, profiles, questions};
pub(crate) use unanswerable::unanswerable;
