//! What `--json` writes, of `explain` and of `diagnose`. The form is `schema` 1: what is in it
//! stays in it, whatever the types behind it are called.

mod answer;
#[cfg(unix)]
mod diagnose;
mod explain;
mod fix;

#[cfg(unix)]
pub(crate) use diagnose::DiagnoseJson;
pub(crate) use explain::{ExplainJson, QuestionSource};
