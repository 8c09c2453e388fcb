//! The members of an object that hold a head: its header fields, and those that programs keep
//! beside them.

use crate::paste::headers_json::header_fields;
use crate::paste::literal::LiteralValue;

const COOKIES: &str = "cookies";
const HEADERS: &str = "headers";
/// Where API Gateway keeps fields that come more than once.
const REPEATED: &str = "multiValueHeaders";

/// What API Gateway says beside header fields, or without any.
const STATUS: &str = "statusCode";

/// Returns whether a value is an object with a head in it, and not the header fields themselves.
pub(crate) fn is_head(value: &LiteralValue) -> bool {
    [HEADERS, REPEATED, STATUS].iter().any(|name| value.printed_member(name).is_some())
}

/// Returns the header fields of an object that is a head, or of one that has them itself. Of a
/// field in both members of API Gateway, the values of one count.
pub(crate) fn head_fields(value: &LiteralValue) -> Vec<(String, String)> {
    let repeated = value.printed_member(REPEATED).map(header_fields).unwrap_or_default();
    let own = match value.printed_member(HEADERS) {
        None if is_head(value) => Vec::new(),
        head => header_fields(head.unwrap_or(value)),
    };
    let is_own = |field: &(String, String)| field.0 != COOKIES && !repeated.contains(field);
    let mut fields: Vec<_> = own.into_iter().filter(is_own).collect();
    fields.extend(repeated);
    fields
}

/// Returns the values that stand in a list of their own, of which each is one `Set-Cookie` field of
/// a response, or one cookie of a request: so have it API Gateway and Node.js.
pub(crate) fn listed_cookies(value: &LiteralValue) -> Vec<&str> {
    let of_head = || value.printed_member(HEADERS)?.printed_member(COOKIES);
    match value.printed_member(COOKIES).or_else(of_head) {
        Some(LiteralValue::List(lines)) => lines
            .iter()
            .filter_map(|line| match line {
                LiteralValue::Text(line) => Some(line.as_str()),
                LiteralValue::List(_) | LiteralValue::Object(_) | LiteralValue::Other(_) => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns whether the field that sets cookies is named anywhere in a value: as a member, in a list
/// of names and values, or as the name of a field.
pub(crate) fn names_cookie(value: &LiteralValue) -> bool {
    let is_name = |name: &str| name.eq_ignore_ascii_case("set-cookie");
    match value {
        LiteralValue::Object(members) => members.iter().any(|(name, value)| {
            let is_label =
                matches!(name.as_str(), "key" | "name") && value.as_text().is_some_and(is_name);
            let has_value = match value {
                LiteralValue::List(values) => !values.is_empty(),
                LiteralValue::Object(_) => true,
                LiteralValue::Other(_) | LiteralValue::Text(_) => value.as_text().is_some(),
            };
            is_name(name) && has_value || is_label || names_cookie(value)
        }),
        LiteralValue::List(values) => values.iter().any(|value| match value {
            LiteralValue::Text(text) => is_name(text),
            LiteralValue::List(_) | LiteralValue::Object(_) => names_cookie(value),
            LiteralValue::Other(_) => false,
        }),
        LiteralValue::Other(_) | LiteralValue::Text(_) => false,
    }
}
