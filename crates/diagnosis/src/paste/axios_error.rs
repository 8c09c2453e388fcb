//! An error of axios as Node.js prints it, with the header fields of the response in it.

use crate::http::response_head::ResponseHead;
use crate::paste::PasteFormat;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::header_names::{OF_RESPONSES, has};
use crate::paste::headers_json::header_fields;
use crate::paste::literal::read_literal;

/// How such an error begins, but for what stands around it.
const NAME: &str = "AxiosError";

/// How the header fields begin in it, up to the bracket.
const HEADERS: [&str; 3] = ["headers: AxiosHeaders {", "[AxiosHeaders] {", "headers: {"];

/// Reads the response in such an error; returns whether the text is one with header fields.
pub(crate) fn read(text: &str, builder: &mut ExchangeBuilder) -> bool {
    let response = response(text);
    let is_one = response.is_some();
    if let Some(response) = response {
        builder.recognize(PasteFormat::AxiosError);
        builder.response(response);
    }
    is_one
}

/// Returns the response in a text that is such an error.
pub(crate) fn response(text: &str) -> Option<ResponseHead> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let (place, headers) = last_response(text).filter(|_| first.contains(NAME))?;
    let status = ["status: ", "status code "]
        .iter()
        .filter_map(|label| text[..place].rsplit_once(label))
        .find_map(|(_, rest)| rest.get(..3)?.parse().ok().filter(|code| *code >= 200));
    Some(ResponseHead { status: status.unwrap_or(200), headers })
}

/// Returns the last header fields that are those of a response, and where they stand.
fn last_response(text: &str) -> Option<(usize, Vec<(String, String)>)> {
    let mut places: Vec<usize> = HEADERS
        .iter()
        .flat_map(|mark| text.match_indices(mark).map(|(at, mark)| at + mark.len() - 1))
        .collect();
    places.sort_unstable();
    places.into_iter().rev().take(MAX_HEADERS).find_map(|place| {
        let (value, _) = read_literal(text, place).ok()?;
        let headers = header_fields(&value);
        headers.iter().any(|(name, _)| has(OF_RESPONSES, name)).then_some((place, headers))
    })
}

/// How many header fields of requests and responses are looked at: an error has two.
const MAX_HEADERS: usize = 8;
