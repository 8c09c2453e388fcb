//! From the command line and the files it names to what is asked.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use explainer::values::request_url_from;
use explainer::{ExplainInput, InputProblem, InputText};
use miette::{LabeledSpan, MietteDiagnostic, Report, miette};

use crate::cli::{ExplainArgs, OptionLabels};
use crate::source_excerpt::SourceExcerpt;

/// How large a file may be. One of that size takes seconds to answer.
const MAX_INPUT_MIB: u64 = 64;

/// Returns what a command line asks, with the files that it names read.
pub(crate) fn explain_input(arguments: &ExplainArgs) -> Result<ExplainInput, Report> {
    // clap requires no option that conflicts with another one that is given.
    if let (Some(option), None) = (arguments.har_filter.first(), &arguments.har) {
        let help = "give the file with --har FILE, or leave the option out";
        return Err(miette!(help = help, "{option} narrows the answers to a HAR file"));
    }
    let document = arguments.frames.last().or(arguments.page.as_ref());
    let request = arguments.request.as_deref().map(|text| request_url_from(text, document));
    let request = request.transpose().map_err(|message| {
        miette!(help = "give --page URL, or the whole URL", "--request: {message}")
    })?;
    let story = arguments.story.input(document, request.as_ref()).map_err(|message| {
        miette!(help = "give --page URL, or the whole URL", "--then: {message}")
    })?;
    let read = |path: &Option<_>| path.as_deref().map(read_text).transpose();
    Ok(ExplainInput {
        page: arguments.page.clone(),
        request,
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
        story,
        goals: arguments.answer.goals.clone(),
        cookies: arguments.answer.cookies.clone(),
        browsers: arguments.answer.browsers.clone(),
        labels: &OptionLabels,
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
        | InputProblem::WebSocketField { .. } => (None, None),
    };
    let diagnostic = MietteDiagnostic {
        help: problem.help(&OptionLabels),
        labels,
        ..MietteDiagnostic::new(problem.message(&OptionLabels))
    };
    let report = Report::new(diagnostic);
    match source {
        Some(source) => report.with_source_code(source),
        None => report,
    }
}

/// Reads a file. Bodies need not be text, so octets that are not UTF-8 are replaced.
pub(crate) fn read_text(path: &Path) -> Result<InputText, Report> {
    let (name, octets) = if path == Path::new("-") {
        ("standard input".to_owned(), read_octets(io::stdin().lock(), MAX_INPUT_MIB))
    } else {
        let octets = File::open(path).and_then(|file| read_octets(file, MAX_INPUT_MIB));
        (path.display().to_string(), octets)
    };
    let octets = octets.map_err(|error| unreadable(path, &error))?;
    let text = decoded(octets);
    Ok(InputText { name, text: without_colours(&text).unwrap_or(text) })
}

/// Returns a text without the colours that programs print on terminals, such as `curl` for names of
/// fields. What stands in values alone came from the server, and browsers see it.
fn without_colours(text: &str) -> Option<String> {
    const ESCAPE: &str = "\u{1b}[";
    let is_of_program =
        |line: &str| line.split_once(':').map_or(line, |(name, _)| name).contains(ESCAPE);
    if !text.lines().any(is_of_program) {
        return None;
    }
    let mut parts = text.split(ESCAPE);
    let mut plain = parts.next()?.to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|next: char| next.is_ascii_digit() || next == ';');
        match rest.strip_prefix('m') {
            Some(rest) => plain.push_str(rest),
            None => plain.extend([ESCAPE, part]),
        }
    }
    Some(plain)
}

/// Returns the text that octets are: UTF-16 by its mark, as PowerShell writes files, else UTF-8.
fn decoded(octets: Vec<u8>) -> String {
    let utf_16 = |unit: fn([u8; 2]) -> u16| -> String {
        let units = octets.chunks_exact(2).skip(1).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match octets.get(..2) {
        Some([0xff, 0xfe]) => utf_16(u16::from_le_bytes),
        Some([0xfe, 0xff]) => utf_16(u16::from_be_bytes),
        Some(_) | None => String::from_utf8(octets)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// Reads to the end, unless that lies behind so many MiB.
fn read_octets(source: impl Read, max_mib: u64) -> io::Result<Vec<u8>> {
    let limit = max_mib << 20;
    let mut octets = Vec::new();
    source.take(limit + 1).read_to_end(&mut octets)?;
    if octets.len() as u64 > limit {
        let message = format!("it is larger than {max_mib} MiB");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(octets)
}

/// Returns the report of a file that cannot be read.
fn unreadable(path: &Path, error: &io::Error) -> Report {
    let help = match error.kind() {
        io::ErrorKind::NotFound => "check the name; `-` reads standard input",
        io::ErrorKind::FileTooLarge => {
            "export fewer requests, or leave the contents of responses out"
        }
        _ => "check that it is a readable file",
    };
    miette!(help = help, "failed to read `{}`: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_a_program_are_taken_away() {
        let curl = "HTTP/2 200 \n\u{1b}[1mset-cookie\u{1b}[0m: a=\u{1b}[31m1\n";
        let plain = "HTTP/2 200 \nset-cookie: a=1\n";
        assert_eq!(without_colours(curl).as_deref(), Some(plain));
        let of_server = "HTTP/2 200 \nset-cookie: a=\u{1b}[31m1\n";
        assert_eq!(without_colours(of_server), None);
        let other = "\u{1b}[2Jset-cookie: a=1";
        assert_eq!(without_colours(other).as_deref(), Some(other));
    }

    #[test]
    fn utf_16_is_read_by_its_mark() {
        let text = "HTTP/1.1 200\r\nSet-Cookie: é=𝄞";
        let encoded = |mark: u16, octets: fn(u16) -> [u8; 2]| {
            std::iter::once(mark).chain(text.encode_utf16()).flat_map(octets).collect::<Vec<u8>>()
        };
        assert_eq!(decoded(encoded(0xfeff, u16::to_le_bytes)), text);
        assert_eq!(decoded(encoded(0xfeff, u16::to_be_bytes)), text);
        assert_eq!(decoded(text.as_bytes().to_vec()), text);
        assert_eq!(decoded(b"a\xff".to_vec()), "a\u{fffd}");
        assert_eq!(decoded(b"\xff\xfea".to_vec()), "");
    }

    #[test]
    fn an_input_without_an_end_is_refused_at_the_limit() {
        let error = read_octets(io::repeat(b' '), 1).unwrap_err();
        assert_eq!(error.to_string(), "it is larger than 1 MiB");
        let report = format!("{:?}", unreadable(Path::new("big.har"), &error));
        assert!(report.contains("failed to read `big.har`: it is larger"), "{report}");
        assert!(report.contains("export fewer requests"), "{report}");
        assert_eq!(read_octets(io::repeat(b' ').take(1 << 20), 1).unwrap().len(), 1 << 20);
    }
}
