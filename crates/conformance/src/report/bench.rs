//! `bench.json`: how fast cells are played, and how the time grows with them.

use std::fmt;
use std::time::Duration;

use matrix::Profile;
use run_model::counted;
use runner::RequestRate;
use serde::Serialize;

use crate::report::process_usage::peak_memory_bytes;

/// What was measured: what `bench.json` holds.
#[derive(Clone, Debug, Serialize)]
pub struct BenchReport {
    /// The version of this format: 1.
    pub schema: u32,
    /// The suite that was played.
    pub suite: String,
    /// How many cells it has.
    pub cells: usize,
    /// How often everything was measured.
    pub rounds: u16,
    /// What was measured on each engine.
    pub engines: Vec<EngineBench>,
}

/// What was measured on one profile of one engine.
#[derive(Clone, Debug, Serialize)]
pub struct EngineBench {
    /// Engine and profile.
    pub engine: String,
    /// What was run.
    pub version: String,
    /// Plain requests a second of one page, by the number of requests under way at a time, in the
    /// best round.
    pub ceiling: Vec<(u32, f64)>,
    /// Plain requests a second at best.
    pub ceiling_requests_per_second: f64,
    /// Cells a second.
    pub cells_per_second: f64,
    /// Cells a second for each plain request a second at best.
    pub cells_per_ceiling_request: f64,
    /// Requests a second while cells are played.
    pub http_requests_per_second: f64,
    /// Requests a second as a share of the ceiling.
    pub utilisation: f64,
    /// Cells for each request.
    pub cells_per_http_request: f64,
    /// Processor seconds of the harness for each second; the browsers have the rest of the machine.
    pub harness_processors: Option<f64>,
    /// Peak memory of the harness, in bytes.
    pub harness_peak_memory_bytes: Option<u64>,
    /// How the time grows with the cells.
    pub growth: Vec<PartTiming>,
}

/// How long a part of the suite takes.
#[derive(Clone, Debug, Serialize)]
pub struct PartTiming {
    /// How many cells the part has.
    pub cells: u64,
    /// The time in the best round.
    pub seconds: f64,
    /// The time in each round.
    pub seconds_by_round: Vec<f64>,
    /// What each cell costs that the part before does not have, as a multiple of what it costs from
    /// the smallest part to the whole. The start of sessions and the loading of pages are in
    /// neither.
    pub relative_cost: Option<f64>,
}

/// One measurement of a part of the suite.
#[derive(Debug)]
pub(crate) struct TimedPlay {
    pub(crate) version: String,
    pub(crate) cells: u64,
    pub(crate) http_requests: u64,
    pub(crate) took: Duration,
    /// The processor time of the harness.
    pub(crate) of_harness: Option<Duration>,
}

impl EngineBench {
    /// Evaluates the measurements of each part of the suite, the whole last.
    pub(crate) fn new(profile: &Profile, ceiling: RequestRate, parts: &[Vec<TimedPlay>]) -> Self {
        let rounds_of_whole = parts.last().expect("the whole suite is a part");
        let whole =
            rounds_of_whole.iter().min_by_key(|played| played.took).expect("there is a round");
        let best = ceiling.requests_per_second();
        let seconds = whole.took.as_secs_f64();
        let (cells, requests) = (whole.cells as f64, whole.http_requests as f64);
        let times = |rounds: &Vec<TimedPlay>| {
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
            harness_peak_memory_bytes: peak_memory_bytes(),
            growth: grown(&parts.iter().map(times).collect::<Vec<_>>()),
        }
    }
}

/// Compares the cost of further cells with that of all, given the cells and the times of each part,
/// the smallest first.
fn grown(parts: &[(u64, Vec<Duration>)]) -> Vec<PartTiming> {
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
        parts.iter().zip(&best).zip(before).map(|(((cells, rounds), best), before)| PartTiming {
            cells: *cells,
            seconds: best.1,
            seconds_by_round: rounds.iter().map(Duration::as_secs_f64).collect(),
            relative_cost: before.zip(whole).map(|(before, whole)| cost(*before, *best) / whole),
        });
    grown.collect()
}

impl fmt::Display for BenchReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for engine in &self.engines {
            let EngineBench { engine: name, version, .. } = engine;
            let Self { suite, cells, rounds, .. } = self;
            let (cells, rounds) = (counted(*cells, "cell"), counted(*rounds, "round"));
            writeln!(f, "\n{name} ({version}), {suite}, {cells}, best of {rounds}")?;
            engine.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for EngineBench {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = |(at_once, rate): &(u32, f64)| format!("{rate:.0}/s with {at_once} at once");
        let rates: Vec<String> = self.ceiling.iter().map(rate).collect();
        let (best, rates) = (self.ceiling_requests_per_second, rates.join(", "));
        writeln!(f, "  plain requests   {best:.0}/s at best ({rates})")?;
        let (cells, times) = (self.cells_per_second, self.cells_per_ceiling_request);
        writeln!(f, "  cells            {cells:.0}/s, {times:.1} times the plain requests")?;
        let (requests, share) = (self.http_requests_per_second, 100.0 * self.utilisation);
        writeln!(f, "  requests         {requests:.0}/s, {share:.0} % of the plain requests")?;
        writeln!(f, "  cells a request  {:.1}", self.cells_per_http_request)?;
        if let Some(processors) = self.harness_processors {
            writeln!(f, "  harness          {processors:.2} processors")?;
        }
        if let Some(bytes) = self.harness_peak_memory_bytes {
            writeln!(f, "  peak memory      {:.0} MiB", bytes as f64 / f64::from(1 << 20))?;
        }
        self.growth.iter().try_for_each(|part| writeln!(f, "  growth           {part}"))
    }
}

impl fmt::Display for PartTiming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounds: Vec<String> =
            self.seconds_by_round.iter().map(|seconds| format!("{seconds:.1}")).collect();
        let (cells, seconds, rounds) = (self.cells, self.seconds, rounds.join(", "));
        write!(f, "{cells:>9} cells in {seconds:>6.1} s (rounds: {rounds})")?;
        match self.relative_cost {
            Some(cost) => write!(f, ", a further cell costs {cost:.2} times the mean"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
