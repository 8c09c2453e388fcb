//! Why a cell cannot be exported.

/// Why a cell cannot be exported, and what can be done instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportRefusal {
    /// Something of it belongs to the harness.
    #[error("a cell with {what} cannot be exported; `cargo xtask show` plays it")]
    Unsupported {
        /// What it has, in words.
        what: String,
    },
    /// Nothing is recorded of it.
    #[error("nothing is recorded of the cell; `cargo xtask run-matrix --accept` records it")]
    NotRecorded,
    /// The names of the stand-alone page hide what was recorded.
    #[error(
        "what was recorded does not show on http and names below `localhost`: there, {engines} \
         would answer otherwise; `cargo xtask show` plays the cell"
    )]
    HiddenByNames {
        /// The engines, in words.
        engines: String,
    },
}

impl ExportRefusal {
    pub(crate) fn unsupported(what: impl Into<String>) -> Self {
        Self::Unsupported { what: what.into() }
    }
}
