//! Connections to a driver on which no answer is longer than a bound: the client takes an answer
//! whole, and one without end would fill all memory.

use std::{
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use hyper::Uri;
use hyper_util::{
    client::legacy::connect::{Connected, Connection, HttpConnector},
    rt::TokioIo,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tower_service::Service;

/// How long an answer may be: a jar of 10,000 cookies takes some megabytes.
const MAX_ANSWER_BYTES: usize = 64 << 20;

/// Opens such connections.
#[derive(Clone, Debug)]
pub(crate) struct BoundedConnector(HttpConnector);

impl BoundedConnector {
    /// Opens connections on which small requests are sent at once.
    pub(crate) fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self(connector)
    }
}

impl Service<Uri> for BoundedConnector {
    type Response = TokioIo<BoundedConnection>;
    type Error = <HttpConnector as Service<Uri>>::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, place: Uri) -> Self::Future {
        let connected = self.0.call(place);
        Box::pin(async move {
            let stream = connected.await?.into_inner();
            Ok(TokioIo::new(BoundedConnection { stream, most: MAX_ANSWER_BYTES, answered: 0 }))
        })
    }
}

/// A connection that fails once an answer is too long.
#[derive(Debug)]
pub(crate) struct BoundedConnection {
    stream: TcpStream,
    /// How many bytes an answer may have.
    most: usize,
    /// How many bytes came since the last request.
    answered: usize,
}

impl Connection for BoundedConnection {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl AsyncRead for BoundedConnection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.answered += buffer.filled().len() - before;
        if self.answered > self.most {
            let why = format!("the driver's answer is longer than {} bytes", self.most);
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::FileTooLarge, why)));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for BoundedConnection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.answered = 0;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn an_answer_without_end_is_an_error_and_several_short_ones_are_none() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (mut driver, _) = listener.accept().await.unwrap();
        let mut connection = BoundedConnection { stream, most: 1_000, answered: 0 };
        let mut answer = [0; 900];
        for _ in 0..3 {
            connection.write_all(b"a request").await.unwrap();
            driver.write_all(&[b'a'; 900]).await.unwrap();
            connection.read_exact(&mut answer).await.unwrap();
        }
        driver.write_all(&[b'a'; 101]).await.unwrap();
        let error = connection.read_exact(&mut answer).await.unwrap_err();
        assert_eq!(error.to_string(), "the driver's answer is longer than 1000 bytes");
    }
}
