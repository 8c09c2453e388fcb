//! A listening socket, on the loopback unless it is given, with the tasks of the connections that
//! it took.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

/// How long to wait after `accept` failed for want of file descriptors: until some connection has
/// ended, trying again is vain.
const ACCEPT_RETRY_INTERVAL: Duration = Duration::from_millis(20);

/// A listening socket, on an ephemeral port of 127.0.0.1 unless it is given. Dropping it ends its
/// connections too.
#[derive(Debug)]
pub struct TaskListener {
    address: SocketAddr,
    // Dropping it is the signal to stop.
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl TaskListener {
    /// Starts to listen, and runs `serve` in a task of its own for each connection.
    ///
    /// # Errors
    /// If no socket can be opened.
    pub async fn bind<S, F>(serve: S) -> io::Result<Self>
    where
        S: Fn(TcpStream) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        Self::of(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?, serve)
    }

    /// Listens on a socket, which may be the network's, in the same way.
    ///
    /// # Errors
    /// If the socket has no address.
    pub fn of<S, F>(listener: TcpListener, serve: S) -> io::Result<Self>
    where
        S: Fn(TcpStream) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(accept(listener, serve, stopped));
        Ok(Self { address, stop, task })
    }

    /// Returns where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the socket and ends all connections; both are done when this returns.
    pub async fn stop(self) {
        drop(self.stop);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "a listener's task ended badly");
        }
    }
}

async fn accept<S, F>(listener: TcpListener, serve: S, mut stopped: oneshot::Receiver<()>)
where
    S: Fn(TcpStream) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    if let Err(error) = stream.set_nodelay(true) {
                        tracing::debug!(%error, "a connection ended before it was served");
                    }
                    connections.spawn(serve(stream));
                }
                Err(error) => {
                    tracing::warn!(%error, "could not accept a connection");
                    tokio::time::sleep(ACCEPT_RETRY_INTERVAL).await;
                }
            },
            Some(ended) = connections.join_next() => {
                if let Err(error) = ended {
                    tracing::error!(%error, "a connection's task ended badly");
                }
            }
        }
    }
    drop(listener);
    connections.shutdown().await;
}
