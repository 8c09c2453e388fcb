//! The keys of a check by the fields that they fill.

use explainer::{FieldLabels, InputField};

/// Calls the fields of an input by the keys of a check.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyLabels;

impl FieldLabels for KeyLabels {
    fn name(&self, field: InputField) -> Option<String> {
        key(field).map(|key| format!("`{key}`"))
    }

    fn give(&self, field: InputField) -> Option<String> {
        self.name(field).map(|name| format!("set {name}"))
    }
}

/// Returns the key of a check that fills a field, with a dot where it is in a table of its own;
/// `None` where no check has that field.
pub(super) fn key(field: InputField) -> Option<&'static str> {
    match field {
        InputField::After => Some("then.after"),
        InputField::Browsers => Some("browsers"),
        InputField::Credentials => Some("credentials"),
        InputField::Frames => Some("frames"),
        InputField::Have => Some("cookies"),
        InputField::HaveFrom => Some("cookies-from"),
        InputField::Mechanism => Some("mechanism"),
        InputField::Method => Some("method"),
        InputField::Page => Some("page"),
        InputField::Preflight => Some("preflight"),
        InputField::Request => Some("request"),
        InputField::RequestHeaders => Some("headers"),
        InputField::Response => Some("response"),
        InputField::ResponseTime => Some("now"),
        InputField::ScriptSets => Some("script-sets"),
        InputField::Then => Some("then.request"),
        InputField::ThenCredentials => Some("then.credentials"),
        InputField::ThenFrames => Some("then.frames"),
        InputField::ThenMechanism => Some("then.mechanism"),
        InputField::ThenPage => Some("then.page"),
        InputField::Cookies
        | InputField::Goals
        | InputField::Har
        | InputField::HarUrl
        | InputField::ReadField
        | InputField::ResponseHeaders => None,
    }
}
