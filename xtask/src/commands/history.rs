//! `cargo xtask history`: what changed from version to version, and docs/history.md.

use conformance::{HISTORY_FILE, histories};
use version_history::{history_file, history_page, history_text};

use super::{CommandResult, print_json, write_page};
use crate::cli::HistoryArgs;
use crate::environment::project;
use crate::error::XtaskError;
use crate::exit::ExitStatus;
use crate::out;

pub(super) fn run(arguments: &HistoryArgs) -> CommandResult {
    let project = project()?;
    let histories = histories(&project, &arguments.runs)?;
    if arguments.write {
        write_page(HISTORY_FILE, &history_file(&histories).map_err(XtaskError::from)?)?;
        write_page("docs/history.md", &history_page(&histories))?;
    }
    if arguments.json {
        print_json(&histories)?;
    } else {
        out!("{}", history_text(&histories));
    }
    Ok(ExitStatus::AsRecorded)
}
