//! Behaves as safaridriver does, in front of WebKitGTK, so that everything around Safari can be
//! tested where there is no Mac. Faults of safaridriver come by script.
//!
//! It shows how the harness works. It must never be taken for Safari: the platform that it names is
//! not macOS, results that come of it are labelled, and no snapshot takes them.

mod faults;
mod journal;
mod server;
mod system_proxy;
mod webkit;

use std::path::PathBuf;
use std::sync::Arc;

use stand_ins::StandInResult;
use tokio::net::TcpListener;

use crate::faults::DriverFaults;
use crate::journal::DriverJournal;
use crate::server::StandIn;
use crate::webkit::WebKitDriver;

/// The folder of the journal and of what stands in for the system's settings.
const FOLDER: &str = "GINGERSNAP_STAND_IN_FOLDER";

/// Which faults it has, as words with commas between.
const FAULTS: &str = "GINGERSNAP_STAND_IN_FAULTS";

/// The hosts file that stands in for the system's.
const HOSTS: &str = "GINGERSNAP_HOSTS_FILE";

#[tokio::main]
async fn main() -> StandInResult<()> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--port").skip(1);
    let port: u16 = arguments.next().ok_or("expected --port N")?.parse()?;
    let folder = PathBuf::from(variable(FOLDER).ok_or("expected a folder in the environment")?);
    let faults: DriverFaults = variable(FAULTS).unwrap_or_default().parse()?;
    let journal = DriverJournal::in_folder(&folder);
    journal.note("start")?;
    if faults.shuts_port && journal.count("start")? % 2 == 1 {
        journal.note("port shut")?;
        std::future::pending::<()>().await;
    }
    let hosts = faults.ignores_proxy.then(|| variable(HOSTS)).flatten();
    let search_path = variable("PATH").map(|path| std::env::split_paths(&path).collect());
    let webkit = WebKitDriver::start(search_path.unwrap_or_default(), hosts, &folder).await?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let stand_in = Arc::new(StandIn::new(faults, journal, webkit));
    axum::serve(listener, server::routes(stand_in)).await?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a driver is told nothing else")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
