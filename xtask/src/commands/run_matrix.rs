//! `cargo xtask run-matrix`: the main job.

use std::path::Path;

use baselines::{
    KnownDivergence, RunComparison, SnapshotScope, SnapshotStore, SuiteComparison,
    TopologySnapshot, UnstableCells,
};
use conformance::{RunSummary, overview_text};
use matrix::{EngineKind, Matrix, Selection};
use run_model::results::{LaneRecord, Observation, RunRecord, SuiteNo};
use runner::clock::{self, Stopwatch};
use runner::{BatchPlan, plan, plan_isolated};

use super::judging::{check_snapshots, exit_of, judge_record, known_divergences};
use super::{reasons, run_directory};
use crate::cli::{Report, RunMatrix, Shard};
use crate::engines::{Chosen, choose};
use crate::exit::{Exit, Failure};
use crate::playing::{BATCH_SHAPES, Play};
use crate::{print, project, say};

pub(crate) async fn run(arguments: &RunMatrix) -> Result<Exit, Failure> {
    let matrix = project::matrix()?;
    let selections = project::selections(&matrix, &arguments.selecting)?;
    let known = known_divergences(&matrix)?;
    let named = arguments.reasons.then(|| reasons::named_reasons(&matrix)).transpose()?;
    let resumed = arguments
        .resume
        .as_deref()
        .map(|directory| resumed(&matrix, directory, &selections))
        .transpose()?;
    let (began, watch) = (clock::since_epoch(), Stopwatch::start());
    let out = arguments.out.as_deref().or(arguments.resume.as_deref());
    let directory = run_directory::create(out, began)?;
    let mut chosen = choose(&matrix, &arguments.playing, directory.join("work")).await?;
    if arguments.reasons {
        chosen.iter_mut().for_each(Chosen::collect_reasons);
    }
    if let Some(before) = &resumed
        && before
            .lanes
            .iter()
            .map(|lane| &lane.profile)
            .ne(chosen.iter().map(|engine| &engine.profile))
    {
        let lanes: Vec<String> =
            before.lanes.iter().map(|lane| format!("--browser {}", lane.profile)).collect();
        return Err(Failure::message(
            Exit::Usage,
            "the run was of other browsers",
            format!("resume it with {}", lanes.join(" ")),
        ));
    }
    let scope = if arguments.selecting.full { SnapshotScope::Full } else { SnapshotScope::Core };
    if !arguments.accept {
        check_snapshots(&selections, chosen.iter().map(|engine| &engine.profile), scope)?;
    }
    let play = Play {
        matrix: &matrix,
        selections: &selections,
        batches: batches(arguments, &selections, resumed.as_ref()),
        passes: arguments.repeat,
        jobs: arguments.playing.jobs,
    };
    let mut record = play.on(chosen).await?;
    if let Some(before) = resumed {
        take_over(&mut record, &before);
    }
    // Logs of drivers stay where something went wrong.
    if record
        .lanes
        .iter()
        .all(|lane| lane.errors.is_empty() && lane.retries.is_empty() && lane.failure.is_none())
    {
        _ = std::fs::remove_dir_all(directory.join("work"));
    }
    run_directory::write_observed(&directory, &record)?;
    if arguments.accept {
        accept(&record, scope)?;
    }
    let comparison = judge_record(&matrix, &record, scope, &known)?;
    if !arguments.accept && !arguments.check {
        propose(&record, &comparison, scope)?;
    }
    let summary =
        RunSummary::new(&record, &comparison, began, watch.elapsed(), project::peak_memory_bytes());
    run_directory::write(&directory, &record, &summary, &comparison, &known)?;
    tell(&record, &summary, &comparison, &known, &directory);
    let exit = exit_of(&record, &comparison);
    let Some(named) = named else { return Ok(exit) };
    let reasons = reasons::judge(&matrix, &record, summary.started, &named)?;
    reasons::tell(&reasons, &directory, &named)?;
    Ok(reasons::exit_of(exit, &reasons))
}

/// Makes the reports of a run again.
pub(crate) fn report(arguments: &Report) -> Result<Exit, Failure> {
    let matrix = project::matrix()?;
    let known = known_divergences(&matrix)?;
    let (record, mut summary) = run_directory::read(&matrix, &arguments.run)?;
    let scope = run_directory::scope_of(&record);
    let comparison = judge_record(&matrix, &record, scope, &known)?;
    summary.judge_again(&record, &comparison);
    run_directory::write(&arguments.run, &record, &summary, &comparison, &known)?;
    tell(&record, &summary, &comparison, &known, &arguments.run);
    Ok(if comparison.lanes.iter().all(baselines::LaneComparison::is_as_recorded) {
        Exit::AsRecorded
    } else {
        Exit::Changes
    })
}

fn tell(
    record: &RunRecord,
    summary: &RunSummary,
    comparison: &RunComparison,
    known: &[KnownDivergence],
    directory: &Path,
) {
    print!("{}", overview_text(record, summary, comparison, known));
    print!("\nthe run is in {}\n", directory.display());
}

/// Returns the batches to play: of all the shard's own, and of these what the run before has not
/// observed on each lane.
fn batches(
    arguments: &RunMatrix,
    selections: &[Selection],
    resumed: Option<&RunRecord>,
) -> Vec<(SuiteNo, BatchPlan)> {
    let mut batches = Vec::new();
    for (number, selection) in selections.iter().enumerate() {
        let plans = if arguments.isolate {
            plan_isolated(selection, 0..selection.cells())
        } else {
            plan(selection, BATCH_SHAPES)
        };
        batches.extend(plans.into_iter().map(|plan| (SuiteNo(number), plan)));
    }
    let Shard { part, parts } = arguments.shard.unwrap_or(Shard { part: 1, parts: 1 });
    let is_open = |(number, plan): &(SuiteNo, BatchPlan)| {
        let is_unobserved = |before: &RunRecord, cell: usize| {
            before.lanes.iter().any(|lane| lane.observations[number.0][cell].is_none())
        };
        resumed.is_none_or(|before| {
            plan.cells(&selections[number.0]).any(|cell| is_unobserved(before, cell))
        })
    };
    batches.into_iter().skip(part - 1).step_by(parts).filter(is_open).collect()
}

/// Reads the run that is to be gone on with; it must have been of the same cells.
fn resumed(
    matrix: &Matrix,
    directory: &Path,
    selections: &[Selection],
) -> Result<RunRecord, Failure> {
    let (before, _) = run_directory::read(matrix, directory)?;
    if before.selections != selections {
        let help = "resume it with the same --suite, --full and --cells";
        return Err(Failure::message(
            Exit::Usage,
            format!("the run in `{}` is of other cells", directory.display()),
            help,
        ));
    }
    Ok(before)
}

/// Fills in what an earlier run observed.
fn take_over(record: &mut RunRecord, before: &RunRecord) {
    for (lane, earlier) in record.lanes.iter_mut().zip(&before.lanes) {
        lane.version = lane.version.take().or_else(|| earlier.version.clone());
        for (cells, earlier) in lane.observations.iter_mut().zip(&earlier.observations) {
            for (cell, earlier) in cells.iter_mut().zip(earlier) {
                *cell = cell.take().or_else(|| earlier.clone());
            }
        }
    }
}

/// Records what was observed as the new snapshots, topology by topology; one that was not played
/// whole is left as it is.
fn accept(record: &RunRecord, scope: SnapshotScope) -> Result<(), Failure> {
    let store = SnapshotStore::new(project::snapshots());
    each_topology(record, scope, |path_of, snapshot| {
        SnapshotStore::accept(&path_of(&store), snapshot)
    })
}

/// Proposes snapshots for `cargo insta review` where something changed.
fn propose(
    record: &RunRecord,
    comparison: &RunComparison,
    scope: SnapshotScope,
) -> Result<(), Failure> {
    let is_settled =
        |suite: &SuiteComparison| suite.changed_cells == 0 && suite.newly_unstable.is_empty();
    if comparison.lanes.iter().all(|lane| lane.suites.iter().all(is_settled)) {
        return Ok(());
    }
    let store = SnapshotStore::new(project::snapshots());
    each_topology(record, scope, |path_of, snapshot| {
        SnapshotStore::propose_if_new(&path_of(&store), snapshot)
    })?;
    say!("review the changes with `cargo insta review`, or record them with --accept");
    Ok(())
}

fn each_topology(
    record: &RunRecord,
    scope: SnapshotScope,
    keep: impl Fn(
        &dyn Fn(&SnapshotStore) -> std::path::PathBuf,
        &TopologySnapshot,
    ) -> Result<(), baselines::StoreError>,
) -> Result<(), Failure> {
    let RunRecord { selections, lanes } = record;
    for lane in lanes.iter().filter(|lane| lane.profile.engine != EngineKind::Reference) {
        for (suite, (selection, observations)) in
            selections.iter().zip(&lane.observations).enumerate()
        {
            let unstable = unstable(lane, SuiteNo(suite), selection, scope)?;
            let whole = scope.of(selection.suite());
            let per_topology = selection.cells() / selection.topologies().count();
            for (number, (topology, _)) in selection.topologies().enumerate() {
                let base = whole
                    .topologies()
                    .position(|(name, _)| name == topology)
                    .map(|position| whole.in_topology(position));
                let cells: Option<Vec<Observation>> =
                    observations[number * per_topology..][..per_topology].iter().cloned().collect();
                let (Some(base), Some(cells)) = (base, cells) else { continue };
                if base != selection.in_topology(number) {
                    continue;
                }
                let first = number * per_topology;
                let here = unstable
                    .range(first..first + per_topology)
                    .map(|(cell, all)| (cell - first, all.clone()))
                    .collect();
                let snapshot = TopologySnapshot::record(&base, &cells, &here)
                    .map_err(|error| Failure::new(Exit::OurBug, error, ""))?;
                check_lossless(&base, &snapshot, &cells, &here)?;
                let path = |store: &SnapshotStore| {
                    store.path(&lane.profile, scope, &selection.suite().name, topology)
                };
                let help = "is the folder fixtures/snapshots writable?";
                keep(&path, &snapshot)
                    .map_err(|error| Failure::new(Exit::ReportNotWritten, error, help))?;
            }
        }
    }
    Ok(())
}

/// Returns the cells of a selection that do not always show the same: in this run, or else by their
/// snapshot, where this run shows nothing else.
fn unstable(
    lane: &LaneRecord,
    suite: SuiteNo,
    selection: &Selection,
    scope: SnapshotScope,
) -> Result<UnstableCells, Failure> {
    let store = SnapshotStore::new(project::snapshots());
    // A snapshot of other cells says nothing about these.
    let mut unstable = store.unstable(scope, &lane.profile, selection).unwrap_or_default();
    unstable.retain(|cell, known| {
        lane.observations[suite.0][*cell].as_ref().is_some_and(|observed| known.admits(observed))
    });
    for ((_, cell), seen) in lane.unstable.iter().filter(|((number, _), _)| *number == suite) {
        unstable.insert(*cell, seen.clone());
    }
    Ok(unstable)
}

/// Proves that the snapshot's text gives every cell back.
fn check_lossless(
    selection: &Selection,
    snapshot: &TopologySnapshot,
    cells: &[Observation],
    unstable: &UnstableCells,
) -> Result<(), Failure> {
    let given_back = TopologySnapshot::parse(selection, &snapshot.to_text())
        .and_then(|read| Ok((read.expand()?, read.unstable()?)))
        .is_ok_and(|(expanded, known)| {
            let is_same = |(cell, (one, other))| one == other || unstable.contains_key(&cell);
            known.len() == unstable.len()
                && known.iter().all(|(cell, all)| {
                    unstable.get(cell).is_some_and(|seen| seen.covers(all) && all.covers(seen))
                })
                && expanded.iter().zip(cells).enumerate().all(is_same)
        });
    if given_back {
        return Ok(());
    }
    let message = format!("the snapshot of `{}` does not give its cells back", selection.id(0));
    Err(Failure::message(Exit::OurBug, message, "please report this with matrix.toml"))
}
