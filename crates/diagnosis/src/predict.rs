//! Predicts a question by the model of the standards, with an engine's policy for the choices that
//! they leave open.

use matrix::{CookieReader, CookieSetter, LifetimeTracking, SecondSetter};
use oracle::{ExchangeSetting, ShapePrediction, ShapePredictor};
use run_model::plan::{FillerLines, ResponseScript, ShapeScript};
use spec_model::EngineModel;
use spec_model::fetch::{Headers, cors_unsafe_request_header_names};

use crate::question::{Question, ResponseHead};

/// Returns what must become of a question's response, and of its cookies in the order of their
/// lines.
pub(crate) fn predict(question: &Question, model: &EngineModel) -> ShapePrediction {
    let lines = question.set_cookie_lines().map(str::to_owned);
    ShapePredictor::at(model, places(question), lines).predict(&script(question))
}

/// Returns for what the request needs a preflight, in words; nothing where it needs none.
pub(crate) fn preflight_causes(question: &Question) -> Vec<String> {
    let no_lines = [];
    ShapePredictor::at(&EngineModel::standard(), places(question), no_lines)
        .preflight_causes(&script(question))
}

/// Returns an answer to a preflight that allows the question's request.
pub(crate) fn allowing_preflight(question: &Question) -> ResponseHead {
    let headers = question
        .request
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), value.clone().into_bytes()));
    let names = cors_unsafe_request_header_names(&Headers(headers.collect()));
    let mut allowing = vec![
        (
            "Access-Control-Allow-Origin".to_owned(),
            question.client().origin().ascii_serialization(),
        ),
        ("Access-Control-Allow-Credentials".to_owned(), "true".to_owned()),
        ("Access-Control-Allow-Methods".to_owned(), question.request.method.clone()),
    ];
    if !names.is_empty() {
        allowing.push(("Access-Control-Allow-Headers".to_owned(), names.join(", ")));
    }
    ResponseHead { status: 204, headers: allowing }
}

fn places(question: &Question) -> ExchangeSetting {
    ExchangeSetting {
        page: question.page.clone(),
        frames: question.frames.clone(),
        probe: question.url.clone(),
        request: question.url.clone(),
        now: question.now,
    }
}

fn script(question: &Question) -> ShapeScript {
    let script =
        |head: &ResponseHead| ResponseScript { status: head.status, headers: head.headers.clone() };
    let preflight =
        question.preflight.as_ref().map_or_else(|| script(&allowing_preflight(question)), script);
    ShapeScript {
        set_by: CookieSetter::Client,
        age_secs: 0,
        then_by: SecondSetter::Response,
        reads_cookies_by: CookieReader::DocumentCookie,
        lifetimes: LifetimeTracking::Ignored,
        request: question.request.clone(),
        again: None,
        url_list: vec![question.url.clone()],
        redirect: script(&ResponseHead::ok()),
        response: script(&question.response),
        preflight,
        preflight_location: None,
        cookies: Vec::new(),
        others: FillerLines::default(),
    }
}
