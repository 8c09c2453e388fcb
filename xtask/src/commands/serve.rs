//! `cargo xtask serve`: keeps the fixtures running for manual tests.

use super::CommandResult;
use crate::environment::project;
use crate::error::XtaskError;
use crate::exit::ExitStatus;
use crate::out;
use crate::stop::StopSignals;

pub(super) async fn run() -> CommandResult {
    let mut signals = StopSignals::listen()?;
    let servers = conformance::start_servers(&project()?.matrix).await?;
    let session = servers.open_session().await.map_err(XtaskError::Session)?;
    out!("Start a browser with a fresh profile that uses this proxy for every name:\n\n");
    out!(
        "  chromium --user-data-dir=$(mktemp -d) --proxy-server=socks5://{} \
         '--proxy-bypass-list=<-loopback>' --ignore-certificate-errors\n\n",
        session.proxy()
    );
    out!("Origins, each with a form to try cookies and CORS:\n\n");
    for (origin, address) in servers.directory() {
        out!("  {:<36} at {address}\n", origin.origin().ascii_serialization());
    }
    out!("\nPress Ctrl-C to stop.\n");
    signals.wait().await;
    session.stop().await;
    Ok(ExitStatus::AsRecorded)
}
