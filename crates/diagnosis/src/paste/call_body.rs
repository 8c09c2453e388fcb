//! The body of a script's call, as far as it decides how the request is made.

use crate::paste::literal::{LiteralValue, read_arguments};

/// What the body of a call is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CallBody {
    /// There is none.
    Absent,
    /// A stream.
    Stream,
    /// Something whose type needs no preflight: a text, a form's data, octets.
    Text,
    /// A `Blob` or a `File` of this type, which may be empty.
    Typed(String),
    /// This expression may be any of them.
    Unknown(String),
}

/// What makes a text, a form's data or octets.
const OF_TEXT: [&str; 16] = [
    "JSON.stringify(",
    "String(",
    "btoa(",
    "encodeURIComponent(",
    "new ArrayBuffer(",
    "new FormData(",
    "new TextEncoder(",
    "new URLSearchParams(",
    "new Uint8Array(",
    "new XMLSerializer(",
    "qs.stringify(",
    "querystring.stringify(",
    "stringify(",
    "\"",
    "'",
    "`",
];

impl CallBody {
    /// Returns what a value makes for a body.
    ///
    /// Spec: [Fetch, extract a body](https://fetch.spec.whatwg.org/#concept-bodyinit-extract).
    pub(crate) fn of(value: Option<&LiteralValue>) -> Self {
        match value {
            None => Self::Absent,
            // What is no body becomes a string.
            Some(LiteralValue::List(_) | LiteralValue::Object(_) | LiteralValue::Text(_)) => {
                Self::Text
            }
            Some(LiteralValue::Other(written)) => Self::of_expression(written),
        }
    }

    fn of_expression(written: &str) -> Self {
        if matches!(written, "null" | "undefined") {
            return Self::Absent;
        }
        if ["new Blob(", "new File("].iter().any(|call| written.starts_with(call)) {
            return Self::of_blob(written);
        }
        let lower = written.to_ascii_lowercase();
        let is_stream = written.starts_with("new ReadableStream(")
            || lower.contains(".pipethrough(")
            || lower.ends_with(".stream()")
            || lower.ends_with(".body");
        let is_name = |word: &str| {
            !word.is_empty()
                && word.chars().all(|letter| letter.is_alphanumeric() || "_$.".contains(letter))
        };
        // People call the data of a form what it is.
        let is_form = is_name(&lower) && (lower.contains("form") || lower.contains("params"));
        let is_literal = lower == "true" || lower == "false" || lower.parse::<f64>().is_ok();
        if is_stream {
            Self::Stream
        } else if is_form
            || is_literal
            || lower.ends_with(".tostring()")
            || OF_TEXT.iter().any(|beginning| written.starts_with(beginning))
        {
            Self::Text
        } else {
            Self::Unknown(written.to_owned())
        }
    }

    /// Spec: [File API, the Blob constructor](https://w3c.github.io/FileAPI/#constructorBlob): a
    /// type with other characters than printable ones of ASCII is none.
    fn of_blob(written: &str) -> Self {
        let unknown = || Self::Unknown(written.to_owned());
        let Some(open) = written.find('(') else { return unknown() };
        let Ok((arguments, _)) = read_arguments(written, open + 1) else { return unknown() };
        let place = if written.starts_with("new File(") { 2 } else { 1 };
        match arguments.get(place) {
            None => Self::Typed(String::new()),
            Some(options @ LiteralValue::Object(_)) => match options.member("type") {
                None => Self::Typed(String::new()),
                Some(LiteralValue::Text(kind)) if !kind.contains("${") => {
                    let is_printable = kind.bytes().all(|octet| (0x20..=0x7e).contains(&octet));
                    let kind = if is_printable { kind.to_ascii_lowercase() } else { String::new() };
                    Self::Typed(kind)
                }
                Some(_) => unknown(),
            },
            Some(_) => unknown(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paste::literal::read_literal;

    #[track_caller]
    fn check(written: &str, expected: &CallBody) {
        let (value, _) = read_literal(written, 0).unwrap();
        assert_eq!(CallBody::of(Some(&value)), *expected, "{written}");
    }

    #[test]
    fn a_blob_brings_its_type() {
        let typed = |kind: &str| CallBody::Typed(kind.to_owned());
        check("new Blob(['{}'], { type: 'Application/JSON' })", &typed("application/json"));
        check("new File([bytes], 'a.png', { type: 'image/png' })", &typed("image/png"));
        check("new Blob(['{}'])", &typed(""));
        check("new Blob(parts, { type: kind })", &{
            CallBody::Unknown("new Blob(parts, { type: kind })".to_owned())
        });
    }

    #[test]
    fn texts_forms_streams_and_variables_are_told_apart() {
        for text in ["'a'", "JSON.stringify({ a })", "new FormData(form)", "{ a: 1 }", "formData"] {
            check(text, &CallBody::Text);
        }
        for stream in ["new ReadableStream({})", "file.stream()", "other.body"] {
            check(stream, &CallBody::Stream);
        }
        check("null", &CallBody::Absent);
        check("payload", &CallBody::Unknown("payload".to_owned()));
    }
}
