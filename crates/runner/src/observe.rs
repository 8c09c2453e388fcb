//! From evidence to observations: what a batch's evidence says of each of its cells, or why it says
//! nothing.

mod cookie_evidence;
mod fault;
mod request_trace;
mod served_check;
mod written_cookies;

use std::collections::BTreeMap;
use std::sync::Arc;

use matrix::DetailTracking;
use run_model::UnixTime;
use run_model::evidence::{BatchEvidence, ControlEvidence, JarCookie};
use run_model::plan::{
    BatchScript, CONTROL_COOKIE, CookieScript, FOREIGN_COOKIE, MarkedCookie, Marker, ShapeNo,
    ShapeTag,
};
use run_model::results::{CookieLifetime, JarPlacement, Observation, VisitObservation};

use self::cookie_evidence::{CookieEvidence, JarState, trust};
use self::request_trace::response_outcome;
use self::served_check::check_served;
use self::written_cookies::WrittenCookies;

pub(crate) use self::cookie_evidence::cells;
pub use self::fault::HarnessFault;

/// Concludes from a batch's evidence what became of each cell, shape by shape, in the order of the
/// shapes' cookies.
///
/// # Errors
/// [`HarnessFault`] where a control failed or witnesses contradict each other: nothing of the batch
/// may be believed then.
///
/// # Panics
/// Beyond 2³² shapes.
pub fn observe(
    batch: &BatchScript,
    evidence: &BatchEvidence,
) -> Result<Vec<Vec<Observation>>, HarnessFault> {
    check_played(batch, evidence)?;
    conclude(batch, evidence)
}

/// Checks that the batch was played as it is written.
fn check_played(batch: &BatchScript, evidence: &BatchEvidence) -> Result<(), HarnessFault> {
    let controlled = evidence.controls.iter().map(|control| &control.origin);
    if !controlled.eq(batch.topology.control_origins()) {
        return Err(HarnessFault::ControlsMissing);
    }
    for (number, (script, shape)) in (0..).zip(batch.shapes.iter().zip(&evidence.shapes)) {
        let tag = ShapeTag { batch: batch.id, shape: ShapeNo(number) };
        check_served(tag, batch.now, script, shape)?;
    }
    Ok(())
}

/// Concludes from the evidence of a batch that was played as it is written.
fn conclude(
    batch: &BatchScript,
    evidence: &BatchEvidence,
) -> Result<Vec<Vec<Observation>>, HarnessFault> {
    for control in &evidence.controls {
        check_control(batch, control)?;
    }
    let jar = index_jar(&evidence.jar);
    let mut observations = Vec::with_capacity(batch.shapes.len());
    for (number, (script, shape)) in batch.shapes.iter().zip(&evidence.shapes).enumerate() {
        let tag = ShapeTag {
            batch: batch.id,
            shape: ShapeNo(u32::try_from(number).expect("a batch has few shapes")),
        };
        let response = response_outcome(tag, script, shape)?;
        let written = WrittenCookies::of(tag, batch.now, script);
        let evidence_of_cookies = CookieEvidence::gather(tag, script, shape, &written)?;
        let mut cells = Vec::with_capacity(script.cookies.len());
        for cookie in &script.cookies {
            let marker = Marker { tag, cell: cookie.cell, cookie: MarkedCookie::Tested };
            let jar_entry = jar_entry(tag.shape, cookie, jar.get(&marker))?;
            let jar_state = JarState {
                stored: jar_entry.map_or(JarPlacement::No, stored),
                lifetime: match (script.lifetimes, jar_entry) {
                    (DetailTracking::Ignored, _) | (DetailTracking::Observed, None) => None,
                    (DetailTracking::Observed, Some(cookie)) => {
                        Some(lifetime(tag.shape, batch.now, cookie)?)
                    }
                },
                changed: jar_entry
                    .is_some_and(|seen| written.is_changed(cookie.cell, (&seen.name, &seen.value))),
            };
            let (on, trust) = (script.response_of(cookie), trust(script, shape.jar_view));
            let cookie = evidence_of_cookies.outcome(tag.shape, cookie, on, jar_state, trust)?;
            cells.push(Observation { response, cookie });
        }
        observations.push(cells);
    }
    Ok(observations)
}

/// Concludes from the evidence of a visit what was seen of each cell, in the order of [`observe`].
///
/// # Errors
/// [`HarnessFault`] where a control failed or witnesses contradict each other: nothing of the batch
/// may be believed then.
///
/// # Panics
/// Beyond 2³² shapes.
pub fn observe_visit(
    batch: &BatchScript,
    evidence: &BatchEvidence,
) -> Result<Vec<Vec<VisitObservation>>, HarnessFault> {
    for control in &evidence.controls {
        check_visible_control(batch, control)?;
    }
    let shapes = (0..).map(ShapeNo).zip(batch.shapes.iter().zip(&evidence.shapes));
    shapes
        .map(|(shape, (script, seen))| {
            let tag = ShapeTag { batch: batch.id, shape };
            let response = response_outcome(tag, script, seen)?;
            let written = WrittenCookies::of(tag, batch.now, script);
            let evidence_of_cookies = CookieEvidence::gather(tag, script, seen, &written)?;
            let visible = |cookie: &CookieScript| {
                evidence_of_cookies.visible(response, cookie, script.response_of(cookie))
            };
            Ok(script.cookies.iter().map(visible).collect())
        })
        .collect()
}

fn check_control(batch: &BatchScript, control: &ControlEvidence) -> Result<(), HarnessFault> {
    let value = ShapeTag { batch: batch.id, shape: control.probe.shape }.to_string();
    let in_jar =
        |name: &str| control.jar.iter().any(|cookie| cookie.name == name && cookie.value == value);
    let origin = || control.origin.origin().ascii_serialization();
    if !in_jar(CONTROL_COOKIE) {
        return Err(HarnessFault::ControlFailed { origin: origin(), missing: "stored" });
    }
    check_visible_control(batch, control)?;
    if in_jar(FOREIGN_COOKIE) {
        return Err(HarnessFault::ForeignCookie { origin: origin() });
    }
    Ok(())
}

/// Checks a control as far as documents and servers see it.
fn check_visible_control(
    batch: &BatchScript,
    control: &ControlEvidence,
) -> Result<(), HarnessFault> {
    let origin = || control.origin.origin().ascii_serialization();
    let tag = ShapeTag { batch: batch.id, shape: control.probe.shape };
    let value = tag.to_string();
    let readable_cookies = control.probe.readable_cookies.as_deref().unwrap_or_default();
    let in_header =
        |header: &str, name: &str| pairs(header).any(|pair| pair == (name, value.as_str()));
    let missing = |missing| Err(HarnessFault::ControlFailed { origin: origin(), missing });
    if !in_header(readable_cookies, CONTROL_COOKIE) {
        return missing("readable");
    }
    if !in_header(&control.probe.request_cookie, CONTROL_COOKIE) {
        return missing("sent");
    }
    if in_header(&control.probe.request_cookie, FOREIGN_COOKIE) {
        return Err(HarnessFault::ForeignCookie { origin: origin() });
    }
    Ok(())
}

/// Each cookie of the batch, once for each place where it lies; a jar that is read often names a
/// cookie often.
type JarIndex<'a> = BTreeMap<Marker, Vec<&'a JarCookie>>;

fn index_jar(jar: &[JarCookie]) -> JarIndex<'_> {
    let mut index = JarIndex::new();
    for cookie in jar {
        let Some(marker) = cookie.marker() else { continue };
        let places = index.entry(marker).or_default();
        if !places.iter().any(|known: &&JarCookie| known.partition == cookie.partition) {
            places.push(cookie);
        }
    }
    index
}

fn jar_entry<'a>(
    shape: ShapeNo,
    cookie: &CookieScript,
    places: Option<&Vec<&'a JarCookie>>,
) -> Result<Option<&'a JarCookie>, HarnessFault> {
    match places.map(Vec::as_slice) {
        None | Some([]) => Ok(None),
        Some([jar_entry]) => Ok(Some(jar_entry)),
        Some(_) => Err(HarnessFault::StoredTwice { shape, cookie: cookie.name.clone() }),
    }
}

fn stored(cookie: &JarCookie) -> JarPlacement {
    match &cookie.partition {
        None => JarPlacement::Yes,
        Some(key) => JarPlacement::Partitioned(Arc::new(key.clone())),
    }
}

fn lifetime(
    shape: ShapeNo,
    set: UnixTime,
    cookie: &JarCookie,
) -> Result<CookieLifetime, HarnessFault> {
    CookieLifetime::between(set, cookie.expires).map_err(|expired| HarnessFault::ExpiredInJar {
        shape,
        cookie: cookie.name.clone(),
        expired,
    })
}

fn pairs(cookies: &str) -> impl Iterator<Item = (&str, &str)> {
    cookies
        .split("; ")
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or(("", pair)))
}

#[cfg(test)]
mod tests;
