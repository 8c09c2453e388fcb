//! What `--json` writes of explanations. The form is `schema` 1: what is in it stays in it,
//! whatever the types behind it are called.

mod answer;
mod explain;
mod fix;
mod rules;

pub use explain::{ExplainJson, ExplanationJson, QuestionSource};
pub use rules::{RulesJson, codes};
