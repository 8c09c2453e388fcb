//! The lines that set a cell's cookie, and what the jar makes of them.

use run_model::script::{BatchId, Carrier, CookieScript, Line, LinePlace, Nonce, OtherLines, ShapeNo};
use run_model::{Marker, UnixTime, Which};
use spec_model::{CookieContext, CookieJar, StoreDecision, decide_store, parse_set_cookie};

use crate::decisions::both;
use crate::document::NOW;

/// Whose cookies these are makes no difference.
const NONCE: Nonce = Nonce { batch: BatchId(1), shape: ShapeNo(0) };

/// The marker of the first cell's own cookie.
const OWN: Marker = Marker { nonce: NONCE, cell: 0, cookie: Which::Own };

/// The directory of its requests.
const DIRECTORY: &str = "/1/1/0";

/// The lines of one cell's cookie.
#[derive(Debug)]
pub(crate) struct Lines {
    pub(crate) first: Vec<u8>,
    /// The response that the first line is on.
    pub(crate) on: Carrier,
    pub(crate) second: Option<Vec<u8>>,
    marker: Marker,
}

impl Lines {
    pub(crate) fn of(cookie: &CookieScript) -> Self {
        let place = cookie.place(NONCE, DIRECTORY, UnixTime(NOW.0));
        Self {
            first: cookie.line.write(place),
            on: cookie.on,
            second: cookie.then.as_ref().map(|then| then.write(place)),
            marker: Marker { cell: cookie.cell, ..OWN },
        }
    }

    /// Takes the line of a response that was received.
    pub(crate) fn received(line: String) -> Self {
        Self { first: line.into_bytes(), on: Carrier::Response(0), second: None, marker: OWN }
    }

    /// Decides whether the cookie is in the jar after its line, and after those that come before and behind it.
    pub(crate) fn among(&self, others: &OtherLines, set: &CookieContext<'_>) -> StoreDecision {
        let mut by_itself = decide_store(&parse_set_cookie(&self.first), set);
        if others.is_empty() || !by_itself.decision.is_allowed() {
            return by_itself;
        }
        let mut jar = CookieJar::default();
        let place = LinePlace { nonce: NONCE, cell: self.marker.cell, directory: DIRECTORY, now: UnixTime(NOW.0) };
        let written = |lines: &[Line]| lines.iter().map(|line| line.write(place)).collect::<Vec<_>>();
        for line in written(&others.before).iter().chain([&self.first]).chain(&written(&others.after)) {
            by_itself.decision = both(&by_itself.decision, &jar.receive(line, set).evicts_not(&by_itself.cookie));
        }
        by_itself
    }

    /// Decides whether the cookie that is looked for is in the jar after both lines, which come in their contexts.
    pub(crate) fn after_both(&self, second: &[u8], set: &CookieContext<'_>, then: &CookieContext<'_>) -> StoreDecision {
        let mut jar = CookieJar::default();
        let [first, later] = [(self.first.as_slice(), set), (second, then)];
        let outcome = jar.receive(first.0, first.1);
        let later_outcome = jar.receive(later.0, later.1);
        if Marker::find(&String::from_utf8_lossy(&self.first)) != Some(self.marker) {
            let by_itself = decide_store(&parse_set_cookie(later.0), later.1);
            return StoreDecision { decision: later_outcome.decision().clone(), ..by_itself };
        }
        let by_itself = decide_store(&parse_set_cookie(first.0), first.1);
        let decision = if outcome.decision().is_allowed() { later_outcome.spares(&by_itself.cookie) } else { by_itself.decision };
        StoreDecision { decision, cookie: by_itself.cookie }
    }
}
