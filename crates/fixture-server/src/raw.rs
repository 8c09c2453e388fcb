//! Control characters in header fields, sent and received as they are: the HTTP library sees them
//! escaped.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use axum::http::HeaderValue;
use run_model::octets::{FieldEscaper, Unescaper, escaped};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Returns these octets as the value of a field of an HTTP/1.1 response.
pub(crate) fn field_value(octets: Vec<u8>) -> Option<HeaderValue> {
    HeaderValue::from_maybe_shared(Bytes::from(escaped(octets))).ok()
}

/// How much is read at once.
const PIECE_OCTETS: usize = 4 * 1024;

/// A server's end of a connection: if HTTP/1.1 is spoken, escapes become octets on their way out,
/// and the octets of `Cookie` fields escapes on their way in.
#[derive(Debug)]
pub(crate) struct Escaping<S> {
    stream: S,
    /// Unknown until the server's first octets, by which HTTP/1.1 is told.
    is_http1: Option<bool>,
    unescaper: Unescaper,
    escaper: FieldEscaper,
    /// What is taken over and not written yet, and how much of it is.
    waiting: Vec<u8>,
    written: usize,
}

impl<S: AsyncWrite + Unpin> Escaping<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self {
            stream,
            is_http1: None,
            unescaper: Unescaper::default(),
            escaper: FieldEscaper::new(b"cookie:"),
            waiting: Vec::new(),
            written: 0,
        }
    }

    fn poll_write_waiting(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.written < self.waiting.len() {
            match ready!(
                Pin::new(&mut self.stream).poll_write(context, &self.waiting[self.written..])
            )? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.written += written,
            }
        }
        self.waiting.clear();
        self.written = 0;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Escaping<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_write_waiting(context))?;
        let this = &mut *self;
        let is_http1 = *this.is_http1.get_or_insert_with(|| octets.starts_with(b"HTTP/1"));
        if !is_http1 || this.unescaper.leaves(octets) {
            return Pin::new(&mut this.stream).poll_write(context, octets);
        }
        this.unescaper.add(octets, &mut this.waiting);
        Poll::Ready(Ok(octets.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_write_waiting(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_write_waiting(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
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

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn check_written(pieces: &[&[u8]], expected: &[u8]) {
        let mut stream = Escaping::new(Vec::new());
        for piece in pieces {
            stream.write_all(piece).await.unwrap();
        }
        stream.flush().await.unwrap();
        assert_eq!(stream.stream, expected);
    }

    #[tokio::test]
    async fn escapes_become_octets_wherever_a_write_ends() {
        check_written(
            &[b"HTTP/1.1 200 OK\r\na: \xff\x81\xff\xc0;\r\n"],
            b"HTTP/1.1 200 OK\r\na: \x01\xff;\r\n",
        )
        .await;
        check_written(
            &[b"HTTP/1.1 200 OK\r\na: \xff", b"\x80b\r\n"],
            b"HTTP/1.1 200 OK\r\na: \0b\r\n",
        )
        .await;
    }

    #[tokio::test]
    async fn http2_is_left_alone() {
        check_written(&[b"\0\0\0\x04\0\xff\x81", b"\xff\x81"], b"\0\0\0\x04\0\xff\x81\xff\x81")
            .await;
    }

    #[tokio::test]
    async fn the_cookies_of_a_request_are_escaped() {
        let mut seen = Vec::new();
        let request: &[u8] = b"GET / HTTP/1.1\r\nCookie: a=\x01\r\n\r\n\x01";
        Escaping::new(tokio::io::join(request, Vec::new())).read_to_end(&mut seen).await.unwrap();
        assert_eq!(seen, b"GET / HTTP/1.1\r\nCookie: a=\xff\x81\r\n\r\n\x01");
    }
}
