//! What programs and browsers print where no response came: errors of `curl` and of scripts, error
//! pages, and stack traces.

use std::fmt;
use std::ops::Range;

use crate::http_text::is_valid_status_line;
use crate::paste::header_names::{OF_RESPONSES, has};
use crate::paste::text_lines::TextLine;

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

/// Words that stand for a cause, in the order in which they are looked for.
const WORDS: [(&str, NoResponseCause); 40] = [
    ("curl: (3)", NoResponseCause::UrlMalformed),
    ("curl: (5)", NoResponseCause::HostUnknown),
    ("curl: (6)", NoResponseCause::HostUnknown),
    ("curl: (7)", NoResponseCause::ConnectionRefused),
    ("curl: (22)", NoResponseCause::FailOption),
    ("curl: (28)", NoResponseCause::TimedOut),
    ("curl: (35)", NoResponseCause::Tls),
    ("curl: (47)", NoResponseCause::TooManyRedirects),
    ("curl: (51)", NoResponseCause::Certificate),
    ("curl: (60)", NoResponseCause::Certificate),
    ("curl: (77)", NoResponseCause::Certificate),
    ("curl: (", NoResponseCause::ConnectionClosed),
    ("ERR_BLOCKED_BY_CLIENT", NoResponseCause::BlockedByClient),
    ("ERR_CERT_", NoResponseCause::Certificate),
    ("SEC_ERROR_", NoResponseCause::Certificate),
    ("MOZILLA_PKIX_ERROR_", NoResponseCause::Certificate),
    ("CERT_HAS_EXPIRED", NoResponseCause::Certificate),
    ("SELF_SIGNED_CERT", NoResponseCause::Certificate),
    ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", NoResponseCause::Certificate),
    ("ERR_SSL_", NoResponseCause::Tls),
    ("SSL_ERROR_", NoResponseCause::Tls),
    ("ERR_CONNECTION_REFUSED", NoResponseCause::ConnectionRefused),
    ("ERR_ADDRESS_UNREACHABLE", NoResponseCause::ConnectionRefused),
    ("ECONNREFUSED", NoResponseCause::ConnectionRefused),
    ("ERR_NAME_NOT_RESOLVED", NoResponseCause::HostUnknown),
    ("ENOTFOUND", NoResponseCause::HostUnknown),
    ("EAI_AGAIN", NoResponseCause::HostUnknown),
    ("ERR_TIMED_OUT", NoResponseCause::TimedOut),
    ("ERR_CONNECTION_TIMED_OUT", NoResponseCause::TimedOut),
    ("ETIMEDOUT", NoResponseCause::TimedOut),
    ("ERR_TOO_MANY_REDIRECTS", NoResponseCause::TooManyRedirects),
    ("ERR_EMPTY_RESPONSE", NoResponseCause::ConnectionClosed),
    ("ERR_CONNECTION_", NoResponseCause::ConnectionClosed),
    ("ECONNRESET", NoResponseCause::ConnectionClosed),
    ("socket hang up", NoResponseCause::ConnectionClosed),
    ("net::ERR_", NoResponseCause::ScriptNotTold),
    ("Failed to fetch", NoResponseCause::ScriptNotTold),
    ("NetworkError when attempting to fetch", NoResponseCause::ScriptNotTold),
    ("Network Error", NoResponseCause::ScriptNotTold),
    ("TypeError: Load failed", NoResponseCause::ScriptNotTold),
];

/// How programs begin to print that they failed, and how a page begins.
const BEGINNINGS: [(&str, NoResponseCause); 9] = [
    ("<!doctype html", NoResponseCause::HtmlPage),
    ("<html", NoResponseCause::HtmlPage),
    ("<?xml", NoResponseCause::HtmlPage),
    ("traceback (most recent call last)", NoResponseCause::ProgramError),
    ("exception in thread", NoResponseCause::ProgramError),
    ("thread '", NoResponseCause::ProgramError),
    ("panic: ", NoResponseCause::ProgramError),
    ("fatal error", NoResponseCause::ProgramError),
    ("php fatal error", NoResponseCause::ProgramError),
];

/// How many lines are looked at.
const LINES: usize = 200;

/// Returns why no response came, where a text says it and has no response, and the octets that say
/// it.
pub(crate) fn no_response(lines: &[TextLine<'_>]) -> Option<(NoResponseCause, Range<usize>)> {
    let lines = &lines[..lines.len().min(LINES)];
    if lines.iter().any(|line| is_of_response(line.text)) {
        return None;
    }
    let first = lines.iter().find(|line| !line.is_blank())?;
    let lower = first.text.trim().to_ascii_lowercase();
    let is_zero = lower == "000"
        || lower.starts_with("http/") && lower.split_whitespace().nth(1) == Some("000");
    let by_status = is_zero.then_some((NoResponseCause::ZeroStatus, first));
    let by_beginning = || {
        let (_, cause) = BEGINNINGS.iter().find(|(beginning, _)| lower.starts_with(beginning))?;
        Some((*cause, first))
    };
    let by_word = || {
        WORDS.iter().find_map(|(word, cause)| {
            Some((*cause, lines.iter().find(|line| line.text.contains(word))?))
        })
    };
    let by_name = || is_error_name(first.text).then_some((NoResponseCause::ProgramError, first));
    let found = by_status.or_else(by_beginning).or_else(by_word).or_else(by_name);
    found.map(|(cause, line)| (cause, line.start..line.start + line.text.len()))
}

/// Returns whether a line shows that there is a response.
fn is_of_response(line: &str) -> bool {
    let line = line.trim_start_matches(['<', ' ']);
    let name = line.split(':').next().unwrap_or_default().trim();
    is_valid_status_line(line) || has(OF_RESPONSES, name)
}

/// Returns whether a line begins with the name of an error or an exception: `ValueError: …`.
fn is_error_name(line: &str) -> bool {
    let name = line.split_once(':').map_or("", |(name, _)| name.trim());
    let last = name.rsplit(['.', ' ']).next().unwrap_or_default();
    let is_name = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name && (last.ends_with("Error") || last.ends_with("Exception") || last == "error")
}
