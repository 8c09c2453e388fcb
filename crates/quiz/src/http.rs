//! As much of HTTP/1.1 as the sites of a quiz speak, with field names and values as they are given.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// What a server puts behind the key of a handshake.
///
/// Spec: [RFC 6455 §1.3](https://www.rfc-editor.org/rfc/rfc6455#section-1.3).
const HANDSHAKE_ID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// A request that came.
#[derive(Clone, Debug)]
pub(crate) struct SiteRequest {
    /// Its method.
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    fields: Vec<(String, String)>,
}

/// An answer to a request.
#[derive(Clone, Debug)]
pub(crate) struct SiteResponse {
    /// The status code.
    pub(crate) status: u16,
    /// The header fields, beside those that say how the body is to be read.
    pub(crate) fields: Vec<(String, String)>,
    /// The type of the body.
    pub(crate) content_type: &'static str,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl SiteRequest {
    /// Reads a request and its body; `None` where the client has no further one.
    ///
    /// # Errors
    ///
    /// If the connection breaks, or what comes is no request.
    pub(crate) async fn read(from: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Self>> {
        let Some(line) = read_line(from).await? else { return Ok(None) };
        let mut parts = line.split(' ').map(str::to_owned);
        let (Some(method), Some(target)) = (parts.next(), parts.next()) else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "not a request line"));
        };
        let mut fields = Vec::new();
        while let Some(line) = read_line(from).await?.filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').unwrap_or((&line, ""));
            fields.push((name.to_owned(), value.trim().to_owned()));
        }
        let request = Self { method, target, fields };
        let octets = request.field("Content-Length").parse().unwrap_or(0);
        let mut body = from.take(octets);
        tokio::io::copy_buf(&mut body, &mut tokio::io::sink()).await?;
        Ok(Some(request))
    }

    /// Returns the values of the fields with this name, joined as cookies are.
    pub(crate) fn field(&self, name: &str) -> String {
        let named = self.fields.iter().filter(|(field, _)| field.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("; ")
    }
}

impl SiteResponse {
    /// Writes the answer to a request.
    ///
    /// # Errors
    ///
    /// If the connection breaks.
    pub(crate) async fn write(
        &self,
        to: &mut (impl AsyncWrite + Unpin),
        request: &SiteRequest,
    ) -> io::Result<()> {
        let mut head = Vec::new();
        let mut line = |text: String| head.extend_from_slice(format!("{text}\r\n").as_bytes());
        let key = request.field("Sec-WebSocket-Key");
        if key.is_empty() {
            line(format!("HTTP/1.1 {} Answer", self.status));
            line(format!("Content-Type: {}", self.content_type));
            line(format!("Content-Length: {}", self.body.len()));
            line("Cache-Control: no-store".to_owned());
        } else {
            let accepted = STANDARD.encode(Sha1::digest(format!("{key}{HANDSHAKE_ID}")));
            line("HTTP/1.1 101 Switching Protocols".to_owned());
            line("Upgrade: websocket\r\nConnection: Upgrade".to_owned());
            line(format!("Sec-WebSocket-Accept: {accepted}"));
        }
        for (name, value) in &self.fields {
            line(format!("{name}: {value}"));
        }
        line(String::new());
        if key.is_empty() && request.method != "HEAD" {
            head.extend_from_slice(&self.body);
        }
        to.write_all(&head).await?;
        to.flush().await
    }
}

/// Reads a line without its end; `None` at the end of the stream.
async fn read_line(from: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    if from.read_until(b'\n', &mut line).await? == 0 {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&line).trim_end().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_answer(request: &str, fields: &[(&str, &str)], expected: &[&str]) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let written = runtime.block_on(async {
            let request = SiteRequest::read(&mut request.as_bytes()).await.unwrap().unwrap();
            let fields = fields.iter().map(|(name, value)| ((*name).into(), (*value).into()));
            let response = SiteResponse {
                status: 200,
                fields: fields.collect(),
                content_type: "text/plain",
                body: b"ok".to_vec(),
            };
            let mut written = Vec::new();
            response.write(&mut written, &request).await.unwrap();
            String::from_utf8(written).unwrap()
        });
        let lines: Vec<&str> = written.split("\r\n").collect();
        for line in expected {
            assert!(lines.contains(line), "{line} is not in {lines:?}");
        }
    }

    #[test]
    fn fields_are_written_as_they_are_given() {
        let fields = [("set-COOKIE", "a=\u{e9}\tx"), ("Access-Control-Allow-Origin", "")];
        let lines = ["set-COOKIE: a=\u{e9}\tx", "Access-Control-Allow-Origin: ", "ok"];
        check_answer("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n", &fields, &lines);
    }

    /// The example of RFC 6455 §1.3.
    #[test]
    fn a_handshake_is_answered() {
        let request = "GET / HTTP/1.1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        let lines = ["Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "Set-Cookie: a=1"];
        check_answer(request, &[("Set-Cookie", "a=1")], &lines);
    }

    #[test]
    fn a_body_is_read_to_its_end() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut sent =
                "POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nx=GET /b HTTP/1.1\r\n\r\n".as_bytes();
            let mut targets = Vec::new();
            while let Some(request) = SiteRequest::read(&mut sent).await.unwrap() {
                targets.push(request.target);
            }
            assert_eq!(targets, ["/a", "/b"]);
        });
    }
}
