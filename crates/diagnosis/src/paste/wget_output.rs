//! What `wget -S` prints: a line for each request, and the response's head below it, indented.

use url::Url;

use crate::http::text::HttpTextError;
use crate::paste::PasteFormat;
use crate::paste::exchange_builder::ExchangeBuilder;
use crate::paste::head_lines;
use crate::paste::pasted_request::PastedRequest;
use crate::paste::text_lines::TextLine;

/// Returns whether a line begins a request: `--2025-09-01 10:00:00--  https://api.example.com/`.
pub(crate) fn begins(text: &str) -> bool {
    requested(text).is_some()
}

fn requested(text: &str) -> Option<Url> {
    let (time, url) = text.strip_prefix("--")?.split_once("--")?;
    let is_time = |letter: char| letter.is_ascii_digit() || matches!(letter, '-' | ':' | ' ');
    let of_time = time.contains(':') && time.chars().all(is_time);
    Url::parse(url.trim()).ok().filter(|url| of_time && url.has_host())
}

/// Reads requests and responses up to the end of the lines, or to one that is not of `wget`.
pub(crate) fn read(
    lines: &[TextLine<'_>],
    builder: &mut ExchangeBuilder,
) -> Result<(), HttpTextError> {
    builder.recognize(PasteFormat::WgetServerResponse);
    let mut rest = lines;
    while let Some((first, behind)) = rest.split_first() {
        let count = behind.iter().position(|line| begins(line.text)).unwrap_or(behind.len());
        if let Some(url) = requested(first.text) {
            builder.next_request(PastedRequest { url: Some(url), ..PastedRequest::default() });
        }
        // What else is indented, behind it, is about files.
        let is_status = |line: &TextLine<'_>| line.text.starts_with("  HTTP/");
        let head = behind[..count].iter().skip_while(|line| !is_status(line));
        let head = head.take_while(|line| line.text.starts_with("  "));
        let head: Vec<TextLine<'_>> = head.map(|line| line.without(2)).collect();
        head_lines::read_heads(&head, builder)?;
        rest = &behind[count..];
    }
    Ok(())
}
