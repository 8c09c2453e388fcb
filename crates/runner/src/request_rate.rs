//! How many requests a second a browser manages at best: what the speed of a run is measured
//! against.

use browser_driver::WebDriverError;
use matrix::{Matrix, Selection};
use run_model::plan::{BatchId, ShapeNo, ShapeTag};

use crate::engine_session::EngineSession;
use crate::error::{BatchRunError, SessionStartError};
use crate::plan::plan;
use crate::session_pair::EngineLauncher;

/// How many requests are made for one measurement.
const REQUESTS: u32 = 1800;

/// The numbers of requests that are under way at a time.
const AT_ONCE: [u32; 3] = [1, 6, 32];

/// The most plain requests a second that one page of a browser makes to a fixture server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestRate {
    /// How many requests were under way at a time, and how many a second that made.
    pub by_requests_at_once: Vec<(u32, f64)>,
}

impl RequestRate {
    /// Returns the best of the measurements.
    pub fn requests_per_second(&self) -> f64 {
        self.by_requests_at_once.iter().map(|(_, rate)| *rate).fold(0.0, f64::max)
    }

    /// Returns the better of two measurements for each number of requests under way; one that was
    /// not made is no better.
    #[must_use]
    pub fn best_of(mut self, other: Self) -> Self {
        for (at_once, rate) in other.by_requests_at_once {
            match self.by_requests_at_once.iter_mut().find(|(known, _)| *known == at_once) {
                Some((_, best)) => *best = best.max(rate),
                None => self.by_requests_at_once.push((at_once, rate)),
            }
        }
        self
    }
}

/// The ceiling could not be measured.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each message says what its variant is")]
pub enum RequestRateError {
    #[error("the requests could not be timed")]
    Command(#[from] WebDriverError),
    #[error("matrix.toml has no suite with a topology whose page and target are one origin")]
    NoSameOrigin,
    #[error("the page could not be opened")]
    Play(#[from] BatchRunError),
    #[error("the reference engine has no page that could make requests")]
    Reference,
    #[error("no session could be started")]
    Start(#[from] SessionStartError),
}

/// Measures how many requests a second a page of this engine makes to its own origin.
///
/// # Errors
/// If no session can be started, its page cannot be opened, or a request fails.
pub async fn measure_request_rate(
    engine: &EngineLauncher,
    matrix: &Matrix,
) -> Result<RequestRate, RequestRateError> {
    let selection = same_origin(matrix).ok_or(RequestRateError::NoSameOrigin)?;
    let mut pair = engine.start().await?;
    let batch = plan(&selection, 1)[0].write(matrix, &selection, BatchId(1), pair.now());
    let measured = async {
        let (engine, fixture) = pair.parts();
        let target = batch.topology.target.clone();
        fixture.load(batch).map_err(BatchRunError::from)?;
        engine.open(&fixture.page_url(&target), &fixture.probe_url(&target)).await?;
        let EngineSession::Browser(browser) = engine else {
            return Err(RequestRateError::Reference);
        };
        let url = fixture.follow_up_url(&target, ShapeTag { batch: BatchId(1), shape: ShapeNo(0) });
        let mut by_requests_at_once = Vec::new();
        for at_once in AT_ONCE {
            // Once to get going, once to count.
            browser.time_fetches(&url, REQUESTS / 4, at_once).await?;
            let took = browser.time_fetches(&url, REQUESTS, at_once).await?;
            by_requests_at_once.push((at_once, f64::from(REQUESTS) / took.as_secs_f64()));
        }
        Ok(RequestRate { by_requests_at_once })
    }
    .await;
    pair.stop().await;
    measured
}

/// Returns the cells of a suite in which a page talks to its own origin.
fn same_origin(matrix: &Matrix) -> Option<Selection> {
    matrix.suites.values().find_map(|suite| {
        let all = Selection::core(suite);
        let number = all.topologies().position(|(_, topology)| {
            topology.frames.is_empty() && topology.page == topology.target
        })?;
        Some(all.in_topology(number))
    })
}
