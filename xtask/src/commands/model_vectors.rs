//! `cargo xtask model-vectors`: other people's test vectors through the model.
//!
//! One JSON object a line: `{"id", "url", "set_cookie": [..], "script": [..], "cookie_store": [..],
//! "then": "url", "now"}`. `set_cookie` are values of `Set-Cookie` fields of a first-party response
//! at `url`, `script` are writes to `document.cookie` there, `cookie_store` are arguments of
//! `cookieStore.set()`: `{"name", "value", "expires", "domain", "path", "same_site",
//! "partitioned"}`. `then` is the URL that is visited next (`url` where absent), `now` is in
//! seconds since 1970, or a date as RFC 3339 or `Expires` has it. Answered is `{"id", "cookie",
//! "document_cookie", "stored": [..], "rejected": [{"line", "reasons": [..]}]}`: the `Cookie` field
//! of a first-party request to `then`, `document.cookie` there, the names in the jar, and the
//! reason codes of each line that was not stored.

use std::io::{BufRead, BufReader, Read, Write};

use serde::{Deserialize, Serialize};
use spec_model::vectors::{Vector, model_vector};
use spec_model::{CookieInit, EngineModel, SameSite, Timestamp, UserAgent, parse_cookie_date};
use url::Url;

use crate::cli::ModelVectors;
use crate::exit::{Exit, Failure};
use crate::project;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: serde_json::Value,
    url: Url,
    #[serde(default)]
    set_cookie: Vec<String>,
    #[serde(default)]
    script: Vec<String>,
    #[serde(default)]
    cookie_store: Vec<Call>,
    #[serde(default)]
    then: Option<Url>,
    #[serde(default)]
    now: Option<serde_json::Value>,
}

/// What is given to `cookieStore.set()`; what is left out has the default of the standard.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    name: String,
    value: String,
    /// In seconds since 1970.
    expires: Option<i64>,
    domain: Option<String>,
    path: Option<String>,
    same_site: Option<Enforcement>,
    #[serde(default)]
    partitioned: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Enforcement {
    Strict,
    Lax,
    None,
}

impl From<Call> for CookieInit {
    fn from(call: Call) -> Self {
        let defaults = Self::new(&call.name, &call.value);
        let same_site = match call.same_site {
            Some(Enforcement::Strict) => SameSite::Strict,
            Some(Enforcement::Lax) => SameSite::Lax,
            Some(Enforcement::None) => SameSite::None,
            None => defaults.same_site,
        };
        let path = call.path.unwrap_or_else(|| defaults.path.clone());
        Self {
            expires: call.expires.map(Timestamp),
            domain: call.domain,
            path,
            same_site,
            partitioned: call.partitioned,
            ..defaults
        }
    }
}

#[derive(Debug, Serialize)]
struct Answer {
    id: serde_json::Value,
    cookie: String,
    document_cookie: String,
    stored: Vec<String>,
    rejected: Vec<Rejected>,
}

#[derive(Debug, Serialize)]
struct Rejected {
    line: String,
    reasons: Vec<&'static str>,
}

pub(crate) fn run(arguments: &ModelVectors) -> Result<Exit, Failure> {
    let wrong = |message: String| {
        Failure::message(
            Exit::Usage,
            message,
            "`cargo xtask model-vectors --help` shows the form of a line",
        )
    };
    let input: Box<dyn Read> = if arguments.file.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        let opened = std::fs::File::open(&arguments.file);
        Box::new(opened.map_err(|error| {
            wrong(format!("failed to open `{}`: {error}", arguments.file.display()))
        })?)
    };
    let model = model(arguments)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (number, line) in BufReader::new(input).lines().enumerate() {
        let place = |problem: String| {
            wrong(format!("`{}`, line {}: {problem}", arguments.file.display(), number + 1))
        };
        let line = line.map_err(|error| place(error.to_string()))?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&line).map_err(|error| place(error.to_string()))?;
        let now = now(line.now.as_ref()).map_err(place)?;
        let cookie_store = line.cookie_store.into_iter().map(CookieInit::from).collect();
        let vector = Vector {
            url: line.url,
            set_cookie: line.set_cookie,
            script: line.script,
            cookie_store,
            then: line.then,
            now,
        };
        let result = model_vector(&vector, UserAgent::new(&model));
        let rejected = result
            .rejected
            .into_iter()
            .map(|rejected| Rejected { line: rejected.line, reasons: rejected.reasons });
        let answer = Answer {
            id: line.id,
            cookie: result.cookie,
            document_cookie: result.document_cookie,
            stored: result.stored,
            rejected: rejected.collect(),
        };
        let text = serde_json::to_string(&answer).map_err(|error| place(error.to_string()))?;
        if writeln!(out, "{text}").is_err() {
            // Whoever read this has seen enough.
            break;
        }
    }
    Ok(Exit::AsRecorded)
}

/// Returns the standards' model with the policy of the profile that is named, or with their own.
fn model(arguments: &ModelVectors) -> Result<EngineModel, Failure> {
    let Some(wanted) = &arguments.profile else { return Ok(EngineModel::standard()) };
    let matrix = project::matrix()?;
    let of_engine = || matrix.profiles.iter().filter(|profile| profile.engine == wanted.engine);
    let found = of_engine().find(|profile| profile.name == wanted.profile);
    let found = found.map(|profile| profile.model.as_standard());
    found.ok_or_else(|| {
        let known: Vec<&str> = of_engine().map(|profile| profile.name.as_str()).collect();
        let message = format!("`{}` has no profile `{}`", wanted.engine, wanted.profile);
        Failure::message(Exit::Usage, message, format!("known: {}", known.join(", ")))
    })
}

/// Returns the present of a vector: seconds since 1970, a date as in `Expires`, or the beginning of
/// 2026 where it says nothing.
fn now(value: Option<&serde_json::Value>) -> Result<Timestamp, String> {
    const BEGINNING_OF_2026: i64 = 1_767_225_600;
    match value {
        None | Some(serde_json::Value::Null) => Ok(Timestamp(BEGINNING_OF_2026)),
        Some(serde_json::Value::String(date)) => {
            let since_epoch = humantime::parse_rfc3339_weak(date)
                .ok()
                .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            let rfc3339 =
                since_epoch.and_then(|since| i64::try_from(since.as_secs()).ok()).map(Timestamp);
            rfc3339
                .or_else(|| parse_cookie_date(date.as_bytes()))
                .ok_or_else(|| format!("`now`: `{date}` is no date"))
        }
        Some(number) => number
            .as_i64()
            .or_else(|| number.as_f64().map(|seconds| seconds as i64))
            .map(Timestamp)
            .ok_or_else(|| format!("`now`: `{number}` is no number of seconds")),
    }
}
