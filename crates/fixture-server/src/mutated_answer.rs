//! Answers that are spoiled on purpose, for `cargo xtask mutate`.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, HeaderName, SET_COOKIE,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use mutations::{HarnessMutation, mutated};
use run_model::evidence::RequestKind;

use crate::fixture_response::FixtureResponse;

/// Returns a response whose connection ends in its middle.
pub(crate) fn cut(answer: FixtureResponse) -> Response {
    let half = answer.body.slice(..answer.body.len() / 2);
    let mut response = answer.into_response();
    let pieces = [Ok(half), Err(io::Error::other("cut off on purpose"))];
    *response.body_mut() = Body::from_stream(futures_util::stream::iter(pieces));
    response
}

/// Spoils the answer to a request as the chosen mutation does.
pub(crate) fn spoil(answer: &mut FixtureResponse, purpose: RequestKind) {
    let headers = &mut answer.headers;
    match purpose {
        RequestKind::SetCookies => {
            spoil_lines(headers);
            spoil_permission(headers);
            if mutated(HarnessMutation::AnswerRefused) {
                answer.status = StatusCode::INTERNAL_SERVER_ERROR;
            }
            if mutated(HarnessMutation::AnswerOfNextShape) {
                answer.body = Bytes::from_static(b"1-ffff");
            }
        }
        RequestKind::Preflight => {
            if mutated(HarnessMutation::PreflightRefused) {
                answer.status = StatusCode::INTERNAL_SERVER_ERROR;
            }
        }
        RequestKind::FollowUp | RequestKind::FollowUpPreflight | RequestKind::SecondSet => {}
    }
}

fn spoil_lines(headers: &mut HeaderMap) {
    if !headers.contains_key(SET_COOKIE) {
        return;
    }
    let written: Vec<HeaderValue> = headers.get_all(SET_COOKIE).iter().cloned().collect();
    let mut lines = written.clone();
    if mutated(HarnessMutation::DropSetCookie) {
        lines.clear();
    }
    if mutated(HarnessMutation::SetCookieTwice) {
        lines = lines.iter().flat_map(|line| [line.clone(), line.clone()]).collect();
    }
    if mutated(HarnessMutation::OneLineLost) {
        lines.pop();
    }
    if mutated(HarnessMutation::LinesReversed) {
        lines.reverse();
    }
    for (mutation, attribute) in [
        (HarnessMutation::LoseSameSite, "samesite"),
        (HarnessMutation::LoseDomain, "domain"),
        (HarnessMutation::LoseSecure, "secure"),
        (HarnessMutation::LosePath, "path"),
    ] {
        if mutated(mutation) {
            lines = lines.iter().map(|line| without(line, attribute)).collect();
        }
    }
    // Written again, they would stand behind the other fields.
    if lines == written {
        return;
    }
    headers.remove(SET_COOKIE);
    for line in lines {
        headers.append(SET_COOKIE, line);
    }
}

/// Returns a line without an attribute.
fn without(line: &HeaderValue, attribute: &str) -> HeaderValue {
    let text = String::from_utf8_lossy(line.as_bytes());
    let is_other = |part: &&str| {
        let name = part.split('=').next().unwrap_or_default();
        !name.trim().eq_ignore_ascii_case(attribute)
    };
    let kept: Vec<&str> = text.split(';').filter(is_other).collect();
    HeaderValue::from_str(&kept.join(";")).unwrap_or_else(|_| line.clone())
}

fn spoil_permission(headers: &mut HeaderMap) {
    if !headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) {
        return;
    }
    let lose = |headers: &mut HeaderMap, mutation, name: HeaderName| {
        if headers.contains_key(&name) && mutated(mutation) {
            headers.remove(name);
        }
    };
    lose(headers, HarnessMutation::LoseAllowOrigin, ACCESS_CONTROL_ALLOW_ORIGIN);
    lose(headers, HarnessMutation::LoseAllowCredentials, ACCESS_CONTROL_ALLOW_CREDENTIALS);
    if mutated(HarnessMutation::MoreAllowOrigin) {
        headers.append(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    if mutated(HarnessMutation::WrongAllowOrigin) {
        let other = HeaderValue::from_static("https://wrong.example");
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, other);
    }
}
