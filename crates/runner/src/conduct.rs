//! Has a user agent play a batch: who is told what, when the jar is read, what is checked on the
//! way.

use std::cmp::Reverse;
use std::time::Duration;

use browser_driver::JarReading;
use fixture_server::{Greeting, Session};
use matrix::{CookieSetter, StorageAccessAnswer};
use run_model::evidence::{BatchEvidence, ControlEvidence, JarCookie, JarView, ShapeEvidence};
use run_model::plan::{Batch, Nonce, ShapeNo, ShapeScript};
use url::Url;

use crate::agent::UserAgent;
use crate::lag::is_behind;
use crate::plan::takes;
use crate::player::PlayError;
use crate::reasons;
use crate::vantage::{may_be_unlisted, setters};

/// How long a document may take to load and to say that it is there.
const HELLO_DEADLINE: Duration = Duration::from_secs(30);

/// How long a document may take to play one shape.
const SHAPE_DEADLINE: Duration = Duration::from_secs(20);

/// Plays a batch and returns what was recorded.
///
/// The jar is emptied first, and both documents must begin without a cookie. The controls come
/// last: a first-party cookie set before the shapes would change what engines do that take
/// third-party cookies of known sites alone.
pub(crate) async fn play(
    agent: &mut UserAgent,
    stage: &mut Session,
    batch: &Batch,
) -> Result<BatchEvidence, PlayError> {
    // In this order: documents of the batch before are told to leave, so that none of them waits
    // for an answer any more.
    stage.load(batch.clone())?;
    agent.fresh_jar().await?;
    open(agent, stage, batch).await?;
    if let Some(answer) = batch.topology.storage_access {
        request_storage_access(agent, stage, answer, batch.topology.frames.len()).await?;
    }
    let of_engine = agent.jar_reading();
    let mut shapes = Vec::with_capacity(batch.shapes.len());
    let mut jar = Vec::new();
    set_and_let_age(agent, stage, batch).await?;
    for take in takes(batch) {
        let scripts = || take.iter().map(|number| (*number, batch.script(*number)));
        for (number, _) in scripts()
            .filter(|(_, script)| script.set_by == CookieSetter::FirstParty && script.age_secs == 0)
        {
            stage.set_first_party(number, SHAPE_DEADLINE).await?;
        }
        let pages = stage
            .play(&take, SHAPE_DEADLINE * u32::try_from(take.len()).expect("a take has few shapes"))
            .await?;
        let last = *take.last().expect("a take has a shape");
        let probe = if scripts()
            .any(|(_, script)| jar_reading(of_engine, script) == JarReading::AfterEachShape)
        {
            let (probe, cookies) =
                tokio::join!(stage.probe(last, SHAPE_DEADLINE), agent.read_present_jar());
            jar.extend(cookies?.into_iter().filter(|cookie| is_of(cookie, batch, &take)));
            probe?
        } else {
            stage.probe(last, SHAPE_DEADLINE).await?
        };
        let is_behind = scripts()
            .any(|(shape, script)| is_behind(Nonce { batch: batch.id, shape }, script, &probe));
        let probe = if is_behind { stage.probe(last, SHAPE_DEADLINE).await? } else { probe };
        for ((number, script), page) in scripts().zip(pages) {
            // Plain cookies of the root are in every view of the jar.
            let jar_view =
                if may_be_unlisted(&script.cookies) { agent.jar_view() } else { JarView::Whole };
            shapes.push(ShapeEvidence {
                exchanges: stage.take_exchanges(batch.id, number),
                page,
                probe: probe.clone(),
                jar_view,
            });
        }
    }
    if of_engine == JarReading::AtBatchEnd {
        let is_of_rest = |cookie: &JarCookie| {
            let script =
                cookie.marker().and_then(|marker| batch.shapes.get(marker.nonce.shape.0 as usize));
            script.is_none_or(|script| jar_reading(of_engine, script) == JarReading::AtBatchEnd)
        };
        let cookies: Vec<JarCookie> = agent.read_jar().await?;
        jar.extend(cookies.into_iter().filter(is_of_rest));
    }
    // What comes after its shape was played would have been recorded as not made.
    let late = (0..)
        .map(ShapeNo)
        .take(batch.shapes.len())
        .find(|number| !stage.take_exchanges(batch.id, *number).is_empty());
    if let Some(shape) = late {
        return Err(PlayError::Late { shape });
    }
    if let Some(request) = stage.stray_of(batch.id) {
        return Err(PlayError::Stray { request });
    }
    if batch.topology.storage_access.is_some() && agent.can_give_storage_access() {
        // The next batch's user has said nothing yet.
        agent.set_storage_access(None, batch.topology.frames.len()).await?;
    }
    let controls = play_controls(agent, stage, batch).await?;
    let reasons = reasons::of_batch(stage, batch, agent.read_reasons().await?);
    Ok(BatchEvidence { batch: batch.id, shapes, jar, controls, reasons })
}

/// Sets the cookies that are to be some time old, the oldest first, and waits until all of them
/// are.
async fn set_and_let_age(
    agent: &mut UserAgent,
    stage: &mut Session,
    batch: &Batch,
) -> Result<(), PlayError> {
    let mut shapes: Vec<(u16, ShapeNo)> =
        batch.shapes.iter().map(|script| script.age_secs).zip((0..).map(ShapeNo)).collect();
    shapes.retain(|(age_secs, _)| *age_secs > 0);
    shapes.sort_by_key(|(age_secs, _)| Reverse(*age_secs));
    let younger = shapes.iter().skip(1).map(|(age_secs, _)| *age_secs).chain([0]);
    for ((age_secs, number), younger_secs) in shapes.iter().zip(younger) {
        stage.set_first_party(*number, SHAPE_DEADLINE).await?;
        agent.wait(*age_secs - younger_secs).await;
    }
    Ok(())
}

/// Returns when the jar is to be read for a shape: what a second line or other cookies drive out
/// again must not be found in a record of all that was there.
fn jar_reading(of_engine: JarReading, script: &ShapeScript) -> JarReading {
    let may_be_driven_out = !script.others.is_empty() || script.second_lines().next().is_some();
    if may_be_driven_out { JarReading::AfterEachShape } else { of_engine }
}

/// Cookies of earlier takes were read when they were new.
fn is_of(cookie: &JarCookie, batch: &Batch, take: &[ShapeNo]) -> bool {
    cookie
        .marker()
        .is_some_and(|marker| marker.nonce.batch == batch.id && take.contains(&marker.nonce.shape))
}

async fn open(agent: &mut UserAgent, stage: &mut Session, batch: &Batch) -> Result<(), PlayError> {
    let topology = &batch.topology;
    let probe_url = stage.probe_url(&topology.target);
    agent.open(&stage.page_url(&topology.page), &probe_url).await?;
    let (page, probe) = stage.hello(HELLO_DEADLINE).await?;
    check_document("page", topology.client(), topology.client_origin(), &page.greeting)?;
    check_probe(&topology.target, &probe.greeting)?;
    agent.look_out(&further_documents(stage, batch)).await?;
    for cookies in [
        page.greeting.document_cookie.unwrap_or_default(),
        page.request_cookie,
        probe.greeting.document_cookie.unwrap_or_default(),
        probe.request_cookie,
    ] {
        if !cookies.is_empty() {
            return Err(PlayError::JarNotEmpty { cookies });
        }
    }
    Ok(())
}

/// Has the page ask for storage access and its user answer, where somebody can answer in the user's
/// place. Elsewhere it is the engine that answers as it does, and what comes of it is what it does
/// with cookies.
async fn request_storage_access(
    agent: &mut UserAgent,
    stage: &mut Session,
    answer: StorageAccessAnswer,
    depth: usize,
) -> Result<(), PlayError> {
    let is_answered = agent.can_give_storage_access();
    if is_answered {
        agent.set_storage_access(Some(answer), depth).await?;
    }
    let report = stage.request_storage_access(SHAPE_DEADLINE).await?;
    let is_missing = report.requested.is_err() || !report.has;
    if is_answered && answer == StorageAccessAnswer::Granted && is_missing {
        let rejected =
            report.requested.err().unwrap_or_else(|| "hasStorageAccess() says no".to_owned());
        return Err(PlayError::NoStorageAccess { rejected });
    }
    Ok(())
}

/// Returns a document of each further host whose responses or scripts set cookies: the target's are
/// seen from the probe.
fn further_documents(stage: &Session, batch: &Batch) -> Vec<Url> {
    let mut documents: Vec<Url> = Vec::new();
    for script in &batch.shapes {
        for origin in setters(script, &batch.topology)
            .into_iter()
            .filter(|origin| origin.host() != batch.topology.target.host())
        {
            let document = stage.outlook_url(origin);
            if !documents.contains(&document) {
                documents.push(document);
            }
        }
    }
    documents
}

fn check_probe(wanted: &Url, greeting: &Greeting) -> Result<(), PlayError> {
    check_document("probe", wanted, wanted.origin().ascii_serialization(), greeting)
}

/// A document that is in a sandbox has another origin than its URL.
fn check_document(
    document: &'static str,
    wanted: &Url,
    origin: String,
    greeting: &Greeting,
) -> Result<(), PlayError> {
    if !Url::parse(&greeting.href).is_ok_and(|shown| shown.origin() == wanted.origin()) {
        return Err(PlayError::Elsewhere {
            document,
            wanted: wanted.to_string(),
            shown: greeting.href.clone(),
        });
    }
    if greeting.origin != origin {
        return Err(PlayError::Origin { document, wanted: origin, shown: greeting.origin.clone() });
    }
    Ok(())
}

/// Plays the control on each origin of the topology, in the probe window.
async fn play_controls(
    agent: &mut UserAgent,
    stage: &mut Session,
    batch: &Batch,
) -> Result<Vec<ControlEvidence>, PlayError> {
    let mut controls = Vec::new();
    let first = u32::try_from(batch.shapes.len()).expect("a batch has few shapes");
    for (number, origin) in (first..).map(ShapeNo).zip(batch.topology.origins()) {
        if *origin != batch.topology.target {
            agent.navigate_probe(&stage.probe_url(origin)).await?;
            let hello = stage.probe_hello(HELLO_DEADLINE).await?;
            check_probe(origin, &hello.greeting)?;
        }
        let probe = stage.control(number, SHAPE_DEADLINE).await?;
        let jar = agent.read_jar().await?;
        controls.push(ControlEvidence { origin: origin.clone(), probe, jar });
    }
    Ok(controls)
}
