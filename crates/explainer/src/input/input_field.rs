//! The fields of an input, and what a front end calls them.

use std::fmt;

/// A field of an input: an option, a key of a file, a control of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InputField {
    /// How long after the response the later request is made.
    After,
    /// The browsers to answer for.
    Browsers,
    /// The names of the cookies that must work.
    Cookies,
    /// How the request is made.
    Credentials,
    /// The URLs of the frames.
    Frames,
    /// What has to work.
    Goals,
    /// The HAR file.
    Har,
    /// What the URL of an entry of the HAR must contain.
    HarUrl,
    /// The cookies that are there already.
    Have,
    /// The URL whose response set them.
    HaveFrom,
    /// What makes the request.
    Mechanism,
    /// The method of the request.
    Method,
    /// The URL of the page.
    Page,
    /// The response to the preflight.
    Preflight,
    /// The header field of the response that the script reads.
    ReadField,
    /// The URL of the request.
    Request,
    /// The header fields that the script adds to the request.
    RequestHeaders,
    /// What was pasted.
    Response,
    /// Header fields of the response.
    ResponseHeaders,
    /// When the response came.
    ResponseTime,
    /// The lines that the page's script writes to `document.cookie`.
    ScriptSets,
    /// The URL of the later request.
    Then,
    /// The credentials mode of the later request.
    ThenCredentials,
    /// The URLs of the frames in the page of the later request.
    ThenFrames,
    /// What makes the later request.
    ThenMechanism,
    /// The page of the later request.
    ThenPage,
}

/// What a front end calls the fields of an input.
pub trait FieldLabels: fmt::Debug + Send + Sync {
    /// Returns what a field is called; `None` where the front end has no such field.
    fn name(&self, field: InputField) -> Option<String>;

    /// Returns the field as it is filled in: the option with the name of its value.
    fn entry(&self, field: InputField) -> Option<String> {
        self.name(field)
    }

    /// Returns how to fill a field in.
    fn give(&self, field: InputField) -> Option<String> {
        self.entry(field).map(|entry| format!("give {entry}"))
    }

    /// Returns how to take a field back.
    fn leave_out(&self, field: InputField) -> String {
        format!("leave {} out", field_name(self, field))
    }
}

/// Returns what a front end calls a field; what it is, where the front end has none.
pub(super) fn field_name(labels: &(impl FieldLabels + ?Sized), field: InputField) -> String {
    labels.name(field).unwrap_or_else(|| field.words().to_owned())
}

/// The labels of nobody: fields are called what they are.
#[derive(Clone, Copy, Debug)]
pub struct PlainLabels;

impl FieldLabels for PlainLabels {
    fn name(&self, field: InputField) -> Option<String> {
        Some(field.words().to_owned())
    }
}

impl InputField {
    /// Returns what the field is.
    fn words(self) -> &'static str {
        match self {
            Self::After => "the time of the later request",
            Self::Browsers => "the browsers",
            Self::Cookies => "the names of the cookies",
            Self::Credentials => "the credentials mode",
            Self::Frames => "the frames",
            Self::Goals => "what has to work",
            Self::Har => "the HAR file",
            Self::HarUrl => "the URL of the entry",
            Self::Have => "the line of the cookie",
            Self::HaveFrom => "the URL that set the cookies",
            Self::Mechanism => "the mechanism",
            Self::Method => "the method",
            Self::Page => "the page",
            Self::Preflight => "the response to the preflight",
            Self::ReadField => "the field to read",
            Self::Request => "the URL of the request",
            Self::RequestHeaders => "the request's header fields",
            Self::Response => "the response",
            Self::ResponseHeaders => "the response's header fields",
            Self::ResponseTime => "the time of the response",
            Self::ScriptSets => "the lines of the script",
            Self::Then => "the URL of the later request",
            Self::ThenCredentials => "the credentials mode of the later request",
            Self::ThenFrames => "the frames of the later request",
            Self::ThenMechanism => "the mechanism of the later request",
            Self::ThenPage => "the page of the later request",
        }
    }
}
