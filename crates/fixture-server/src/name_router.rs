//! The name router: leads each virtual host and port to its server, and refuses all others.

use std::time::Duration;

use loopback::{HostPort, NameCounts, accept_socks5};
use mutations::{HarnessMutation, mutated};
use tokio::net::TcpStream;

use crate::virtual_origin::OriginServices;

/// Serves one connection of a browser. Behind the handshake the stream itself is handed to the
/// origin's server, so nothing is copied.
pub(crate) async fn serve(mut stream: TcpStream, services: &OriginServices, refused: &NameCounts) {
    if mutated(HarnessMutation::RouterDrops) {
        return;
    }
    if mutated(HarnessMutation::RouterSlow) {
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    let service = |place: &HostPort| {
        if mutated(HarnessMutation::RouterElsewhere) {
            return services.values().next().cloned();
        }
        services.get(place).cloned()
    };
    match accept_socks5(&mut stream, refused, service).await {
        Ok(Some(service)) => service.serve(stream).await,
        Ok(None) => {}
        Err(error) => tracing::debug!(%error, "a proxy client left during the handshake"),
    }
}
