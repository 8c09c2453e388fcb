//! The preflight of a question's request: why it needs one, what it asks for, and what allows it.

use oracle::HopChain;
use spec_model::fetch::{Headers, cors_unsafe_request_header_names};
use spec_model::{EngineModel, QuirkSet, UserAgent};

use crate::http::response_head::ResponseHead;
use crate::question::{Question, hop_answers};

/// Returns for what the request needs a preflight, in words; nothing where it needs none.
pub(crate) fn preflight_causes(question: &Question) -> Vec<String> {
    let model = EngineModel::standard();
    let user_agent = UserAgent::new(&model);
    let document = question.document().document(question.now, user_agent);
    HopChain::answered(
        &document,
        &question.url,
        &question.request,
        &hop_answers(question),
        user_agent,
    )
    .first()
    .preflight_causes(user_agent)
}

/// Returns the names of the request's header fields that a preflight asks for.
fn announced_names(question: &Question) -> Vec<String> {
    let headers = question
        .request
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), value.clone().into_bytes()));
    cors_unsafe_request_header_names(&Headers(headers.collect()), QuirkSet::NONE)
}

/// Returns an answer to a preflight that allows the question's request.
pub(crate) fn allowing_preflight(question: &Question) -> ResponseHead {
    let names = announced_names(question);
    let mut allowing = vec![
        ("Access-Control-Allow-Origin".to_owned(), question.client_origin()),
        ("Access-Control-Allow-Credentials".to_owned(), "true".to_owned()),
        ("Access-Control-Allow-Methods".to_owned(), question.request.method.clone()),
    ];
    if !names.is_empty() {
        allowing.push(("Access-Control-Allow-Headers".to_owned(), names.join(", ")));
    }
    ResponseHead { status: 204, headers: allowing }
}

impl Question {
    /// Returns the command that shows what the server answers to the request's preflight.
    pub(crate) fn preflight_command(&self) -> String {
        let names = announced_names(self);
        let mut fields = vec![
            ("Origin", self.client_origin()),
            ("Access-Control-Request-Method", self.request.method.clone()),
        ];
        if !names.is_empty() {
            fields.push(("Access-Control-Request-Headers", names.join(",")));
        }
        let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("-H {}", quoted(&format!("{name}: {value}"))))
            .collect();
        format!("curl -i -X OPTIONS {} {}", fields.join(" "), quoted(self.url.as_str()))
    }
}
