//! A socket of this machine's network that leads to one origin's server without a proxy.

use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use crate::virtual_origin::OriginService;

/// How long to wait after `accept` failed: until some connection has ended, trying again is vain.
const ACCEPT_RETRY_INTERVAL: Duration = Duration::from_millis(20);

/// A listening socket with its connections; dropping it ends them all.
#[derive(Debug)]
pub(crate) struct NetworkDoor(JoinHandle<()>);

impl NetworkDoor {
    /// Leads each connection to this origin's server.
    pub(crate) fn open(listener: TcpListener, service: OriginService) -> Self {
        Self(tokio::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                tokio::select! {
                    accepted = listener.accept() => match accepted {
                        Ok((stream, _)) => _ = connections.spawn(service.clone().serve(stream)),
                        Err(error) => {
                            tracing::warn!(%error, "could not accept a connection");
                            tokio::time::sleep(ACCEPT_RETRY_INTERVAL).await;
                        }
                    },
                    Some(_) = connections.join_next() => {}
                }
            }
        }))
    }
}

impl Drop for NetworkDoor {
    fn drop(&mut self) {
        self.0.abort();
    }
}
