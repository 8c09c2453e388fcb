//! Why no response came, in words, and what to do next.

use std::fmt;

/// Why no response came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoResponseCause {
    /// The page or the browser gave the request up.
    Aborted,
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
    /// The page may not request a host nearer to the machine than it is itself.
    LocalNetwork,
    /// The machine has no connection, or got another one.
    Offline,
    /// It is the error of a program.
    ProgramError,
    /// The proxy that the browser uses failed.
    Proxy,
    /// The script is not told why.
    ScriptNotTold,
    /// Redirects lead in a circle.
    TooManyRedirects,
    /// Nothing answered in time.
    TimedOut,
    /// The two could not agree on TLS.
    Tls,
    /// Browsers connect to no such port.
    UnsafePort,
    /// The URL is none.
    UrlMalformed,
    /// There is a status, `000`, that stands for no response.
    ZeroStatus,
}

impl fmt::Display for NoResponseCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Aborted => "the request was given up before its response was complete",
            Self::BlockedByClient => "the browser or an extension blocked the request",
            Self::Certificate => "the server's certificate is not trusted",
            Self::ConnectionClosed => "the server closed the connection",
            Self::ConnectionRefused => "no server accepts connections at this host and port",
            Self::FailOption => "`curl --fail` leaves out responses with an error status",
            Self::HostUnknown => "the host name does not resolve",
            Self::HtmlPage => "this is the text of a page, without its header fields",
            Self::LocalNetwork => {
                "the page may not request this machine or a local network (Local Network Access)"
            }
            Self::Offline => "the machine had no connection, or changed it",
            Self::Proxy => "the proxy that the browser uses did not answer for the server",
            Self::ProgramError => "this is the error of a program, not a response",
            Self::ScriptNotTold => "the browser does not tell a script why its request failed",
            Self::TooManyRedirects => "the redirects lead in a circle",
            Self::TimedOut => "the server did not answer in time",
            Self::Tls => "client and server could not agree on a TLS connection",
            Self::UnsafePort => "browsers make no request to this port",
            Self::UrlMalformed => "the URL is malformed",
            Self::ZeroStatus => "the status `000` stands for no response",
        })
    }
}

impl NoResponseCause {
    /// Returns what to do next.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::Aborted => {
                "see that the page neither navigates nor calls `abort()` before the response is \
                 there: a form that a script sends needs `preventDefault()`"
            }
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
            Self::LocalNetwork => {
                "serve the page over https and allow it in the site's settings, or request a \
                 public host; no CORS field helps"
            }
            Self::Offline => "check the connection, and try again",
            Self::Proxy => "check the proxy in the browser's settings, or try without it",
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
            Self::UnsafePort => {
                "let the server listen on another port: browsers block those of other protocols, \
                 such as 25, 6000 and 6667"
            }
            Self::UrlMalformed => "correct the URL, and paste what `curl -i URL` prints",
            Self::ZeroStatus => {
                "look at what `curl -v URL` prints: it says why the connection failed"
            }
        }
    }
}
