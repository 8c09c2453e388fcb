//! `cargo xtask compare` and `merge`: runs beside and upon each other.

use std::time::Duration;

use baselines::changes;
use conformance::RunSummary;
use matrix::Matrix;
use run_model::results::{FailedBatch, LaneRecord, Observation, RunRecord, SuiteNo};
use runner::clock;

use super::judging::{exit_of, judge_record, known_divergences};
use super::run_directory;
use crate::cli::{Compare, Merge};
use crate::exit::{Exit, Failure};
use crate::{print, project};

/// Tells what changed between two runs.
pub(crate) fn compare(arguments: &Compare) -> Result<Exit, Failure> {
    let matrix = project::matrix()?;
    let (before, _) = run_directory::read(&matrix, &arguments.before)?;
    let (after, _) = run_directory::read(&matrix, &arguments.after)?;
    let (mut rules, mut compared) = (0, 0);
    for lane in &before.lanes {
        let Some(other_lane) = after.lanes.iter().find(|other| other.profile == lane.profile)
        else {
            continue;
        };
        for (number, selection) in before.selections.iter().enumerate() {
            let Some(other_number) =
                after.selections.iter().position(|other| other.suite() == selection.suite())
            else {
                continue;
            };
            let (other_selection, other_cells) =
                (&after.selections[other_number], &other_lane.observations[other_number]);
            // The cells of the later run in the order of the earlier.
            let later: Vec<Option<Observation>> = (0..selection.cells())
                .map(|cell| {
                    other_cells[other_selection.cell_at(&selection.positions(cell))?].clone()
                })
                .collect();
            compared += lane.observations[number]
                .iter()
                .zip(&later)
                .filter(|(one, other)| one.is_some() && other.is_some())
                .count();
            let found = changes(selection, &lane.observations[number], &later);
            for rule in found.map_err(|error| Failure::new(Exit::OurBug, error, ""))? {
                print!("{}: {rule}\n", lane.profile);
                rules += 1;
            }
        }
    }
    if compared == 0 {
        return Err(Failure::message(
            Exit::NothingSelected,
            "the runs have no cell in common",
            "compare runs of the same engines and suites",
        ));
    }
    print!("{compared} cells compared, {rules} rules changed\n");
    Ok(if rules == 0 { Exit::AsRecorded } else { Exit::Changes })
}

/// Makes one run of several.
pub(crate) fn merge(arguments: &Merge) -> Result<Exit, Failure> {
    let matrix = project::matrix()?;
    let known = known_divergences(&matrix)?;
    let mut merged: Option<(RunRecord, RunSummary)> = None;
    for run in &arguments.runs {
        let (record, summary) = run_directory::read(&matrix, run)?;
        merged = Some(match merged {
            None => (record, summary),
            Some(earlier) => join(earlier, record, summary).map_err(|message| {
                Failure::message(
                    Exit::Usage,
                    format!("`{}`: {message}", run.display()),
                    "merge shards of one run, or runs of other engines",
                )
            })?,
        });
    }
    let Some((mut record, mut summary)) = merged else {
        return Err(Failure::message(
            Exit::Usage,
            "there is nothing to merge",
            "name the directories of runs",
        ));
    };
    write(&matrix, &mut record, &mut summary, arguments, &known)
}

fn write(
    matrix: &Matrix,
    record: &mut RunRecord,
    summary: &mut RunSummary,
    arguments: &Merge,
    known: &[baselines::KnownDivergence],
) -> Result<Exit, Failure> {
    let directory = run_directory::create(Some(&arguments.out), clock::since_epoch())?;
    run_directory::write_observed(&directory, record)?;
    record.lanes.iter_mut().for_each(find_unplayed);
    let comparison = judge_record(matrix, record, run_directory::scope_of(record), known)?;
    summary.judge_again(record, &comparison);
    run_directory::write(&directory, record, summary, &comparison, known)?;
    print!(
        "{}\nthe merged run is in {}\n",
        conformance::overview_text(record, summary, &comparison, known),
        directory.display()
    );
    Ok(exit_of(record, &comparison))
}

/// Counts as errors what none of the runs played, with the reason that one of them gave.
fn find_unplayed(lane: &mut LaneRecord) {
    let given_up = std::mem::take(&mut lane.errors);
    for (suite, cells) in lane.observations.iter().enumerate() {
        let unplayed: Vec<usize> = (0..cells.len()).filter(|cell| cells[*cell].is_none()).collect();
        for together in unplayed.chunk_by(|one, next| one + 1 == *next) {
            let first_cell = together[0];
            let is_known = |spoiled: &&FailedBatch| {
                spoiled.suite.0 == suite
                    && (spoiled.first_cell..spoiled.first_cell + spoiled.cells)
                        .contains(&first_cell)
            };
            let reason = given_up
                .iter()
                .find(is_known)
                .map_or("none of the runs played it", |spoiled| &spoiled.reason);
            lane.errors.push(FailedBatch {
                suite: SuiteNo(suite),
                first_cell,
                cells: together.len(),
                reason: reason.to_owned(),
            });
        }
    }
}

type Run = (RunRecord, RunSummary);

/// Adds a run to others; each cell of a lane may be observed by one of them alone, or alike by
/// several.
fn join(
    (mut record, mut summary): Run,
    other: RunRecord,
    other_summary: RunSummary,
) -> Result<Run, String> {
    if record.selections != other.selections {
        return Err("it is of other cells than the runs before it".to_owned());
    }
    for (mut lane, engine) in other.lanes.into_iter().zip(other_summary.engines) {
        let Some(position) = record.lanes.iter().position(|known| known.profile == lane.profile)
        else {
            record.lanes.push(lane);
            summary.engines.push(engine);
            continue;
        };
        let known = &mut summary.engines[position];
        if known.version != engine.version {
            return Err(format!("its {} is of another version", lane.profile));
        }
        known.add(&engine);
        record.lanes[position].errors.append(&mut lane.errors);
        record.lanes[position].failure = known.failure.clone();
        for (suite, cells) in lane.observations.iter().enumerate() {
            for (cell, observation) in cells.iter().enumerate() {
                let Some(observation) = observation else { continue };
                let before = record.lanes[position].observations[suite][cell]
                    .get_or_insert_with(|| observation.clone());
                if before != observation {
                    return Err(format!(
                        "it differs in `{}` from a run before it",
                        record.selections[suite].id(cell)
                    ));
                }
            }
        }
    }
    let seconds =
        Duration::from_secs_f64(summary.seconds.max(0.0) + other_summary.seconds.max(0.0));
    summary.seconds = seconds.as_secs_f64();
    Ok((record, summary))
}

#[cfg(test)]
mod tests {
    use baselines::{LaneComparison, RunComparison};
    use matrix::Selection;

    use super::*;

    #[test]
    fn what_no_run_played_is_an_error_for_the_reason_that_one_of_them_gave() {
        let matrix = project::matrix().unwrap();
        let selections = vec![Selection::core(&matrix.suites["overlay"])];
        let mut record = RunRecord::new(selections, vec![matrix.profiles[0].clone()]);
        let mut read = record.clone();
        let spoiled = |cells| FailedBatch {
            suite: SuiteNo(0),
            first_cell: 0,
            cells,
            reason: "the driver died".to_owned(),
        };
        record.lanes[0].errors.push(spoiled(2));
        let comparison = RunComparison { lanes: vec![LaneComparison { suites: Vec::new() }] };
        RunSummary::new(&record, &comparison, Duration::ZERO, Duration::ZERO, None)
            .restore(&mut read);
        assert_eq!(read.lanes[0].errors, record.lanes[0].errors);
        assert_eq!(exit_of(&read, &comparison), Exit::CellErrors);
        find_unplayed(&mut read.lanes[0]);
        assert_eq!(read.lanes[0].errors, [spoiled(read.selections[0].cells())]);
    }
}
