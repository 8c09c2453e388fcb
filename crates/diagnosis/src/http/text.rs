//! Status lines and header fields as text, and what can be wrong with a text that people paste.

use std::ops::Range;

use crate::http::no_response_cause::NoResponseCause;

/// Why a text is not a response head.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct HttpTextError {
    /// What is wrong.
    pub problem: HttpTextProblem,
    /// The octets of the text that are wrong.
    pub span: Range<usize>,
}

/// What can be wrong in a response head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpTextProblem {
    /// The line holds no colon.
    #[error("not a header field: the colon is missing")]
    NoColon,
    /// The text before the colon is not a field name.
    #[error("not a header field: a name consists of letters, digits and a few signs such as `-`")]
    BadName,
    /// The status line has no status code.
    #[error("expected a status code of three digits in the status line")]
    BadStatus,
    /// The line is the value of a `Set-Cookie` field.
    #[error("not a header field: the name `Set-Cookie` is missing")]
    BareCookie,
    /// The text is a list of cookies that a browser or a program keeps.
    #[error("this is a list of cookies that a browser or a program keeps, not a response")]
    CookieStore,
    /// The line is of a table of cookies that a browser has.
    #[error("this is the table of the cookies that the browser has, not a response")]
    CookieTable,
    /// The text is empty.
    #[error("expected a response, got an empty text")]
    Empty,
    /// The JSON holds no header field.
    #[error("expected header fields in the JSON")]
    JsonWithoutFields,
    /// The line is of a program.
    #[error("not a header field: this looks like code")]
    IsCode,
    /// The line is an element of a page.
    #[error("not a header field: this looks like HTML")]
    IsHtml,
    /// The line is a message about the policy of the page.
    #[error("this is a message about the page's Content-Security-Policy, not a response")]
    IsPolicyMessage,
    /// The line is of a file with settings.
    #[error("not a header field: this looks like settings")]
    IsSettings,
    /// The JSON is a HAR.
    #[error("expected header fields, got a HAR")]
    IsHar,
    /// There are more requests and responses than are read.
    #[error("the text holds more than 200 requests and responses")]
    ManyExchanges,
    /// There are more header fields than browsers take.
    #[error("the head has more than 10000 header fields")]
    ManyFields,
    /// The text says that no response came.
    #[error("no response came: {0}")]
    NoResponseCame(NoResponseCause),
    /// The text has requests only.
    #[error("expected a response, got a request")]
    NoResponse,
    /// A command or a call names no URL.
    #[error("expected a URL in the command")]
    NoUrl,
    /// Brackets are nested deeper than anything that is copied.
    #[error("the brackets are nested too deeply")]
    TooDeep,
    /// The text is longer than what is read.
    #[error("the text is longer than 16 MiB")]
    TooLong,
    /// The line is the statement by which a script sets a cookie.
    #[error("not a header field: this is how a script sets a cookie")]
    ScriptCookie,
    /// A response is followed by another one that it does not lead to.
    #[error("the text holds several responses, and one before the last does not lead to it")]
    SeveralResponses,
    /// Other text stands between header fields, so they may be of several responses.
    #[error("other text stands before this field: it may be of another response")]
    PartedFields,
    /// A quote or a bracket is not closed.
    #[error("this is opened and never closed")]
    Unclosed,
    /// The field that sets cookies stands where it is not read.
    #[error("`Set-Cookie` stands in a part of the JSON that is not read as the response")]
    UnreadCookie,
    /// The line is a message that is not known.
    #[error("not a header field: this looks like a console message, but none that is known")]
    UnknownMessage,
    /// It is no value of JSON or JavaScript.
    #[error("expected a value as JSON or JavaScript has it")]
    NoValue,
}

/// What to do about a text that is no response head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// What these words say.
    Do(&'static str),
    /// Give the text as a HAR.
    GiveArchive,
    /// Give a cookie that is there already, or the response that sets it.
    GiveCookie,
    /// Give the parts that matter, or all of it as a HAR.
    GiveLess,
    /// Name the element that makes the request.
    GiveMechanism,
    /// Give the line that a script writes.
    GiveScriptCookie,
}

impl HttpTextProblem {
    /// Returns what to do about it.
    pub fn next_step(self) -> NextStep {
        let words = match self {
            Self::CookieStore | Self::CookieTable => return NextStep::GiveCookie,
            Self::IsHar => return NextStep::GiveArchive,
            Self::IsHtml => return NextStep::GiveMechanism,
            Self::ManyExchanges => return NextStep::GiveLess,
            Self::ScriptCookie => return NextStep::GiveScriptCookie,
            Self::NoColon | Self::BadName => {
                "write `Name: value`, one field per line; a body may follow an empty line"
            }
            Self::BadStatus => "write `HTTP/1.1 200`, or remove the line",
            Self::BareCookie => "write `Set-Cookie: ` before it",
            Self::Empty | Self::NoResponse => {
                "paste what `curl -i URL` prints: the status line and the header fields"
            }
            Self::JsonWithoutFields => {
                "the body of a response does not show its headers; write an object such as `{ \
                 \"Set-Cookie\": \"a=1\" }`, or paste what `curl -i URL` prints"
            }
            Self::ManyFields => "leave out the fields that have nothing to do with cookies",
            Self::IsCode => {
                "code shows what is meant, not what is sent: paste the response, as `curl -i URL` \
                 prints it or the Network panel shows it. Of calls, those of fetch, \
                 XMLHttpRequest, axios, jQuery, Angular, ky, Nuxt, Apollo and superagent are read"
            }
            Self::IsPolicyMessage => {
                "the page's own policy blocked the request before it was made: allow the URL in \
                 `connect-src` of the page, or in the directive that the message names. No field \
                 of the other server's response changes that"
            }
            Self::IsSettings => {
                "settings show what is meant, not what is sent: paste the response, as `curl -i \
                 URL` prints it or the Network panel shows it"
            }
            Self::UnknownMessage => {
                "paste the response, as `curl -i URL` prints it or the Network panel shows it. \
                 Messages of Chrome, Firefox and Safari are read in English"
            }
            Self::NoResponseCame(cause) => cause.next_step(),
            Self::NoUrl => {
                "write the whole URL in place of a variable, between straight quotes, or copy it \
                 with the command"
            }
            Self::SeveralResponses => {
                "give one at a time; only redirects that lead to the last one are read with it"
            }
            Self::PartedFields => {
                "give one response at a time, or leave out what stands between the fields of one"
            }
            Self::TooDeep | Self::NoValue => "copy it again from the network panel",
            Self::TooLong => "leave the body out: the status line and the header fields are enough",
            Self::UnreadCookie => {
                "write the response's own header fields, one `Name: value` per line, with a \
                 `Set-Cookie` line for each cookie"
            }
            Self::Unclosed => "copy the whole of it, up to the end",
        };
        NextStep::Do(words)
    }
}

/// Reads one header field, `Name: value`.
///
/// # Errors
/// Where the line has no colon, or no field name before it.
pub fn parse_header_line(line: &str) -> Result<(String, String), HttpTextError> {
    parse_field(line, 0)
}

pub(crate) fn is_status_line(line: &str) -> bool {
    line.starts_with("HTTP/")
}

/// Returns whether a line is a status line with a status.
pub(crate) fn is_valid_status_line(line: &str) -> bool {
    is_status_line(line) && parse_status(line.trim_end(), 0).is_ok()
}

pub(crate) fn parse_status(line: &str, start: usize) -> Result<u16, HttpTextError> {
    let code = line.split_whitespace().nth(1).filter(|code| code.len() == 3);
    let status =
        code.and_then(|code| code.parse().ok()).filter(|status| (100..600).contains(status));
    status.ok_or(HttpTextError {
        problem: HttpTextProblem::BadStatus,
        span: start..start + line.len(),
    })
}

pub(crate) fn parse_field(line: &str, start: usize) -> Result<(String, String), HttpTextError> {
    let wrong = |problem, length| HttpTextError { problem, span: start..start + length };
    let (name, value) =
        line.split_once(':').ok_or_else(|| wrong(HttpTextProblem::NoColon, line.len()))?;
    if !is_token(name) {
        return Err(wrong(HttpTextProblem::BadName, name.len().max(1)));
    }
    Ok((name.to_owned(), field_value(value).to_owned()))
}

/// Returns the value of a field without the white space around it. Web pages have a non-breaking
/// space behind the colon, which no server sends there.
pub(crate) fn field_value(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\u{a0}']).trim_matches([' ', '\t', '\r'])
}

/// Returns whether a text is a token, as names of fields and methods are.
///
/// Spec: [RFC 9110 §5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2).
pub(crate) fn is_token(text: &str) -> bool {
    let is_token_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token_byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paste::parse_response;

    #[track_caller]
    fn check(text: &str, status: u16, headers: &[(&str, &str)]) {
        let head = parse_response(text).unwrap();
        let read: Vec<_> =
            head.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!((head.status, read.as_slice()), (status, headers));
    }

    #[track_caller]
    fn check_error(text: &str, problem: HttpTextProblem, span: Range<usize>) {
        assert_eq!(parse_response(text), Err(HttpTextError { problem, span }));
    }

    #[test]
    fn header_lines_alone_are_a_response() {
        check(
            "Set-Cookie: a=1; Path=/\nset-cookie:b=2",
            200,
            &[("Set-Cookie", "a=1; Path=/"), ("set-cookie", "b=2")],
        );
    }

    #[test]
    fn the_last_head_counts_and_its_body_does_not() {
        let text = "HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\nHTTP/2 204\r\nVary: \
         Origin\r\n\r\nno header\r\n";
        check(text, 204, &[("Vary", "Origin")]);
    }

    #[test]
    fn a_value_may_be_empty_or_hold_colons() {
        check("A:\nB: https://x.test:1", 200, &[("A", ""), ("B", "https://x.test:1")]);
    }

    #[test]
    fn errors_show_the_place() {
        check_error("A: 1\nno field\n", HttpTextProblem::NoColon, 5..13);
        check_error("a b: 1", HttpTextProblem::BadName, 0..3);
        check_error(": 1", HttpTextProblem::BadName, 0..1);
        check_error("HTTP/1.1 OK\n", HttpTextProblem::BadStatus, 0..11);
        check_error("\n", HttpTextProblem::Empty, 0..1);
    }
}
