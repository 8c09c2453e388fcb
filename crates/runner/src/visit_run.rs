//! Plays a batch in one window, which goes to the probe, to the page and back again.
//!
//! In a browser that nobody drives, requests that are held lead it, and no driver empties the jar:
//! responses expire what the batch has set, where it was set, and the next batch begins with the
//! proof that a first party has no cookies. What is left in a partition comes with a later request
//! and is known by its marker.

use browser_driver::BrowserSession;
use fixture_server::FixtureSession;
use run_model::evidence::{BatchEvidence, ControlEvidence, JarCookie, PageReport, ProbeReport};
use run_model::plan::{BatchScript, ShapeNo};
use url::Url;

use crate::batch_steps::{
    check_clock, check_log, check_no_cookies, collect_evidence, is_of_wave, last_of,
    numbered_controls, play_on_page, read_again_if_stale, set_aged_cookies, set_cookies_by_probe,
};
use crate::clock::MachineTime;
use crate::documents::SHAPE_TIMEOUT;
use crate::error::BatchRunError;
use crate::jar_visibility::further_origins;
use crate::one_window::OneWindow;
use crate::plan::waves;

/// Plays a batch and returns what was recorded; the window says `progress` meanwhile.
pub(crate) async fn run(
    session: &mut FixtureSession,
    batch: &BatchScript,
    progress: &str,
) -> Result<BatchEvidence, BatchRunError> {
    session.load(batch.clone())?;
    let mut run = VisitRun { window: OneWindow::Led(progress), session, batch };
    let evidence = run.play().await;
    // What is left after an error, the next batch finds, and begins with an error of its own.
    _ = run.expire_cookies().await;
    evidence
}

/// Plays a batch in the one window of a driven browser, from an empty jar, and returns what was
/// recorded.
pub(crate) async fn run_driven(
    browser: &mut BrowserSession,
    session: &mut FixtureSession,
    batch: &BatchScript,
) -> Result<BatchEvidence, BatchRunError> {
    session.load(batch.clone())?;
    browser.clear_cookies().await?;
    VisitRun { window: OneWindow::Driven(browser), session, batch }.play().await
}

/// A batch on its way through one window.
struct VisitRun<'a> {
    window: OneWindow<'a>,
    session: &'a mut FixtureSession,
    batch: &'a BatchScript,
}

impl VisitRun<'_> {
    async fn play(&mut self) -> Result<BatchEvidence, BatchRunError> {
        for origin in self.origins() {
            self.lead_to_empty_probe(&origin).await?;
        }
        set_aged_cookies(self.session, self.batch, &mut MachineTime).await?;
        // The window is at the target's probe now, and again behind each wave.
        let mut shapes = Vec::with_capacity(self.batch.shapes.len());
        let mut jar = Vec::new();
        for wave in waves(self.batch) {
            set_cookies_by_probe(self.session, self.batch, &wave).await?;
            let pages = self.play_on_page(&wave).await?;
            let further = self.read_further_jars(&wave).await?;
            let probe = self.read_cookies(&wave).await?;
            let shown = self.window.read_jar().await?;
            let of_wave = |cookie: &JarCookie| is_of_wave(cookie, self.batch, &wave);
            jar.extend(further.into_iter().chain(shown).filter(of_wave));
            let seen = (pages, &probe);
            shapes.extend(collect_evidence(self.session, self.batch, &wave, seen, |script| {
                self.window.jar_view(script)
            }));
        }
        check_log(self.session, self.batch)?;
        let controls = self.play_controls().await?;
        let batch = self.batch.id;
        Ok(BatchEvidence { batch, shapes, jar, controls, reasons: Vec::new() })
    }

    /// Returns every origin of the batch once, the target last.
    fn origins(&self) -> Vec<Url> {
        let target = &self.batch.topology.target;
        let mut origins: Vec<Url> = Vec::new();
        for origin in self.batch.origins().filter(|origin| *origin != target) {
            if !origins.contains(origin) {
                origins.push(origin.clone());
            }
        }
        origins.push(target.clone());
        origins
    }

    /// Leads the window to a first-party document, which must have no cookies yet.
    async fn lead_to_empty_probe(&mut self, origin: &Url) -> Result<(), BatchRunError> {
        let hello = self.window.show_probe(self.session, origin).await?;
        check_clock(self.batch.now, hello.greeting.now)?;
        check_no_cookies(hello.request_cookie)?;
        check_no_cookies(hello.greeting.document_cookie.unwrap_or_default())
    }

    async fn lead_to_probe(&mut self, origin: &Url) -> Result<(), BatchRunError> {
        self.window.show_probe(self.session, origin).await.map(drop)
    }

    async fn lead_to_page(&mut self) -> Result<(), BatchRunError> {
        let topology = &self.batch.topology;
        self.window.show_page(self.session, topology).await?;
        if topology.storage_access.is_some() {
            // Nobody answers in the user's place: the browser decides by itself.
            self.session.request_storage_access(SHAPE_TIMEOUT).await?;
        }
        Ok(())
    }

    async fn play_on_page(&mut self, wave: &[ShapeNo]) -> Result<Vec<PageReport>, BatchRunError> {
        self.lead_to_page().await?;
        play_on_page(self.session, wave).await
    }

    /// Reads what the jar has for the further hosts that set cookies in a wave.
    async fn read_further_jars(
        &mut self,
        wave: &[ShapeNo],
    ) -> Result<Vec<JarCookie>, BatchRunError> {
        let mut cookies = Vec::new();
        if matches!(self.window, OneWindow::Led(_)) {
            return Ok(cookies);
        }
        for origin in further_origins(self.batch, wave) {
            self.lead_to_probe(&origin).await?;
            cookies.extend(self.window.read_jar().await?);
        }
        Ok(cookies)
    }

    async fn read_cookies(&mut self, wave: &[ShapeNo]) -> Result<ProbeReport, BatchRunError> {
        self.lead_to_probe(&self.batch.topology.target).await?;
        let probe = self.session.probe(last_of(wave), SHAPE_TIMEOUT).await?;
        read_again_if_stale(self.session, self.batch, wave, probe).await
    }

    async fn play_controls(&mut self) -> Result<Vec<ControlEvidence>, BatchRunError> {
        let mut controls = Vec::new();
        for (number, origin) in numbered_controls(self.batch) {
            self.lead_to_probe(origin).await?;
            let probe = self.session.control(number, SHAPE_TIMEOUT).await?;
            let jar = self.window.read_jar().await?;
            controls.push(ControlEvidence { origin: origin.clone(), probe, jar });
        }
        Ok(controls)
    }

    /// Expires what the batch has set, in the context of the page and as a first party.
    async fn expire_cookies(&mut self) -> Result<(), BatchRunError> {
        let origins = self.origins();
        self.lead_to_page().await?;
        self.session.expire_by_page(&origins, SHAPE_TIMEOUT).await?;
        for origin in &origins {
            self.lead_to_probe(origin).await?;
            self.session.expire_by_probe(SHAPE_TIMEOUT).await?;
        }
        Ok(())
    }
}
