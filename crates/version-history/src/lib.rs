//! Which quirk, choice or rule of an engine changed at which version.
//!
//! [`version_history`] fits a model to what each version showed: the profile's own, with as many
//! quirks and choices switched as explain more cells than they lose. A version *shows* what its
//! model cannot do without. What no model explains is put into rules. [`history_file`] and
//! [`read_histories`] write and read the outcome, of which [`history_page`] makes docs/history.md
//! and [`timeline`] a plot: runs are needed for the first step alone.
//!
//! The crate reads no run and no file.

mod fitted_model;
mod history;
mod history_file;
mod history_page;
mod history_text;
mod line_subject;
mod model_switch;
mod played_version;
mod timeline;
mod unnamed_rules;

pub use history::{HistoryError, version_history};
pub use history_file::{
    HistoryChange, HistoryLine, LineState, MeasuredVersion, ProfileHistory, ReadHistoryError,
    history_file, read_histories,
};
pub use history_page::history_page;
pub use history_text::history_text;
pub use line_subject::{LineRule, LineSubject};
pub use played_version::{PlayedVersion, VersionNumber};
pub use timeline::{line_in_words, timeline, timeline_legend};
