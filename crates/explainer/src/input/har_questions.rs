//! From a HAR file to questions.

use diagnosis::{
    EvidenceGap, ExchangeAssumption, ExchangeQuestion, KnownContext, ObservedExchange, Question,
    RequestCookies, ResponseSource, exchange_questions, har, odd_input,
};
use run_model::evidence::cookie_pair;
use spec_model::Timestamp;
use url::Url;

use crate::input::explain_input::ExplainInput;
use crate::input::input_field::FieldLabels;
use crate::input::input_problem::InputProblem;
use crate::input::input_text::InputText;
use crate::input::labelled_words::{assumption, skipped_entry};
use crate::input::other_reading::{OtherReading, UnknownPart};
use crate::input::questions::{InputQuestion, InputQuestions, check_cookies};

/// Returns the questions of a HAR file; `now` is the present time.
pub(super) fn from_har(
    explain: &ExplainInput,
    source: &InputText,
    now: Timestamp,
) -> Result<InputQuestions, InputProblem> {
    let archive = har::read(&source.text).map_err(|error| source.har(&error))?;
    let known = KnownContext { page: explain.page.as_ref(), api: explain.credentials, now };
    let exchanges = har::exchanges(&archive);
    let (questions, skipped) = exchange_questions(&exchanges, &known);
    // Pages give requests up all the time: that counts where nothing else is there to ask.
    let is_told = |one: &ObservedExchange| {
        let is_given_up = one.failure.as_ref().is_some_and(|words| words.contains("ABORTED"));
        let is_asked = explain.har_url.as_ref().is_none_or(|part| one.url.contains(part));
        is_asked && (questions.is_empty() || !is_given_up)
    };
    let failures = failures(&exchanges, is_told);
    if let ([], Some(skipped)) = (questions.as_slice(), skipped.first()) {
        let skipped = skipped_entry(skipped, explain.labels);
        return Err(InputProblem::Skipped { skipped });
    }
    let any_response = exchanges.iter().any(|one| one.response.status > 0);
    let is_explained = !any_response && !failures.is_empty();
    let sets_cookie = exchanges.iter().any(ObservedExchange::sets_cookie);
    let no_cookie = (!sets_cookie && !is_explained).then(|| {
        let name = &source.name;
        if har::leaves_cookies_out(&exchanges) {
            format!(
                "no request in `{name}` shows a cookie, and no response sets one. Chromium leaves \
                 them out unless \"Allow to generate HAR with sensitive data\" is on in the \
                 settings of its developer tools"
            )
        } else {
            format!("no response in `{name}` sets a cookie")
        }
    });
    check_cookies(&explain.cookies, questions.iter().map(|one| &one.question))?;
    let is_asked = |one: &ExchangeQuestion| {
        let part = explain.har_url.as_deref();
        part.is_none_or(|part| one.question.url.as_str().contains(part))
            && (explain.cookies.is_empty()
                || one
                    .question
                    .set_cookie_lines()
                    .any(|line| explain.cookies.iter().any(|name| cookie_pair(line).0 == name)))
    };
    let not_asked = (!questions.is_empty() && !questions.iter().any(is_asked)).then(|| {
        let part = explain.har_url.as_deref().unwrap_or_default();
        let of_cookie = if explain.cookies.is_empty() { "" } else { " and sets the cookie" };
        format!("no entry of `{}` has a URL with `{part}`{of_cookie}", source.name)
    });
    let questions = questions.into_iter().filter(is_asked).map(|mut one| InputQuestion {
        unknown_parts: Vec::new(),
        other_reading: one.other_reading.take().map(|other| OtherReading {
            question: with_frames(other, &explain.frames),
            unknown: UnknownPart::Credentials,
        }),
        origin: Some(format!("entry {} of {}", one.entry + 1, source.name)),
        entry: Some(one.entry + 1),
        notes: har_notes(&one, explain.labels),
        seen_otherwise: seen_otherwise(&one),
        question: with_frames(one.question, &explain.frames),
        by_script: one.by_script,
        response: if one.assumptions.contains(&ExchangeAssumption::NoResponse) {
            ResponseSource::Assumed
        } else {
            ResponseSource::Recorded
        },
        read: None,
    });
    Ok(InputQuestions {
        questions: questions.collect(),
        skipped: failures
            .into_iter()
            .chain(no_cookie)
            .chain(not_asked)
            .chain(skipped.iter().map(|entry| skipped_entry(entry, explain.labels)))
            .collect(),
    })
}

/// Says of each cause why requests got no response, once for all that it is the cause of.
fn failures(
    exchanges: &[ObservedExchange],
    is_told: impl Fn(&ObservedExchange) -> bool,
) -> Vec<String> {
    let mut found: Vec<(String, usize, usize)> = Vec::new();
    for (position, one) in exchanges.iter().enumerate() {
        let Some(cause) = one.failure_cause().filter(|_| is_told(one)) else { continue };
        match found.iter_mut().find(|(known, ..)| *known == cause) {
            Some((.., count)) => *count += 1,
            None => found.push((cause, position, 1)),
        }
    }
    let told = found.into_iter().map(|(cause, position, count)| {
        let (number, one) = (position + 1, &exchanges[position]);
        let words = one.failure.as_deref().unwrap_or_default();
        let others = match count {
            1 => String::new(),
            2 => " and another one".to_owned(),
            _ => format!(" and {} others", count - 1),
        };
        format!("entry {number}{others} failed, {} ({words}): {cause}", one.url)
    });
    told.collect()
}

/// Returns what the file shows of the cookies that no model explains where it says that they work.
fn seen_otherwise(question: &ExchangeQuestion) -> Option<EvidenceGap> {
    let lacks = question.evidence.as_ref().filter(|evidence| !evidence.lacks.is_empty());
    let undeleted = question.undeleted.as_ref().map(|left| EvidenceGap::SeenUndeleted {
        entry: left.entry + 1,
        cookies: left.names.clone(),
    });
    let otherwise = lacks.map(|seen| EvidenceGap::SeenOtherwise { entry: seen.entry + 1 });
    let refused = question.refused.as_ref().map(|seen| EvidenceGap::SeenRefused {
        entry: seen.entry + 1,
        cookies: seen.lacks.clone(),
    });
    undeleted.or(otherwise).or(refused)
}

fn with_frames(question: Question, frames: &[Url]) -> Question {
    if frames.is_empty() { question } else { Question { frames: frames.to_vec(), ..question } }
}

/// Says where redirects went on, which have no answer of their own.
fn redirect_note(question: &ExchangeQuestion) -> Option<String> {
    let urls = question.question.redirect_urls();
    let hops = question.led_to.iter().zip(&urls);
    let hops: Vec<String> =
        hops.map(|(entry, url)| format!("entry {} ({url})", entry + 1)).collect();
    (!hops.is_empty()).then(|| format!("the request was redirected to {}", hops.join(", then ")))
}

/// Says what was seen of the cookies later on, and what was assumed.
fn har_notes(question: &ExchangeQuestion, labels: &dyn FieldLabels) -> Vec<String> {
    let seen = question.evidence.as_ref().map(|evidence| {
        let number = evidence.entry + 1;
        if evidence.lacks.is_empty() {
            format!("entry {number} carries what was set here")
        } else {
            let names: Vec<String> =
                evidence.lacks.iter().map(|name| format!("`{name}`")).collect();
            let never = match evidence.requests {
                RequestCookies::Shown => "",
                RequestCookies::NeverShown => {
                    "; no request of the file shows a cookie, so they may have been left out when \
                     it was written"
                }
            };
            let set = if names.len() == 1 { "which was set here" } else { "which were set here" };
            format!("entry {number} lacks {}, {set}{never}", names.join(", "))
        }
    });
    let redirected = redirect_note(question);
    let assumed = question.assumptions.iter().map(|one| assumption(one, labels));
    let odd = odd_input(&question.question);
    redirected
        .into_iter()
        .chain(seen)
        .chain(assumed)
        .chain(odd.iter().map(ToString::to_string))
        .collect()
}
