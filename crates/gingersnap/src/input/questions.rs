//! From the command line to questions.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use diagnosis::http_text::{parse_header_line, parse_response};
use diagnosis::paste::{ReadPaste, read_paste};
use diagnosis::{
    ExchangeAssumption, ExchangeQuestion, KnownContext, Question, Recordings, ResponseHead,
    ResponseSource, exchange_questions, har, odd_input,
};
use matrix::{FetchCredentials, Profile, ProfileChoice};
use miette::{IntoDiagnostic, Report, miette};
use run_model::evidence::cookie_pair;
use run_model::plan::RequestScript;
use spec_model::Timestamp;
use url::Url;

use crate::cli::ExplainArgs;
use crate::input::input_text::{InputText, unreadable};
use crate::input::pasted::{GivenRequest, given_request, script_reads};
use crate::input::response_time::{ResponseTime, response_time};
use crate::input::story_parts::{add_story, redirects};

/// A question with what a person should know about how it came about.
pub(crate) struct InputQuestion {
    pub(crate) question: Question,
    /// Where it is from, if not from the command line: `entry 3 of shop.har`.
    pub(crate) origin: Option<String>,
    pub(crate) by_script: bool,
    /// Whether the response was given.
    pub(crate) response: ResponseSource,
    /// What was understood of a paste, in one line.
    pub(crate) read: Option<String>,
    pub(crate) notes: Vec<String>,
    /// The number of the entry that was seen without a cookie of this question, if one was.
    pub(crate) lacking_entry: Option<usize>,
}

impl InputQuestion {
    /// Returns whether it is asked about the response: not where only cookies that were there
    /// before are asked about, nor where something else than a script asks.
    pub(crate) fn asks_for_response(&self) -> bool {
        let is_assumed = self.response == ResponseSource::Assumed;
        self.by_script && (!is_assumed || self.question.prior.is_empty())
    }
}

/// What a command line asks.
pub(crate) struct InputQuestions {
    pub(crate) questions: Vec<InputQuestion>,
    /// The entries of a HAR that ask nothing though they should, each with the reason.
    pub(crate) skipped: Vec<String>,
}

/// Returns the questions of a command line.
pub(crate) fn questions(explain: &ExplainArgs, now: Timestamp) -> Result<InputQuestions, Report> {
    match &explain.har {
        Some(path) => from_har(explain, path, now),
        None => {
            Ok(InputQuestions { questions: vec![from_options(explain, now)?], skipped: Vec::new() })
        }
    }
}

/// The browsers that people have, each as a profile.
const USUAL_PROFILES: [&str; 6] = [
    "chromium:third-party-allowed",
    "firefox:default",
    "safari:default",
    "chromium:third-party-blocked",
    "firefox:third-party-blocked",
    "webkitgtk:default",
];

/// Returns the profiles that are asked for, those of the browsers that people have where nobody
/// says which.
pub(crate) fn profiles(
    recordings: &'static Recordings,
    browsers: &[ProfileChoice],
) -> Result<Vec<&'static Profile>, Report> {
    let all = &recordings.matrix().profiles;
    if browsers.is_empty() {
        let named = |name: &str| all.iter().find(|profile| profile.to_string() == name);
        return Ok(USUAL_PROFILES.iter().filter_map(|name| named(name)).collect());
    }
    ProfileChoice::all_profiles(browsers, all).into_diagnostic()
}

fn from_options(explain: &ExplainArgs, present: Timestamp) -> Result<InputQuestion, Report> {
    let paste = explain.response.as_deref().map(self::paste).transpose()?;
    let request_fields = lines("--request-header", &explain.request_headers)?;
    let GivenRequest { page, url, api, method, headers, mut notes } =
        given_request(explain, request_fields, paste.as_ref())?;
    let given = paste.as_ref().and_then(|paste| paste.main()?.response.clone());
    let fields = lines("--response-header", &explain.response_headers)?;
    let source = if given.is_none() && fields.is_empty() {
        ResponseSource::Assumed
    } else {
        ResponseSource::Given
    };
    let mut response = match (given, source) {
        (Some(given), _) => given,
        (None, ResponseSource::Given) => ResponseHead::ok(),
        (None, ResponseSource::Assumed) => {
            ResponseHead::unseen(explain.frames.last().unwrap_or(&page))
        }
    };
    response.headers.extend(fields);
    let preflight = match &explain.preflight_response {
        Some(path) => Some(self::response(path)?),
        None => paste.as_ref().and_then(|paste| paste.preflight().cloned()),
    };
    let ResponseTime { at, note } = response_time(explain.now, &response, present);
    notes.extend(note);
    let mut question = Question {
        frames: explain.frames.clone(),
        redirects: redirects(paste.as_ref()),
        request: RequestScript {
            api,
            method,
            headers,
            body: None,
            reads: explain.read_field.clone(),
        },
        response,
        preflight,
        ..Question::fetch(page, url, FetchCredentials::SameOrigin, at)
    };
    add_story(&explain.story, &mut question)?;
    question.check_size().map_err(|error| miette!(help = error.help(), "{error}"))?;
    notes.extend(odd_input(&question).iter().map(ToString::to_string));
    Ok(InputQuestion {
        origin: None,
        by_script: script_reads(question.request.api),
        question,
        response: source,
        read: paste.map(|paste| paste.to_string()),
        notes,
        lacking_entry: None,
    })
}

fn from_har(explain: &ExplainArgs, path: &Path, now: Timestamp) -> Result<InputQuestions, Report> {
    let source = read(path)?;
    let archive = har::read(&source.text).map_err(|error| source.har(&error))?;
    let known = KnownContext { page: explain.page.as_ref(), api: explain.credentials, now };
    let (questions, skipped) = exchange_questions(&har::exchanges(&archive), &known);
    if questions.is_empty() {
        if let Some(skipped) = skipped.first() {
            return Err(miette!(help = "fix the file, or give what is missing", "{skipped}"));
        }
        let help = "Chromium exports cookies only if \"Allow to generate HAR with sensitive \
                    data\" is on in the settings of its developer tools";
        return Err(miette!(help = help, "no response in `{}` sets a cookie", source.name));
    }
    let is_asked = |one: &ExchangeQuestion| {
        let part = explain.har_filter.url.as_deref();
        part.is_none_or(|part| one.question.url.as_str().contains(part))
            && (explain.answer.cookies.is_empty()
                || one.question.set_cookie_lines().any(|line| {
                    explain.answer.cookies.iter().any(|name| cookie_pair(line).0 == name)
                }))
    };
    let questions = questions.into_iter().filter(is_asked).map(|one| InputQuestion {
        origin: Some(format!("entry {} of {}", one.entry + 1, source.name)),
        notes: har_notes(&one),
        lacking_entry: one
            .evidence
            .as_ref()
            .filter(|evidence| !evidence.lacks.is_empty())
            .map(|evidence| evidence.entry + 1),
        question: with_frames(one.question, &explain.frames),
        by_script: one.by_script,
        response: if one.assumptions.contains(&ExchangeAssumption::NoResponse) {
            ResponseSource::Assumed
        } else {
            ResponseSource::Given
        },
        read: None,
    });
    Ok(InputQuestions {
        questions: questions.collect(),
        skipped: skipped.iter().map(ToString::to_string).collect(),
    })
}

fn with_frames(question: Question, frames: &[Url]) -> Question {
    if frames.is_empty() { question } else { Question { frames: frames.to_vec(), ..question } }
}

/// Says what was seen of the cookies later on, and what was assumed.
fn har_notes(question: &ExchangeQuestion) -> Vec<String> {
    let seen = question.evidence.as_ref().map(|evidence| {
        let number = evidence.entry + 1;
        if evidence.lacks.is_empty() {
            format!("entry {number} carries what was set here")
        } else {
            let names: Vec<String> =
                evidence.lacks.iter().map(|name| format!("`{name}`")).collect();
            format!("entry {number} lacks {}, which was set here", names.join(", "))
        }
    });
    let assumed = question.assumptions.iter().map(ToString::to_string);
    let odd = odd_input(&question.question);
    seen.into_iter().chain(assumed).chain(odd.iter().map(ToString::to_string)).collect()
}

fn paste(path: &Path) -> Result<ReadPaste, Report> {
    let source = read(path)?;
    read_paste(&source.text).map_err(|error| source.http(&error))
}

fn response(path: &Path) -> Result<ResponseHead, Report> {
    let source = read(path)?;
    parse_response(&source.text).map_err(|error| source.http(&error))
}

fn lines(option: &str, lines: &[String]) -> Result<Vec<(String, String)>, Report> {
    let parse = |line: &String| {
        let source = InputText { name: option.to_owned(), text: line.clone() };
        parse_header_line(line).map_err(|error| source.http(&error))
    };
    lines.iter().map(parse).collect()
}

/// Reads a file. Bodies need not be text, so octets that are not UTF-8 are replaced.
fn read(path: &Path) -> Result<InputText, Report> {
    let mut octets = Vec::new();
    let (name, result) = if path == Path::new("-") {
        ("standard input".to_owned(), io::stdin().lock().read_to_end(&mut octets).map(|_| ()))
    } else {
        (path.display().to_string(), fs::read(path).map(|read| octets = read))
    };
    result.map_err(|error| unreadable(path, &error))?;
    Ok(InputText { name, text: String::from_utf8_lossy(&octets).into_owned() })
}
