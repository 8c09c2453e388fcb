//! Plays a batch on an engine: what each document does when, when the jar is read, and what is
//! checked on the way.

use browser_driver::JarReading;
use fixture_server::FixtureSession;
use matrix::StorageAccessAnswer;
use mutations::{HarnessMutation, mutated};
use run_model::evidence::{
    BatchEvidence, ControlEvidence, JarCookie, JarView, PageReport, ProbeReport,
};
use run_model::plan::{BatchScript, ShapeNo, ShapeScript};
use url::Url;

use crate::batch_steps::{
    check_clock, check_log, check_no_cookies, collect_evidence, is_of_wave, last_of,
    numbered_controls, play_on_page, read_again_if_stale, set_aged_cookies, set_cookies_by_probe,
};
use crate::browser_reasons;
use crate::documents::{HELLO_TIMEOUT, SHAPE_TIMEOUT, check_document, check_probe};
use crate::engine_session::EngineSession;
use crate::error::BatchRunError;
use crate::jar_visibility::{further_origins, view_of_document};
use crate::plan::waves;

/// Plays a batch and returns what was recorded.
///
/// The jar is emptied first, and both documents must begin without a cookie. The controls come
/// last. Some engines accept third-party cookies only from known sites, and a first-party cookie
/// that was set before the shapes would make a site known.
pub(crate) async fn run(
    engine: &mut EngineSession,
    session: &mut FixtureSession,
    batch: &BatchScript,
) -> Result<BatchEvidence, BatchRunError> {
    let mut run = BatchRun { engine, session, batch };
    run.open_documents().await?;
    run.request_storage_access().await?;
    set_aged_cookies(run.session, batch, run.engine).await?;
    let mut shapes = Vec::with_capacity(batch.shapes.len());
    let mut jar = Vec::new();
    for wave in waves(batch) {
        set_cookies_by_probe(run.session, batch, &wave).await?;
        let pages = run.play_on_page(&wave).await?;
        let (probe, cookies) = run.read_cookies(&wave).await?;
        jar.extend(cookies);
        let jar_view = |script: &ShapeScript| run.jar_view(script);
        shapes.extend(collect_evidence(run.session, batch, &wave, (pages, &probe), jar_view));
    }
    jar.extend(run.read_jar_at_end().await?);
    check_log(run.session, run.batch)?;
    run.withdraw_storage_access().await?;
    let controls = run.play_controls().await?;
    let reasons = browser_reasons::of_batch(run.session, batch, run.engine.read_reasons().await?);
    Ok(BatchEvidence { batch: batch.id, shapes, jar, controls, reasons })
}

/// A batch on its way through an engine and the fixture servers.
struct BatchRun<'a> {
    engine: &'a mut EngineSession,
    session: &'a mut FixtureSession,
    batch: &'a BatchScript,
}

impl BatchRun<'_> {
    /// Loads the batch, empties the jar and opens page, probe and the documents of further hosts.
    async fn open_documents(&mut self) -> Result<(), BatchRunError> {
        // In this order: documents of the previous batch are told to leave before anything else, so
        // that none of them still waits for an answer.
        self.session.load(self.batch.clone())?;
        if !mutated(HarnessMutation::JarNotCleared) {
            self.engine.clear_cookies().await?;
        }
        let topology = &self.batch.topology;
        let page_url = self.session.page_url(&topology.page);
        self.engine.open(&page_url, &self.session.probe_url(&topology.target)).await?;
        let (page, probe) = self.session.hello(HELLO_TIMEOUT).await?;
        check_clock(self.batch.now, page.greeting.now)?;
        check_document("page", topology.client(), topology.client_origin(), &page.greeting)?;
        check_probe(&topology.target, &probe.greeting)?;
        self.engine.open_observer_windows(&self.further_documents()).await?;
        for cookies in [
            page.greeting.document_cookie.unwrap_or_default(),
            page.request_cookie,
            probe.greeting.document_cookie.unwrap_or_default(),
            probe.request_cookie,
        ] {
            check_no_cookies(cookies)?;
        }
        Ok(())
    }

    /// Returns a document of each further host whose responses or scripts set cookies. The probe
    /// already shows those of the target.
    fn further_documents(&self) -> Vec<Url> {
        let shapes = self.batch.shapes.len();
        let all: Vec<ShapeNo> = (0..).map(ShapeNo).take(shapes).collect();
        let origins = further_origins(self.batch, &all);
        origins.iter().map(|origin| self.session.observer_url(origin)).collect()
    }

    /// Makes the page ask for storage access, where the batch wants that, and gives the user's
    /// answer, where the driver can. Elsewhere the engine decides by itself, and what comes of it
    /// is what it does with cookies.
    async fn request_storage_access(&mut self) -> Result<(), BatchRunError> {
        let Some(answer) = self.batch.topology.storage_access else { return Ok(()) };
        let is_answered = self.engine.can_give_storage_access();
        if is_answered {
            let depth = self.batch.topology.frames.len();
            self.engine.set_storage_access(Some(answer), depth).await?;
        }
        let report = self.session.request_storage_access(SHAPE_TIMEOUT).await?;
        let is_missing = report.requested.is_err() || !report.has;
        if is_answered && answer == StorageAccessAnswer::Granted && is_missing {
            let rejected = report
                .requested
                .err()
                .unwrap_or_else(|| "hasStorageAccess() returned false".to_owned());
            return Err(BatchRunError::NoStorageAccess { rejected });
        }
        Ok(())
    }

    /// Takes the user's answer back: in the next batch the user has not answered yet.
    async fn withdraw_storage_access(&mut self) -> Result<(), BatchRunError> {
        let topology = &self.batch.topology;
        if topology.storage_access.is_some() && self.engine.can_give_storage_access() {
            self.engine.set_storage_access(None, topology.frames.len()).await?;
        }
        Ok(())
    }

    /// Plays the shapes of a wave on the page.
    async fn play_on_page(&mut self, wave: &[ShapeNo]) -> Result<Vec<PageReport>, BatchRunError> {
        let reports = play_on_page(self.session, wave).await?;
        if mutated(HarnessMutation::JarClearedMidway) {
            self.engine.clear_cookies().await?;
        }
        Ok(reports)
    }

    /// Reads the cookies of a wave on the probe, and in the jar where that is due after each shape.
    async fn read_cookies(
        &mut self,
        wave: &[ShapeNo],
    ) -> Result<(ProbeReport, Vec<JarCookie>), BatchRunError> {
        let last = last_of(wave);
        let reads_jar = wave.iter().any(|number| {
            self.jar_reading(self.batch.script(*number)) == JarReading::AfterEachShape
        });
        let (probe, jar) = if reads_jar {
            let (probe, cookies) = tokio::join!(
                self.session.probe(last, SHAPE_TIMEOUT),
                self.engine.read_current_jar()
            );
            let mut cookies = cookies?;
            cookies.retain(|cookie| is_of_wave(cookie, self.batch, wave));
            (probe?, cookies)
        } else {
            (self.session.probe(last, SHAPE_TIMEOUT).await?, Vec::new())
        };
        let probe = read_again_if_stale(self.session, self.batch, wave, probe).await?;
        Ok((probe, jar))
    }

    /// Reads the jar for the shapes that it is read for at the end of the batch.
    async fn read_jar_at_end(&mut self) -> Result<Vec<JarCookie>, BatchRunError> {
        if self.engine.jar_reading() != JarReading::AtBatchEnd {
            return Ok(Vec::new());
        }
        let mut cookies = self.engine.read_jar().await?;
        cookies.retain(|cookie| {
            let marker = cookie.marker();
            let script =
                marker.and_then(|marker| self.batch.shapes.get(marker.tag.shape.0 as usize));
            script.is_none_or(|script| self.jar_reading(script) == JarReading::AtBatchEnd)
        });
        Ok(cookies)
    }

    /// Returns how much of the jar is seen for a shape.
    fn jar_view(&self, script: &ShapeScript) -> JarView {
        match self.engine.jar_view() {
            JarView::OfDocument => view_of_document(script),
            view @ (JarView::Nothing | JarView::Whole) => view,
        }
    }

    /// Returns when the jar is read for a shape. A second line or filler cookies may drive a cookie
    /// out again, and then it must not be found in a record of all that was there.
    fn jar_reading(&self, script: &ShapeScript) -> JarReading {
        let may_be_driven_out = !script.others.is_empty() || script.second_lines().next().is_some();
        if may_be_driven_out { JarReading::AfterEachShape } else { self.engine.jar_reading() }
    }

    /// Plays the control on each origin that is to have one, in the probe window.
    async fn play_controls(&mut self) -> Result<Vec<ControlEvidence>, BatchRunError> {
        let mut controls = Vec::new();
        for (number, origin) in numbered_controls(self.batch) {
            if *origin != self.batch.topology.target {
                self.engine.navigate_probe(&self.session.probe_url(origin)).await?;
                let hello = self.session.probe_hello(HELLO_TIMEOUT).await?;
                check_probe(origin, &hello.greeting)?;
            }
            let probe = self.session.control(number, SHAPE_TIMEOUT).await?;
            let jar = self.engine.read_jar().await?;
            controls.push(ControlEvidence { origin: origin.clone(), probe, jar });
        }
        Ok(controls)
    }
}
