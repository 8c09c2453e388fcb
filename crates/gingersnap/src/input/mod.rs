//! From the command line and the files it names to questions.

mod input_text;
mod pasted;
mod questions;
mod response_time;
mod story_parts;

pub(crate) use questions::{InputQuestion, InputQuestions, profiles, questions};
