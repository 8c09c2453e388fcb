//! Header lists, and which names and values are safelisted or forbidden.

use crate::decision::Decision;
use crate::quirk::{Quirk, QuirkSet};
use crate::reason::Reason;

/// Octets that a safelisted request-header's value may have.
const MAX_SAFELISTED_VALUE_OCTETS: usize = 128;

/// Octets that all safelisted request-headers' values may have together.
const MAX_SAFELISTED_TOTAL_OCTETS: usize = 1024;

/// A header list: names and values in order. Names compare without regard to case.
///
/// Spec: [Fetch, header list](https://fetch.spec.whatwg.org/#concept-header-list).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(pub Vec<(String, Vec<u8>)>);

impl Headers {
    /// Returns the list with these headers.
    pub fn new(headers: &[(&str, &str)]) -> Self {
        Self(
            headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
                .collect(),
        )
    }

    /// Returns the list of a response with these fields, their names in the case in which they
    /// came.
    pub fn received(fields: Vec<(String, Vec<u8>)>, quirks: QuirkSet) -> Self {
        let mut headers = Self(fields);
        // Quirk: a field without a value is not there, but for one whose name is written so.
        if quirks.has(Quirk::EmptyFieldLinesSkipped) {
            headers.0.retain(|(name, value)| {
                name == "Access-Control-Allow-Origin" || !normalize_value(value).is_empty()
            });
        }
        headers
    }

    /// Returns the values of a name, combined with a comma and a space, or `None` where there are
    /// none.
    ///
    /// Spec: [Fetch, get a header](https://fetch.spec.whatwg.org/#concept-header-list-get).
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        let values: Vec<&[u8]> = self.values(name).collect();
        (!values.is_empty()).then(|| values.join(&b", "[..]))
    }

    /// Returns the first value of a name.
    pub(crate) fn first(&self, name: &str) -> Option<Vec<u8>> {
        self.values(name).next().map(<[u8]>::to_vec)
    }

    /// Adds a value to those of its name, behind a comma and a space.
    ///
    /// Spec: [Fetch, combine](https://fetch.spec.whatwg.org/#concept-header-list-combine).
    pub fn combine(&mut self, name: &str, value: &[u8]) {
        match self.0.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(name)) {
            Some((_, values)) => *values = [values, value].join(&b", "[..]),
            None => self.0.push((name.to_owned(), value.to_vec())),
        }
    }

    /// Returns the list with the values of each name combined.
    fn joined(&self) -> Self {
        let mut joined = Self::default();
        self.0.iter().for_each(|(name, value)| joined.combine(name, normalize_value(value)));
        joined
    }

    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0
            .iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| normalize_value(value))
    }

    /// Returns whether a header of this name is there.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))
    }

    /// Returns whether one of the comma-separated values of a header is this.
    pub(crate) fn lists(&self, name: &str, wanted: &[u8]) -> bool {
        self.values(name)
            .flat_map(|value| value.split(|octet| *octet == b','))
            .any(|item| normalize_value(item) == wanted)
    }

    /// Returns the list items of a header: `Ok(None)` where it is absent.
    ///
    /// Spec: [Fetch, extract header list
    /// values](https://fetch.spec.whatwg.org/#extract-header-list-values), for the fields
    /// `Access-Control-Allow-Methods`, `-Allow-Headers` and `-Expose-Headers`. Empty list items are
    /// skipped, as RFC 9110 §5.6.1.2 says.
    ///
    /// # Errors
    /// Fails where an item is no token and must be one.
    pub(crate) fn extract_items(
        &self,
        name: &str,
        form: ListForm,
    ) -> Result<Option<Vec<String>>, TokenListError> {
        // Step 1.
        if !self.contains(name) {
            return Ok(None);
        }
        // Steps 2 to 4.
        let mut items = Vec::new();
        for item in self
            .values(name)
            .flat_map(|value| value.split(|octet| *octet == b','))
            .map(normalize_value)
        {
            match std::str::from_utf8(item) {
                Ok("") => {}
                Ok(item) if is_token(item.as_bytes()) || form == ListForm::Any => {
                    items.push(item.to_owned());
                }
                Ok(_) | Err(_) => return Err(TokenListError),
            }
        }
        Ok(Some(items))
    }
}

/// What the items of a header's list must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListForm {
    /// Anything but nothing.
    Any,
    /// Tokens: what the standard says.
    Tokens,
}

/// A header's value is not a list of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TokenListError;

/// Returns whether octets can be the value of a header.
///
/// Spec: [Fetch, header value](https://fetch.spec.whatwg.org/#header-value).
pub fn is_header_value(value: &[u8]) -> bool {
    normalize_value(value).len() == value.len()
        && !value.iter().any(|octet| matches!(octet, 0 | b'\n' | b'\r'))
}

/// Decides whether script may add a request-header.
///
/// Spec: [Fetch, forbidden
/// request-header](https://fetch.spec.whatwg.org/#forbidden-request-header).
pub fn request_header_gate(name: &str, value: &[u8]) -> Decision {
    let mut decision = Decision::default();
    decision.violate_if(is_forbidden_request_header(name, value), Reason::ForbiddenRequestHeader);
    decision
}

/// Returns whether script may not set a request-header.
///
/// Spec: [Fetch, forbidden
/// request-header](https://fetch.spec.whatwg.org/#forbidden-request-header).
pub fn is_forbidden_request_header(name: &str, value: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    // Step 1.
    let is_forbidden = matches!(
        name.as_str(),
        "accept-charset"
            | "accept-encoding"
            | "access-control-request-headers"
            | "access-control-request-method"
            | "connection"
            | "content-length"
            | "cookie"
            | "cookie2"
            | "date"
            | "dnt"
            | "expect"
            | "host"
            | "keep-alive"
            | "origin"
            | "referer"
            | "set-cookie"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
            | "via"
    );
    // Step 2.
    if is_forbidden || name.starts_with("proxy-") || name.starts_with("sec-") {
        return true;
    }
    // Step 3.
    matches!(name.as_str(), "x-http-method" | "x-http-method-override" | "x-method-override")
        && value
            .split(|octet| *octet == b',')
            .any(|method| is_forbidden_method_octets(normalize_value(method)))
}

/// Returns whether a response-header is never shown to script.
///
/// Spec: [Fetch, forbidden response-header
/// name](https://fetch.spec.whatwg.org/#forbidden-response-header-name).
pub fn is_forbidden_response_header_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("set-cookie") || name.eq_ignore_ascii_case("set-cookie2")
}

/// Returns whether script may not use a method.
///
/// Spec: [Fetch, forbidden method](https://fetch.spec.whatwg.org/#forbidden-method).
pub fn is_forbidden_method(method: &str) -> bool {
    is_forbidden_method_octets(method.as_bytes())
}

fn is_forbidden_method_octets(method: &[u8]) -> bool {
    [&b"CONNECT"[..], b"TRACE", b"TRACK"]
        .iter()
        .any(|forbidden| method.eq_ignore_ascii_case(forbidden))
}

/// Returns a method, in upper case where it is one of six that are normalized; `patch` is not.
///
/// Spec: [Fetch, normalize a method](https://fetch.spec.whatwg.org/#concept-method-normalize).
pub fn normalize_method(method: &str) -> String {
    let upper = method.to_ascii_uppercase();
    if matches!(upper.as_str(), "DELETE" | "GET" | "HEAD" | "OPTIONS" | "POST" | "PUT") {
        upper
    } else {
        method.to_owned()
    }
}

/// Returns whether a method needs no preflight.
///
/// Spec: [Fetch, CORS-safelisted method](https://fetch.spec.whatwg.org/#cors-safelisted-method).
pub fn is_cors_safelisted_method(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "POST")
}

/// Returns whether a request-header must be allowed by name, as `*` does not cover it.
///
/// Spec: [Fetch, CORS non-wildcard request-header
/// name](https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name).
pub fn is_cors_non_wildcard_request_header_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
}

/// Returns whether a response-header is shown to script without being listed.
///
/// Spec: [Fetch, CORS-safelisted response-header
/// name](https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name).
pub fn is_cors_safelisted_response_header_name(name: &str) -> bool {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "cache-control"
            | "content-language"
            | "content-length"
            | "content-type"
            | "expires"
            | "last-modified"
            | "pragma"
    )
}

/// Returns whether a request-header needs no preflight.
///
/// Spec: [Fetch, CORS-safelisted
/// request-header](https://fetch.spec.whatwg.org/#cors-safelisted-request-header).
pub fn is_cors_safelisted_request_header(name: &str, value: &[u8], quirks: QuirkSet) -> bool {
    // Step 1.
    if value.len() > MAX_SAFELISTED_VALUE_OCTETS {
        return false;
    }
    // Step 2.
    match name.to_ascii_lowercase().as_str() {
        "accept" => !value.iter().any(|octet| is_cors_unsafe_request_header_byte(*octet)),
        "accept-language" | "content-language" => {
            value.iter().all(|octet| octet.is_ascii_alphanumeric() || b" *,-.;=".contains(octet))
        }
        "content-type" => {
            !value.iter().any(|octet| is_cors_unsafe_request_header_byte(*octet))
                && mime_type_essence(value).is_some_and(|essence| {
                    matches!(
                        essence.as_str(),
                        "application/x-www-form-urlencoded" | "multipart/form-data" | "text/plain"
                    )
                })
        }
        "range" => is_simple_range(value, quirks),
        // Quirk: a client hint.
        "save-data" => value == b"on" && quirks.has(Quirk::SaveDataSafelisted),
        _ => false,
    }
}

/// Returns whether script may add a request-header to a request in mode `no-cors`; any other is
/// dropped.
///
/// Spec: [Fetch, no-CORS-safelisted
/// request-header](https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header).
pub fn is_no_cors_safelisted_request_header(name: &str, value: &[u8], quirks: QuirkSet) -> bool {
    // Step 1.
    let is_safelisted_name = ["accept", "accept-language", "content-language", "content-type"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known));
    // Step 2.
    is_safelisted_name && is_cors_safelisted_request_header(name, value, quirks)
}

/// Returns the names of request-headers that need a preflight, in lower case, sorted, each once.
///
/// Spec: [Fetch, CORS-unsafe request-header
/// names](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names).
pub fn cors_unsafe_request_header_names(headers: &Headers, quirks: QuirkSet) -> Vec<String> {
    // Quirk: the values of one name are one.
    let joined = quirks.has(Quirk::ValuesJoinedBeforeSafelisting).then(|| headers.joined());
    let headers = joined.as_ref().unwrap_or(headers);
    // Steps 1 to 4.
    let (mut unsafe_names, mut potentially_unsafe_names, mut safelist_value_size) =
        (Vec::new(), Vec::new(), 0);
    for (name, value) in &headers.0 {
        let value = normalize_value(value);
        if is_cors_safelisted_request_header(name, value, quirks) {
            potentially_unsafe_names.push(name.to_ascii_lowercase());
            safelist_value_size += value.len();
        } else {
            unsafe_names.push(name.to_ascii_lowercase());
        }
    }
    // Step 5, or the quirk that it is missing.
    let is_too_much = safelist_value_size > MAX_SAFELISTED_TOTAL_OCTETS;
    if is_too_much && !quirks.has(Quirk::NoTotalOfSafelistedValues) {
        unsafe_names.append(&mut potentially_unsafe_names);
    }
    // Step 6.
    unsafe_names.sort();
    unsafe_names.dedup();
    unsafe_names
}

/// Spec: [Fetch, normalize a header
/// value](https://fetch.spec.whatwg.org/#concept-header-value-normalize): HTTP whitespace at both
/// ends goes.
fn normalize_value(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..]
    | [rest @ .., b' ' | b'\t' | b'\n' | b'\r'] = value
    {
        value = rest;
    }
    value
}

/// Spec: [Fetch, CORS-unsafe request-header
/// byte](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte).
fn is_cors_unsafe_request_header_byte(octet: u8) -> bool {
    (octet < 0x20 && octet != 0x09) || octet == 0x7F || b"\"():<>?@[\\]{}".contains(&octet)
}

/// Spec: [Fetch, simple range header
/// value](https://fetch.spec.whatwg.org/#simple-range-header-value), with a first byte position.
/// The unit is compared octet by octet, although RFC 9110 §14.1 has range units without regard to
/// case.
fn is_simple_range(value: &[u8], quirks: QuirkSet) -> bool {
    let Some((start, end)) = std::str::from_utf8(value)
        .ok()
        .and_then(|value| value.split_once('='))
        // Quirk: the case of the unit does not matter.
        .filter(|(unit, _)| {
            *unit == "bytes"
                || (unit.eq_ignore_ascii_case("bytes") && quirks.has(Quirk::RangeUnitInAnyCase))
        })
        .map(|(_, range)| range)
        .and_then(|range| range.split_once('-'))
    else {
        return false;
    };
    let is_number = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit());
    let is_in_order = || {
        let (start, end) = (start.trim_start_matches('0'), end.trim_start_matches('0'));
        (start.len(), start) <= (end.len(), end)
    };
    !start.is_empty() && is_number(start) && is_number(end) && (end.is_empty() || is_in_order())
}

/// Spec: [MIME Sniffing, parse a MIME type](https://mimesniff.spec.whatwg.org/#parse-a-mime-type),
/// as far as the essence.
pub(super) fn mime_type_essence(value: &[u8]) -> Option<String> {
    let value = std::str::from_utf8(normalize_value(value)).ok()?;
    let (kind, rest) = value.split_once('/')?;
    let subtype = rest.split(';').next()?.trim_end_matches([' ', '\t', '\n', '\r']);
    (is_token(kind.as_bytes()) && is_token(subtype.as_bytes()))
        .then(|| format!("{kind}/{subtype}").to_ascii_lowercase())
}

/// Spec: [RFC 9110 §5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2).
pub(super) fn is_token(octets: &[u8]) -> bool {
    !octets.is_empty()
        && octets
            .iter()
            .all(|octet| octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(octet))
}
