//! The browsers' own reasons beside the model's, cell by cell.

use baselines::{ChangesError, KnownReasonDifference};
use matrix::Matrix;
use oracle::{compare_reasons, reports_reasons_for};
use run_model::evidence::ReasonSubject;
use run_model::results::RunRecord;

use crate::report::reasons::{
    LaneReasons, OtherWords, ReasonsSummary, SuiteReasons, reasons_markdown,
    reasons_sections_markdown,
};
use crate::run::folder::RunFolder;
use crate::run::write_error::WriteRunError;

/// Compares the browsers' own reasons with the model's.
pub(crate) fn compare_with_model(
    matrix: &Matrix,
    record: &RunRecord,
    started: String,
    known: &[KnownReasonDifference],
) -> Result<ReasonsSummary, ChangesError> {
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
            let remarks =
                compared.remarks.into_iter().map(|(word, cells)| (word.to_string(), cells));
            let unknown =
                compared.unknown_words.into_iter().map(|(about, word)| (about, word.to_string()));
            let words = OtherWords { remarks: remarks.collect(), unknown: unknown.collect() };
            let suite =
                SuiteReasons::new(selection, &lane.profile, &compared.matches, words, known);
            reasons.suites.push(suite?);
        }
        lanes.push(reasons);
    }
    Ok(ReasonsSummary { schema: 1, started, lanes })
}

/// Writes the comparison into a run's folder.
pub(crate) fn write(
    folder: &RunFolder,
    summary: &ReasonsSummary,
    known: &[KnownReasonDifference],
) -> Result<(), WriteRunError> {
    let browsers: String =
        summary.lanes.iter().map(|lane| format!(" --browser {}", lane.browser)).collect();
    let command = format!("cargo xtask run-matrix --reasons{browsers}");
    folder.write_json("reasons.json", summary)?;
    folder.write_text("reasons.md", &reasons_markdown(summary, &command, known))?;
    folder.append_text("summary.md", &reasons_sections_markdown(summary))
}
