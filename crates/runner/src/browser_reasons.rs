//! The engine's own reasons: which shape and which cell each belongs to.

use std::collections::BTreeMap;
use std::sync::Arc;

use browser_driver::BrowserMessage;
use fixture_server::FixtureSession;
use run_model::evidence::{BrowserReason, ReasonSubject, RequestKind};
use run_model::plan::{BatchScript, Marker};
use run_model::results::CellReason;

/// Returns what an engine said of the shapes of a batch, none of it twice.
///
/// It also speaks of requests of other batches, of follow-ups where it speaks of storing, and of
/// cookies that an earlier shape left behind: none of that is about a cell.
pub(crate) fn of_batch(
    fixture: &FixtureSession,
    batch: &BatchScript,
    said: Vec<BrowserMessage>,
) -> Vec<BrowserReason> {
    let mut reasons: Vec<BrowserReason> = said
        .into_iter()
        .filter_map(|own| {
            let (tag, purpose) = fixture.shape_of(&own.url)?;
            let is_of_cell = match own.about {
                ReasonSubject::Response | ReasonSubject::Stored => {
                    purpose == RequestKind::SetCookies
                }
                ReasonSubject::Sent => purpose == RequestKind::FollowUp,
            };
            let marker = own
                .value
                .as_deref()
                .and_then(Marker::find)
                .or_else(|| own.cookie.as_deref().and_then(Marker::find));
            let is_of_shape = own.value.is_none() || marker.is_some_and(|marker| marker.tag == tag);
            // A cookie may have any name; what marks its cell gives it the cell's.
            let cookie = marker.and_then(|marker| name_of(batch, marker)).or(own.cookie);
            let reason = BrowserReason {
                shape: tag.shape,
                about: own.about,
                cookie,
                word: own.word,
                detail: own.detail,
            };
            (is_of_cell && is_of_shape && tag.batch == batch.id).then_some(reason)
        })
        .collect();
    reasons.sort();
    reasons.dedup();
    reasons
}

/// Returns the name of the cookie with this marker, where its line gives it no other.
fn name_of(batch: &BatchScript, marker: Marker) -> Option<String> {
    let script = batch.shapes.get(marker.tag.shape.0 as usize)?;
    script
        .cookies
        .iter()
        .find(|cookie| cookie.cell == marker.cell)
        .map(|cookie| cookie.name.clone())
}

/// Returns what an engine said of each cell of a batch, shape by shape, in the order of the shapes'
/// cookies.
pub(crate) fn by_cell(batch: &BatchScript, reasons: &[BrowserReason]) -> Vec<Vec<Vec<CellReason>>> {
    let mut words: BTreeMap<&str, Arc<str>> = BTreeMap::new();
    let mut shapes = Vec::with_capacity(batch.shapes.len());
    let mut of_shapes: BTreeMap<usize, Vec<(&BrowserReason, CellReason)>> = BTreeMap::new();
    for reason in reasons {
        let word =
            Arc::clone(words.entry(&reason.word).or_insert_with(|| reason.word.as_str().into()));
        of_shapes
            .entry(reason.shape.0 as usize)
            .or_default()
            .push((reason, CellReason { about: reason.about, word }));
    }
    for (number, shape) in batch.shapes.iter().enumerate() {
        let of_shape = of_shapes.get(&number).map_or(&[][..], Vec::as_slice);
        let mut cells = Vec::with_capacity(shape.cookies.len());
        for cookie in &shape.cookies {
            let is_of_cell = |reason: &BrowserReason| {
                reason.cookie.as_ref().is_none_or(|name| *name == cookie.name)
            };
            let mut cell: Vec<CellReason> = of_shape
                .iter()
                .filter(|(reason, _)| is_of_cell(reason))
                .map(|(_, given)| given.clone())
                .collect();
            cell.sort();
            cell.dedup();
            cells.push(cell);
        }
        shapes.push(cells);
    }
    shapes
}
