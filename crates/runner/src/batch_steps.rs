//! The steps of a batch that are the same in two windows and in one: cookies that a first party
//! sets, what the page plays, what the probe reads, and what is checked on the way.

use std::cmp::Reverse;

use fixture_server::FixtureSession;
use matrix::CookieSetter;
use mutations::{HarnessMutation, mutated};
use run_model::UnixTime;
use run_model::evidence::{JarCookie, JarView, PageReport, ProbeReport, ShapeEvidence};
use run_model::plan::{BatchScript, ShapeNo, ShapeScript, ShapeTag};
use url::Url;

use crate::clock::AgeingTime;
use crate::documents::{PLAY_TIMEOUT, SHAPE_TIMEOUT};
use crate::error::BatchRunError;
use crate::stale_reads::document_cookie_is_stale;

/// How many seconds may lie between the writing of a batch and the first word of its page, which
/// takes its time.
const MAX_CLOCK_SECS: i64 = 180;

/// Checks that the batch was written at the time that its page has: dates and lifetimes count from
/// there.
pub(crate) fn check_clock(written: UnixTime, of_page: UnixTime) -> Result<(), BatchRunError> {
    let seconds = of_page.0 - written.0;
    if (-1..=MAX_CLOCK_SECS).contains(&seconds) {
        return Ok(());
    }
    Err(BatchRunError::ClockOff { seconds })
}

/// Checks that a document begins without cookies, in its request or to be read.
pub(crate) fn check_no_cookies(cookies: String) -> Result<(), BatchRunError> {
    if cookies.is_empty() { Ok(()) } else { Err(BatchRunError::JarNotEmpty { cookies }) }
}

/// Sets the cookies that must have an age, the oldest first, and waits until all have it.
pub(crate) async fn set_aged_cookies(
    session: &mut FixtureSession,
    batch: &BatchScript,
    time: &mut impl AgeingTime,
) -> Result<(), BatchRunError> {
    let began = time.now();
    for AgedShape { number, wait_secs } in aged_shapes(batch) {
        session.set_first_party(number, SHAPE_TIMEOUT).await?;
        if !mutated(HarnessMutation::NoAgeing) {
            time.wait(wait_secs).await;
        }
    }
    let (oldest, passed) = (batch.age_secs(), time.now().0 - began.0);
    if passed < i64::from(oldest) {
        return Err(BatchRunError::NotAged { wanted: oldest, passed });
    }
    Ok(())
}

/// A shape whose cookies must have an age, and how long to wait once they are set.
struct AgedShape {
    number: ShapeNo,
    wait_secs: u16,
}

/// Returns the shapes whose cookies must have an age, the oldest first.
fn aged_shapes(batch: &BatchScript) -> Vec<AgedShape> {
    let ages = batch.shapes.iter().map(|script| script.age_secs);
    let mut shapes: Vec<(u16, ShapeNo)> = ages.zip((0..).map(ShapeNo)).collect();
    shapes.retain(|(age_secs, _)| *age_secs > 0);
    shapes.sort_by_key(|(age_secs, _)| Reverse(*age_secs));
    let younger = shapes.iter().skip(1).map(|(age_secs, _)| *age_secs).chain([0]);
    let waits = shapes.iter().zip(younger);
    waits
        .map(|((age_secs, number), younger_secs)| AgedShape {
            number: *number,
            wait_secs: *age_secs - younger_secs,
        })
        .collect()
}

/// Sets the cookies of a wave that a first-party document sets, but for those with an age.
pub(crate) async fn set_cookies_by_probe(
    session: &mut FixtureSession,
    batch: &BatchScript,
    wave: &[ShapeNo],
) -> Result<(), BatchRunError> {
    for number in wave {
        let script = batch.script(*number);
        let is_first_party = script.set_by == CookieSetter::FirstParty && script.age_secs == 0;
        if is_first_party && !mutated(HarnessMutation::FirstPartyNotSet) {
            session.set_first_party(*number, SHAPE_TIMEOUT).await?;
        }
    }
    Ok(())
}

/// Plays the shapes of a wave on the page.
pub(crate) async fn play_on_page(
    session: &mut FixtureSession,
    wave: &[ShapeNo],
) -> Result<Vec<PageReport>, BatchRunError> {
    let shapes = u32::try_from(wave.len()).expect("a wave has few shapes");
    Ok(session.play(wave, SHAPE_TIMEOUT + PLAY_TIMEOUT * shapes).await?)
}

/// Returns the last shape of a wave, for which the probe reads the cookies of all.
pub(crate) fn last_of(wave: &[ShapeNo]) -> ShapeNo {
    *wave.last().expect("a wave has a shape")
}

/// Returns what the probe reads, or what it reads once more where it does not show yet what its own
/// request carried.
pub(crate) async fn read_again_if_stale(
    session: &mut FixtureSession,
    batch: &BatchScript,
    wave: &[ShapeNo],
    probe: ProbeReport,
) -> Result<ProbeReport, BatchRunError> {
    let is_stale = wave.iter().any(|&shape| {
        let tag = ShapeTag { batch: batch.id, shape };
        document_cookie_is_stale(tag, batch.script(shape), &probe)
    });
    if is_stale { Ok(session.probe(last_of(wave), SHAPE_TIMEOUT).await?) } else { Ok(probe) }
}

/// Returns whether a cookie is of a wave: those of earlier waves were read when they were new.
pub(crate) fn is_of_wave(cookie: &JarCookie, batch: &BatchScript, wave: &[ShapeNo]) -> bool {
    cookie
        .marker()
        .is_some_and(|marker| marker.tag.batch == batch.id && wave.contains(&marker.tag.shape))
}

/// Returns the evidence of each shape of a wave, with what the log has of it.
pub(crate) fn collect_evidence(
    session: &FixtureSession,
    batch: &BatchScript,
    wave: &[ShapeNo],
    (pages, probe): (Vec<PageReport>, &ProbeReport),
    jar_view: impl Fn(&ShapeScript) -> JarView,
) -> Vec<ShapeEvidence> {
    let evidence = |(number, page): (&ShapeNo, PageReport)| ShapeEvidence {
        exchanges: session.take_exchanges(batch.id, *number),
        page,
        probe: probe.clone(),
        jar_view: jar_view(batch.script(*number)),
    };
    wave.iter().zip(pages).map(evidence).collect()
}

/// Checks that no request came too late or to a server that does not play it: the evidence has
/// it as not made.
pub(crate) fn check_log(
    session: &FixtureSession,
    batch: &BatchScript,
) -> Result<(), BatchRunError> {
    let late = (0..)
        .map(ShapeNo)
        .take(batch.shapes.len())
        .find(|number| !session.take_exchanges(batch.id, *number).is_empty());
    if let Some(shape) = late {
        return Err(BatchRunError::Late { shape });
    }
    match session.stray_request_of(batch.id) {
        Some(request) => Err(BatchRunError::Stray { request }),
        None => Ok(()),
    }
}

/// Returns each origin that is to have a control, with the control's number: those behind the
/// shapes'.
pub(crate) fn numbered_controls(batch: &BatchScript) -> impl Iterator<Item = (ShapeNo, &Url)> {
    let first = u32::try_from(batch.shapes.len()).expect("a batch has few shapes");
    (first..).map(ShapeNo).zip(batch.topology.control_origins())
}
