//! The form as it comes, and the question in it.

use diagnosis::parse_api;
use explainer::values::{page_url, request_url_from};
use explainer::{ExplainInput, InputPlace, InputProblem, InputText};
use serde::Deserialize;
use url::Url;

use crate::serve::field_name::{FieldName, FormLabels};

/// How much of a line that is wrong is shown.
const SHOWN_CHARACTERS: usize = 120;

/// What a person filled in, as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(crate) struct QuestionForm {
    pub(crate) page: String,
    pub(crate) request: String,
    pub(crate) credentials: String,
    pub(crate) response: String,
    pub(crate) method: String,
    pub(crate) request_headers: String,
    pub(crate) preflight: String,
    pub(crate) frames: String,
}

/// What is wrong with a field, or with the form as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldProblem {
    pub(crate) field: Option<FieldName>,
    pub(crate) message: String,
}

impl QuestionForm {
    /// Returns the way in which the request is made; with credentials where nobody says, as who
    /// asks after cookies wants them.
    pub(crate) fn credentials(&self) -> &str {
        if self.credentials.is_empty() { "include" } else { &self.credentials }
    }

    /// Returns what the form says, or everything that is wrong with its fields.
    pub(crate) fn input(&self) -> Result<ExplainInput, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut wrong = |field, message: String| {
            problems.push(FieldProblem { field: Some(field), message });
        };
        let page = url(&self.page, page_url).map_err(|message| wrong(FieldName::Page, message));
        let frames: Result<Vec<Url>, String> = filled_lines(&self.frames)
            .map(|line| page_url(line).map_err(|problem| not_a_url(line, &problem)))
            .collect();
        let document = frames.as_ref().ok().and_then(|frames| frames.last());
        let document = document.or(page.as_ref().ok().and_then(Option::as_ref)).cloned();
        let request = url(&self.request, |text| request_url_from(text, document.as_ref()));
        let request = request.map_err(|message| wrong(FieldName::Request, message));
        let frames = frames.map_err(|message| wrong(FieldName::Frames, message));
        let credentials = self.credentials();
        let api = parse_api(credentials);
        if api.is_none() {
            wrong(
                FieldName::Credentials,
                format!("unknown way to make a request: `{credentials}`"),
            );
        }
        let (Ok(page), Ok(request), Ok(frames), true) = (page, request, frames, api.is_some())
        else {
            return Err(problems);
        };
        let text = |field: FieldName, text: &str| {
            let is_filled = !text.trim().is_empty();
            is_filled.then(|| InputText { name: field.label().to_owned(), text: text.to_owned() })
        };
        Ok(ExplainInput {
            page,
            request,
            frames,
            credentials: api,
            method: Some(self.method.trim().to_owned()).filter(|method| !method.is_empty()),
            request_headers: filled_lines(&self.request_headers).map(str::to_owned).collect(),
            response: text(FieldName::Response, &self.response),
            preflight_response: text(FieldName::Preflight, &self.preflight),
            labels: &FormLabels,
            ..ExplainInput::default()
        })
    }
}

impl FieldProblem {
    /// Returns what is wrong in the input of a form, at the field that it is about.
    pub(crate) fn of(problem: &InputProblem) -> Self {
        // What is in no field of the form was pasted.
        let field = FieldName::of(problem.field()).unwrap_or(FieldName::Response);
        let (words, help) = (problem.message(&FormLabels), problem.help(&FormLabels));
        let message = match problem {
            InputProblem::PageUnknown | InputProblem::RequestUnknown => ENTER_URL.to_owned(),
            InputProblem::InText { place, help, .. } => {
                format!("{}: {words}; {help}", line_of(place))
            }
            InputProblem::Browser(_)
            | InputProblem::Contradiction { .. }
            | InputProblem::CookieUnknown { .. }
            | InputProblem::ForeignOrigin { .. }
            | InputProblem::MechanismCredentials { .. }
            | InputProblem::NoEffect { .. }
            | InputProblem::Skipped { .. }
            | InputProblem::TooLarge(_)
            | InputProblem::WebSocketField { .. } => match help {
                Some(help) => format!("{words}; {help}"),
                None => words,
            },
        };
        Self { field: Some(field), message }
    }
}

const ENTER_URL: &str = "enter a URL, such as `https://www.example.com/`";

/// Returns the URL that a text is, or none where there is no text: a request that is pasted may
/// say it.
fn url(text: &str, read: impl Fn(&str) -> Result<Url, String>) -> Result<Option<Url>, String> {
    match text.trim() {
        "" => Ok(None),
        text => read(text).map(Some).map_err(|problem| not_a_url(text, &problem)),
    }
}

fn not_a_url(text: &str, problem: &str) -> String {
    format!("`{text}` is not a valid URL: {problem}")
}

/// Says in which line something is wrong.
fn line_of(place: &InputPlace) -> String {
    let text = &place.text.text;
    let before = text.get(..place.span.start).unwrap_or_default();
    let number = before.matches('\n').count();
    let line: String =
        text.lines().nth(number).unwrap_or_default().chars().take(SHOWN_CHARACTERS).collect();
    format!("line {}, `{line}`", place.skipped_lines + number + 1)
}

fn filled_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use explainer::explain_input;
    use spec_model::Timestamp;

    use super::*;

    fn form(page: &str, response: &str) -> QuestionForm {
        QuestionForm {
            page: page.to_owned(),
            request: "https://api.test/".to_owned(),
            response: response.to_owned(),
            ..QuestionForm::default()
        }
    }

    #[track_caller]
    fn check_problem(form: &QuestionForm, field: FieldName, message: &str) {
        let of_input = |problem| vec![FieldProblem::of(&problem)];
        let outcome = form
            .input()
            .and_then(|input| explain_input(&input, Timestamp(0)).map(drop).map_err(of_input));
        assert_eq!(
            outcome,
            Err(vec![FieldProblem { field: Some(field), message: message.to_owned() }])
        );
    }

    #[test]
    fn lines_may_end_as_browsers_send_them() {
        let input =
            form("https://www.test/", "Set-Cookie: a=1\r\nVary: Origin\r\n").input().unwrap();
        let outcome = explain_input(&input, Timestamp(0)).unwrap();
        let question = &outcome.answers[0].explanation.question;
        assert_eq!(question.set_cookie_lines().collect::<Vec<_>>(), ["a=1"]);
        assert_eq!(question.preflight, None);
    }

    #[test]
    fn what_is_wrong_is_shown_at_its_place() {
        check_problem(&form("", ""), FieldName::Page, ENTER_URL);
        check_problem(
            &form("www.test", ""),
            FieldName::Page,
            "`www.test` is not a valid URL: the scheme is missing; write `https://www.test`",
        );
        let message = "line 2, `what`: not a header field: the colon is missing; write `Name: \
                       value`, one field per line; a body may follow an empty line";
        check_problem(&form("https://www.test/", "A: 1\r\nwhat\r\n"), FieldName::Response, message);
    }
}
