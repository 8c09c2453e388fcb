//! The one window of a browser that nobody drives: where it is to be, and how it learns that.
//!
//! Each document at the top of the window asks, by a request that is held until the window is to be
//! elsewhere. Whatever a person does to the window, the document that is there leads it back.

use tokio::sync::watch;
use url::Url;

/// The one window of a visit.
#[derive(Debug)]
pub(crate) struct VisitWindow {
    entry: Url,
    wanted: watch::Sender<WindowPlace>,
    progress: watch::Sender<VisitProgress>,
}

/// How far a window has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum VisitProgress {
    /// Nobody has opened the URL.
    Awaited,
    /// It asks where it is to be.
    Led,
    /// It has got the document with which the visit ends.
    Ended,
}

/// Where the window is to be, and what it says there.
#[derive(Clone, Debug)]
struct WindowPlace {
    /// How often it was led.
    step: u32,
    url: Url,
    text: String,
}

impl VisitWindow {
    /// Returns a window that is to stay where the visit begins.
    pub(crate) fn at(entry: Url) -> Self {
        let place = WindowPlace { step: 0, url: entry.clone(), text: String::new() };
        let progress = watch::Sender::new(VisitProgress::Awaited);
        Self { entry, wanted: watch::Sender::new(place), progress }
    }

    /// Returns the URL of the document with which the visit begins.
    pub(crate) fn entry(&self) -> &Url {
        &self.entry
    }

    /// Leads the window to a new document at this URL, also where one is there already: the URL is
    /// given a query of its own.
    pub(crate) fn lead(&self, mut url: Url, text: &str) {
        self.wanted.send_modify(|place| {
            place.step += 1;
            let step = place.step;
            let query = url.query().map_or(step.to_string(), |query| format!("{query}&{step}"));
            url.set_query(Some(&query));
            place.url = url;
            text.clone_into(&mut place.text);
        });
    }

    /// Waits until the window has asked for the first time where it is to be.
    pub(crate) async fn arrival(&self) {
        self.reaches(VisitProgress::Led).await;
    }

    /// Waits until the window has got the document with which the visit ends.
    pub(crate) async fn departure(&self) {
        self.reaches(VisitProgress::Ended).await;
    }

    async fn reaches(&self, wanted: VisitProgress) {
        // The sender lives as long as this value: the wait ends with it.
        _ = self.progress.subscribe().wait_for(|progress| *progress >= wanted).await;
    }

    /// Returns what the window is to say.
    pub(crate) fn text(&self) -> String {
        self.wanted.borrow().text.clone()
    }

    /// Notes that the window has got the document with which the visit ends.
    pub(crate) fn depart(&self) {
        self.progress.send_replace(VisitProgress::Ended);
    }

    /// Waits until the window is to be elsewhere, and returns where.
    pub(crate) async fn next(&self, here: &str) -> Option<Url> {
        self.progress.send_modify(|progress| *progress = (*progress).max(VisitProgress::Led));
        let mut wanted = self.wanted.subscribe();
        let elsewhere = wanted.wait_for(|place| place.url.as_str() != here).await;
        elsewhere.ok().map(|place| place.url.clone())
    }
}
