//! From the command line and the files it names to questions.

mod input_text;
mod questions;

pub(crate) use questions::{InputQuestion, InputQuestions, profiles, questions};
