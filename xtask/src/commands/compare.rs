//! `cargo xtask compare` and `merge`: runs beside and upon each other.

use std::time::Duration;

use matrix::Matrix;
use report::{RunSummary, changes};
use run_model::{LaneRecord, Observation, RunRecord};
use runner::clock;

use super::judging::{exit_of, judge_record, known_divergences};
use super::run_directory;
use crate::cli::{Compare, Merge};
use crate::exit::{Exit, Failure};
use crate::{print, project};

/// Tells what changed between two runs.
pub(crate) fn compare(arguments: &Compare) -> Result<Exit, Failure> {
    let matrix = project::matrix()?;
    let mut before = run_directory::read(&matrix, &arguments.before)?;
    let after = run_directory::read(&matrix, &arguments.after)?;
    let (mut rules, mut compared) = (0, 0);
    for lane in &before.lanes {
        let Some(other_lane) = after.lanes.iter().find(|other| other.profile == lane.profile) else { continue };
        for (number, selection) in before.selections.iter().enumerate() {
            let Some(other_number) = after.selections.iter().position(|other| other.suite() == selection.suite()) else { continue };
            let (other_selection, other_cells) = (&after.selections[other_number], &other_lane.observations[other_number]);
            // The cells of the later run in the order of the earlier.
            let later: Vec<Option<Observation>> = (0..selection.cells())
                .map(|cell| {
                    let observation = other_cells[other_selection.cell_at(&selection.positions(cell))?]?;
                    Some(before.keys.translate(observation, &after.keys))
                })
                .collect();
            compared += lane.observations[number].iter().zip(&later).filter(|(one, other)| one.is_some() && other.is_some()).count();
            let found = changes(selection, &before.keys, &lane.observations[number], &later);
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
        let (record, summary) = (run_directory::read(&matrix, run)?, run_directory::read_summary(run)?);
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
        return Err(Failure::message(Exit::Usage, "there is nothing to merge", "name the directories of runs"));
    };
    write(&matrix, &mut record, &mut summary, arguments, &known)
}

fn write(
    matrix: &Matrix,
    record: &mut RunRecord,
    summary: &mut RunSummary,
    arguments: &Merge,
    known: &[report::Divergence],
) -> Result<Exit, Failure> {
    let directory = run_directory::create(Some(&arguments.out), clock::since_epoch())?;
    let verdict = judge_record(matrix, record, run_directory::extent_of(record), known)?;
    summary.judge_again(&verdict);
    run_directory::write(&directory, record, summary, &verdict, known)?;
    print!("{}\nthe merged run is in {}\n", report::overview_text(record, summary, &verdict, known), directory.display());
    for lane in &mut record.lanes {
        // The versions of a merged run are in its summary.
        lane.version = summary.engines.iter().find(|engine| is_of(engine, lane)).and_then(|engine| engine.version.clone());
    }
    Ok(exit_of(record, &verdict))
}

fn is_of(engine: &report::EngineSummary, lane: &LaneRecord) -> bool {
    engine.engine == lane.profile.engine && engine.profile == lane.profile.name
}

type Run = (RunRecord, RunSummary);

/// Adds a run to others; each cell of a lane may be observed by one of them alone, or alike by several.
fn join((mut record, mut summary): Run, other: RunRecord, other_summary: RunSummary) -> Result<Run, String> {
    if record.selections != other.selections {
        return Err("it is of other cells than the runs before it".to_owned());
    }
    for (mut lane, engine) in other.lanes.into_iter().zip(other_summary.engines) {
        for cells in &mut lane.observations {
            for cell in cells.iter_mut().flatten() {
                *cell = record.keys.translate(*cell, &other.keys);
            }
        }
        let Some(position) = record.lanes.iter().position(|known| known.profile == lane.profile) else {
            record.lanes.push(lane);
            summary.engines.push(engine);
            continue;
        };
        let known = &mut summary.engines[position];
        if known.version != engine.version {
            return Err(format!("its {} is of another version", lane.profile));
        }
        known.add(&engine);
        for (suite, cells) in lane.observations.iter().enumerate() {
            for (cell, observation) in cells.iter().enumerate() {
                let Some(observation) = observation else { continue };
                let before = record.lanes[position].observations[suite][cell].get_or_insert(*observation);
                if before != observation {
                    return Err(format!("it differs in `{}` from a run before it", record.selections[suite].id(cell)));
                }
            }
        }
    }
    let seconds = Duration::from_secs_f64(summary.seconds.max(0.0) + other_summary.seconds.max(0.0));
    summary.seconds = seconds.as_secs_f64();
    Ok((record, summary))
}
