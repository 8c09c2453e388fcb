//! Control characters in a `Set-Cookie` field, taken as they come: they are escaped before the HTTP
//! library sees them.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use run_model::octets::FieldEscaper;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How much is read at once.
const PIECE_OCTETS: usize = 16 * 1024;

/// A client's end of an HTTP/1.1 connection, on which the values of `Set-Cookie` fields are
/// escaped.
#[derive(Debug)]
pub(crate) struct Escaping<S> {
    stream: S,
    escaper: FieldEscaper,
}

impl<S> Escaping<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, escaper: FieldEscaper::new(b"set-cookie:") }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Escaping<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            let escaped = this.escaper.take(buffer.remaining());
            if !escaped.is_empty() {
                buffer.put_slice(escaped);
                return Poll::Ready(Ok(()));
            }
            let mut octets = [0; PIECE_OCTETS];
            let mut piece = ReadBuf::new(&mut octets);
            ready!(Pin::new(&mut this.stream).poll_read(context, &mut piece))?;
            if piece.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            this.escaper.add(piece.filled());
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Escaping<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, octets)
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
    use tokio::io::AsyncReadExt;

    use super::*;

    #[tokio::test]
    async fn a_field_is_escaped_and_the_rest_is_handed_on() {
        let mut handed_on = Vec::new();
        let stream: &[u8] = b"HTTP/1.1 200 OK\r\nset-cookie: \x01\r\n\r\n\x01\xff";
        // In pieces of three octets, however little of them is taken.
        Escaping::new(tokio::io::BufReader::with_capacity(3, stream))
            .read_to_end(&mut handed_on)
            .await
            .unwrap();
        assert_eq!(handed_on, b"HTTP/1.1 200 OK\r\nset-cookie: \xff\x81\r\n\r\n\x01\xff");
    }
}
