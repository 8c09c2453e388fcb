//! Explanations and diagnoses as text for people.

mod browser_names;
#[cfg(unix)]
mod diagnosis;
mod explanation;
pub(crate) mod phrases;
mod recipe;
mod short_answer;
mod status_line;
mod text_style;

pub(crate) use browser_names::parse_browser;
#[cfg(unix)]
pub(crate) use diagnosis::diagnosis_text;
pub(crate) use explanation::{explanation_text, origin_line};
pub(crate) use recipe::recipe_text;
pub(crate) use short_answer::short_text;
pub(crate) use status_line::{status_line, summary_line};
pub(crate) use text_style::TextStyle;
