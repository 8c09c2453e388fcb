//! The log of a browser's requests and their answers.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::HeaderMap;

use super::exchange::{ProxyExchange, ProxyOutcome, ProxyRequest, ProxyResponse, fields};

/// How many exchanges are kept: more than a page makes, few enough that their headers fit into
/// memory.
const MAX_EXCHANGES: usize = 10_000;

/// All exchanges of a browser, in the order in which their requests came.
#[derive(Debug)]
pub(crate) struct TrafficLog {
    records: Mutex<Vec<TrafficEntry>>,
    dropped: AtomicU64,
    clock: fn() -> Duration,
}

#[derive(Debug)]
struct TrafficEntry {
    exchange: ProxyExchange,
    sent: Arc<AtomicU64>,
    received: Arc<AtomicU64>,
}

/// A request that was logged, or that came when the log was full.
#[derive(Debug)]
pub(crate) struct PendingExchange {
    number: Option<usize>,
    /// Counts the request's body.
    pub(crate) sent: Arc<AtomicU64>,
    /// Counts the response's body.
    pub(crate) received: Arc<AtomicU64>,
}

impl TrafficLog {
    /// Returns an empty log. The clock gives the time since the beginning of 1970, UTC.
    pub(crate) fn new(clock: fn() -> Duration) -> Self {
        Self { records: Mutex::default(), dropped: AtomicU64::new(0), clock }
    }

    /// Logs a request.
    pub(crate) fn begin(&self, method: &str, url: String, headers: &HeaderMap) -> PendingExchange {
        let (sent, received) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let mut records = self.lock();
        if records.len() == MAX_EXCHANGES {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            return PendingExchange { number: None, sent, received };
        }
        let request =
            ProxyRequest { method: method.to_owned(), url, fields: fields(headers), body_bytes: 0 };
        let exchange = ProxyExchange {
            started: (self.clock)(),
            took: Duration::ZERO,
            server: None,
            request,
            outcome: ProxyOutcome::Pending,
        };
        records.push(TrafficEntry {
            exchange,
            sent: Arc::clone(&sent),
            received: Arc::clone(&received),
        });
        PendingExchange { number: Some(records.len() - 1), sent, received }
    }

    /// Logs what became of a request.
    pub(crate) fn end(
        &self,
        entry: &PendingExchange,
        server: Option<SocketAddr>,
        outcome: ProxyOutcome,
    ) {
        let Some(number) = entry.number else { return };
        let exchange = &mut self.lock()[number].exchange;
        exchange.took = (self.clock)().saturating_sub(exchange.started);
        exchange.server = server;
        exchange.outcome = outcome;
    }

    /// Returns all that was logged so far.
    pub(crate) fn read(&self) -> Vec<ProxyExchange> {
        let read = |record: &TrafficEntry| {
            let mut exchange = record.exchange.clone();
            exchange.request.body_bytes = record.sent.load(Ordering::Relaxed);
            if let ProxyOutcome::Answered(ProxyResponse { body_bytes, .. }) = &mut exchange.outcome
            {
                *body_bytes = record.received.load(Ordering::Relaxed);
            }
            exchange
        };
        self.lock().iter().map(read).collect()
    }

    /// Returns how many requests came when the log was full.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<TrafficEntry>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
