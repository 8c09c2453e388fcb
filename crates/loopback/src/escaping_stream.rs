//! One end of a connection on which control characters in header fields are sent and received as
//! they are: the HTTP library sees them escaped.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::field_escapes::{FieldEscaper, FieldUnescaper};

/// How much is read at once.
const PIECE_OCTETS: usize = 4 * 1024;

/// One end of an HTTP connection, between the library and the socket.
///
/// In what it reads, it escapes the values of the cookie fields that the other side sends. In what
/// a server writes over HTTP/1.1, it turns escapes back into octets, and those of names into their
/// upper-case letters.
#[derive(Debug)]
pub struct EscapingStream<S> {
    stream: S,
    escaper: FieldEscaper,
    write_mode: WriteMode,
    /// What was unescaped and is not written yet, and how much of it is.
    waiting: Vec<u8>,
    written: usize,
}

/// How to write what the library hands over.
#[derive(Debug)]
enum WriteMode {
    /// Unknown until a server's first octets, which tell HTTP/1.1 from HTTP/2.
    Undecided,
    /// With escapes turned back into octets.
    Unescaped(FieldUnescaper),
    /// As it is.
    Verbatim,
}

impl<S> EscapingStream<S> {
    /// Returns a client's end, which escapes `Set-Cookie` fields and writes what it is given.
    pub fn of_client(stream: S) -> Self {
        Self::new(stream, b"set-cookie:", WriteMode::Verbatim)
    }

    /// Returns a server's end, which escapes `Cookie` fields and unescapes what it writes.
    pub fn of_server(stream: S) -> Self {
        Self::new(stream, b"cookie:", WriteMode::Undecided)
    }

    /// Returns the stream itself, or `None` where something of it was read and not handed on, or is
    /// not written yet.
    pub fn into_inner(self) -> Option<S> {
        (self.escaper.is_drained() && self.waiting.is_empty()).then_some(self.stream)
    }

    fn new(stream: S, escaped_field: &'static [u8], write_mode: WriteMode) -> Self {
        let escaper = FieldEscaper::new(escaped_field);
        Self { stream, escaper, write_mode, waiting: Vec::new(), written: 0 }
    }
}

impl<S: AsyncWrite + Unpin> EscapingStream<S> {
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

impl<S: AsyncWrite + Unpin> AsyncWrite for EscapingStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_write_waiting(context))?;
        let this = &mut *self;
        if let WriteMode::Undecided = this.write_mode {
            this.write_mode = if octets.starts_with(b"HTTP/1") {
                WriteMode::Unescaped(FieldUnescaper::default())
            } else {
                WriteMode::Verbatim
            };
        }
        match &mut this.write_mode {
            WriteMode::Unescaped(unescaper) if !unescaper.leaves(octets) => {
                unescaper.add(octets, &mut this.waiting);
                Poll::Ready(Ok(octets.len()))
            }
            WriteMode::Undecided | WriteMode::Unescaped(_) | WriteMode::Verbatim => {
                Pin::new(&mut this.stream).poll_write(context, octets)
            }
        }
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

impl<S: AsyncRead + Unpin> AsyncRead for EscapingStream<S> {
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
        let mut stream = EscapingStream::of_server(Vec::new());
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
    async fn names_have_their_case_wherever_a_write_ends() {
        let head = format!("HTTP/1.1 200 OK\r\n{}: ^a\r\na: \r\n", crate::escaped_name("X-aB"));
        let expected = b"HTTP/1.1 200 OK\r\nX-aB: ^a\r\na: \r\n";
        for end in 0..head.len() {
            let (one, other) = head.as_bytes().split_at(end);
            let pieces = if end < 6 { vec![head.as_bytes()] } else { vec![one, other] };
            check_written(&pieces, expected).await;
        }
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
        EscapingStream::of_server(tokio::io::join(request, Vec::new()))
            .read_to_end(&mut seen)
            .await
            .unwrap();
        assert_eq!(seen, b"GET / HTTP/1.1\r\nCookie: a=\xff\x81\r\n\r\n\x01");
    }

    #[tokio::test]
    async fn the_cookies_of_a_response_are_escaped_and_the_rest_is_handed_on() {
        let mut handed_on = Vec::new();
        let response: &[u8] = b"HTTP/1.1 200 OK\r\nset-cookie: \x01\r\n\r\n\x01\xff";
        // In pieces of three octets, whatever the reader has room for.
        let stream = tokio::io::BufReader::with_capacity(3, response);
        EscapingStream::of_client(stream).read_to_end(&mut handed_on).await.unwrap();
        assert_eq!(handed_on, b"HTTP/1.1 200 OK\r\nset-cookie: \xff\x81\r\n\r\n\x01\xff");
    }
}
