//! `cargo xtask run-matrix --reasons`: the browsers' own reasons beside the model's.

use std::path::Path;

use baselines::{KnownReasonDifference, read_known_reasons};
use conformance::{
    LaneReasons, ReasonsSummary, Words, judge_reasons, reasons_markdown, reasons_sections_markdown,
    reasons_text,
};
use matrix::Matrix;
use oracle::{compare_reasons, reports_reasons_for};
use run_model::evidence::ReasonSubject;
use run_model::results::RunRecord;
use spec_model::Reason;

use super::run_directory;
use crate::exit::{Exit, Failure};
use crate::{print, project};

/// Reads the known differences between the engines' reasons and the model's.
pub(crate) fn named_reasons(matrix: &Matrix) -> Result<Vec<KnownReasonDifference>, Failure> {
    let path = project::root().join("fixtures/reasons.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Failure::message(Exit::Usage, format!("failed to read `{}`: {error}", path.display()), "")
    })?;
    let is_code = |code: &str| Reason::from_code(code).is_some();
    let help = "fixtures/reasons.toml: its beginning says what an entry has";
    read_known_reasons(matrix, &text, is_code)
        .map_err(|error| Failure::new(Exit::Usage, error, help))
}

/// Sets the engines' own reasons beside the model's.
pub(crate) fn judge(
    matrix: &Matrix,
    record: &RunRecord,
    started: String,
    named: &[KnownReasonDifference],
) -> Result<ReasonsSummary, Failure> {
    let mut lanes = Vec::new();
    for lane in &record.lanes {
        let engine = lane.profile.engine;
        let gives: Vec<ReasonSubject> = ReasonSubject::ALL
            .into_iter()
            .filter(|about| reports_reasons_for(engine, *about))
            .collect();
        let mut reasons = LaneReasons::new(lane, gives);
        for (selection, (observed, given)) in
            record.selections.iter().zip(lane.observations.iter().zip(&lane.reasons))
        {
            let compared = compare_reasons(matrix, selection, &lane.profile, observed, given);
            let words = Words {
                remarks: compared
                    .remarks
                    .into_iter()
                    .map(|(word, cells)| (word.to_string(), cells))
                    .collect(),
                unknown: compared
                    .unknown_words
                    .into_iter()
                    .map(|(about, word)| (about, word.to_string()))
                    .collect(),
            };
            let suite = judge_reasons(selection, &lane.profile, &compared.matches, words, named);
            reasons.suites.push(suite.map_err(|error| Failure::new(Exit::OurBug, error, ""))?);
        }
        lanes.push(reasons);
    }
    Ok(ReasonsSummary { schema: 1, started, lanes })
}

/// Tells how they stand, and writes it into the run's directory.
pub(crate) fn tell(
    summary: &ReasonsSummary,
    directory: &Path,
    named: &[KnownReasonDifference],
) -> Result<(), Failure> {
    print!("{}", reasons_text(summary));
    let browsers: String =
        summary.lanes.iter().map(|lane| format!(" --browser {}", lane.browser)).collect();
    let command = format!("cargo xtask run-matrix --reasons{browsers}");
    run_directory::write_json(directory, "reasons.json", summary)?;
    run_directory::write_text(
        directory,
        "reasons.md",
        &reasons_markdown(summary, &command, named),
    )?;
    run_directory::append_text(directory, "summary.md", &reasons_sections_markdown(summary))
}

/// Returns how a run ends that ended so but for the reasons.
pub(crate) fn exit_of(exit: Exit, summary: &ReasonsSummary) -> Exit {
    match exit {
        Exit::AsRecorded if !summary.lanes.iter().all(LaneReasons::is_named) => Exit::Changes,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_named_reasons_can_be_read() {
        let matrix = project::matrix().map_err(|failure| failure.report.to_string()).unwrap();
        named_reasons(&matrix).map_err(|failure| failure.report.to_string()).unwrap();
    }
}
