//! What each kind of evidence says of a cookie, and which of it counts.

use std::collections::BTreeSet;

use matrix::{CookieReader, DetailTracking, SetCookieResponse};
use run_model::evidence::{JarView, ProbeReport, RequestKind, ShapeEvidence};
use run_model::plan::{CookieScript, MarkedCookie, Marker, ShapeNo, ShapeScript, ShapeTag};
use run_model::protocol::NO_COOKIE_STORE;
use run_model::results::{
    CookieLifetime, CookieOutcome, JarPlacement, ResponseOutcome, VisitObservation,
};

use super::fault::HarnessFault;
use super::written_cookies::WrittenCookies;

/// What the jar says of a cookie.
pub(super) struct JarState {
    pub(super) stored: JarPlacement,
    pub(super) lifetime: Option<CookieLifetime>,
    pub(super) changed: bool,
}

/// The cells of one shape whose cookies each witness saw.
pub(super) struct CookieEvidence {
    on_page: BTreeSet<u32>,
    on_target: BTreeSet<u32>,
    /// At each URL of its list.
    by_follow_up: Vec<BTreeSet<u32>>,
    by_first_party_request: BTreeSet<u32>,
    /// Whoever saw them.
    changed: BTreeSet<u32>,
}

/// Which witness of a cookie is not to be believed where it stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EvidenceTrust {
    /// None: they all must agree.
    All,
    /// The jar, of which not all was seen.
    NotJar,
    /// Documents: they may go on reading what was evicted, and that is worth telling. Jar and
    /// requests must agree.
    NotDocuments,
}

pub(super) fn trust(script: &ShapeScript, jar_view: JarView) -> EvidenceTrust {
    match (jar_view, script.lifetimes) {
        (JarView::OfDocument, DetailTracking::Ignored) | (JarView::Nothing, _) => {
            EvidenceTrust::NotJar
        }
        // How long a cookie is kept, the jar alone can say: it must show each one.
        (JarView::Whole, _) | (JarView::OfDocument, DetailTracking::Observed)
            if script.others.is_empty() =>
        {
            EvidenceTrust::All
        }
        (JarView::Whole, _) | (JarView::OfDocument, DetailTracking::Observed) => {
            EvidenceTrust::NotDocuments
        }
    }
}

impl CookieEvidence {
    pub(super) fn gather(
        tag: ShapeTag,
        script: &ShapeScript,
        shape: &ShapeEvidence,
        written: &WrittenCookies,
    ) -> Result<Self, HarnessFault> {
        let mut changed = BTreeSet::new();
        let mut seen = |cookies: &str| {
            changed.extend(written.changed_cells(tag, cookies));
            cells(tag, script, shape.probe.shape, cookies)
        };
        let follow_up = |hop| {
            let exchange = shape
                .exchanges
                .iter()
                .find(|exchange| (exchange.purpose, exchange.hop) == (RequestKind::FollowUp, hop));
            exchange.and_then(|exchange| exchange.request_header("cookie")).unwrap_or_default()
        };
        let hops = 0..script.url_list.len();
        Ok(Self {
            on_page: seen(shape.page.readable_cookies.as_deref().unwrap_or_default())?,
            on_target: seen(readable_by_probe(tag.shape, script, &shape.probe)?)?,
            by_follow_up: hops.map(|hop| seen(follow_up(hop))).collect::<Result<_, _>>()?,
            by_first_party_request: seen(&shape.probe.request_cookie)?,
            changed,
        })
    }

    /// Returns what was seen of a cookie without the jar.
    pub(super) fn visible(
        &self,
        response: ResponseOutcome,
        cookie: &CookieScript,
        on: SetCookieResponse,
    ) -> VisitObservation {
        let among = |cells: &BTreeSet<u32>| cells.contains(&cookie.cell);
        VisitObservation {
            response,
            readable_on_page: among(&self.on_page),
            readable_on_target: among(&self.on_target),
            sent: self.by_follow_up.get(hop_of(on)).is_some_and(among),
            sent_by_target: among(&self.by_first_party_request),
        }
    }

    /// A cookie is sent where the follow-up carries it to the URL whose response it was on.
    pub(super) fn outcome(
        &self,
        shape: ShapeNo,
        cookie: &CookieScript,
        on: SetCookieResponse,
        jar_state: JarState,
        trust: EvidenceTrust,
    ) -> Result<CookieOutcome, HarnessFault> {
        let among = |cells: &BTreeSet<u32>| cells.contains(&cookie.cell);
        let JarState { stored, lifetime, changed } = jar_state;
        let outcome = CookieOutcome {
            stored: stored.clone(),
            lifetime,
            readable_on_page: among(&self.on_page),
            readable_on_target: among(&self.on_target),
            sent: self.by_follow_up.get(hop_of(on)).is_some_and(&among),
            changed: changed || among(&self.changed),
        };
        let by_documents = [
            (outcome.readable_on_page, "readable on the page"),
            (outcome.readable_on_target, "readable on the target"),
        ];
        let by_requests = [
            (outcome.sent, "sent"),
            (among(&self.by_first_party_request), "sent by a first-party request"),
        ];
        let believed = by_documents
            .into_iter()
            .filter(|_| trust != EvidenceTrust::NotDocuments)
            .chain(by_requests);
        match believed.into_iter().find(|(was_seen, _)| *was_seen && stored == JarPlacement::No) {
            Some(_) if trust == EvidenceTrust::NotJar => {
                Ok(CookieOutcome { stored: JarPlacement::Yes, ..outcome })
            }
            Some((_, seen)) => {
                Err(HarnessFault::JarDisagrees { shape, cookie: cookie.name.clone(), seen })
            }
            None => Ok(outcome),
        }
    }
}

/// Returns the position of the URL whose response a cookie was on.
fn hop_of(on: SetCookieResponse) -> usize {
    match on {
        SetCookieResponse::Preflight => 0,
        SetCookieResponse::Response(hop) => hop,
    }
}

/// Returns what the probe reads. Nothing keeps a first-party document from its cookies, but that
/// there may be no API to read them by.
fn readable_by_probe<'a>(
    shape: ShapeNo,
    script: &ShapeScript,
    probe: &'a ProbeReport,
) -> Result<&'a str, HarnessFault> {
    match (&probe.readable_cookies, script.reads_cookies_by) {
        (Ok(cookies), _) => Ok(cookies),
        (Err(error), CookieReader::CookieStore) if error == NO_COOKIE_STORE => Ok(""),
        (Err(error), CookieReader::CookieStore | CookieReader::DocumentCookie) => {
            Err(HarnessFault::ProbeUnreadable { shape, error: error.clone() })
        }
    }
}

/// Returns the cells of this shape whose own cookies are in a cookie string. Cookies of other
/// shapes of the batch lie in the jar too, up to the last of its wave, and are passed over, and so
/// is the bare name of one of this shape's, which is what an engine keeps that cuts a line off
/// before its marker. A cookie of another batch, or of a shape that has not been played yet, is a
/// fault.
pub(crate) fn cells(
    tag: ShapeTag,
    script: &ShapeScript,
    last: ShapeNo,
    cookies: &str,
) -> Result<BTreeSet<u32>, HarnessFault> {
    let is_cut_off = |pair: &str| script.cookies.iter().any(|cookie| cookie.name == pair);
    let mut cells = BTreeSet::new();
    for pair in cookies.split("; ").filter(|pair| !pair.is_empty()) {
        match Marker::find(pair) {
            Some(Marker { tag: other, cell, cookie: MarkedCookie::Tested }) if other == tag => {
                cells.insert(cell);
            }
            Some(Marker { tag: other, .. }) if other.batch == tag.batch && other.shape <= last => {}
            None if is_cut_off(pair) => {}
            _ => {
                return Err(HarnessFault::StrayCookie {
                    shape: tag.shape,
                    cookie: pair.to_owned(),
                });
            }
        }
    }
    Ok(cells)
}
