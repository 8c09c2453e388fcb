//! `cargo xtask bench`: how fast cells are played, measured against what the browser can do at best in the same session.

use std::sync::Arc;
use std::time::Duration;

use matrix::{Matrix, Profile, Selection};
use run_model::LaneRecord;
use run_model::event::SuiteNo;
use runner::{BatchPlan, clock, measure_ceiling, plan};
use serde::Serialize;

use super::run_directory;
use crate::cli::{Bench, Selecting};
use crate::engines::choose;
use crate::exit::{Exit, Failure};
use crate::playing::{BATCH_SHAPES, Play, with_servers};
use crate::{print, project, say};

/// The parts of the suite that are played, in one measurement after the other; the last is the whole.
const PARTS: [usize; 4] = [8, 4, 2, 1];

/// What was measured; written as `bench.json`.
#[derive(Debug, Serialize)]
struct BenchReport {
    schema: u32,
    suite: String,
    cells: usize,
    engines: Vec<EngineBench>,
}

/// What was measured on one profile of one engine.
#[derive(Debug, Serialize)]
struct EngineBench {
    engine: String,
    version: String,
    /// Plain requests a second of one page, by the number of requests under way at a time.
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
    seconds: f64,
    /// What each cell costs that the part before does not have, as a multiple of what it costs from the smallest part to the whole; the start
    /// of sessions and the loading of pages are in neither.
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
        engines.push(Measuring { matrix: &matrix, selections: &selections, arguments }.engine(engine).await?);
    }
    if engines.is_empty() {
        return Err(Failure::message(Exit::NoBrowser, "there is no browser to measure", "add one with --install"));
    }
    let report = BenchReport { schema: 1, suite: arguments.suite.clone(), cells: selections[0].cells(), engines };
    let json = serde_json::to_string_pretty(&report).map_err(|error| Failure::new(Exit::OurBug, error, ""))?;
    let file = directory.join("bench.json");
    let unwritten = |error| Failure::new(Exit::ReportNotWritten, error, format!("is `{}` writable?", directory.display()));
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
        let ceiling = {
            say!("{profile}: plain requests");
            let servers = with_servers(self.matrix).await?;
            let measured = measure_ceiling(&chosen.clone().engine(&servers), self.matrix).await;
            measured.map_err(|error| Failure::new(Exit::CellErrors, error, "`cargo xtask doctor` tells what is installed"))?
        };
        let mut growth = Vec::new();
        let mut whole = None;
        for part in PARTS {
            let began = project::processor_time();
            let lane = self.play(&profile, chosen.clone(), part).await?;
            let used = project::processor_time().zip(began).map(|(now, began)| now.saturating_sub(began));
            growth.push((lane.cells_played, lane.took));
            whole = Some((lane, used));
        }
        let (lane, used) = whole.expect("the whole suite is played last");
        Ok(EngineBench::of(&profile, ceiling.by_requests_at_once.clone(), ceiling.requests_per_second(), &lane, used, &growth))
    }

    async fn play(&self, profile: &Profile, chosen: crate::engines::Chosen, part: usize) -> Result<LaneRecord, Failure> {
        say!("{profile}: every cell of {}", if part == 1 { "the suite".to_owned() } else { format!("1/{part} of the suite") });
        let batches = share(plan(&self.selections[0], BATCH_SHAPES), part).into_iter().map(|plan| (SuiteNo(0), plan)).collect();
        let play = Play { matrix: self.matrix, selections: self.selections, batches, passes: 1, jobs: self.arguments.playing.jobs };
        let lane = play.on(vec![chosen]).await?.lanes.remove(0);
        match lane.errors.first().map(|spoiled| &spoiled.reason).or(lane.failure.as_ref()) {
            None => Ok(lane),
            Some(reason) => {
                let help = "a speed is measured on runs without errors alone: measure again";
                Err(Failure::message(Exit::CellErrors, format!("{profile}: cells could not be played: {reason}"), help))
            }
        }
    }
}

impl EngineBench {
    fn of(
        profile: &Profile,
        ceiling: Vec<(u32, f64)>,
        best: f64,
        lane: &LaneRecord,
        used: Option<Duration>,
        growth: &[(u64, Duration)],
    ) -> Self {
        let seconds = lane.took.as_secs_f64();
        let (cells, requests) = (lane.cells_played as f64, lane.http_requests as f64);
        Self {
            engine: profile.to_string(),
            version: lane.version.as_ref().map_or_else(String::new, |version| version.browser.clone()),
            ceiling,
            ceiling_requests_per_second: best,
            cells_per_second: cells / seconds,
            cells_per_ceiling_request: cells / seconds / best,
            http_requests_per_second: requests / seconds,
            utilisation: requests / seconds / best,
            cells_per_http_request: cells / requests,
            harness_processors: used.map(|used| used.as_secs_f64() / seconds),
            harness_peak_memory_bytes: project::peak_memory_bytes(),
            growth: grown(growth),
        }
    }
}

/// Takes as many shapes out of each batch, from a place that moves from the first batch's beginning to the last one's end: so that a part
/// has some of every topology and of every request, as the whole has, and as many page loads.
fn share(batches: Vec<BatchPlan>, part: usize) -> Vec<BatchPlan> {
    let last = batches.len().saturating_sub(1).max(1);
    let of_batch = |(number, batch): (usize, BatchPlan)| {
        let shapes = batch.shapes.len().div_ceil(part);
        let start = batch.shapes.start + (batch.shapes.len() - shapes) * number / last;
        BatchPlan { shapes: start..start + shapes, ..batch }
    };
    batches.into_iter().enumerate().map(of_batch).collect()
}

/// Sets the cost of further cells beside that of all, given the cells and the time of each part, the smallest first.
fn grown(parts: &[(u64, Duration)]) -> Vec<Growth> {
    let cost = |(fewer, less): (u64, Duration), (more, longer): (u64, Duration)| {
        (longer.as_secs_f64() - less.as_secs_f64()) / (more as f64 - fewer as f64)
    };
    let whole = parts.first().zip(parts.last()).map(|(first, last)| cost(*first, *last));
    let before = std::iter::once(None).chain(parts.iter().map(Some));
    let grown = parts.iter().zip(before).map(|(part, before)| Growth {
        cells: part.0,
        seconds: part.1.as_secs_f64(),
        relative_cost: before.zip(whole).map(|(before, whole)| cost(*before, *part) / whole),
    });
    grown.collect()
}

fn tell(report: &BenchReport, engine: &EngineBench) {
    let rates: Vec<String> = engine.ceiling.iter().map(|(at_once, rate)| format!("{rate:.0}/s with {at_once} at once")).collect();
    print!("\n{} ({}), {}, {} cells\n", engine.engine, engine.version, report.suite, report.cells);
    print!("  plain requests   {:.0}/s at best ({})\n", engine.ceiling_requests_per_second, rates.join(", "));
    print!("  cells            {:.0}/s, {:.1} times the plain requests\n", engine.cells_per_second, engine.cells_per_ceiling_request);
    let share = 100.0 * engine.utilisation;
    print!("  requests         {:.0}/s, {share:.0} % of the plain requests\n", engine.http_requests_per_second);
    print!("  cells a request  {:.1}\n", engine.cells_per_http_request);
    if let Some(processors) = engine.harness_processors {
        print!("  harness          {processors:.2} processors\n");
    }
    if let Some(bytes) = engine.harness_peak_memory_bytes {
        print!("  peak memory      {:.0} MiB\n", bytes as f64 / f64::from(1 << 20));
    }
    for part in &engine.growth {
        let cost = part.relative_cost.map_or_else(String::new, |cost| format!(", a further cell costs {cost:.2} times the mean"));
        print!("  growth           {:>9} cells in {:>6.1} s{cost}\n", part.cells, part.seconds);
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

    #[test]
    fn a_start_is_no_growth() {
        let seconds = Duration::from_secs;
        let grown = grown(&[(100, seconds(15)), (200, seconds(25)), (400, seconds(45))]);
        let costs: Vec<Option<f64>> = grown.iter().map(|part| part.relative_cost).collect();
        assert_eq!(costs, [None, Some(1.0), Some(1.0)]);
    }

    #[test]
    fn cells_that_become_dearer_show() {
        let seconds = Duration::from_secs;
        let grown = grown(&[(100, seconds(10)), (200, seconds(20)), (400, seconds(70))]);
        assert!(grown[2].relative_cost.is_some_and(|cost| cost > 1.2));
    }
}
