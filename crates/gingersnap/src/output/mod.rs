//! Explanations and diagnoses as text for people.

mod check;
mod check_files;
#[cfg(unix)]
mod diagnosis;
mod explanation;
mod fix_lines;
mod overview;
mod recipe;
mod short_answer;
mod text_style;
#[cfg(unix)]
mod visit;
mod wrapped_text;

pub(crate) use check::check_text;
pub(crate) use check_files::{annotations, junit, markdown};
#[cfg(unix)]
pub(crate) use diagnosis::diagnosis_text;
pub(crate) use explanation::{explanation_text, origin_line};
pub(crate) use overview::overview_text;
pub(crate) use recipe::recipe_text;
pub(crate) use short_answer::short_text;
pub(crate) use text_style::TextStyle;
#[cfg(unix)]
pub(crate) use visit::visit_text;
pub(crate) use wrapped_text::wrapped;
