//! The options of `gingersnap explain` by the fields that they fill.

use explainer::{FieldLabels, InputField};

/// Calls the fields of an input by the options of the command line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OptionLabels;

impl FieldLabels for OptionLabels {
    fn name(&self, field: InputField) -> Option<String> {
        Some(option(field).to_owned())
    }

    fn entry(&self, field: InputField) -> Option<String> {
        let value = match field {
            InputField::Har | InputField::Preflight | InputField::Response => "FILE",
            InputField::HaveFrom
            | InputField::Frames
            | InputField::Page
            | InputField::Request
            | InputField::Then
            | InputField::ThenFrames
            | InputField::ThenPage => "URL",
            InputField::Have
            | InputField::RequestHeaders
            | InputField::ResponseHeaders
            | InputField::ScriptSets => "LINE",
            InputField::Browsers => "BROWSER",
            InputField::Cookies | InputField::ReadField => "NAME",
            InputField::Credentials | InputField::ThenCredentials => "HOW",
            InputField::Mechanism | InputField::ThenMechanism => "MECHANISM",
            InputField::After => "DURATION",
            InputField::Goals => "WHAT",
            InputField::HarUrl => "TEXT",
            InputField::Method => "METHOD",
            InputField::ResponseTime => "TIME",
        };
        Some(format!("{} {value}", option(field)))
    }
}

fn option(field: InputField) -> &'static str {
    match field {
        InputField::After => "--after",
        InputField::Browsers => "--browser",
        InputField::Cookies => "--cookie",
        InputField::Credentials => "--credentials",
        InputField::Frames => "--frame",
        InputField::Goals => "--want",
        InputField::Har => "--har",
        InputField::HarUrl => "--url",
        InputField::Have => "--have",
        InputField::HaveFrom => "--have-from",
        InputField::Mechanism => "--mechanism",
        InputField::Method => "--method",
        InputField::Page => "--page",
        InputField::Preflight => "--preflight-response",
        InputField::ReadField => "--read-field",
        InputField::Request => "--request",
        InputField::RequestHeaders => "--request-header",
        InputField::Response => "--response",
        InputField::ResponseHeaders => "--response-header",
        InputField::ResponseTime => "--now",
        InputField::ScriptSets => "--script-sets",
        InputField::Then => "--then",
        InputField::ThenCredentials => "--then-credentials",
        InputField::ThenFrames => "--then-frame",
        InputField::ThenMechanism => "--then-mechanism",
        InputField::ThenPage => "--then-page",
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::GingersnapCli;

    /// Every field, each of which the command line has an option for.
    const FIELDS: [InputField; 26] = [
        InputField::After,
        InputField::Browsers,
        InputField::Cookies,
        InputField::Credentials,
        InputField::Frames,
        InputField::Goals,
        InputField::Har,
        InputField::HarUrl,
        InputField::Have,
        InputField::HaveFrom,
        InputField::Mechanism,
        InputField::Method,
        InputField::Page,
        InputField::Preflight,
        InputField::ReadField,
        InputField::Request,
        InputField::RequestHeaders,
        InputField::Response,
        InputField::ResponseHeaders,
        InputField::ResponseTime,
        InputField::ScriptSets,
        InputField::Then,
        InputField::ThenCredentials,
        InputField::ThenFrames,
        InputField::ThenMechanism,
        InputField::ThenPage,
    ];

    #[test]
    fn each_field_is_called_by_an_option_of_explain_and_its_value() {
        let command = GingersnapCli::command();
        let explain = command.find_subcommand("explain").expect("it is one");
        for field in FIELDS {
            let name = option(field).trim_start_matches("--");
            let found = explain.get_arguments().find(|one| one.get_long() == Some(name));
            let value = found.and_then(|one| one.get_value_names()).unwrap_or_default();
            let entry = value.iter().map(|value| format!("--{name} {value}")).next();
            assert_eq!(OptionLabels.entry(field), entry, "{field:?}");
        }
    }
}
