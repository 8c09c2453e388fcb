//! From an input to questions.

use std::collections::BTreeSet;

use diagnosis::http_text::{HttpTextError, parse_header_line};
use diagnosis::paste::{ReadPaste, parse_preflight_response, read_paste};
use diagnosis::{
    EvidenceGap, InputFinding, Question, Recordings, RedirectDetour, ResponseHead, ResponseSource,
    missing_field, odd_input, split_printed_cookies,
};
use matrix::{FetchCredentials, Profile, ProfileChoice, ProfileChoiceError, RequestApi};
use run_model::plan::RequestScript;
use spec_model::Timestamp;

use crate::input::call_notes::deciding_parts;
use crate::input::explain_input::ExplainInput;
use crate::input::field_effects::check_effects;
use crate::input::har_questions::from_har;
use crate::input::input_field::{InputField, field_name};
use crate::input::input_problem::InputProblem;
use crate::input::input_text::InputText;
use crate::input::labelled_words::sets_another;
use crate::input::other_reading::OtherReading;
use crate::input::pasted::{
    GivenRequest, given_request, is_for_element, is_websocket, script_reads,
};
use crate::input::response_time::{ResponseTime, response_time};
use crate::input::story_parts::add_story;

/// A question with what a person should know about how it came about.
#[derive(Clone, Debug)]
pub struct InputQuestion {
    /// The question itself.
    pub question: Question,
    /// Where it is from, if it is from a file: `entry 3 of shop.har`.
    pub origin: Option<String>,
    /// The number of its entry, from 1, where it is from a file of many.
    pub entry: Option<usize>,
    /// Whether a script asks, and wants to read the response.
    pub by_script: bool,
    /// Whether the response was given.
    pub response: ResponseSource,
    /// What was understood of a paste, in one line.
    pub read: Option<String>,
    /// What was assumed, and what is odd.
    pub notes: Vec<String>,
    /// What a file shows of the cookies against a model that says that they work, if it does.
    pub seen_otherwise: Option<EvidenceGap>,
    /// The expressions of a call that decide, and whose values nobody gave.
    pub unknown_parts: Vec<String>,
    /// What the request may have been besides.
    pub(crate) other_reading: Option<OtherReading>,
}

impl InputQuestion {
    /// Returns whether it is asked about the response: not where only cookies that were there
    /// before are asked about, nor where nothing of the page is to take it.
    pub fn asks_for_response(&self) -> bool {
        match self.response {
            ResponseSource::Assumed => self.by_script && self.question.prior.is_empty(),
            ResponseSource::Given | ResponseSource::Recorded => {
                self.by_script
                    || is_for_element(self.question.request.api)
                    || self.question.limits_its_use()
            }
        }
    }
}

/// What an input asks.
#[derive(Clone, Debug)]
pub struct InputQuestions {
    /// The questions, in order.
    pub questions: Vec<InputQuestion>,
    /// The entries of a HAR that ask nothing though they should, each with the reason.
    pub skipped: Vec<String>,
}

/// Returns the questions of an input; `now` is the present time.
///
/// # Errors
/// What is wrong in it.
pub fn questions(explain: &ExplainInput, now: Timestamp) -> Result<InputQuestions, InputProblem> {
    match &explain.har {
        Some(archive) => from_har(explain, archive, now),
        None => {
            let question = from_options(explain, now)?;
            check_cookies(&explain.cookies, [&question.question])?;
            Ok(InputQuestions { questions: vec![question], skipped: Vec::new() })
        }
    }
}

/// Checks that each cookie that must work is in one of these questions. Where none has a cookie,
/// there is nothing to judge.
pub(super) fn check_cookies<'q>(
    names: &[String],
    questions: impl IntoIterator<Item = &'q Question>,
) -> Result<(), InputProblem> {
    let known: BTreeSet<String> = questions.into_iter().flat_map(Question::cookie_names).collect();
    match names.iter().find(|name| !known.contains(*name)) {
        Some(name) if !known.is_empty() => {
            Err(InputProblem::CookieUnknown { name: name.clone(), known })
        }
        Some(_) | None => Ok(()),
    }
}

/// The browsers that people have, each as a profile.
const USUAL_PROFILES: [&str; 8] = [
    "chromium:third-party-allowed",
    "firefox:default",
    "firefox:159",
    "safari:default",
    "safari:before-26-2",
    "chromium:incognito",
    "firefox:third-party-blocked",
    "webkitgtk:default",
];

/// Returns the profiles that are asked for, those of the browsers that people have where nobody
/// says which.
///
/// # Errors
/// The profile that an engine does not have.
///
/// # Panics
/// Never: `matrix.toml` has the profiles.
pub fn profiles(
    recordings: &'static Recordings,
    browsers: &[ProfileChoice],
) -> Result<Vec<&'static Profile>, ProfileChoiceError> {
    let all = &recordings.matrix().profiles;
    if browsers.is_empty() {
        let named = |name: &&str| {
            let profile = all.iter().find(|profile| profile.to_string() == *name);
            profile.expect("`matrix.toml` has the profile")
        };
        return Ok(USUAL_PROFILES.iter().map(named).collect());
    }
    ProfileChoice::all_profiles(browsers, all)
}

fn from_options(explain: &ExplainInput, present: Timestamp) -> Result<InputQuestion, InputProblem> {
    let read = |text: &InputText| {
        let wrong = |error| text.http(InputField::Response, &error, explain.labels);
        read_paste(&text.text).map_err(wrong)
    };
    let paste = explain.response.as_ref().map(read).transpose()?;
    let request_fields = lines(explain, InputField::RequestHeaders, &explain.request_headers)?;
    let asked = given_request(explain, request_fields.clone(), paste.as_ref())?;
    let GivenRequest { document, url, api, method, headers, other_api, mut notes, .. } = asked;
    check_effects(explain, &request_fields, api)?;
    let main = paste.as_ref().and_then(ReadPaste::main);
    let main = main.filter(|exchange| !exchange.is_preflight());
    let given = main.and_then(|exchange| exchange.response.clone());
    let fields = lines(explain, InputField::ResponseHeaders, &explain.response_headers)?;
    let source = if given.is_none() && fields.is_empty() {
        ResponseSource::Assumed
    } else {
        ResponseSource::Given
    };
    let mut response = match (given, source) {
        (Some(given), _) => given,
        (None, ResponseSource::Given | ResponseSource::Recorded) => ResponseHead::ok(),
        (None, ResponseSource::Assumed) => {
            ResponseHead::unseen(document.frames.last().unwrap_or(&document.page))
        }
    };
    if paste.as_ref().is_some_and(ReadPaste::may_join_fields) {
        notes.extend(split_printed_cookies(&mut response).iter().map(ToString::to_string));
    }
    response.headers.extend(fields);
    let preflight = match &explain.preflight_response {
        Some(text) => {
            let wrong = |error| text.http(InputField::Preflight, &error, explain.labels);
            Some(parse_preflight_response(&text.text).map_err(wrong)?)
        }
        None => paste.as_ref().and_then(|paste| paste.preflight().cloned()),
    };
    let redirects = match (&paste, &explain.response) {
        (Some(paste), Some(text)) => paste.redirects().map_err(|problem| {
            let error = HttpTextError { problem, span: 0..text.text.len().min(1) };
            text.http(InputField::Response, &error, explain.labels)
        })?,
        (_, _) => Vec::new(),
    };
    let ResponseTime { at, note } = response_time(explain.now, &response, present);
    let another = || sets_another(InputField::ResponseTime, explain.labels);
    notes.extend(note.map(|note| note + &another()));
    let mut question = Question {
        frames: document.frames,
        redirects,
        request: RequestScript {
            api,
            method,
            headers,
            body: asked.body,
            reads: explain.read_field.clone(),
            init: asked.init,
        },
        response,
        preflight,
        ..Question::fetch(document.page, url, FetchCredentials::SameOrigin, at)
    };
    // Without a status line a handshake is taken to be one that opened.
    let shows_status = paste.as_ref().is_some_and(ReadPaste::shows_status);
    if is_websocket(&question.url) && question.response.status == 200 && !shows_status {
        question.response.status = 101;
    }
    add_story(&explain.story, &mut question)?;
    if question.follow_up.is_none() && question.prior.is_empty() {
        question.follow_up = question.visit_again();
    }
    question.check_size().map_err(InputProblem::TooLarge)?;
    let odd = odd_input(&question);
    notes.extend(odd.iter().map(ToString::to_string));
    let missing = missing_field(&question).filter(|_| source == ResponseSource::Given);
    notes.extend(missing.as_ref().map(ToString::to_string));
    // Where it is known what is answered there, the answer says it.
    let detour = RedirectDetour::of(&question).filter(|_| question.redirects_to().is_some());
    notes.extend(detour.as_ref().map(ToString::to_string));
    question.end_insecure_redirect();
    let is_of_app = !odd.iter().any(|one| matches!(one, InputFinding::AnsweredBefore { .. }));
    let paste_of_app = paste.as_ref().filter(|_| is_of_app);
    notes.extend(paste_of_app.and_then(|paste| asked_without_origin(paste, &question)));
    let other_reading = match other_api {
        Some(api) => Some(OtherReading::by(api, &question)),
        None => asked.is_page_around_unknown.then(|| OtherReading::below_another_site(&question)),
    };
    Ok(InputQuestion {
        unknown_parts: deciding_parts(&question, asked.unknown),
        other_reading,
        origin: None,
        entry: None,
        by_script: script_reads(question.request.api),
        question,
        response: source,
        read: paste.map(|paste| paste.to_string()),
        notes,
        seen_otherwise: None,
    })
}

/// Says that a response without CORS fields may lack them for how it was recorded.
fn asked_without_origin(paste: &ReadPaste, question: &Question) -> Option<String> {
    let is_cors = matches!(question.request.api, RequestApi::Fetch(_) | RequestApi::Xhr { .. })
        && question.client().origin() != question.url.origin();
    let allows = question.response.values("Access-Control-Allow-Origin").next().is_some();
    // Where a redirect has the field, the response that lacks it is of another server.
    let is_of_redirect = question
        .redirects
        .iter()
        .any(|head| head.values("Access-Control-Allow-Origin").next().is_some());
    let lacks = is_cors && !allows && !is_of_redirect && paste.is_without_origin();
    lacks.then(|| {
        format!(
            "the response has no Access-Control-Allow-Origin, but many servers send it only where \
             the request has `Origin`; ask again with `curl -i -H 'Origin: {}'`",
            question.client_origin()
        )
    })
}

fn lines(
    explain: &ExplainInput,
    field: InputField,
    lines: &[String],
) -> Result<Vec<(String, String)>, InputProblem> {
    let parse = |line: &String| {
        let name = field_name(explain.labels, field);
        let source = InputText { name, text: line.clone() };
        parse_header_line(line).map_err(|error| source.http(field, &error, explain.labels))
    };
    lines.iter().map(parse).collect()
}
