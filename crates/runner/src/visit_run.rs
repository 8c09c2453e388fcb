//! Plays a batch in the one window of a browser that nobody drives.
//!
//! The window goes to the probe, to the page and back again, led by requests that are held. No
//! driver empties the jar: responses expire what the batch has set, where it was set, and the next
//! batch begins with the proof that a first party has no cookies. What is left in a partition comes
//! with a later request and is known by its marker.

use fixture_server::FixtureSession;
use matrix::CookieSetter;
use run_model::evidence::{
    BatchEvidence, ControlEvidence, JarView, PageReport, ProbeReport, ShapeEvidence,
};
use run_model::plan::{BatchScript, ShapeNo, ShapeTag};
use url::Url;

use crate::batch_run::check_log;
use crate::documents::{HELLO_TIMEOUT, PLAY_TIMEOUT, SHAPE_TIMEOUT, check_document, check_probe};
use crate::error::BatchRunError;
use crate::plan::waves;
use crate::stale_reads::document_cookie_is_stale;

/// Plays a batch and returns what was recorded; the window says `progress` meanwhile.
pub(crate) async fn run(
    session: &mut FixtureSession,
    batch: &BatchScript,
    progress: &str,
) -> Result<BatchEvidence, BatchRunError> {
    session.load(batch.clone())?;
    let mut run = VisitRun { session, batch, progress };
    let evidence = run.play().await;
    // What is left after an error, the next batch finds, and begins with an error of its own.
    _ = run.expire_cookies().await;
    evidence
}

/// A batch on its way through one window.
struct VisitRun<'a> {
    session: &'a mut FixtureSession,
    batch: &'a BatchScript,
    progress: &'a str,
}

impl VisitRun<'_> {
    async fn play(&mut self) -> Result<BatchEvidence, BatchRunError> {
        for origin in self.origins() {
            self.lead_to_empty_probe(&origin).await?;
        }
        // The window is at the target's probe now, and again behind each wave.
        let mut shapes = Vec::with_capacity(self.batch.shapes.len());
        for wave in waves(self.batch) {
            for number in &wave {
                if self.batch.script(*number).set_by == CookieSetter::FirstParty {
                    self.session.set_first_party(*number, SHAPE_TIMEOUT).await?;
                }
            }
            let pages = self.play_on_page(&wave).await?;
            let probe = self.read_cookies(&wave).await?;
            shapes.extend(self.collect_evidence(&wave, pages, &probe));
        }
        check_log(self.session, self.batch)?;
        let controls = self.play_controls().await?;
        let batch = self.batch.id;
        Ok(BatchEvidence { batch, shapes, jar: Vec::new(), controls, reasons: Vec::new() })
    }

    /// Returns every origin whose responses or documents set cookies in the batch, the target last.
    fn origins(&self) -> Vec<Url> {
        let BatchScript { topology, shapes, .. } = self.batch;
        let further = shapes.iter().flat_map(|script| &script.url_list);
        let mut origins: Vec<Url> = Vec::new();
        for origin in topology.origins().into_iter().chain(&topology.control).chain(further) {
            if *origin != topology.target && !origins.contains(origin) {
                origins.push(origin.clone());
            }
        }
        origins.push(topology.target.clone());
        origins
    }

    /// Leads the window to a first-party document, which must have no cookies yet.
    async fn lead_to_empty_probe(&mut self, origin: &Url) -> Result<(), BatchRunError> {
        let hello = self.session.lead_to_probe(origin, self.progress, HELLO_TIMEOUT).await?;
        check_probe(origin, &hello.greeting)?;
        check_empty(hello.request_cookie)?;
        check_empty(hello.greeting.document_cookie.unwrap_or_default())
    }

    async fn lead_to_probe(&mut self, origin: &Url) -> Result<(), BatchRunError> {
        let hello = self.session.lead_to_probe(origin, self.progress, HELLO_TIMEOUT).await?;
        check_probe(origin, &hello.greeting)
    }

    async fn lead_to_page(&mut self) -> Result<(), BatchRunError> {
        let topology = &self.batch.topology;
        let hello = self.session.lead_to_page(self.progress, HELLO_TIMEOUT).await?;
        check_document("page", topology.client(), topology.client_origin(), &hello.greeting)
    }

    async fn play_on_page(&mut self, wave: &[ShapeNo]) -> Result<Vec<PageReport>, BatchRunError> {
        self.lead_to_page().await?;
        let shapes = u32::try_from(wave.len()).expect("a wave has few shapes");
        Ok(self.session.play(wave, SHAPE_TIMEOUT + PLAY_TIMEOUT * shapes).await?)
    }

    async fn read_cookies(&mut self, wave: &[ShapeNo]) -> Result<ProbeReport, BatchRunError> {
        self.lead_to_probe(&self.batch.topology.target).await?;
        let last = *wave.last().expect("a wave has a shape");
        let probe = self.session.probe(last, SHAPE_TIMEOUT).await?;
        let is_stale = wave.iter().any(|&shape| {
            let tag = ShapeTag { batch: self.batch.id, shape };
            document_cookie_is_stale(tag, self.batch.script(shape), &probe)
        });
        if is_stale { Ok(self.session.probe(last, SHAPE_TIMEOUT).await?) } else { Ok(probe) }
    }

    fn collect_evidence(
        &self,
        wave: &[ShapeNo],
        pages: Vec<PageReport>,
        probe: &ProbeReport,
    ) -> Vec<ShapeEvidence> {
        let evidence = |(number, page): (&ShapeNo, PageReport)| ShapeEvidence {
            exchanges: self.session.take_exchanges(self.batch.id, *number),
            page,
            probe: probe.clone(),
            jar_view: JarView::Nothing,
        };
        wave.iter().zip(pages).map(evidence).collect()
    }

    async fn play_controls(&mut self) -> Result<Vec<ControlEvidence>, BatchRunError> {
        let first = u32::try_from(self.batch.shapes.len()).expect("a batch has few shapes");
        let mut controls = Vec::new();
        for (number, origin) in (first..).map(ShapeNo).zip(self.batch.topology.control_origins()) {
            self.lead_to_probe(origin).await?;
            let probe = self.session.control(number, SHAPE_TIMEOUT).await?;
            controls.push(ControlEvidence { origin: origin.clone(), probe, jar: Vec::new() });
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

fn check_empty(cookies: String) -> Result<(), BatchRunError> {
    if cookies.is_empty() { Ok(()) } else { Err(BatchRunError::JarNotEmpty { cookies }) }
}
