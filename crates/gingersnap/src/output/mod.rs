//! Explanations and diagnoses as text for people.

#[cfg(unix)]
mod diagnosis;
mod explanation;
pub(crate) mod phrases;
mod text_style;

#[cfg(unix)]
pub(crate) use diagnosis::diagnosis_text;
pub(crate) use explanation::{explanation_text, origin_line};
pub(crate) use text_style::TextStyle;
