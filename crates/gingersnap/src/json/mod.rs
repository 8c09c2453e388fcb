//! What `--json` writes of checks and diagnoses. Each form has a number, `schema`, and a JSON
//! Schema in `docs/schemas`: what is in it stays in it, whatever the types behind it are called.

mod check;
#[cfg(unix)]
mod diagnose;
#[cfg(unix)]
mod visit;

pub(crate) use check::CheckJson;
#[cfg(unix)]
pub(crate) use diagnose::DiagnoseJson;
#[cfg(unix)]
pub(crate) use visit::{VisitCellsJson, VisitJson};
