//! From a request to its answer, both as JSON.

use diagnosis::Recordings;
use explainer::json::ExplainJson;
use explainer::{AlikeAnswers, InputProblem, JudgedExplanation, explain_alike};
use spec_model::Timestamp;

use crate::checker_reply::{CheckerAnswer, CheckerReply};
use crate::checker_request::{CheckerRequest, FieldFault, RequestProblem};
use crate::field_labels::{PageLabels, json_name};
use crate::shared_question::{SecretText, request_again};

/// Answers a request. What is wrong with it is an answer too.
pub fn answer_request(request: &str) -> String {
    let written = match serde_json::from_str::<CheckerRequest>(request) {
        Ok(request) => match answer(&request) {
            Ok(written) => written,
            Err(problem) => serde_json::to_string(&CheckerReply::Problem { problem }),
        },
        Err(error) => {
            let problem = RequestProblem { field: None, message: error.to_string(), help: None };
            serde_json::to_string(&CheckerReply::Problem { problem })
        }
    };
    written.unwrap_or_else(|error| format!(r#"{{"problem":{{"message":"{error}"}}}}"#))
}

fn answer(request: &CheckerRequest) -> Result<Result<String, serde_json::Error>, RequestProblem> {
    if request.as_page {
        let alike = explain_alike(&request.input()?, Timestamp(request.now))?;
        return Ok(serde_json::to_string(&reply(request, &alike, None)));
    }
    let outcome = request.explain()?;
    let json = outcome.json(outcome.status());
    let alike = AlikeAnswers::from(outcome.clone());
    Ok(serde_json::to_string(&reply(request, &alike, Some(json))))
}

/// Adds the recorded cells of a suite, as `diagnosis::Recordings::snapshots_of` returns them. What
/// is wrong with them is returned, or nothing.
pub fn add_recorded_cells(snapshots: &str) -> String {
    Recordings::built_in().add(snapshots).err().map_or_else(String::new, |error| error.to_string())
}

fn reply<'a>(
    request: &CheckerRequest,
    alike: &AlikeAnswers,
    answer: Option<ExplainJson<'a>>,
) -> CheckerReply<'a> {
    let again = |one: &JudgedExplanation, secrets| {
        request_again(&one.asked.question, one.asked.response, request, secrets)
    };
    // A file with many questions is neither corrected nor shared.
    let only = alike.only();
    let part = page_parts::answer(alike, "");
    CheckerReply::Answer(Box::new(CheckerAnswer {
        answer,
        html: part.html.into_string(),
        title: page_parts::window_title(&part.title),
        markdown: part.markdown,
        wire: only.map(|one| {
            let question = &one.explanation.question;
            format!("{} {}", question.request.method, question.url)
        }),
        form: only.map(|one| again(one, SecretText::Kept)),
        shared: only.map(|one| again(one, SecretText::Blanked)),
        missing: Recordings::built_in().missing(),
    }))
}

impl From<FieldFault> for RequestProblem {
    fn from(FieldFault { field, problem }: FieldFault) -> Self {
        Self { field: Some(json_name(field)), message: problem, help: None }
    }
}

impl From<InputProblem> for RequestProblem {
    fn from(problem: InputProblem) -> Self {
        let help = match &problem {
            InputProblem::PageUnknown => {
                Some("Which page makes the request? Its address is in the address bar.".to_owned())
            }
            InputProblem::RequestUnknown => Some("Where does the request go?".to_owned()),
            InputProblem::ForeignOrigin { .. } => Some(
                "Leave `Origin` out, or change the page: browsers set `Origin` themselves."
                    .to_owned(),
            ),
            InputProblem::Browser(_)
            | InputProblem::Contradiction { .. }
            | InputProblem::CookieUnknown { .. }
            | InputProblem::InText { .. }
            | InputProblem::MechanismCredentials { .. }
            | InputProblem::NoEffect { .. }
            | InputProblem::Skipped { .. }
            | InputProblem::TooLarge(_)
            | InputProblem::WebSocketField { .. } => problem.help(&PageLabels).map(sentence),
        };
        let field = Some(json_name(problem.field()));
        Self { field, message: problem.message(&PageLabels), help }
    }
}

/// Returns a fragment as a sentence.
fn sentence(fragment: String) -> String {
    let mut letters = fragment.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => fragment,
    }
}
