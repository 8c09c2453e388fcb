//! The options of a script's call, as far as the call itself shows their values.

use spec_model::fetch::is_forbidden_request_header;

use crate::paste::headers_json::header_fields;
use crate::paste::literal::LiteralValue;
use crate::paste::pasted_request::{IgnoredOption, PastedRequest};

/// An option of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WrittenOption<'v> {
    /// It is not there, or `undefined`.
    Absent,
    /// It has the value of this expression, which the call does not show.
    Expression(&'v str),
    /// It is this text, or what becomes this text.
    Word(&'v str),
}

impl<'v> WrittenOption<'v> {
    /// Returns what a member of the options says.
    pub(crate) fn of(member: Option<&'v LiteralValue>) -> Self {
        match member {
            None => Self::Absent,
            Some(LiteralValue::Text(text)) if text.contains("${") => Self::Expression(text),
            Some(LiteralValue::Text(text)) => Self::Word(text),
            Some(LiteralValue::Other(word)) => match word.as_str() {
                "undefined" => Self::Absent,
                "true" | "false" | "null" => Self::Word(word),
                number if number.parse::<f64>().is_ok() => Self::Word(number),
                written => Self::Expression(written),
            },
            // Their text is no word of any enumeration.
            Some(LiteralValue::List(_) | LiteralValue::Object(_)) => Self::Word("[object Object]"),
        }
    }
}

/// Returns the options whose names are known ones but for the case of their letters. Names of
/// members are case-sensitive, so nothing reads them.
///
/// Spec: [Web IDL, dictionaries](https://webidl.spec.whatwg.org/#js-dictionary).
pub(crate) fn ignored_options(
    options: &LiteralValue,
    known: &[&'static str],
) -> Vec<IgnoredOption> {
    let LiteralValue::Object(members) = options else { return Vec::new() };
    let ignored = members.iter().filter(|(name, _)| !known.contains(&name.as_str()));
    ignored
        .filter_map(|(name, _)| {
            let meant = known.iter().find(|one| one.eq_ignore_ascii_case(name))?;
            Some(IgnoredOption { written: name.clone(), meant })
        })
        .collect()
}

/// Takes the header fields of a call, but those that no browser lets a script set. What a browser
/// copied has them all, as it sent them.
pub(crate) fn take_headers(member: Option<&LiteralValue>, request: &mut PastedRequest) {
    let Some(value) = member else { return };
    let fields = header_fields(value);
    match value {
        LiteralValue::Object(members) => {
            let spread = members.iter().filter(|(name, _)| name.starts_with("..."));
            request.unknown.extend(spread.map(|(name, _)| name.clone()));
        }
        LiteralValue::Other(written)
            if !matches!(written.as_str(), "null" | "undefined" | "new Headers()")
                && fields.is_empty() =>
        {
            request.unknown.push(written.clone());
        }
        LiteralValue::List(_) | LiteralValue::Other(_) | LiteralValue::Text(_) => {}
    }
    let of_browser = ["sec-ch-ua", "sec-fetch-"];
    let is_copied = fields.iter().any(|(name, _)| {
        let name = name.to_ascii_lowercase();
        of_browser.iter().any(|beginning| name.starts_with(beginning))
    });
    let is_spread = |name: &str| name.starts_with("...");
    let (dropped, kept): (Vec<_>, Vec<_>) =
        fields.into_iter().filter(|(name, _)| !is_spread(name)).partition(|(name, value)| {
            !is_copied && is_forbidden_request_header(name, value.as_bytes())
        });
    request.dropped = dropped.into_iter().map(|(name, _)| name).collect();
    request.headers = kept;
}
