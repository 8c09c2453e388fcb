//! From what was seen to what is asked of the model and the recordings.

use diagnosis::{Question, ResponseHead};
use inspection::{PageRequest, Sighting};
use recorder::{Exchange, Field};
use spec_model::Timestamp;

/// Returns the question of a request that was made on the page, the first one to its URL.
///
/// Where only the preflight was answered, nobody knows what the answer would be: it is taken to
/// have no cookies, and to allow what a preflight that is mended allows.
pub(super) fn question(sighting: &Sighting, request: &PageRequest) -> Question {
    let mut url = request.url.clone();
    url.set_fragment(None);
    let asked =
        || sighting.exchanges.iter().filter(|exchange| exchange.request.url == url.as_str());
    let preflight = asked().find(|exchange| exchange.is_preflight());
    let answer = asked().find(|exchange| !exchange.is_preflight());
    let started = answer.or(preflight).map_or(0, |exchange| exchange.started.as_secs());
    let now = Timestamp(i64::try_from(started).unwrap_or(i64::MAX));
    let mut question =
        Question::fetch(sighting.page.clone(), url.clone(), request.credentials, now);
    question.request.method.clone_from(&request.method);
    question.request.headers.clone_from(&request.headers);
    question.preflight = preflight.and_then(head);
    question.response =
        answer.and_then(head).unwrap_or_else(|| ResponseHead::unseen(&sighting.page));
    question
}

fn head(exchange: &Exchange) -> Option<ResponseHead> {
    let response = exchange.response()?;
    let pair =
        |field: &Field| (field.name.clone(), String::from_utf8_lossy(&field.value).into_owned());
    Some(ResponseHead {
        status: response.status,
        headers: response.fields.iter().map(pair).collect(),
    })
}
