//! Octets on the wire that no HTTP library writes: control characters in a header field, sent as they are.
//!
//! A field's value is escaped on its way through the library, and the escapes are turned into octets again where the connection is
//! written. This is for HTTP/1.1 alone: HTTP/2 has lengths in place of delimiters, and what it forbids cannot be slipped in.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use axum::http::HeaderValue;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The first octet of an escape. UTF-8 has no such octet, so it stands in no body.
const ESCAPE: u8 = 0xff;

/// What stands behind [`ESCAPE`] for that octet itself; behind it, any other octet stands for itself without its highest bit.
const ESCAPED_ESCAPE: u8 = 0xc0;

/// Returns these octets as the value of a field of an HTTP/1.1 response.
pub(crate) fn escaped(octets: Vec<u8>) -> Option<HeaderValue> {
    let needs_escape = |octet: u8| octet == ESCAPE || octet == 0x7f || (octet < b' ' && octet != b'\t');
    if !octets.iter().any(|octet| needs_escape(*octet)) {
        return HeaderValue::from_maybe_shared(Bytes::from(octets)).ok();
    }
    let mut value = Vec::with_capacity(octets.len() + 8);
    for octet in octets {
        match octet {
            ESCAPE => value.extend_from_slice(&[ESCAPE, ESCAPED_ESCAPE]),
            octet if needs_escape(octet) => value.extend_from_slice(&[ESCAPE, octet | 0x80]),
            octet => value.push(octet),
        }
    }
    HeaderValue::from_maybe_shared(Bytes::from(value)).ok()
}

/// Returns the octets that [`escaped`] was given; those of any other field are what they are.
pub(crate) fn unescaped(value: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(value.len());
    unescape(value, &mut false, &mut octets);
    octets
}

/// Takes escapes back; `is_open` says whether the last octet before these was the first one of an escape.
fn unescape(written: &[u8], is_open: &mut bool, octets: &mut Vec<u8>) {
    for octet in written {
        match (std::mem::take(is_open), *octet) {
            (false, ESCAPE) => *is_open = true,
            (false, octet) => octets.push(octet),
            (true, ESCAPED_ESCAPE) => octets.push(ESCAPE),
            (true, octet) => octets.push(octet & 0x7f),
        }
    }
}

/// A server's end of a connection on which escapes become octets, if HTTP/1.1 is spoken.
#[derive(Debug)]
pub(crate) struct Unescaping<S> {
    stream: S,
    /// Unknown until the server's first octets, by which HTTP/1.1 is told.
    is_http1: Option<bool>,
    is_escape_open: bool,
    /// What is taken over and not written yet, and how much of it is.
    waiting: Vec<u8>,
    written: usize,
}

impl<S: AsyncWrite + Unpin> Unescaping<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, is_http1: None, is_escape_open: false, waiting: Vec::new(), written: 0 }
    }

    fn poll_write_waiting(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.written < self.waiting.len() {
            match ready!(Pin::new(&mut self.stream).poll_write(context, &self.waiting[self.written..]))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.written += written,
            }
        }
        self.waiting.clear();
        self.written = 0;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Unescaping<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_write_waiting(context))?;
        let this = &mut *self;
        let is_http1 = *this.is_http1.get_or_insert_with(|| octets.starts_with(b"HTTP/1"));
        if !is_http1 || (!this.is_escape_open && !octets.contains(&ESCAPE)) {
            return Pin::new(&mut this.stream).poll_write(context, octets);
        }
        unescape(octets, &mut this.is_escape_open, &mut this.waiting);
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

impl<S: AsyncRead + Unpin> AsyncRead for Unescaping<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;

    use super::*;

    #[test]
    fn any_octets_come_back_from_their_escapes() {
        let octets: Vec<u8> = (0..=255).collect();
        let value = escaped(octets.clone()).expect("nothing is left that a field cannot carry");
        assert_eq!(unescaped(value.as_bytes()), octets);
    }

    async fn check_written(pieces: &[&[u8]], expected: &[u8]) {
        let mut stream = Unescaping::new(Vec::new());
        for piece in pieces {
            stream.write_all(piece).await.unwrap();
        }
        stream.flush().await.unwrap();
        assert_eq!(stream.stream, expected);
    }

    #[tokio::test]
    async fn escapes_become_octets_wherever_a_write_ends() {
        check_written(&[b"HTTP/1.1 200 OK\r\na: \xff\x81\xff\xc0;\r\n"], b"HTTP/1.1 200 OK\r\na: \x01\xff;\r\n").await;
        check_written(&[b"HTTP/1.1 200 OK\r\na: \xff", b"\x80b\r\n"], b"HTTP/1.1 200 OK\r\na: \0b\r\n").await;
    }

    #[tokio::test]
    async fn http2_is_left_alone() {
        check_written(&[b"\0\0\0\x04\0\xff\x81", b"\xff\x81"], b"\0\0\0\x04\0\xff\x81\xff\x81").await;
    }
}
