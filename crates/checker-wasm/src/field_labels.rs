//! The fields of the page with the checker: their names in JSON, and what the page calls them.

use explainer::{FieldLabels, InputField};

/// Calls the fields of an input by the labels of the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageLabels;

impl FieldLabels for PageLabels {
    fn name(&self, field: InputField) -> Option<String> {
        page_label(field).map(|label| format!("“{label}”"))
    }

    fn give(&self, field: InputField) -> Option<String> {
        self.name(field).map(|name| match field {
            InputField::Har => format!("choose {name}"),
            _ => format!("fill in {name}"),
        })
    }

    fn leave_out(&self, field: InputField) -> String {
        let name = self.name(field);
        name.map_or_else(|| "correct what was pasted".to_owned(), |name| format!("change {name}"))
    }
}

/// Returns the label of a field on the page; `None` where the page has no such field.
pub fn page_label(field: InputField) -> Option<&'static str> {
    match field {
        InputField::Credentials | InputField::Mechanism => Some("Made by"),
        InputField::Frames => Some("Frames, the outermost first"),
        InputField::Har => Some("Open a HAR file"),
        InputField::Method => Some("Method"),
        InputField::Page => Some("Page"),
        InputField::Preflight => Some("Response to the preflight"),
        InputField::Request => Some("Request that sets the cookie"),
        InputField::RequestHeaders => Some("Request headers that the script adds"),
        InputField::Response => Some("Response"),
        InputField::Then => Some("Then sent to"),
        InputField::ThenPage => Some("Then sent from the page"),
        InputField::After
        | InputField::Browsers
        | InputField::Cookies
        | InputField::Goals
        | InputField::HarUrl
        | InputField::Have
        | InputField::HaveFrom
        | InputField::ReadField
        | InputField::ResponseHeaders
        | InputField::ResponseTime
        | InputField::ScriptSets
        | InputField::ThenCredentials
        | InputField::ThenFrames
        | InputField::ThenMechanism => None,
    }
}

/// Returns the name of a field in a request as JSON.
pub(crate) fn json_name(field: InputField) -> &'static str {
    match field {
        InputField::After => "after-secs",
        InputField::Browsers => "browsers",
        InputField::Cookies => "cookies",
        InputField::Credentials => "credentials",
        InputField::Frames => "frames",
        InputField::Goals => "want",
        InputField::Har => "har",
        InputField::HarUrl => "har-url",
        InputField::Have => "have",
        InputField::HaveFrom => "have-from",
        InputField::Mechanism => "mechanism",
        InputField::Method => "method",
        InputField::Page => "page",
        InputField::Preflight => "preflight-response",
        InputField::ReadField => "read-field",
        InputField::Request => "request",
        InputField::RequestHeaders => "request-headers",
        InputField::Response => "response",
        InputField::ResponseHeaders => "response-headers",
        InputField::ResponseTime => "at",
        InputField::ScriptSets => "script-sets",
        InputField::Then => "then",
        InputField::ThenCredentials => "then-credentials",
        InputField::ThenFrames => "then-frames",
        InputField::ThenMechanism => "then-mechanism",
        InputField::ThenPage => "then-page",
    }
}
