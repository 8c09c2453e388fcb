//! The lines that set a cell's cookie, and what the jar makes of them.

use matrix::SetCookieResponse;
use run_model::UnixTime;
use run_model::evidence::comes_back_changed;
use run_model::plan::{
    BatchId, CookieScript, FillerLines, MarkedCookie, Marker, SendContext, SetCookieLine, ShapeNo,
    ShapeTag, StoreCall,
};
use spec_model::fetch::received_value;
use spec_model::{
    CookieContext, CookieJar, ParsedSetCookie, Quirk, Reason, StoreDecision, StoreOutcome,
    StoredCookie, decide_store, parse_set_cookie,
};
use url::Url;

use crate::cookie::StoredToDocuments;
use crate::decisions::both;
use crate::document::NOW;
use crate::store_call::cookie_init;

/// Whose cookies these are makes no difference.
const TAG: ShapeTag = ShapeTag { batch: BatchId(1), shape: ShapeNo(0) };

/// The marker of the first cell's own cookie.
const OWN: Marker = Marker { tag: TAG, cell: 0, cookie: MarkedCookie::Tested };

/// The directory of its requests.
const DIRECTORY: &str = "/1/1/0";

/// What a line is to the jar.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CookieInterface<'a> {
    /// It stands for a call of the Cookie Store API by the script of the document at this URL.
    CookieStore(&'a Url),
    /// It is the value of a response's field.
    SetCookie,
    /// It is what a script writes to `document.cookie`.
    DocumentCookie,
}

impl CookieInterface<'_> {
    fn read<R>(
        self,
        line: &[u8],
        context: &CookieContext<'_>,
        read: impl FnOnce(&ParsedSetCookie<'_>) -> R,
    ) -> R {
        let quirks = context.user_agent.quirks();
        let url = match self {
            Self::CookieStore(url) => url,
            Self::SetCookie => {
                return read(&parse_set_cookie(&received_value(line, context.user_agent), quirks));
            }
            Self::DocumentCookie => return read(&parse_set_cookie(line, quirks)),
        };
        match StoreCall::parse(&String::from_utf8_lossy(line)) {
            Some(call) => read(&cookie_init(&call).parsed(url, context)),
            // Nobody plays such a line.
            None => read(&ParsedSetCookie::default()),
        }
    }
}

/// The lines of one cell's cookie.
#[derive(Debug)]
pub(crate) struct SetCookieLines {
    pub(crate) first: Vec<u8>,
    /// The response that the first line is on; `None` is the last one of the request.
    pub(crate) on: Option<SetCookieResponse>,
    pub(crate) second: Option<Vec<u8>>,
    marker: Marker,
}

/// What became of a cookie among others.
#[derive(Clone, Debug)]
pub(crate) struct JarOutcome {
    /// Whether it is in the jar.
    pub(crate) stored: StoreDecision,
    /// Whether it is, as far as documents know.
    pub(crate) to_documents: StoredToDocuments,
}

impl JarOutcome {
    /// Returns the outcome that documents know as the jar has it.
    pub(crate) fn of(stored: StoreDecision) -> Self {
        let (page, target) = (stored.decision.clone(), stored.decision.clone());
        Self { stored, to_documents: StoredToDocuments { page, target } }
    }
}

impl SetCookieLines {
    pub(crate) fn of(cookie: &CookieScript) -> Self {
        let place = cookie.place(TAG, DIRECTORY, UnixTime(NOW.0));
        Self {
            first: cookie.line.write(place),
            on: cookie.on,
            second: cookie.then.as_ref().map(|then| then.write(place)),
            marker: Marker { cell: cookie.cell, ..OWN },
        }
    }

    /// Takes the line of a response that was received.
    pub(crate) fn received(line: String) -> Self {
        Self { first: line.into_bytes(), on: None, second: None, marker: OWN }
    }

    /// Returns whether the cookie that is looked for is that of the first line.
    pub(crate) fn is_first_own(&self) -> bool {
        Marker::find(&String::from_utf8_lossy(&self.first)) == Some(self.marker)
    }

    /// Decides about the first line's cookie by itself.
    pub(crate) fn by_itself(
        &self,
        interface: CookieInterface<'_>,
        set: &CookieContext<'_>,
    ) -> StoreDecision {
        interface.read(&self.first, set, |parsed| decide_store(parsed, set))
    }

    /// Decides whether the cookie is in the jar after its line, and after those that come before
    /// and behind it.
    pub(crate) fn among(
        &self,
        others: &FillerLines,
        interface: CookieInterface<'_>,
        set: &CookieContext<'_>,
    ) -> JarOutcome {
        let mut by_itself = self.by_itself(interface, set);
        if others.is_empty() || !by_itself.decision.is_allowed() {
            return JarOutcome::of(by_itself);
        }
        let mut to_page = by_itself.decision.clone();
        let mut jar = CookieJar::default();
        let place = SendContext {
            tag: TAG,
            cell: self.marker.cell,
            directory: DIRECTORY,
            now: UnixTime(NOW.0),
        };
        let written = |lines: &[SetCookieLine]| {
            lines.iter().map(|line| line.write(place)).collect::<Vec<_>>()
        };
        let (before, after) = (written(&others.before), written(&others.after));
        let up_to_own = before.len() + 1;
        for (position, line) in before.iter().chain([&self.first]).chain(&after).enumerate() {
            let outcome = interface.read(line, set, |parsed| jar.store(parsed, set));
            let spared = outcome.does_not_evict(&by_itself.cookie);
            by_itself.decision = both(&by_itself.decision, &spared);
            // Quirk: the page does not learn what goes for a later cookie of the response.
            let is_later = position >= up_to_own;
            if !(is_later && set.user_agent.has(Quirk::PageKeepsEvictedCookies)) {
                to_page = both(&to_page, &spared);
            }
        }
        let to_documents = StoredToDocuments { page: to_page, target: by_itself.decision.clone() };
        JarOutcome { stored: by_itself, to_documents }
    }

    /// Decides whether the cookie that is looked for is in the jar after both lines, which come in
    /// their contexts.
    pub(crate) fn after_both(
        &self,
        second: &[u8],
        (interface, set): (CookieInterface<'_>, &CookieContext<'_>),
        (second_interface, then): (CookieInterface<'_>, &CookieContext<'_>),
    ) -> JarOutcome {
        let mut jar = CookieJar::default();
        let outcome = interface.read(&self.first, set, |parsed| jar.store(parsed, set));
        let later_outcome = second_interface.read(second, then, |parsed| jar.store(parsed, then));
        if !self.is_first_own() {
            let by_itself =
                second_interface.read(second, then, |parsed| decide_store(parsed, then));
            let decision = later_outcome.decision().clone();
            // Quirk: the document takes it for stored, as it does not know the other.
            let is_for_http_only = decision.reasons == [Reason::OverwriteHttpOnlyFromScript]
                && matches!(second_interface, CookieInterface::DocumentCookie);
            let quirk = Quirk::DocumentsReadWhatHttpOnlyRefused;
            let page = if is_for_http_only && then.user_agent.has(quirk) {
                by_itself.decision.clone()
            } else {
                decision.clone()
            };
            let to_documents = StoredToDocuments { page, target: decision.clone() };
            return JarOutcome { stored: StoreDecision { decision, ..by_itself }, to_documents };
        }
        let by_itself = self.by_itself(interface, set);
        if !outcome.decision().is_allowed() {
            return JarOutcome::of(by_itself);
        }
        let spared = later_outcome.keeps(&by_itself.cookie);
        // Quirk: documents that have read it do not learn of an HttpOnly cookie in its place.
        let is_hidden =
            matches!(&later_outcome, StoreOutcome::Stored { cookie, .. } if cookie.http_only);
        let is_kept = is_hidden && then.user_agent.has(Quirk::DocumentsKeepWhatHttpOnlyReplaced);
        let to_document = if is_kept { by_itself.decision } else { spared.clone() };
        JarOutcome {
            stored: StoreDecision { decision: spared, cookie: by_itself.cookie },
            to_documents: StoredToDocuments { page: to_document.clone(), target: to_document },
        }
    }

    /// Returns whether a cookie that the first line sets is other than it writes.
    pub(crate) fn changes(&self, cookie: &StoredCookie) -> bool {
        let [line, name, value] = [&self.first, &cookie.name, &cookie.value]
            .map(|octets| String::from_utf8_lossy(octets));
        comes_back_changed(&line, (&name, &value))
    }

    /// Returns whether a cookie's name or value holds the marker that is looked for.
    pub(crate) fn has_marker(&self, cookie: &StoredCookie) -> bool {
        let found = |octets: &[u8]| Marker::find(&String::from_utf8_lossy(octets));
        [&cookie.name, &cookie.value].iter().any(|octets| found(octets) == Some(self.marker))
    }
}
