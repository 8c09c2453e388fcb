//! What in a question's fields, whole or together, is probably not what their author meant.

use matrix::RequestApi;
use run_model::evidence::cookie_pair;
use spec_model::QuirkSet;
use spec_model::fetch::is_no_cors_safelisted_request_header;

use crate::edit::sends_credentials;
use crate::http::response_head::ResponseHead;
use crate::http::text::is_token;
use crate::odd_input::{InputFinding, cookie_line};
use crate::paste::is_known_header;
use crate::question::Question;
use crate::question::relation::OriginRelation;
use crate::set_cookie::attributes::{LineLifetime, attributes, has_attribute, lifetime_secs};

/// Returns a space in a field that is none for browsers, nor for HTTP.
///
/// Spec: [RFC 9110 §5.6.3](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.3).
pub(super) fn odd_space(field: &str, value: &str) -> Option<InputFinding> {
    let is_odd = |letter: &char| {
        letter.is_whitespace() && !letter.is_ascii()
            || matches!(letter, '\u{200b}' | '\u{2060}' | '\u{feff}')
    };
    let code = value.chars().find(is_odd)? as u32;
    let is_cookie = field.eq_ignore_ascii_case("Set-Cookie");
    Some(InputFinding::OddSpace { field: field.to_owned(), code, is_cookie })
}

/// Returns the lines that set an empty value in place of a cookie that is there, or whose end is
/// none.
pub(super) fn emptied_cookies(question: &Question) -> Vec<InputFinding> {
    let is_meant_to_delete = |line: &&str| {
        let (name, value) = cookie_pair(line);
        let is_there = || question.prior.iter().any(|one| cookie_pair(one.line()).0 == name);
        let is_empty = matches!(value, "" | "\"\"") && !name.is_empty();
        is_empty
            && LineLifetime::of(line, question.now) == LineLifetime::Lasts
            && lifetime_secs(line, question.now).is_none()
            && (is_there() || has_attribute(line, "expires") || has_attribute(line, "max-age"))
    };
    let lines = question.set_cookie_lines().filter(is_meant_to_delete);
    lines.map(|line| InputFinding::EmptiedCookie { name: cookie_pair(line).0.to_owned() }).collect()
}

/// Returns each Domain of a single word that is not the host which sets the cookie. Browsers call
/// it a public suffix, as a top-level domain is one.
pub(super) fn foreign_names(question: &Question) -> Vec<InputFinding> {
    let found = question.set_cookie_lines().enumerate().filter_map(|(place, line)| {
        let domain = attributes(line)
            .filter_map(|one| one.split_once('='))
            .filter(|(name, _)| name.trim().eq_ignore_ascii_case("domain"))
            .last()?;
        let domain = domain.1.trim().trim_start_matches('.');
        let host = question.url_of_line(place).host_str()?.to_owned();
        let is_word = is_token(domain)
            && !domain.contains(['.', '$', '%', '*'])
            && !cookie_line::is_unset("domain", domain);
        let is_suffix = host.ends_with(&format!(".{}", domain.to_ascii_lowercase()));
        let is_other = is_word && !domain.eq_ignore_ascii_case(&host) && !is_suffix;
        is_other.then(|| InputFinding::ForeignName { domain: domain.to_owned(), host })
    });
    found.collect()
}

/// Returns the fields that a request without CORS does not carry.
///
/// Spec: [Fetch, request-no-cors guard](https://fetch.spec.whatwg.org/#concept-headers-append).
pub(super) fn dropped_fields(question: &Question) -> Option<InputFinding> {
    let RequestApi::FetchNoCors(_) = question.request.api else { return None };
    let is_dropped = |(name, value): &&(String, String)| {
        !is_no_cors_safelisted_request_header(name, value.as_bytes(), QuirkSet::NONE)
    };
    let fields: Vec<String> =
        question.request.headers.iter().filter(is_dropped).map(|(name, _)| name.clone()).collect();
    (!fields.is_empty()).then_some(InputFinding::DroppedFields { fields })
}

/// Returns what stands before the app and answered in its place.
pub(super) fn answered_before(head: &ResponseHead) -> Option<InputFinding> {
    let is = |name: &str, part: &str| head.values(name).any(|value| value.starts_with(part));
    let (who, why) = if is("cf-mitigated", "challenge") {
        ("Cloudflare", "a challenge that only a page can solve")
    } else if is("x-amzn-errortype", "MissingAuthenticationTokenException") {
        ("AWS API Gateway", "as it has no route for this method and path")
    } else {
        return None;
    };
    Some(InputFinding::AnsweredBefore { who, why })
}

/// Returns a field that is to clear data and names it without quotes.
///
/// Spec: [Clear Site Data, parsing](https://www.w3.org/TR/clear-site-data/#parsing).
pub(super) fn unquoted_clearing(head: &ResponseHead) -> Option<InputFinding> {
    let types = ["cache", "cookies", "storage", "executionContexts", "*"];
    let is_bare = |one: &str| types.contains(&one.trim().trim_matches('\''));
    let value = head.values("Clear-Site-Data").find(|value| value.split(',').any(is_bare))?;
    Some(InputFinding::UnquotedClearing { value: value.to_owned() })
}

/// Returns the cookies that a response to a preflight sets: its request has no credentials.
///
/// Spec: [Fetch, 4.8 CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch).
pub(super) fn preflight_cookies(preflight: &ResponseHead) -> Option<InputFinding> {
    let names: Vec<String> =
        preflight.values("Set-Cookie").map(|line| cookie_pair(line).0.to_owned()).collect();
    (!names.is_empty()).then_some(InputFinding::PreflightCookies { names })
}

/// Returns the fields that a `*` does not expose to a request with credentials.
pub(super) fn literal_wildcard(question: &Question) -> Option<InputFinding> {
    let is_wildcard = question
        .response
        .values("Access-Control-Expose-Headers")
        .flat_map(|value| value.split(','))
        .any(|name| name.trim() == "*");
    let is_same_origin =
        OriginRelation::of(question.client(), &question.url) == OriginRelation::SameOrigin;
    if !is_wildcard || is_same_origin || !sends_credentials(question.request.api) {
        return None;
    }
    let listed: Vec<String> = question
        .response
        .values("Access-Control-Expose-Headers")
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let is_own =
        |name: &str| !is_known_header(name) && !listed.contains(&name.to_ascii_lowercase());
    let names = question.response.headers.iter().map(|(name, _)| name);
    let fields = names.filter(|name| is_own(name)).cloned().collect();
    Some(InputFinding::LiteralWildcard { fields })
}
