//! `cargo xtask bench`: how fast cells are played, measured against what the browser can do at best
//! in the same run.
//!
//! Everything is measured in several rounds, one after the other, and the best of each figure
//! counts: what else goes on in a machine only ever makes a measurement slower, and comes and goes
//! within minutes.

use std::sync::Arc;
use std::time::Duration;

use matrix::{Matrix, Profile, Selection};
use run_model::results::SuiteNo;
use runner::{BatchPlan, Ceiling, clock, measure_ceiling, plan};
use serde::Serialize;

use super::run_directory;
use crate::cli::{Bench, Selecting};
use crate::engines::choose;
use crate::exit::{Exit, Failure};
use crate::playing::{BATCH_SHAPES, Play, with_servers};
use crate::{print, project, say};

/// The parts of the suite that are played, in one measurement after the other; the last is the
/// whole.
const PARTS: [usize; 4] = [8, 4, 2, 1];

/// What was measured; written as `bench.json`.
#[derive(Debug, Serialize)]
struct BenchReport {
    schema: u32,
    suite: String,
    cells: usize,
    rounds: u16,
    engines: Vec<EngineBench>,
}

/// What was measured on one profile of one engine.
#[derive(Debug, Serialize)]
struct EngineBench {
    engine: String,
    version: String,
    /// Plain requests a second of one page, by the number of requests under way at a time, in the
    /// best round.
    ceiling: Vec<(u32, f64)>,
    ceiling_requests_per_second: f64,
    cells_per_second: f64,
    /// Cells a second for each plain request a second at best.
    cells_per_ceiling_request: f64,
    http_requests_per_second: f64,
    /// Requests a second as a share of the ceiling.
    utilisation: f64,
    cells_per_http_request: f64,
    /// Processor seconds of the harness for each second; the browsers have the rest of the machine.
    harness_processors: Option<f64>,
    harness_peak_memory_bytes: Option<u64>,
    growth: Vec<Growth>,
}

/// How long a part of the suite takes.
#[derive(Debug, Serialize)]
struct Growth {
    cells: u64,
    /// In the best round.
    seconds: f64,
    /// In each round.
    seconds_by_round: Vec<f64>,
    /// What each cell costs that the part before does not have, as a multiple of what it costs from
    /// the smallest part to the whole; the start of sessions and the loading of pages are in
    /// neither.
    relative_cost: Option<f64>,
}

pub(crate) async fn run(arguments: &Bench) -> Result<Exit, Failure> {
    let matrix = project::matrix()?;
    let selecting = Selecting { suites: vec![arguments.suite.clone()], full: true, cells: None };
    let selections = project::selections(&matrix, &selecting)?;
    let directory = run_directory::create(None, clock::since_epoch())?;
    let chosen = choose(&matrix, &arguments.playing, directory.join("work")).await?;
    let mut engines = Vec::new();
    for engine in chosen.into_iter().filter(crate::engines::Chosen::is_browser) {
        engines.push(
            Measuring { matrix: &matrix, selections: &selections, arguments }
                .engine(engine)
                .await?,
        );
    }
    if engines.is_empty() {
        return Err(Failure::message(
            Exit::NoBrowser,
            "there is no browser to measure",
            "add one with --install",
        ));
    }
    let report = BenchReport {
        schema: 1,
        suite: arguments.suite.clone(),
        cells: selections[0].cells(),
        rounds: arguments.rounds,
        engines,
    };
    let json = serde_json::to_string_pretty(&report)
        .map_err(|error| Failure::new(Exit::OurBug, error, ""))?;
    let file = directory.join("bench.json");
    let unwritten = |error| {
        Failure::new(
            Exit::ReportNotWritten,
            error,
            format!("is `{}` writable?", directory.display()),
        )
    };
    std::fs::write(&file, format!("{json}\n")).map_err(unwritten)?;
    _ = std::fs::remove_dir_all(directory.join("work"));
    if arguments.json {
        print!("{json}\n");
    } else {
        report.engines.iter().for_each(|engine| tell(&report, engine));
        print!("\nthe figures are in {}\n", file.display());
    }
    Ok(Exit::AsRecorded)
}

struct Measuring<'a> {
    matrix: &'a Arc<Matrix>,
    selections: &'a [Selection],
    arguments: &'a Bench,
}

impl Measuring<'_> {
    async fn engine(&self, chosen: crate::engines::Chosen) -> Result<EngineBench, Failure> {
        let profile = chosen.profile.clone();
        let mut ceiling = Ceiling::default();
        let mut parts = PARTS.map(|_| Vec::new());
        for round in 1..=self.arguments.rounds {
            say!("{profile}: round {round} of {}, plain requests", self.arguments.rounds);
            ceiling = ceiling.best_of(self.ceiling(chosen.clone()).await?);
            for (part, rounds) in PARTS.into_iter().zip(&mut parts) {
                rounds.push(self.play(&profile, chosen.clone(), part).await?);
            }
        }
        Ok(EngineBench::of(&profile, ceiling, &parts))
    }

    async fn ceiling(&self, chosen: crate::engines::Chosen) -> Result<Ceiling, Failure> {
        let servers = with_servers(self.matrix).await?;
        let measured = measure_ceiling(&chosen.engine(&servers), self.matrix).await;
        measured.map_err(|error| {
            Failure::new(Exit::CellErrors, error, "`cargo xtask doctor` tells what is installed")
        })
    }

    async fn play(
        &self,
        profile: &Profile,
        chosen: crate::engines::Chosen,
        part: usize,
    ) -> Result<Played, Failure> {
        say!(
            "{profile}: every cell of {}",
            if part == 1 { "the suite".to_owned() } else { format!("1/{part} of the suite") }
        );
        let batches = share(plan(&self.selections[0], BATCH_SHAPES), part)
            .into_iter()
            .map(|plan| (SuiteNo(0), plan))
            .collect();
        let play = Play {
            matrix: self.matrix,
            selections: self.selections,
            batches,
            passes: 1,
            jobs: self.arguments.playing.jobs,
        };
        let began = project::processor_time();
        let lane = play.on(vec![chosen]).await?.lanes.remove(0);
        let of_harness =
            project::processor_time().zip(began).map(|(now, began)| now.saturating_sub(began));
        match lane.errors.first().map(|spoiled| &spoiled.reason).or(lane.failure.as_ref()) {
            None => Ok(Played {
                version: lane.version.map_or_else(String::new, |version| version.browser),
                cells: lane.cells_played,
                http_requests: lane.http_requests,
                took: lane.took,
                of_harness,
            }),
            Some(reason) => {
                let help = "a speed is measured on runs without errors alone: measure again";
                Err(Failure::message(
                    Exit::CellErrors,
                    format!("{profile}: cells could not be played: {reason}"),
                    help,
                ))
            }
        }
    }
}

/// What is kept of a part of the suite that was played.
#[derive(Debug)]
struct Played {
    version: String,
    cells: u64,
    http_requests: u64,
    took: Duration,
    /// The processor time of the harness.
    of_harness: Option<Duration>,
}

impl EngineBench {
    fn of(profile: &Profile, ceiling: Ceiling, parts: &[Vec<Played>]) -> Self {
        let rounds_of_whole = parts.last().expect("the whole suite is a part");
        let whole =
            rounds_of_whole.iter().min_by_key(|played| played.took).expect("there is a round");
        let best = ceiling.requests_per_second();
        let seconds = whole.took.as_secs_f64();
        let (cells, requests) = (whole.cells as f64, whole.http_requests as f64);
        let times = |rounds: &Vec<Played>| {
            (rounds[0].cells, rounds.iter().map(|played| played.took).collect())
        };
        Self {
            engine: profile.to_string(),
            version: whole.version.clone(),
            ceiling: ceiling.by_requests_at_once,
            ceiling_requests_per_second: best,
            cells_per_second: cells / seconds,
            cells_per_ceiling_request: cells / seconds / best,
            http_requests_per_second: requests / seconds,
            utilisation: requests / seconds / best,
            cells_per_http_request: cells / requests,
            harness_processors: whole.of_harness.map(|used| used.as_secs_f64() / seconds),
            harness_peak_memory_bytes: project::peak_memory_bytes(),
            growth: grown(&parts.iter().map(times).collect::<Vec<_>>()),
        }
    }
}

/// Takes as many shapes out of each batch, from a place that moves from the first batch's beginning
/// to the last one's end: so that a part has some of every topology and of every request, as the
/// whole has, and as many page loads.
fn share(batches: Vec<BatchPlan>, part: usize) -> Vec<BatchPlan> {
    let last = batches.len().saturating_sub(1).max(1);
    let of_batch = |(number, batch): (usize, BatchPlan)| {
        let shapes = batch.shapes.len().div_ceil(part);
        let start = batch.shapes.start + (batch.shapes.len() - shapes) * number / last;
        BatchPlan { shapes: start..start + shapes, ..batch }
    };
    batches.into_iter().enumerate().map(of_batch).collect()
}

/// Sets the cost of further cells beside that of all, given the cells and the times of each part,
/// the smallest first.
fn grown(parts: &[(u64, Vec<Duration>)]) -> Vec<Growth> {
    let best: Vec<(u64, f64)> = parts
        .iter()
        .map(|(cells, rounds)| (*cells, rounds.iter().min().map_or(0.0, Duration::as_secs_f64)))
        .collect();
    let cost = |(fewer, less): (u64, f64), (more, longer): (u64, f64)| {
        (longer - less) / (more as f64 - fewer as f64)
    };
    let whole = best.first().zip(best.last()).map(|(first, last)| cost(*first, *last));
    let before = std::iter::once(None).chain(best.iter().map(Some));
    let grown =
        parts.iter().zip(&best).zip(before).map(|(((cells, rounds), best), before)| Growth {
            cells: *cells,
            seconds: best.1,
            seconds_by_round: rounds.iter().map(Duration::as_secs_f64).collect(),
            relative_cost: before.zip(whole).map(|(before, whole)| cost(*before, *best) / whole),
        });
    grown.collect()
}

fn tell(report: &BenchReport, engine: &EngineBench) {
    let rates: Vec<String> = engine
        .ceiling
        .iter()
        .map(|(at_once, rate)| format!("{rate:.0}/s with {at_once} at once"))
        .collect();
    print!(
        "\n{} ({}), {}, {} cells, best of {} rounds\n",
        engine.engine, engine.version, report.suite, report.cells, report.rounds
    );
    print!(
        "  plain requests   {:.0}/s at best ({})\n",
        engine.ceiling_requests_per_second,
        rates.join(", ")
    );
    print!(
        "  cells            {:.0}/s, {:.1} times the plain requests\n",
        engine.cells_per_second, engine.cells_per_ceiling_request
    );
    let share = 100.0 * engine.utilisation;
    print!(
        "  requests         {:.0}/s, {share:.0} % of the plain requests\n",
        engine.http_requests_per_second
    );
    print!("  cells a request  {:.1}\n", engine.cells_per_http_request);
    if let Some(processors) = engine.harness_processors {
        print!("  harness          {processors:.2} processors\n");
    }
    if let Some(bytes) = engine.harness_peak_memory_bytes {
        print!("  peak memory      {:.0} MiB\n", bytes as f64 / f64::from(1 << 20));
    }
    for part in &engine.growth {
        let cost = part.relative_cost.map_or_else(String::new, |cost| {
            format!(", a further cell costs {cost:.2} times the mean")
        });
        let rounds: Vec<String> =
            part.seconds_by_round.iter().map(|seconds| format!("{seconds:.1}")).collect();
        print!(
            "  growth           {:>9} cells in {:>6.1} s (rounds: {}){cost}\n",
            part.cells,
            part.seconds,
            rounds.join(", ")
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_has_some_of_every_batch() {
        let batch = |shapes| BatchPlan { shapes, cookies: runner::Cookies::All };
        let whole = vec![batch(0..40), batch(40..80), batch(80..81)];
        assert_eq!(share(whole.clone(), 4), [batch(0..10), batch(55..65), batch(80..81)]);
        assert_eq!(share(whole.clone(), 1), whole);
    }

    #[track_caller]
    fn check_growth(seconds: [&[u64]; 3], expected: [f64; 2]) {
        let of_part = |rounds: &[u64]| rounds.iter().copied().map(Duration::from_secs).collect();
        let cells = [100, 200, 400];
        let grown = grown(&cells.into_iter().zip(seconds.map(of_part)).collect::<Vec<_>>());
        let costs: Vec<Option<f64>> = grown.iter().map(|part| part.relative_cost).collect();
        assert_eq!(costs, [None, Some(expected[0]), Some(expected[1])]);
    }

    #[test]
    fn a_start_is_no_growth() {
        check_growth([&[15], &[25], &[45]], [1.0, 1.0]);
    }

    #[test]
    fn cells_that_become_dearer_show() {
        check_growth([&[10], &[20], &[70]], [0.5, 1.25]);
    }

    #[test]
    fn a_round_that_others_slowed_down_does_not_count() {
        check_growth([&[15, 90], &[60, 25], &[45, 46]], [1.0, 1.0]);
    }
}
