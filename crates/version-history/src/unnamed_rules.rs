//! What no model explains, as rules.

use std::collections::BTreeMap;

use baselines::{ChangesError, changes};
use run_model::results::Observation;
use spec_model::EngineModel;

use crate::fitted_model::ModelTrials;
use crate::history_file::{HistoryLine, LineState};
use crate::line_subject::{LineRule, LineSubject};
use crate::played_version::PlayedVersion;

/// What a cell showed, version by version: `None` where the version's model has it, or it was not
/// observed.
type CellStory<'a> = Vec<Option<&'a Observation>>;

/// Returns a line for each rule by which some versions show what their models do not have.
pub(crate) fn unnamed_rules(
    trials: &mut ModelTrials<'_>,
    versions: &[PlayedVersion<'_>],
    models: &[EngineModel],
) -> Result<Vec<HistoryLine>, ChangesError> {
    let unexplained: Vec<Vec<Vec<usize>>> = versions
        .iter()
        .zip(models)
        .map(|(version, model)| trials.unexplained(model, version))
        .collect();
    let mut lines = Vec::new();
    for (suite, selection) in trials.selections.iter().enumerate() {
        let mut groups: BTreeMap<CellStory<'_>, Vec<usize>> = BTreeMap::new();
        let mut cells: Vec<usize> =
            unexplained.iter().flat_map(|suites| &suites[suite]).copied().collect();
        cells.sort_unstable();
        cells.dedup();
        for cell in cells {
            let shown = |place: usize| {
                let is_unexplained = unexplained[place][suite].binary_search(&cell).is_ok();
                is_unexplained.then(|| versions[place].observations[suite][cell].as_ref()).flatten()
            };
            let story = (0..versions.len()).map(shown).collect();
            groups.entry(story).or_default().push(cell);
        }
        for (story, cells) in groups {
            let last = story.iter().rposition(Option::is_some).expect("some version shows it");
            let expected = trials.cells(&models[last])[suite].clone();
            let mut shown: Vec<Option<Observation>> = expected.iter().cloned().map(Some).collect();
            let before = shown.clone();
            for cell in &cells {
                shown[*cell].clone_from(&versions[last].observations[suite][*cell]);
            }
            for change in changes(selection, &before, &shown)? {
                let example = selection.cell_named(&change.example).unwrap_or(cells[0]);
                lines.push(HistoryLine {
                    states: states(versions, suite, example, &story),
                    cells: change.cells,
                    example: change.example.clone(),
                    reasons: Vec::new(),
                    subject: LineSubject::Rule(LineRule::new(&selection.suite().name, change)),
                });
            }
        }
    }
    Ok(lines)
}

fn states(
    versions: &[PlayedVersion<'_>],
    suite: usize,
    cell: usize,
    story: &CellStory<'_>,
) -> Vec<LineState> {
    let state = |(version, shown): (&PlayedVersion<'_>, &Option<&Observation>)| match (
        &version.observations[suite][cell],
        shown,
    ) {
        (None, _) => LineState::Unknown,
        (Some(_), None) => LineState::Absent,
        (Some(_), Some(_)) => LineState::Shown,
    };
    versions.iter().zip(story).map(state).collect()
}
