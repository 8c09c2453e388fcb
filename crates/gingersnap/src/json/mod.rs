//! What `diagnose --json` writes. The form is `schema` 1: what is in it stays in it, whatever the
//! types behind it are called.

mod diagnose;

pub(crate) use diagnose::DiagnoseJson;
