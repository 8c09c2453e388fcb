//! The name router: leads each virtual host and port to its server, and refuses all others.

use loopback::{NameCounts, accept_socks5};
use tokio::net::TcpStream;

use crate::virtual_origin::OriginServices;

/// Serves one connection of a browser. Behind the handshake the stream itself is handed to the
/// origin's server, so nothing is copied.
pub(crate) async fn serve(mut stream: TcpStream, services: &OriginServices, refused: &NameCounts) {
    match accept_socks5(&mut stream, refused, |place| services.get(place).cloned()).await {
        Ok(Some(service)) => service.serve(stream).await,
        Ok(None) => {}
        Err(error) => tracing::debug!(%error, "a proxy client left during the handshake"),
    }
}
