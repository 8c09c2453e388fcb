//! From the command line to questions.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use diagnosis::http_text::{parse_header_line, parse_response};
use diagnosis::{
    ExchangeAssumption, KnownContext, Question, Recordings, ResponseHead, ResponseSource,
    exchange_questions, har,
};
use matrix::{EngineKind, FetchCredentials, Profile, ProfileChoice, RequestApi};
use miette::{IntoDiagnostic, Report, miette};
use run_model::plan::RequestScript;
use spec_model::Timestamp;

use crate::cli::ExplainArgs;
use crate::input::input_text::{InputText, unreadable};

/// A question with what a person should know about how it came about.
pub(crate) struct InputQuestion {
    pub(crate) question: Question,
    /// Where it is from, if not from the command line: `entry 3 of shop.har`.
    pub(crate) origin: Option<String>,
    pub(crate) by_script: bool,
    /// Whether the response was given.
    pub(crate) response: ResponseSource,
    pub(crate) notes: Vec<String>,
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

/// Returns the profiles that are asked for, all but the reference engine's where nobody in
/// particular is.
pub(crate) fn profiles(
    recordings: &'static Recordings,
    browsers: &[ProfileChoice],
) -> Result<Vec<&'static Profile>, Report> {
    let all = &recordings.matrix().profiles;
    if browsers.is_empty() {
        return Ok(all.iter().filter(|profile| profile.engine != EngineKind::Reference).collect());
    }
    ProfileChoice::all_profiles(browsers, all).into_diagnostic()
}

fn from_options(explain: &ExplainArgs, now: Timestamp) -> Result<InputQuestion, Report> {
    let (Some(page), Some(url)) = (&explain.page, &explain.request) else {
        return Err(miette!(help = "give both, or --har FILE", "missing --page or --request"));
    };
    let given = explain.response.as_deref().map(self::response).transpose()?;
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
            ResponseHead::unseen(explain.frames.last().unwrap_or(page))
        }
    };
    response.headers.extend(fields);
    let preflight = explain.preflight_response.as_deref().map(self::response).transpose()?;
    let question = Question {
        page: page.clone(),
        frames: explain.frames.clone(),
        url: url.clone(),
        request: RequestScript {
            api: explain.credentials.unwrap_or(RequestApi::Fetch(FetchCredentials::SameOrigin)),
            method: spec_model::fetch::normalize_method(&explain.method),
            headers: lines("--request-header", &explain.request_headers)?,
            body: None,
            reads: None,
        },
        response,
        preflight,
        now,
    };
    Ok(InputQuestion {
        question,
        origin: None,
        by_script: true,
        response: source,
        notes: Vec::new(),
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
    let questions = questions.into_iter().map(|one| InputQuestion {
        origin: Some(format!("entry {} of {}", one.entry + 1, source.name)),
        question: Question { frames: explain.frames.clone(), ..one.question },
        by_script: one.by_script,
        response: if one.assumptions.contains(&ExchangeAssumption::NoResponse) {
            ResponseSource::Assumed
        } else {
            ResponseSource::Given
        },
        notes: one.assumptions.iter().map(ToString::to_string).collect(),
    });
    Ok(InputQuestions {
        questions: questions.collect(),
        skipped: skipped.iter().map(ToString::to_string).collect(),
    })
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
