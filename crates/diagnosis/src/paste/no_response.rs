//! What programs and browsers print where no response came: errors of `curl` and of scripts, error
//! pages, and stack traces.

use std::ops::Range;

use crate::http::no_response_cause::NoResponseCause;
use crate::http::text::is_valid_status_line;
use crate::paste::header_names::{OF_RESPONSES, has};
use crate::paste::text_lines::TextLine;

/// Words that stand for a cause, in the order in which they are looked for.
const WORDS: [(&str, NoResponseCause); 66] = [
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
    ("ERR_BLOCKED_BY_ADMINISTRATOR", NoResponseCause::BlockedByClient),
    ("ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS", NoResponseCause::LocalNetwork),
    ("ERR_BLOCKED_BY_PRIVATE_NETWORK_ACCESS_CHECKS", NoResponseCause::LocalNetwork),
    ("ERR_UNSAFE_PORT", NoResponseCause::UnsafePort),
    ("ERR_CERT_", NoResponseCause::Certificate),
    ("ERR_INSECURE_RESPONSE", NoResponseCause::Certificate),
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
    ("ERR_HTTP2_PROTOCOL_ERROR", NoResponseCause::ConnectionClosed),
    ("ERR_QUIC_PROTOCOL_ERROR", NoResponseCause::ConnectionClosed),
    ("ERR_INVALID_HTTP_RESPONSE", NoResponseCause::ConnectionClosed),
    ("ERR_INTERNET_DISCONNECTED", NoResponseCause::Offline),
    ("ERR_NETWORK_CHANGED", NoResponseCause::Offline),
    ("ERR_PROXY_", NoResponseCause::Proxy),
    ("ERR_TUNNEL_CONNECTION_FAILED", NoResponseCause::Proxy),
    // What Firefox calls these, as Playwright writes it down.
    ("NS_ERROR_CONNECTION_REFUSED", NoResponseCause::ConnectionRefused),
    ("NS_ERROR_NET_RESET", NoResponseCause::ConnectionClosed),
    ("NS_ERROR_NET_INTERRUPT", NoResponseCause::ConnectionClosed),
    ("NS_ERROR_NET_TIMEOUT", NoResponseCause::TimedOut),
    ("NS_ERROR_UNKNOWN_HOST", NoResponseCause::HostUnknown),
    ("NS_ERROR_REDIRECT_LOOP", NoResponseCause::TooManyRedirects),
    ("NS_BINDING_ABORTED", NoResponseCause::Aborted),
    ("ERR_ABORTED", NoResponseCause::Aborted),
    ("ECONNRESET", NoResponseCause::ConnectionClosed),
    ("socket hang up", NoResponseCause::ConnectionClosed),
    // What Safari and apps of Apple's systems print.
    ("Could not connect to the server", NoResponseCause::ConnectionRefused),
    ("A server with the specified hostname could not be found", NoResponseCause::HostUnknown),
    ("The certificate for this server is invalid", NoResponseCause::Certificate),
    ("An SSL error has occurred", NoResponseCause::Tls),
    ("The network connection was lost", NoResponseCause::ConnectionClosed),
    ("The request timed out", NoResponseCause::TimedOut),
    ("net::ERR_", NoResponseCause::ScriptNotTold),
    ("Failed to fetch", NoResponseCause::ScriptNotTold),
    ("NetworkError when attempting to fetch", NoResponseCause::ScriptNotTold),
    ("Network Error", NoResponseCause::ScriptNotTold),
    ("TypeError: Load failed", NoResponseCause::ScriptNotTold),
];

/// Returns the cause that words of a browser stand for, where they tell it.
pub(crate) fn cause_in(text: &str) -> Option<NoResponseCause> {
    let (_, cause) = WORDS.iter().find(|(word, _)| text.contains(word))?;
    Some(*cause).filter(|cause| *cause != NoResponseCause::ScriptNotTold)
}

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
    if has_response(lines) {
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

/// Returns whether one of the first lines shows that there is a response.
pub(crate) fn has_response(lines: &[TextLine<'_>]) -> bool {
    lines.iter().take(LINES).any(|line| is_of_response(line.text))
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
