//! The door of a session's proxy: clients speak SOCKS5 or HTTP.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use loopback::{HostPort, accept_socks5};
use mutations::{HarnessMutation, mutated};
use tokio::net::TcpStream;

use crate::http_proxy;
use crate::name_router::NameRouter;

/// Serves one connection of a browser. Behind the handshake the stream itself is handed to the
/// origin's server, so nothing is copied.
pub(crate) async fn serve(router: Arc<NameRouter>, mut stream: TcpStream) {
    if mutated(HarnessMutation::RouterDrops) {
        return;
    }
    if mutated(HarnessMutation::RouterSlow) {
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    match speaks_http(&stream).await {
        Ok(true) => http_proxy::serve(stream, &router).await,
        // SOCKS5 has a login of its own, which no browser gives.
        Ok(false) if router.login().is_some() => {}
        Ok(false) => {
            let service = |place: &HostPort| router.service(place);
            match accept_socks5(&mut stream, router.refused(), service).await {
                Ok(Some(service)) => service.serve(stream).await,
                Ok(None) => {}
                Err(error) => tracing::debug!(%error, "a proxy client left during the handshake"),
            }
        }
        Err(error) => tracing::debug!(%error, "a proxy client left before it spoke"),
    }
}

/// Returns whether a client begins with the name of a method.
async fn speaks_http(stream: &TcpStream) -> io::Result<bool> {
    let mut first = [0];
    Ok(stream.peek(&mut first).await? == 1 && first[0].is_ascii_uppercase())
}
