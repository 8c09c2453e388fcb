//! What panels of developer tools show besides header fields.

/// The title of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SectionTitle {
    /// A body or parameters.
    Body,
    /// What is said in general.
    Other,
    /// The header fields of the request.
    Request,
    /// The header fields of the response.
    Response,
}

impl SectionTitle {
    /// Returns the title that a line is. Firefox shows the size behind it, Chrome may count fields.
    pub(crate) fn of(text: &str) -> Option<Self> {
        // Bodies have many lines, and titles are short.
        if !(6..=60).contains(&text.len()) {
            return None;
        }
        let title = text.split(" (").next().unwrap_or(text).trim().trim_end_matches(':');
        match title.to_ascii_lowercase().as_str() {
            "general" | "summary" | "overview" => Some(Self::Other),
            "request headers" | "request" => Some(Self::Request),
            "response headers" | "response" => Some(Self::Response),
            "query string parameters"
            | "form data"
            | "request payload"
            | "request data"
            | "request cookies"
            | "response cookies"
            | "request body"
            | "response body"
            | "payload"
            | "preview"
            | "timing" => Some(Self::Body),
            _ => None,
        }
    }
}

/// What a line of the general section says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PanelLabel {
    Method,
    Other,
    Status,
    Url,
}

impl PanelLabel {
    /// Returns the label that a line begins with, and the rest of the line. Labels of one word are
    /// such in a general section alone.
    pub(crate) fn of(text: &str, in_general: bool) -> Option<(Self, &str)> {
        let long = [
            ("request url", Self::Url),
            ("request method", Self::Method),
            ("status code", Self::Status),
            ("remote address", Self::Other),
            ("referrer policy", Self::Other),
            ("dns resolution", Self::Other),
            ("request priority", Self::Other),
        ];
        let short = [
            ("url", Self::Url),
            ("status", Self::Status),
            ("method", Self::Method),
            ("address", Self::Other),
            ("initiator", Self::Other),
            ("source", Self::Other),
            ("transferred", Self::Other),
            ("version", Self::Other),
        ];
        let short = short.iter().filter(|_| in_general);
        long.iter().chain(short).find_map(|(label, meaning)| {
            let begins = text.get(..label.len())?.eq_ignore_ascii_case(label);
            let rest = &text[label.len()..];
            let is_whole = rest.is_empty() || rest.starts_with([':', '\t']);
            (begins && is_whole).then(|| (*meaning, rest.trim_start_matches(':').trim()))
        })
    }
}

/// Returns whether a line is a button or a hint of the panel.
pub(crate) fn is_of_surface(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    matches!(text.as_str(), "raw" | "view source" | "view parsed" | "learn more" | "show more")
        || text.starts_with("provisional headers are shown")
}
