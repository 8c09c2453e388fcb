//! A fix as a change of the header lines that were given.

use std::fmt;

use crate::http::response_head::ResponseHead;
use crate::question::{PriorCookie, Question};

/// What a fix changes in the responses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderDiff {
    /// In the response.
    pub response: Vec<DiffLine>,
    /// In the response to the preflight.
    pub preflight: Vec<DiffLine>,
    /// In the lines that set the cookies that were there before.
    pub prior: Vec<DiffLine>,
}

/// A line that goes or comes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is what happens to the line")]
pub enum DiffLine {
    Removed(String),
    Added(String),
}

impl HeaderDiff {
    /// Returns what differs between two questions.
    pub(super) fn of(before: &Question, after: &Question) -> Self {
        let preflight = before.preflight.as_ref().zip(after.preflight.as_ref());
        Self {
            response: changed_responses(before, after),
            preflight: preflight.map_or_else(Vec::new, |(one, other)| changed_lines(one, other)),
            prior: changed_lines(&prior_lines(before), &prior_lines(after)),
        }
    }
}

impl DiffLine {
    /// Returns whether the line is a `Set-Cookie` field.
    pub fn is_of_cookie(&self) -> bool {
        let (Self::Removed(text) | Self::Added(text)) = self;
        text.get(..11).is_some_and(|name| name.eq_ignore_ascii_case("set-cookie:"))
    }
}

impl fmt::Display for DiffLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Removed(line) => write!(f, "- {line}"),
            Self::Added(line) => write!(f, "+ {line}"),
        }
    }
}

/// Returns what differs in the responses: in the redirects too, where they stay the same in number.
/// A field that several of them need comes once.
fn changed_responses(before: &Question, after: &Question) -> Vec<DiffLine> {
    let mut lines = Vec::new();
    if before.redirects.len() == after.redirects.len() {
        let pairs = before.redirects.iter().zip(&after.redirects);
        lines.extend(pairs.flat_map(|(one, other)| changed_lines(one, other)));
    }
    let is_new = |line: &DiffLine| line.is_of_cookie() || !lines.contains(line);
    let last = changed_last_response(before, after);
    let new: Vec<DiffLine> = last.into_iter().filter(is_new).collect();
    lines.extend(new);
    lines
}

/// Returns what differs in the last response. Of one that is assumed there is no line to remove,
/// and none to add for a page's own server.
fn changed_last_response(before: &Question, after: &Question) -> Vec<DiffLine> {
    let mut lines = changed_lines(&before.response, &after.response);
    if before.response == ResponseHead::unseen(before.client()) {
        let is_own = after.client().origin() == after.url.origin();
        lines.retain(|line| matches!(line, DiffLine::Added(_)) && !is_own);
    }
    lines
}

/// In place of a field's name: where a script writes a cookie.
const DOCUMENT_COOKIE: &str = "document.cookie";

/// Returns the lines of cookies that were there before, as a response would have them.
fn prior_lines(question: &Question) -> ResponseHead {
    let field = |cookie: &PriorCookie| {
        let name = match cookie {
            PriorCookie::Script { .. } => DOCUMENT_COOKIE,
            PriorCookie::Visit { .. } | PriorCookie::Response { .. } => "Set-Cookie",
        };
        (name.to_owned(), cookie.line().to_owned())
    };
    ResponseHead { headers: question.prior.iter().map(field).collect(), ..ResponseHead::ok() }
}

/// Returns the lines that go, each followed by those of its name that come, and then the others.
fn changed_lines(before: &ResponseHead, after: &ResponseHead) -> Vec<DiffLine> {
    let mut added: Vec<&(String, String)> = after.headers.iter().collect();
    let mut removed: Vec<&(String, String)> = Vec::new();
    for field in &before.headers {
        match added.iter().position(|other| *other == field) {
            Some(place) => _ = added.remove(place),
            None => removed.push(field),
        }
    }
    let mut lines = Vec::new();
    if before.status != after.status {
        lines.push(DiffLine::Removed(format!("HTTP {}", before.status)));
        lines.push(DiffLine::Added(format!("HTTP {}", after.status)));
    }
    let written = |(name, value): &(String, String)| match name.as_str() {
        DOCUMENT_COOKIE => format!("{name} = \"{value}\""),
        _ => format!("{name}: {value}"),
    };
    for (place, field) in removed.iter().enumerate() {
        lines.push(DiffLine::Removed(written(field)));
        let same_name = |other: &(String, String)| other.0.eq_ignore_ascii_case(&field.0);
        // Several that go stand together.
        if !removed[place + 1..].iter().any(|other| same_name(other)) {
            let of_name = added.iter().filter(|other| same_name(other));
            lines.extend(of_name.map(|other| DiffLine::Added(written(other))));
            added.retain(|other| !same_name(other));
        }
    }
    lines.extend(added.into_iter().map(|field| DiffLine::Added(written(field))));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paste::parse_response;

    #[track_caller]
    fn check_diff(before: &str, after: &str, expected: &[&str]) {
        let head = |text| parse_response(text).expect("a response");
        let lines = changed_lines(&head(before), &head(after));
        assert_eq!(lines.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_replaces_a_line_follows_it() {
        check_diff("A: 1\nB: 1\n", "A: 2\nB: 1\nC: 1\n", &["- A: 1", "+ A: 2", "+ C: 1"]);
        check_diff("A: 1\nB: 1\n", "a: 2\na: 3\nB: 1\n", &["- A: 1", "+ a: 2", "+ a: 3"]);
    }

    #[test]
    fn of_a_line_that_came_twice_one_goes() {
        check_diff("A: 1\nA: 1\n", "A: 1\n", &["- A: 1"]);
    }

    #[test]
    fn a_status_is_a_line() {
        let (before, after) = ("HTTP/1.1 401\nA: 1\n", "HTTP/1.1 204\nA: 1\n");
        check_diff(before, after, &["- HTTP 401", "+ HTTP 204"]);
    }
}
