//! `cargo xtask serve`: keeps the fixtures running for manual tests.

use browser_driver::StopSignals;
use conformance::origins_text;

use super::CommandResult;
use crate::environment::project;
use crate::error::XtaskError;
use crate::exit::ExitStatus;
use crate::out;

pub(super) async fn run() -> CommandResult {
    let mut signals = StopSignals::listen().map_err(XtaskError::Signals)?;
    let servers = conformance::start_servers(&project()?.matrix).await?;
    let session = servers.open_session().await.map_err(XtaskError::Session)?;
    out!("{}\nPress Ctrl-C to stop.\n", origins_text(&servers, session.proxy()));
    signals.wait().await;
    session.stop().await;
    Ok(ExitStatus::AsRecorded)
}
