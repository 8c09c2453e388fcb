//! What `--json` writes, of `explain` and of `diagnose`. The form is `schema` 1: what is in it
//! stays in it, whatever the types behind it are called.

mod answer;
mod diagnose;
mod explain;
mod fix;

pub(crate) use diagnose::DiagnoseJson;
pub(crate) use explain::ExplainJson;
