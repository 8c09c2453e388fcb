//! Puts other people's test vectors through the model: JSON lines in, JSON lines out.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use matrix::{Matrix, ProfileChoice, ProfileChoiceError};
use miette::Diagnostic;
use serde::{Deserialize, Serialize};
use spec_model::vectors::{TestVector, model_vector};
use spec_model::{CookieInit, EngineModel, SameSite, Timestamp, UserAgent, parse_cookie_date};
use url::Url;

use crate::failure::{CommandError, FailureKind};
use crate::report::observations::write_line;

/// What vectors and answers look like, for people.
pub const VECTORS_FORMAT: &str =
    "Put test vectors through the model of the standards: JSON lines in, \
 JSON lines out.

In:  {\"id\", \"url\", \"set_cookie\": [..], \"script\": [..], \"cookie_store\": [..], \
\"then\": \"url\", \"now\"}
     set_cookie: values of Set-Cookie fields of a first-party response at url; script: writes to
     document.cookie there; cookie_store: arguments of cookieStore.set() there,
     {\"name\", \"value\", \"expires\", \"domain\", \"path\", \"same_site\", \"partitioned\"};
     then: the URL visited next (default: url); now: seconds since 1970, or a date as in RFC 3339
     or Expires. Only id and url are required.
Out: {\"id\", \"cookie\", \"document_cookie\", \"stored\": [..], \"rejected\": \
[{\"line\", \"reasons\": [..]}]}
     cookie: the Cookie field of a first-party request to then; document_cookie: document.cookie
     there; stored: the names in the jar; rejected: each line or call that left no cookie, with the
     codes of all violated rules in order.

This also compares other cookie jars with the model.";

/// Why vectors could not be put through the model.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum VectorsError {
    /// A line is not of the expected form.
    #[error("`{}`, line {line}: {problem}", path.display())]
    #[diagnostic(help("`cargo xtask model-vectors --help` shows the form of a line"))]
    Line {
        /// The file.
        path: PathBuf,
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// There is no such profile.
    #[error(transparent)]
    Profile(#[from] ProfileChoiceError),
    /// The file cannot be read.
    #[error("failed to read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl CommandError for VectorsError {
    fn kind(&self) -> FailureKind {
        FailureKind::Usage
    }
}

/// Reads vectors, one a line, from a file or, where it is `-`, from standard input, and writes what
/// the standards make of each, with the policy of a profile where one is named. A closed `output`
/// ends it without an error.
///
/// # Errors
/// Where a line cannot be read or is not of the expected form, or there is no such profile.
pub fn model_vectors(
    path: &Path,
    mut output: impl Write,
    matrix: &Matrix,
    profile: Option<&ProfileChoice>,
) -> Result<(), VectorsError> {
    let model = match profile {
        None => EngineModel::standard(),
        Some(choice) => choice.profiles(&matrix.profiles)?[0].model.as_standard(),
    };
    let input: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(BufReader::new(io::stdin()))
    } else {
        let file = File::open(path);
        let file = file.map_err(|source| VectorsError::Read { path: path.into(), source })?;
        Box::new(BufReader::new(file))
    };
    for (number, line) in input.lines().enumerate() {
        let answer = line
            .map_err(|error| error.to_string())
            .and_then(|line| if line.trim().is_empty() { Ok(None) } else { answer(&line, &model) })
            .map_err(|problem| VectorsError::Line {
                path: path.into(),
                line: number + 1,
                problem,
            })?;
        let Some(answer) = answer else { continue };
        if write_line(&mut output, &answer).is_err() {
            break;
        }
    }
    Ok(())
}

fn answer(line: &str, model: &EngineModel) -> Result<Option<VectorAnswer>, String> {
    let line: VectorLine = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let now = now(line.now.as_ref())?;
    let vector = TestVector {
        url: line.url,
        set_cookie: line.set_cookie,
        script: line.script,
        cookie_store: line.cookie_store.into_iter().map(CookieInit::from).collect(),
        then: line.then,
        now,
    };
    let result = model_vector(&vector, UserAgent::new(model));
    let rejected = result
        .rejected
        .into_iter()
        .map(|rejected| AnswerRejection { line: rejected.line, reasons: rejected.reasons });
    Ok(Some(VectorAnswer {
        id: line.id,
        cookie: result.cookie,
        document_cookie: result.document_cookie,
        stored: result.stored,
        rejected: rejected.collect(),
    }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct VectorLine {
    id: serde_json::Value,
    url: Url,
    #[serde(default)]
    set_cookie: Vec<String>,
    #[serde(default)]
    script: Vec<String>,
    #[serde(default)]
    cookie_store: Vec<StoreCallLine>,
    #[serde(default)]
    then: Option<Url>,
    #[serde(default)]
    now: Option<serde_json::Value>,
}

/// What is given to `cookieStore.set()`; what is left out has the default of the standard.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoreCallLine {
    name: String,
    value: String,
    /// In seconds since 1970.
    expires: Option<i64>,
    domain: Option<String>,
    path: Option<String>,
    same_site: Option<SameSiteWord>,
    #[serde(default)]
    partitioned: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SameSiteWord {
    Strict,
    Lax,
    None,
}

impl From<StoreCallLine> for CookieInit {
    fn from(call: StoreCallLine) -> Self {
        let defaults = Self::new(&call.name, &call.value);
        let same_site = match call.same_site {
            Some(SameSiteWord::Strict) => SameSite::Strict,
            Some(SameSiteWord::Lax) => SameSite::Lax,
            Some(SameSiteWord::None) => SameSite::None,
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
struct VectorAnswer {
    id: serde_json::Value,
    cookie: String,
    document_cookie: String,
    stored: Vec<String>,
    rejected: Vec<AnswerRejection>,
}

#[derive(Debug, Serialize)]
struct AnswerRejection {
    line: String,
    reasons: Vec<&'static str>,
}

/// Returns the present of a vector: seconds since 1970, a date, or the beginning of 2026 where it
/// is left out.
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
                .ok_or_else(|| format!("`now` is `{date}`, expected a date"))
        }
        Some(number) => number
            .as_i64()
            .or_else(|| number.as_f64().map(|seconds| seconds as i64))
            .map(Timestamp)
            .ok_or_else(|| format!("`now` is `{number}`, expected a number of seconds")),
    }
}
