//! `cargo xtask serve`: the fixtures, kept up for trying by hand.

use crate::exit::{Exit, Failure};
use crate::playing::with_servers;
use crate::stop::Stop;
use crate::{print, project};

pub(crate) async fn run() -> Result<Exit, Failure> {
    let mut stop = Stop::listen()?;
    let matrix = project::matrix()?;
    let servers = with_servers(&matrix).await?;
    let session = servers.open_session().await.map_err(|error| {
        Failure::new(Exit::NoBrowser, error, "the name router needs a free port on 127.0.0.1")
    })?;
    print!("Start a browser with a fresh profile that resolves every name at this proxy:\n\n");
    print!(
        "  chromium --user-data-dir=$(mktemp -d) --proxy-server=socks5://{} \
         '--proxy-bypass-list=<-loopback>' --ignore-certificate-errors\n\n",
        session.proxy()
    );
    print!("Origins, each with a form to try cookies and CORS:\n\n");
    for (origin, address) in servers.directory() {
        print!("  {:<36} at {address}\n", origin.origin().ascii_serialization());
    }
    print!("\nCtrl-C ends it.\n");
    stop.wanted().await;
    session.stop().await;
    Ok(Exit::AsRecorded)
}
