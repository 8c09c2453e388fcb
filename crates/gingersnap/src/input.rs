//! From the command line and the files it names to what is asked.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use explainer::{ExplainInput, InputProblem, InputText};
use miette::{LabeledSpan, MietteDiagnostic, Report, miette};

use crate::cli::ExplainArgs;
use crate::source_excerpt::SourceExcerpt;

/// Returns what a command line asks, with the files that it names read.
pub(crate) fn explain_input(arguments: &ExplainArgs) -> Result<ExplainInput, Report> {
    // clap requires no option that conflicts with another one that is given.
    if let (Some(option), None) = (arguments.har_filter.first(), &arguments.har) {
        let help = "give the file with --har FILE, or leave the option out";
        return Err(miette!(help = help, "{option} narrows the answers to a HAR file"));
    }
    let read = |path: &Option<_>| path.as_deref().map(read_text).transpose();
    Ok(ExplainInput {
        page: arguments.page.clone(),
        request: arguments.request.clone(),
        frames: arguments.frames.clone(),
        credentials: arguments.credentials,
        method: arguments.method.clone(),
        request_headers: arguments.request_headers.clone(),
        response_headers: arguments.response_headers.clone(),
        read_field: arguments.read_field.clone(),
        response: read(&arguments.response)?,
        preflight_response: read(&arguments.preflight_response)?,
        har: read(&arguments.har)?,
        har_url: arguments.har_filter.url.clone(),
        now: arguments.now,
        story: arguments.story.input(),
        goals: arguments.answer.goals.clone(),
        cookies: arguments.answer.cookies.clone(),
        browsers: arguments.answer.browsers.clone(),
    })
}

/// Returns the report of what is wrong in what was given.
pub(crate) fn input_report(problem: &InputProblem) -> Report {
    let (labels, source) = match problem {
        InputProblem::InText { place, .. } => {
            let (source, span) = SourceExcerpt::of(place);
            (Some(vec![LabeledSpan::at(span, "here")]), Some(source))
        }
        InputProblem::Browser(_)
        | InputProblem::Contradiction { .. }
        | InputProblem::CookieUnknown { .. }
        | InputProblem::ForeignOrigin { .. }
        | InputProblem::MechanismCredentials { .. }
        | InputProblem::NoEffect { .. }
        | InputProblem::PageUnknown
        | InputProblem::RequestUnknown
        | InputProblem::Skipped { .. }
        | InputProblem::TooLarge(_)
        | InputProblem::WebSocketOption { .. } => (None, None),
    };
    let diagnostic = MietteDiagnostic {
        help: problem.help(),
        labels,
        ..MietteDiagnostic::new(problem.to_string())
    };
    let report = Report::new(diagnostic);
    match source {
        Some(source) => report.with_source_code(source),
        None => report,
    }
}

/// Reads a file. Bodies need not be text, so octets that are not UTF-8 are replaced.
pub(crate) fn read_text(path: &Path) -> Result<InputText, Report> {
    let mut octets = Vec::new();
    let (name, result) = if path == Path::new("-") {
        ("standard input".to_owned(), io::stdin().lock().read_to_end(&mut octets).map(|_| ()))
    } else {
        (path.display().to_string(), fs::read(path).map(|read| octets = read))
    };
    result.map_err(|error| unreadable(path, &error))?;
    let text = String::from_utf8(octets)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Ok(InputText { name, text })
}

/// Returns the report of a file that cannot be read.
fn unreadable(path: &Path, error: &io::Error) -> Report {
    let help = match error.kind() {
        io::ErrorKind::NotFound => "check the name; `-` reads standard input",
        io::ErrorKind::InvalidData => "the file is not UTF-8 text",
        _ => "check that it is a readable file",
    };
    miette!(help = help, "failed to read `{}`: {error}", path.display())
}
