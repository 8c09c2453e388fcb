//! Sets a record beside snapshots and standards.

use matrix::Matrix;
use report::{Divergence, Expected, Extent, LaneVerdict, SnapshotStore, Unstable, Verdict, judge, read_divergences};
use run_model::RunRecord;

use crate::exit::{Exit, Failure};
use crate::project;

/// Reads the known divergences.
pub(crate) fn known_divergences(matrix: &Matrix) -> Result<Vec<Divergence>, Failure> {
    let path = project::root().join("fixtures/divergences.toml");
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Failure::message(Exit::Usage, format!("failed to read `{}`: {error}", path.display()), ""))?;
    let help = "fixtures/divergences.toml: each entry names cells by rules over the axes of its suite";
    read_divergences(matrix, &text).map_err(|error| Failure::new(Exit::Usage, error, help))
}

/// Judges a record.
pub(crate) fn judge_record(matrix: &Matrix, record: &mut RunRecord, extent: Extent, known: &[Divergence]) -> Result<Verdict, Failure> {
    let store = SnapshotStore::new(project::snapshots());
    let mut verdict = Verdict::default();
    for lane in 0..record.lanes.len() {
        let profile = record.lanes[lane].profile.clone();
        let mut suites = Vec::new();
        for (number, selection) in record.selections.clone().iter().enumerate() {
            let predicted = oracle::predict_selection(matrix, selection, &profile.policy, &mut record.keys);
            // The reference engine plays the predictions: it has no snapshots of its own.
            let (recorded, unstable) = if profile.engine == matrix::EngineKind::Reference {
                (predicted.iter().copied().map(Some).collect(), Unstable::new())
            } else {
                let unreadable =
                    |error| Failure::new(Exit::Usage, error, "record the snapshots again with `cargo xtask run-matrix --accept`");
                let recorded = store.recorded(extent, &profile, selection, &mut record.keys).map_err(unreadable)?;
                (recorded, store.unstable(extent, &profile, selection, &mut record.keys).map_err(unreadable)?)
            };
            let expected = Expected { recorded: &recorded, unstable: &unstable, predicted: &predicted, known };
            suites.push(judge(record, lane, number, expected).map_err(|error| Failure::new(Exit::OurBug, error, ""))?);
        }
        verdict.lanes.push(LaneVerdict { suites });
    }
    Ok(verdict)
}

/// Returns how a run ends that came to this.
pub(crate) fn exit_of(record: &RunRecord, verdict: &Verdict) -> Exit {
    if record.lanes.iter().all(|lane| lane.version.is_none()) {
        Exit::NoBrowser
    } else if record.lanes.iter().any(|lane| lane.cells_in_error() > 0 || lane.failure.is_some()) {
        Exit::CellErrors
    } else if verdict.lanes.iter().any(|lane| !lane.is_as_recorded()) {
        Exit::Changes
    } else {
        Exit::AsRecorded
    }
}
