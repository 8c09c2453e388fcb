//! A paste in one line, as it was understood.

use std::fmt;

use crate::http::response_head::ResponseHead;
use crate::paste::{PasteFormat, PastedExchange, PastedRequest, ReadPaste};

/// How many exchanges are told one by one.
const MAX_EXCHANGES: usize = 4;

impl fmt::Display for ReadPaste {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> =
            self.exchanges.iter().take(MAX_EXCHANGES).flat_map(PastedExchange::parts).collect();
        if let more @ 1.. = self.exchanges.len().saturating_sub(MAX_EXCHANGES) {
            parts.push(format!("{more} more"));
        }
        let formats: Vec<String> = self.formats.iter().map(ToString::to_string).collect();
        write!(f, "{}, from {}", parts.join(", "), formats.join(" and "))?;
        match self.body_lines {
            0 => Ok(()),
            1 => f.write_str("; 1 line of a body is left out"),
            lines => write!(f, "; {lines} lines of a body are left out"),
        }
    }
}

impl PastedExchange {
    fn parts(&self) -> Vec<String> {
        let request = self.request.as_ref().map(PastedRequest::words);
        request.into_iter().chain(self.response.as_ref().map(response_words)).collect()
    }
}

impl PastedRequest {
    fn words(&self) -> String {
        let url = self.url.as_ref().map(|url| url.as_str());
        let words = [Some("request"), self.method.as_deref(), url.or(self.relative.as_deref())];
        let words: Vec<&str> = words.into_iter().flatten().collect();
        format!("{} with {}", words.join(" "), fields(self.headers.len()))
    }
}

fn response_words(head: &ResponseHead) -> String {
    format!("response {} with {}", head.status, fields(head.headers.len()))
}

fn fields(count: usize) -> String {
    if count == 1 { "1 field".to_owned() } else { format!("{count} fields") }
}

impl fmt::Display for PasteFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AxiosError => "an error of axios",
            Self::CurlCommand => "a curl command",
            Self::CurlInclude => "curl -i",
            Self::CurlVerbose => "curl -v",
            Self::FetchCall => "a fetch call",
            Self::HeaderLines => "header lines",
            Self::HeadersJson => "JSON",
            Self::HeadersPanel => "the headers panel",
            Self::PowerShellCommand => "a PowerShell command",
            Self::PowerShellOutput => "what PowerShell prints",
            Self::PrintedHeaders => "headers that a program printed",
            Self::ScriptCall => "a script's call",
            Self::WgetServerResponse => "wget -S",
        })
    }
}
