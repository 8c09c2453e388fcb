//! From a capture of a site to questions for the model and the recordings.

use std::time::Duration;

use diagnosis::{FollowUpSource, ObservedExchange, Question, ResponseHead};
use inspection::proxy::{HeaderField, ProxyExchange};
use inspection::{PageRequest, SiteCapture};
use spec_model::Timestamp;
use url::Url;

/// Returns the question of a request that was made on the page, the first one to its URL.
///
/// Where only the preflight was answered, the response is unknown. It is assumed to set no cookie
/// and to allow what a fixed preflight allows.
pub(super) fn question(capture: &SiteCapture, request: &PageRequest) -> Question {
    let mut url = request.url.clone();
    url.set_fragment(None);
    let asked = || capture.exchanges.iter().filter(|exchange| exchange.request.url == url.as_str());
    let preflight = asked().find(|exchange| exchange.is_preflight());
    let answer = asked().find(|exchange| !exchange.is_preflight());
    let now = time(answer.or(preflight).map_or(Duration::ZERO, |exchange| exchange.started));
    let mut question = Question::fetch(capture.page.clone(), url.clone(), request.credentials, now);
    question.request.method.clone_from(&request.method);
    question.request.headers.clone_from(&request.headers);
    question.preflight = preflight.and_then(head);
    question.response =
        answer.and_then(head).unwrap_or_else(|| ResponseHead::unseen(&capture.page));
    // It is made again, to see which cookies it carries.
    question.follow_up_source = FollowUpSource::Asked;
    question
}

/// Returns the exchanges that the page made by itself, each with the page that was shown then.
pub(super) fn observed(capture: &SiteCapture) -> Vec<ObservedExchange> {
    let observed = |(exchange, page): (&ProxyExchange, Url)| ObservedExchange {
        method: exchange.request.method.clone(),
        url: exchange.request.url.clone(),
        request_headers: pairs(&exchange.request.fields),
        listed_cookies: Some(Vec::new()),
        resource_type: None,
        api: None,
        page: Some(page),
        started: Some(time(exchange.started)),
        failure: None,
        response: head(exchange).unwrap_or(ResponseHead { status: 0, headers: Vec::new() }),
    };
    capture.exchanges.iter().zip(shown_pages(capture)).map(observed).collect()
}

/// Returns the page that was shown when each exchange began: the last document that was navigated
/// to, as browsers say it of their requests. One that says nothing is of the first page.
pub(super) fn shown_pages(capture: &SiteCapture) -> Vec<Url> {
    let mut shown = capture.first_page.clone();
    let page = |exchange: &ProxyExchange| {
        let fields = &exchange.request.fields;
        let is_document =
            |field: &HeaderField| field.name == "sec-fetch-dest" && field.value == b"document";
        if fields.iter().any(is_document)
            && let Ok(url) = Url::parse(&exchange.request.url)
        {
            shown = url;
        }
        shown.clone()
    };
    capture.exchanges.iter().map(page).collect()
}

fn head(exchange: &ProxyExchange) -> Option<ResponseHead> {
    let response = exchange.response()?;
    Some(ResponseHead { status: response.status, headers: pairs(&response.fields) })
}

fn pairs(fields: &[HeaderField]) -> Vec<(String, String)> {
    let pair = |field: &HeaderField| {
        (field.name.clone(), String::from_utf8_lossy(&field.value).into_owned())
    };
    fields.iter().map(pair).collect()
}

fn time(since_epoch: Duration) -> Timestamp {
    Timestamp(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}
