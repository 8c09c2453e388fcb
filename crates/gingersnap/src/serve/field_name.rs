//! The fields of the form: what they are called, and which fields of an input they fill.

use explainer::{FieldLabels, InputField};

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldName {
    Page,
    Request,
    Credentials,
    Response,
    Method,
    Frames,
    RequestHeaders,
    Preflight,
}

impl FieldName {
    /// Returns the field of the form that fills one of an input, if one does.
    pub(super) fn of(field: InputField) -> Option<Self> {
        match field {
            InputField::Credentials | InputField::Mechanism => Some(Self::Credentials),
            InputField::Frames => Some(Self::Frames),
            InputField::Method => Some(Self::Method),
            InputField::Page => Some(Self::Page),
            InputField::Preflight => Some(Self::Preflight),
            InputField::Request => Some(Self::Request),
            InputField::RequestHeaders => Some(Self::RequestHeaders),
            InputField::Response => Some(Self::Response),
            InputField::After
            | InputField::Browsers
            | InputField::Cookies
            | InputField::Goals
            | InputField::Har
            | InputField::HarUrl
            | InputField::Have
            | InputField::HaveFrom
            | InputField::ReadField
            | InputField::ResponseHeaders
            | InputField::ResponseTime
            | InputField::ScriptSets
            | InputField::Then
            | InputField::ThenCredentials
            | InputField::ThenFrames
            | InputField::ThenMechanism
            | InputField::ThenPage => None,
        }
    }

    /// Returns its label.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Page => "Page",
            Self::Request => "Request",
            Self::Credentials => "Made with",
            Self::Response => "Response",
            Self::Method => "Method",
            Self::Frames => "Frames",
            Self::RequestHeaders => "Request headers",
            Self::Preflight => "Preflight response",
        }
    }

    /// Returns the id of its control, which is its name in what is sent too.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Request => "request",
            Self::Credentials => "credentials",
            Self::Response => "response",
            Self::Method => "method",
            Self::Frames => "frames",
            Self::RequestHeaders => "request-headers",
            Self::Preflight => "preflight",
        }
    }

    /// Returns the lines that the control shows.
    pub(super) fn rows(self) -> u32 {
        match self {
            Self::Response => 6,
            Self::Preflight | Self::RequestHeaders => 3,
            Self::Frames => 2,
            Self::Credentials | Self::Method | Self::Page | Self::Request => 1,
        }
    }

    /// Returns whether the field is folded away until somebody needs it.
    pub(super) fn is_of_details(self) -> bool {
        match self {
            Self::Method | Self::Frames | Self::RequestHeaders | Self::Preflight => true,
            Self::Page | Self::Request | Self::Credentials | Self::Response => false,
        }
    }
}

/// Calls the fields of an input by the labels of the form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormLabels;

impl FieldLabels for FormLabels {
    fn name(&self, field: InputField) -> Option<String> {
        FieldName::of(field).map(|name| format!("“{}”", name.label()))
    }

    fn give(&self, field: InputField) -> Option<String> {
        self.name(field).map(|name| format!("fill in {name}"))
    }

    fn leave_out(&self, field: InputField) -> String {
        let name = self.name(field);
        name.map_or_else(|| "correct what was pasted".to_owned(), |name| format!("change {name}"))
    }
}
