//! `cargo xtask doctor`: which browsers are here, and how to get what is missing.

use conformance::{EngineInventory, NoticeSink};

use super::{CommandResult, print_json};
use crate::cli::DoctorArgs;
use crate::environment::locations;
use crate::exit::ExitStatus;
use crate::out;

pub(super) async fn run(arguments: &DoctorArgs, notify: NoticeSink<'_>) -> CommandResult {
    let inventory = EngineInventory::find(&locations(), arguments.install, notify).await?;
    if arguments.json {
        print_json(&inventory)?;
    } else {
        out!("{inventory}");
    }
    let ready = inventory.is_any_ready();
    Ok(if ready { ExitStatus::AsRecorded } else { ExitStatus::NoBrowser })
}
