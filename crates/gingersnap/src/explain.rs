//! `gingersnap explain`: from headers to what each browser makes of them.

use std::io::Write;
use std::process::ExitCode;

use diagnosis::{Explanation, Recordings, Want};
use miette::{IntoDiagnostic, Report};

use crate::asked::{Asked, Questions, profiles, questions};
use crate::cli::Explain;
use crate::json::Document;
use crate::paint::Paint;
use crate::{clock, text};

/// Exit code where something that was asked for does not work.
pub(crate) const DOES_NOT_WORK: u8 = 1;

pub(crate) fn run(arguments: &Explain) -> Result<ExitCode, Report> {
    let recordings = Recordings::built_in();
    let profiles = profiles(recordings, &arguments.asking.browsers)?;
    let Questions { asked, passed } = questions(arguments, clock::now())?;
    let explain = |one: &Asked| {
        // Who navigates or loads an image reads no response.
        let wants: Vec<Want> = arguments
            .asking
            .wants
            .iter()
            .copied()
            .filter(|want| one.by_script || *want != Want::Response)
            .collect();
        diagnosis::explain(recordings, &one.question, &profiles, &wants)
    };
    let explanations: Vec<Explanation> = asked.iter().map(explain).collect();
    let output = if arguments.asking.json {
        let parts = asked
            .iter()
            .zip(&explanations)
            .map(|(one, explanation)| (one.origin.as_deref(), one.notes.as_slice(), explanation));
        serde_json::to_string_pretty(&Document::new(&passed, parts)).into_diagnostic()? + "\n"
    } else {
        let paint = Paint::for_stdout();
        let told =
            asked.iter().zip(&explanations).map(|(one, explanation)| told(one, explanation, paint));
        // Last, as that is what a person sees of a long text.
        told.chain((!passed.is_empty()).then(|| notes(&passed))).collect::<Vec<_>>().join("\n")
    };
    // A closed stream is no reason to fail.
    _ = std::io::stdout().write_all(output.as_bytes());
    let works = explanations.iter().all(Explanation::works);
    Ok(if works { ExitCode::SUCCESS } else { ExitCode::from(DOES_NOT_WORK) })
}

fn told(asked: &Asked, explanation: &Explanation, paint: Paint) -> String {
    let origin = asked
        .origin
        .as_deref()
        .map(|origin| text::origin(origin, &asked.question, paint))
        .unwrap_or_default();
    origin + &notes(&asked.notes) + &text::explanation(explanation, paint)
}

fn notes(notes: &[String]) -> String {
    notes.iter().map(|note| format!("note: {note}\n")).collect()
}
