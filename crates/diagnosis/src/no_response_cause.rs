//! Why no response came, in words, and what to do next.

use std::fmt;

/// Why no response came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoResponseCause {
    /// An extension or the user agent itself blocked the request.
    BlockedByClient,
    /// The certificate is not trusted.
    Certificate,
    /// The connection was closed before a response.
    ConnectionClosed,
    /// Nothing listens there.
    ConnectionRefused,
    /// `curl --fail` left the response out.
    FailOption,
    /// The name of the host is unknown.
    HostUnknown,
    /// It is the text of a page, without its header fields.
    HtmlPage,
    /// It is the error of a program.
    ProgramError,
    /// The script is not told why.
    ScriptNotTold,
    /// Redirects lead in a circle.
    TooManyRedirects,
    /// Nothing answered in time.
    TimedOut,
    /// The two could not agree on TLS.
    Tls,
    /// The URL is none.
    UrlMalformed,
    /// There is a status, `000`, that stands for no response.
    ZeroStatus,
}

impl fmt::Display for NoResponseCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BlockedByClient => "the browser or an extension blocked the request",
            Self::Certificate => "the server's certificate is not trusted",
            Self::ConnectionClosed => "the server closed the connection",
            Self::ConnectionRefused => "no server accepts connections at this host and port",
            Self::FailOption => "`curl --fail` leaves out responses with an error status",
            Self::HostUnknown => "the host name does not resolve",
            Self::HtmlPage => "this is the text of a page, without its header fields",
            Self::ProgramError => "this is the error of a program, not a response",
            Self::ScriptNotTold => "the browser does not tell a script why its request failed",
            Self::TooManyRedirects => "the redirects lead in a circle",
            Self::TimedOut => "the server did not answer in time",
            Self::Tls => "client and server could not agree on a TLS connection",
            Self::UrlMalformed => "the URL is malformed",
            Self::ZeroStatus => "the status `000` stands for no response",
        })
    }
}

impl NoResponseCause {
    /// Returns what to do next.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::BlockedByClient => {
                "turn off extensions that block requests, or use a new profile of the browser; \
                 then paste what `curl -i URL` prints"
            }
            Self::Certificate => {
                "open the API's URL in a tab to see what the browser says of the certificate; \
                 browsers ask no page before they refuse it. For the headers alone, `curl -ik URL`"
            }
            Self::ConnectionClosed => {
                "look in the server's log: it crashed, or a proxy between expects another \
                 protocol, such as https; then paste what `curl -i URL` prints"
            }
            Self::ConnectionRefused => {
                "start the server, or correct host and port: in a container, `localhost` is the \
                 container itself; then paste what `curl -i URL` prints"
            }
            Self::FailOption => "leave out `--fail` (`-f`), and paste what `curl -i URL` prints",
            Self::HostUnknown => "correct the host name; then paste what `curl -i URL` prints",
            Self::HtmlPage => {
                "paste the response's status line and header fields, as `curl -i URL` prints them"
            }
            Self::ProgramError => {
                "fix the error first: a server that fails before it answers sends no CORS fields \
                 and no cookies; then paste what `curl -i URL` prints"
            }
            Self::ScriptNotTold => {
                "paste the message above it in the browser's console, or what `curl -i URL` prints"
            }
            Self::TooManyRedirects => {
                "paste what `curl -i URL` prints, without `-L`: a login that redirects to itself \
                 often lacks its cookie"
            }
            Self::TimedOut => "check host, port and firewall; then paste what `curl -i URL` prints",
            Self::Tls => {
                "check that the server speaks TLS at this port, and not http alone; then paste \
                 what `curl -i URL` prints"
            }
            Self::UrlMalformed => "correct the URL, and paste what `curl -i URL` prints",
            Self::ZeroStatus => {
                "look at what `curl -v URL` prints: it says why the connection failed"
            }
        }
    }
}
