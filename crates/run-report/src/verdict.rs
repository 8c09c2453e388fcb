//! What a run came to, in a sentence or two.

use conformance::{LaneComparison, RunStatus};
use matrix::EngineKind;
use run_model::results::LaneRecord;
use run_model::with_commas;

use crate::lane_names::{lane_name, listed};
use crate::reported_run::RunReport;

/// Returns what a run came to: which browsers changed, and which did not.
pub(crate) fn verdict(report: &RunReport<'_>) -> String {
    // The reference engine plays the model itself: it is named only where it is alone.
    let is_alone = report.record.lanes.len() == 1;
    let is_named = |lane: &LaneRecord| is_alone || lane.profile.engine != EngineKind::Reference;
    let lanes = || {
        let lanes = report.record.lanes.iter().zip(&report.comparison.lanes);
        lanes.filter(|(lane, judged)| is_named(lane) || !judged.is_as_recorded())
    };
    let named = |is_wanted: &dyn Fn(&LaneComparison) -> bool| {
        let wanted = lanes().filter(|(_, judged)| is_wanted(judged));
        wanted.map(|(lane, _)| lane_name(&lane.profile)).collect::<Vec<String>>()
    };
    match report.status {
        RunStatus::NoBrowser => "No browser could start.".to_owned(),
        RunStatus::CellErrors => {
            let errors: usize = report.summary.engines.iter().map(|engine| engine.errors).sum();
            let cells = if errors == 1 { "cell" } else { "cells" };
            format!("{} {cells} could not be played.", with_commas(errors))
        }
        RunStatus::AsRecorded => {
            format!("{} as recorded.", behave(&named(&|_| true)))
        }
        RunStatus::Changed => {
            let changed = named(&has_changed);
            let mut sentences = Vec::new();
            if !changed.is_empty() {
                sentences.push(format!("{} changed.", listed(&changed)));
            }
            let differs = |lane: &LaneComparison| !has_changed(lane) && !lane.is_as_recorded();
            let differing = named(&differs);
            if !differing.is_empty() {
                let verb = if differing.len() == 1 { "differs" } else { "differ" };
                sentences.push(format!("{} {verb} from the record.", listed(&differing)));
            }
            let same = named(&LaneComparison::is_as_recorded);
            if !same.is_empty() {
                sentences.push(format!("{} as before.", behave(&same)));
            }
            if sentences.is_empty() {
                sentences.push("A quirk of a browser is no longer seen.".to_owned());
            }
            sentences.join(" ")
        }
    }
}

/// Returns whether cells of a lane show something else than is recorded, or than its model has.
fn has_changed(lane: &LaneComparison) -> bool {
    lane.changed_cells() > 0 || lane.divergences().unknown > 0
}

fn behave(names: &[String]) -> String {
    let verb = if names.len() == 1 { "behaves" } else { "behave" };
    format!("{} {verb}", listed(names))
}
