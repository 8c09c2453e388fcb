//! A socket that leads to origins' servers without a proxy.

use std::future::Future;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// How long to wait after `accept` failed: until some connection has ended, trying again is vain.
const ACCEPT_RETRY_INTERVAL: Duration = Duration::from_millis(20);

/// A listening socket with its connections; dropping it ends them all.
#[derive(Debug)]
pub(crate) struct NetworkDoor(JoinHandle<()>);

impl NetworkDoor {
    /// Runs `serve` in a task of its own for each connection.
    pub(crate) fn open<S, F>(listener: TcpListener, serve: S) -> Self
    where
        S: Fn(TcpStream) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        Self(tokio::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                tokio::select! {
                    accepted = listener.accept() => match accepted {
                        Ok((stream, _)) => _ = connections.spawn(serve(stream)),
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
