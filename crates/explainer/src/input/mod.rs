//! From what somebody gives to questions.

mod console_messages;
mod explain_input;
mod har_questions;
mod input_problem;
mod input_text;
mod mechanism_choice;
mod option_effects;
mod pasted;
mod questions;
mod response_time;
mod story_parts;
mod unanswerable;
pub mod values;

pub(crate) use console_messages::MessagesInput;
pub use explain_input::{ExplainInput, StoryInput};
pub use input_problem::{InputPlace, InputProblem};
pub use input_text::InputText;
pub use mechanism_choice::MechanismChoice;
pub use questions::{InputQuestion, InputQuestions, profiles, questions};
pub(crate) use unanswerable::unanswerable;
