//! What `--json` writes of explanations. Each form has a number, `schema`, and a JSON Schema
//! in `docs/schemas`: what is in it stays in it, whatever the types behind it are called.

mod answer;
mod explain;
mod fix;
mod rules;

pub use explain::{ExplainJson, ExplanationJson, QuestionSource};
pub use rules::{RulesJson, codes};
