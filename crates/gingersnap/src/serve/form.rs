//! The form as it comes in the address, and the question in it.

use diagnosis::http_text::HttpTextError;
use diagnosis::paste::parse_response;
use diagnosis::{Question, ResponseHead, ResponseSource, parse_api};
use explainer::values::{page_url, request_url};
use matrix::FetchCredentials;
use run_model::plan::RequestScript;
use serde::Deserialize;
use spec_model::Timestamp;
use spec_model::fetch::normalize_method;
use url::Url;

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

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldName {
    Page,
    Request,
    Credentials,
    Response,
    RequestHeaders,
    Preflight,
    Frames,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldProblem {
    pub(crate) field: FieldName,
    pub(crate) message: String,
}

impl QuestionForm {
    /// Returns whether nothing was filled in: the form is seen for the first time.
    pub(crate) fn is_empty(&self) -> bool {
        [&self.page, &self.request, &self.response].iter().all(|field| field.trim().is_empty())
    }

    /// Returns the way in which the request is made; with credentials where nobody says, as who
    /// asks after cookies wants them.
    pub(crate) fn credentials(&self) -> &str {
        if self.credentials.is_empty() { "include" } else { &self.credentials }
    }

    /// Returns whether a response was filled in.
    pub(crate) fn response_source(&self) -> ResponseSource {
        if self.response.trim().is_empty() {
            ResponseSource::Assumed
        } else {
            ResponseSource::Given
        }
    }

    /// Returns the question, or everything that is wrong with it.
    pub(crate) fn question(&self, now: Timestamp) -> Result<Question, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut wrong = |field, message: String| problems.push(FieldProblem { field, message });
        let page =
            url(&self.page, page_url).map_err(|message| wrong(FieldName::Page, message)).ok();
        let target = url(&self.request, request_url)
            .map_err(|message| wrong(FieldName::Request, message))
            .ok();
        let frames: Result<Vec<Url>, String> =
            filled_lines(&self.frames).map(|line| url(line, page_url)).collect();
        let frames = frames.map_err(|message| wrong(FieldName::Frames, message)).ok();
        let credentials = self.credentials();
        let api = parse_api(credentials);
        if api.is_none() {
            wrong(
                FieldName::Credentials,
                format!("unknown way to make a request: `{credentials}`"),
            );
        }
        let response =
            head(&self.response).map_err(|message| wrong(FieldName::Response, message)).ok();
        let request = head(&self.request_headers)
            .map_err(|message| wrong(FieldName::RequestHeaders, message))
            .ok();
        let preflight =
            head(&self.preflight).map_err(|message| wrong(FieldName::Preflight, message)).ok();
        let parts = page.zip(target).zip(frames).zip(api).zip(response).zip(request).zip(preflight);
        let Some(((((((page, url), frames), api), response), request), preflight)) = parts else {
            return Err(problems);
        };
        let method = if self.method.trim().is_empty() {
            "GET".to_owned()
        } else {
            normalize_method(self.method.trim())
        };
        let response =
            response.unwrap_or_else(|| ResponseHead::unseen(frames.last().unwrap_or(&page)));
        Ok(Question {
            frames,
            request: RequestScript {
                api,
                method,
                headers: request.map(|head| head.headers).unwrap_or_default(),
                body: None,
                reads: None,
            },
            response,
            preflight,
            ..Question::fetch(page, url, FetchCredentials::SameOrigin, now)
        })
    }
}

fn url(text: &str, read: impl Fn(&str) -> Result<Url, String>) -> Result<Url, String> {
    match text.trim() {
        "" => Err("enter a URL, such as `https://www.example.com/`".to_owned()),
        text => read(text).map_err(|problem| format!("`{text}` is not a valid URL: {problem}")),
    }
}

/// Returns the response that a text is, or none where there is no text.
fn head(text: &str) -> Result<Option<ResponseHead>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    parse_response(text).map(Some).map_err(|error| in_line(text, &error))
}

/// Says what is wrong, and in which line.
fn in_line(text: &str, error: &HttpTextError) -> String {
    let before = &text[..error.span.start.min(text.len())];
    let number = before.matches('\n').count();
    let line = text.lines().nth(number).unwrap_or_default();
    format!("line {}, `{line}`: {}; {}", number + 1, error, error.problem.help())
}

fn filled_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
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
        assert_eq!(
            form.question(Timestamp(0)),
            Err(vec![FieldProblem { field, message: message.to_owned() }])
        );
    }

    #[test]
    fn lines_may_end_as_browsers_send_them() {
        let question = form("https://www.test/", "Set-Cookie: a=1\r\nVary: Origin\r\n")
            .question(Timestamp(0))
            .unwrap();
        assert_eq!(question.set_cookie_lines().collect::<Vec<_>>(), ["a=1"]);
        assert_eq!(question.preflight, None);
    }

    #[test]
    fn what_is_wrong_is_shown_at_its_place() {
        check_problem(
            &form("", ""),
            FieldName::Page,
            "enter a URL, such as `https://www.example.com/`",
        );
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
