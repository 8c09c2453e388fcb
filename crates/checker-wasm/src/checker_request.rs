//! What a page asks, as JSON.

use std::time::Duration;

use explainer::values::{
    api, goal, http_url, later_url_from, mechanism, page_url, request_url_from, time,
};
use explainer::words::parse_browser;
use explainer::{ExplainInput, ExplainOutcome, InputField, InputText, StoryInput, explain_input};
use serde::{Deserialize, Serialize};
use spec_model::Timestamp;
use url::form_urlencoded;

use crate::field_labels::PageLabels;

/// What is wrong with a request.
#[derive(Clone, Debug, Serialize)]
pub struct RequestProblem {
    /// The field that is wrong or missing, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
    /// What is wrong.
    pub message: String,
    /// The way out, where the message does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// What a page asks. Empty texts and lists are the same as none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
#[expect(missing_docs, reason = "they are the options of `gingersnap explain`")]
pub struct CheckerRequest {
    /// The present time, in seconds since the beginning of 1970, UTC.
    pub now: i64,
    pub page: String,
    pub request: String,
    pub frames: Vec<String>,
    pub credentials: String,
    pub method: String,
    pub request_headers: Vec<String>,
    pub response_headers: Vec<String>,
    pub read_field: String,
    pub response: String,
    pub preflight_response: String,
    pub har: String,
    pub har_url: String,
    /// When the response came.
    pub at: String,
    pub mechanism: String,
    pub have: Vec<String>,
    pub have_from: String,
    pub script_sets: Vec<String>,
    pub then: String,
    pub then_mechanism: String,
    pub then_credentials: String,
    pub then_page: String,
    pub then_frames: Vec<String>,
    pub after_secs: u64,
    pub want: Vec<String>,
    pub cookies: Vec<String>,
    pub browsers: Vec<String>,
    /// Whether the answer is shown and nothing else: what the JSON has beyond that is left out, and
    /// so is what takes long.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub as_page: bool,
}

/// A field with a value that it cannot have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldFault {
    pub(crate) field: InputField,
    pub(crate) problem: String,
}

impl CheckerRequest {
    /// Answers it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn explain(&self) -> Result<ExplainOutcome, RequestProblem> {
        Ok(explain_input(&self.input()?, Timestamp(self.now))?)
    }

    /// Returns it as the part of an address behind `#`: the fields that are not empty, lists with a
    /// member a line.
    pub fn fragment(&self) -> String {
        let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(self) else {
            return String::new();
        };
        let mut text = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &fields {
            let value = match value {
                serde_json::Value::String(value) => value.clone(),
                serde_json::Value::Array(members) => {
                    members.iter().filter_map(|one| one.as_str()).collect::<Vec<_>>().join("\n")
                }
                serde_json::Value::Number(number) if number.as_i64() != Some(0) => {
                    number.to_string()
                }
                _ => continue,
            };
            if !value.is_empty() {
                text.append_pair(name, &value);
            }
        }
        text.finish()
    }

    /// Returns the input that this is.
    pub(crate) fn input(&self) -> Result<ExplainInput, FieldFault> {
        let usual = ExplainInput::default();
        let want = all(InputField::Goals, &self.want, goal)?;
        let page = one(InputField::Page, &self.page, page_url)?;
        let frames = all(InputField::Frames, &self.frames, page_url)?;
        let document = frames.last().or(page.as_ref());
        let request = |text: &str| request_url_from(text, document);
        let request = one(InputField::Request, &self.request, request)?;
        let then_mechanism = one(InputField::ThenMechanism, &self.then_mechanism, mechanism)?;
        let mechanism = one(InputField::Mechanism, &self.mechanism, mechanism)?;
        let then_page = one(InputField::ThenPage, &self.then_page, http_url)?;
        let then_frames = all(InputField::ThenFrames, &self.then_frames, http_url)?;
        let own = then_frames.last().or(then_page.as_ref());
        let navigated_to = request.as_ref().filter(|_| mechanism.is_some());
        let later = |text: &str| later_url_from(text, own, document, navigated_to);
        let then = one(InputField::Then, &self.then, later)?;
        Ok(ExplainInput {
            request,
            page,
            frames,
            credentials: one(InputField::Credentials, &self.credentials, api)?,
            method: text(&self.method),
            request_headers: self.request_headers.clone(),
            response_headers: self.response_headers.clone(),
            read_field: text(&self.read_field),
            response: named("what was pasted", &self.response),
            preflight_response: named("the response to the preflight", &self.preflight_response),
            har: named("the HAR file", &self.har),
            har_url: text(&self.har_url),
            now: one(InputField::ResponseTime, &self.at, time)?,
            story: StoryInput {
                mechanism,
                have: self.have.clone(),
                have_from: one(InputField::HaveFrom, &self.have_from, http_url)?,
                script_sets: self.script_sets.clone(),
                then,
                then_mechanism,
                then_credentials: one(InputField::ThenCredentials, &self.then_credentials, api)?,
                then_page,
                then_frames,
                after: (self.after_secs > 0).then(|| Duration::from_secs(self.after_secs)),
            },
            goals: if want.is_empty() { usual.goals } else { want },
            cookies: self.cookies.clone(),
            browsers: all(InputField::Browsers, &self.browsers, parse_browser)?,
            labels: &PageLabels,
        })
    }
}

fn text(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

fn named(name: &str, text: &str) -> Option<InputText> {
    let is_there = !text.trim().is_empty();
    is_there.then(|| InputText { name: name.to_owned(), text: text.to_owned() })
}

fn one<T>(
    field: InputField,
    text: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, FieldFault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    read(text).map(Some).map_err(|problem| FieldFault { field, problem })
}

fn all<T>(
    field: InputField,
    texts: &[String],
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, FieldFault> {
    let read = |text: &String| read(text).map_err(|problem| FieldFault { field, problem });
    texts.iter().map(read).collect()
}
