//! `cargo xtask audit`: does it change anything that many cookies ride on one response?

use std::collections::BTreeSet;

use matrix::{EngineKind, Selection};
use run_model::results::{RunRecord, SuiteNo};
use runner::clock;
use runner::{BatchPlan, plan, plan_isolated};

use super::run_directory;
use crate::cli::Audit;
use crate::engines::choose;
use crate::exit::{Exit, Failure};
use crate::playing::{BATCH_SHAPES, Play};
use crate::{print, project, say};

pub(crate) async fn run(arguments: &Audit) -> Result<Exit, Failure> {
    let matrix = project::matrix()?;
    let selections = project::selections(&matrix, &arguments.selecting)?;
    let sample = sample(&selections, arguments.sample, arguments.seed);
    let directory = run_directory::create(None, clock::since_epoch())?;
    let play = async |batches: Vec<(SuiteNo, BatchPlan)>| {
        let chosen = choose(&matrix, &arguments.playing, directory.join("work")).await?;
        let chosen =
            chosen.into_iter().filter(|engine| arguments.names(engine.profile.engine)).collect();
        Play {
            matrix: &matrix,
            selections: &selections,
            batches,
            passes: 1,
            jobs: arguments.playing.jobs,
        }
        .on(chosen)
        .await
    };
    say!("playing {} cells alone, each in a fresh jar", sample.len());
    let alone = play(
        sample
            .iter()
            .flat_map(|(suite, cell)| {
                with_suite(*suite, plan_isolated(&selections[suite.0], [*cell]))
            })
            .collect(),
    )
    .await?;
    if alone.lanes.is_empty() {
        return Err(Failure::message(
            Exit::NoBrowser,
            "there is no browser to play on",
            "add one with --install",
        ));
    }
    say!("playing the batches that they are part of");
    let batched = play(batches(&selections, &sample)).await?;
    _ = std::fs::remove_dir_all(&directory);
    let mut exit = Exit::AsRecorded;
    for (lane, alone_lane) in alone.lanes.iter().enumerate() {
        let (mut differences, mut unplayed) = (0, 0);
        for (suite, cell) in &sample {
            match differs(&batched, &alone, lane, *suite, *cell) {
                Some(differs) => differences += usize::from(differs),
                None => unplayed += 1,
            }
        }
        let played = sample.len() - unplayed;
        print!(
            "{}: {played} cells played alone and batched, {differences} differ\n",
            alone_lane.profile
        );
        for spoiled in alone_lane.errors.iter().chain(&batched.lanes[lane].errors) {
            let id = alone.selections[spoiled.suite.0].id(spoiled.first_cell);
            print!("  {} cells from {id} could not be played: {}\n", spoiled.cells, spoiled.reason);
        }
        exit = exit.max(match (unplayed, differences) {
            (0, 0) => Exit::AsRecorded,
            (0, _) => Exit::Changes,
            (_, _) => Exit::CellErrors,
        });
    }
    Ok(exit)
}

impl Audit {
    /// The reference engine plays a jar without time or limits: it is audited only where it is
    /// asked for.
    fn names(&self, engine: EngineKind) -> bool {
        engine != EngineKind::Reference || !self.playing.browsers.is_empty()
    }
}

fn with_suite(suite: SuiteNo, plans: Vec<BatchPlan>) -> Vec<(SuiteNo, BatchPlan)> {
    plans.into_iter().map(|plan| (suite, plan)).collect()
}

/// Tells a difference, if there is one; returns nothing for a cell that could not be played both
/// ways.
fn differs(
    batched: &RunRecord,
    alone: &RunRecord,
    lane: usize,
    suite: SuiteNo,
    cell: usize,
) -> Option<bool> {
    let together = batched.lanes[lane].observations[suite.0][cell].as_ref()?;
    let by_itself = alone.lanes[lane].observations[suite.0][cell].as_ref()?;
    if together != by_itself {
        print!(
            "{}\n  alone:   {}\n  batched: {}\n",
            alone.selections[suite.0].id(cell),
            by_itself,
            together
        );
    }
    Some(together != by_itself)
}

/// Returns the batches of which a sampled cell is part.
fn batches(
    selections: &[Selection],
    sample: &BTreeSet<(SuiteNo, usize)>,
) -> Vec<(SuiteNo, BatchPlan)> {
    let mut batches = Vec::new();
    for (number, selection) in selections.iter().enumerate() {
        let holds_one = |plan: &BatchPlan| {
            let cells = plan.cells(selection);
            sample
                .range((SuiteNo(number), cells.start)..(SuiteNo(number), cells.end))
                .next()
                .is_some()
        };
        batches.extend(with_suite(
            SuiteNo(number),
            plan(selection, BATCH_SHAPES).into_iter().filter(holds_one).collect(),
        ));
    }
    batches
}

/// Returns cells chosen at random by this seed, each once, of every suite as many: of a suite with
/// fewer, all.
fn sample(selections: &[Selection], count: usize, seed: u64) -> BTreeSet<(SuiteNo, usize)> {
    let mut numbers = Numbers(seed);
    let mut chosen = BTreeSet::new();
    // The small ones first, as what they lack goes to those that come later.
    let mut suites: Vec<(SuiteNo, usize)> =
        selections.iter().enumerate().map(|(suite, all)| (SuiteNo(suite), all.cells())).collect();
    suites.sort_by_key(|(_, cells)| *cells);
    for (left, (suite, cells)) in (1..=suites.len()).rev().zip(&suites) {
        let share = (count - chosen.len()).div_ceil(left).min(*cells);
        let wanted = chosen.len() + share;
        while chosen.len() < wanted {
            chosen.insert((*suite, numbers.below(*cells)));
        }
    }
    chosen
}

/// Numbers without pattern: SplitMix64, for which every seed, 0 included, is as good.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % end as u64).expect("it is below a usize")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells_by_suite(count: usize) -> Vec<(usize, usize)> {
        let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml"))
            .expect("the project's matrix is right");
        let selections: Vec<Selection> = matrix.suites.values().map(Selection::core).collect();
        let sample = sample(&selections, count, 7);
        let of_suite = |suite| sample.range((SuiteNo(suite), 0)..(SuiteNo(suite + 1), 0)).count();
        selections.iter().enumerate().map(|(suite, all)| (of_suite(suite), all.cells())).collect()
    }

    #[test]
    fn every_suite_has_a_like_share_of_the_sample() {
        let shares = cells_by_suite(1_000);
        assert_eq!(shares.iter().map(|(share, _)| share).sum::<usize>(), 1_000);
        let most = shares.iter().map(|(share, _)| *share).max().expect("there are suites");
        assert!(
            shares.iter().all(|(share, cells)| *share == *cells || most - share <= 1),
            "{shares:?}"
        );
    }

    #[test]
    fn a_sample_that_is_larger_than_the_matrix_is_all_of_it() {
        assert!(cells_by_suite(10_000_000).iter().all(|(share, cells)| share == cells));
    }
}
