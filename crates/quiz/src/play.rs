//! A browser that plays questions.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use browser_driver::{
    BrowserSession, DriverSource, JarError, LaunchError, LaunchOptions, OpenError, SiteProcesses,
    WebDriverError,
};
use diagnosis::{DocumentPlace, PriorCookie, Question};
use matrix::{FetchCredentials, Profile, RequestApi, RequestMechanism};
use run_model::plan::RequestScript;
use serde_json::{Value, json};
use url::Url;

use crate::compare::{QuizFacts, learns_of_response};
use crate::site::{EMPTY_DOCUMENT, QuizSite, SeenRequest, hops};

/// Makes a request, and returns whether the document could use the response.
const REQUEST: &str = include_str!("request.js");

/// Returns the cookies that a document shows.
const DOCUMENT_COOKIE: &str = "return document.cookie;";

/// How long the document that a navigation leads to may take. Nothing is concluded from it.
const LANDING_TIMEOUT: Duration = Duration::from_secs(20);

/// Why a question could not be played.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// The sites are not served.
    #[error("the sites of the quiz cannot be served")]
    Site(#[from] io::Error),
    /// The browser does not start.
    #[error("the browser does not start")]
    Launch(#[from] LaunchError),
    /// The jar was not emptied.
    #[error("the browser's cookies could not be cleared")]
    Jar(#[from] JarError),
    /// A document was not opened.
    #[error("a document of the quiz was not opened")]
    Open(#[from] OpenError),
    /// A script was not run.
    #[error("a script of the quiz was not run")]
    Script(#[from] WebDriverError),
    /// A question has no URLs.
    #[error("a question of the quiz has a text that is no URL")]
    Url(#[from] url::ParseError),
    /// A script answered nothing that it can answer.
    #[error("a script of the quiz answered `{0}`")]
    Answer(Value),
    /// The page shows another document.
    #[error("the page shows {shown}")]
    Elsewhere {
        /// Its URL.
        shown: Url,
    },
    /// The document that a navigation leads to did not say that it is there.
    #[error("a navigation led to no document within 20 s")]
    NotLanded,
    /// The browser did two things with one question.
    #[error("the browser answered a question in two ways: {first}, then {second}")]
    Unstable {
        /// What it did first.
        first: QuizFacts,
        /// What it did then.
        second: QuizFacts,
    },
}

/// A browser on the sites of a quiz. Dropping it ends both.
#[derive(Debug)]
pub struct QuizPlayer {
    session: BrowserSession,
    site: QuizSite,
}

impl QuizPlayer {
    /// Starts sites and browser, with an empty jar.
    ///
    /// # Errors
    ///
    /// If either does not start.
    pub async fn start(
        driver: DriverSource,
        profile: Profile,
        work_dir: PathBuf,
    ) -> Result<Self, PlayError> {
        let site = QuizSite::start().await?;
        // Every question has sites of its own, and for each a browser would start processes.
        let options = LaunchOptions {
            site_processes: SiteProcesses::Shared,
            ..LaunchOptions::new(profile, site.proxy(), work_dir)
        };
        let mut session = BrowserSession::launch(driver, options).await?;
        session.clear_cookies().await?;
        session.hide_window().await?;
        Ok(Self { session, site })
    }

    /// Plays a question and returns what the browser did.
    ///
    /// # Errors
    ///
    /// If the browser does not do as it is told.
    pub async fn play(&mut self, question: &Question) -> Result<QuizFacts, PlayError> {
        if shares_its_hosts(question) {
            self.empty_jar().await?;
        }
        self.site.ask(question.clone());
        self.set_prior(question).await?;
        let place = question.document();
        let (request, url) = (&question.request, &question.url);
        let usable = self.request(&place, request, url).await?;
        let first = self.site.take_requests();
        self.site.set_no_more();
        if navigates(request.api) {
            self.enter(&place).await?;
        }
        let page_cookie = self.document_cookie(place.frames.len()).await?;
        match &question.follow_up {
            Some(then) => {
                self.enter(&then.document).await?;
                self.request(&then.document, &then.request, &then.url).await?;
            }
            None => {
                if is_element(request.api) && !navigates(request.api) {
                    // A document loads an element's URL once.
                    self.enter(&place).await?;
                }
                self.request(&place, request, url).await?;
            }
        }
        let later = self.site.take_requests();
        let mut targets = Vec::new();
        for (place, mut hop) in hops(question).into_iter().enumerate() {
            if first.iter().any(|seen| seen.hop == Some(place) && seen.scheme == "https") {
                // An image that is mixed content is asked for by https.
                _ = hop.set_scheme("https");
            }
            let (_, cookie) = self.session.show(&empty_document(&hop), DOCUMENT_COOKIE).await?;
            targets.push(text(cookie).map_err(PlayError::Answer)?);
        }
        let mut facts = QuizFacts {
            usable: learns_of_response(request.api).then_some(usable),
            ..QuizFacts::default()
        };
        let prior = question.prior.iter().map(|prior| (None, prior.line()));
        let heads = question.heads().enumerate();
        let lines = heads
            .flat_map(|(hop, head)| head.values("Set-Cookie").map(move |line| (Some(hop), line)));
        for (hop, line) in prior.chain(lines) {
            let carries = |seen: &SeenRequest| {
                let is_asked = seen.hop.is_none() || hop.is_none() || seen.hop == hop;
                is_asked && has(&seen.cookies, line)
            };
            facts.sent.push(later.iter().any(carries));
            facts.readable_on_page.push(has(&page_cookie, line));
            let target = targets.get(hop.unwrap_or_default());
            facts.readable_on_target.push(target.is_some_and(|cookies| has(cookies, line)));
        }
        Ok(facts)
    }

    /// Empties the jar.
    ///
    /// # Errors
    ///
    /// If it is not empty afterwards.
    pub async fn empty_jar(&mut self) -> Result<(), PlayError> {
        Ok(self.session.clear_cookies().await?)
    }

    /// Closes the browser.
    pub async fn stop(self) {
        self.session.stop().await;
        self.site.stop().await;
    }

    /// Lets everything be set that is there before the request, and opens its document.
    async fn set_prior(&mut self, question: &Question) -> Result<(), PlayError> {
        let visited = question.prior.iter().find_map(|prior| match prior {
            PriorCookie::Visit { url, .. } => Some(url),
            PriorCookie::Script { .. } | PriorCookie::Response { .. } => None,
        });
        if let Some(url) = visited {
            self.session.show(url, "").await?;
        }
        let place = question.document();
        self.enter(&place).await?;
        for prior in &question.prior {
            if let PriorCookie::Script { line } = prior {
                let write = "document.cookie = given[0];";
                self.session.run_in_frame(place.frames.len(), write, &[json!(line)]).await?;
            }
        }
        Ok(())
    }

    /// Opens a page with its frames.
    async fn enter(&mut self, place: &DocumentPlace) -> Result<(), PlayError> {
        let (shown, _) = self.session.show(&place.page, "").await?;
        if shown == place.page { Ok(()) } else { Err(PlayError::Elsewhere { shown }) }
    }

    /// Has the document there make a request, and waits until that has ended.
    async fn request(
        &mut self,
        place: &DocumentPlace,
        request: &RequestScript,
        url: &Url,
    ) -> Result<bool, PlayError> {
        let mut landings = self.site.landings();
        landings.mark_unchanged();
        let arguments = arguments(request, url);
        let answer = self.session.run_in_frame(place.frames.len(), REQUEST, &arguments).await?;
        let usable = answer.as_bool().ok_or(PlayError::Answer(answer))?;
        if navigates(request.api) {
            let landed = tokio::time::timeout(LANDING_TIMEOUT, landings.changed()).await;
            landed.map_err(|_| PlayError::NotLanded)?.map_err(|_| PlayError::NotLanded)?;
        }
        Ok(usable)
    }

    async fn document_cookie(&mut self, depth: usize) -> Result<String, PlayError> {
        let cookie = self.session.run_in_frame(depth, DOCUMENT_COOKIE, &[]).await?;
        text(cookie).map_err(PlayError::Answer)
    }
}

/// Returns the text of an answer, or the answer if it is none.
fn text(answer: Value) -> Result<String, Value> {
    match answer {
        Value::String(text) => Ok(text),
        other => Err(other),
    }
}

/// Returns whether a list of cookies has the one of a line, by its marker.
fn has(cookies: &str, line: &str) -> bool {
    marker(line).is_some_and(|marker| cookies.contains(marker))
}

/// Returns what is unique in a line: `g`, the number of the play, and the number of the line.
fn marker(line: &str) -> Option<&str> {
    line.match_indices('g').find_map(|(start, _)| {
        let text = line.get(start..)?;
        let (digits, rest) = text.get(1..)?.split_once('v')?;
        let is_number = !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit());
        let last = rest.chars().next().filter(char::is_ascii_digit)?;
        is_number.then(|| text.get(..digits.len() + 2 + last.len_utf8()))?
    })
}

/// Returns whether a question has a host that others have too, whose cookies would meet.
fn shares_its_hosts(question: &Question) -> bool {
    let then = question.follow_up.iter().map(|then| &then.url);
    let documents = [&question.page].into_iter().chain(&question.frames);
    let mut urls = documents.chain(then);
    let is_shared = |url: &Url| url.host_str() == Some("localhost");
    urls.any(is_shared) || hops(question).iter().any(is_shared)
}

/// Returns whether what makes a request leaves the document.
fn navigates(api: RequestApi) -> bool {
    match api {
        RequestApi::Fetch(_) | RequestApi::FetchNoCors(_) | RequestApi::Xhr { .. } => false,
        RequestApi::Mechanism(mechanism) => matches!(
            mechanism,
            RequestMechanism::FormGet
                | RequestMechanism::FormPost
                | RequestMechanism::Link
                | RequestMechanism::Location
        ),
    }
}

fn is_element(api: RequestApi) -> bool {
    matches!(api, RequestApi::Mechanism(_))
}

fn empty_document(on: &Url) -> Url {
    let mut url = on.clone();
    url.set_query(Some(EMPTY_DOCUMENT));
    url
}

fn arguments(request: &RequestScript, url: &Url) -> [Value; 5] {
    let (means, credentials) = match request.api {
        RequestApi::Fetch(credentials) => ("fetch", credentials),
        RequestApi::FetchNoCors(credentials) => ("fetch-no-cors", credentials),
        RequestApi::Xhr { with_credentials: true, .. } => ("xhr", FetchCredentials::Include),
        RequestApi::Xhr { with_credentials: false, .. } => ("xhr", FetchCredentials::SameOrigin),
        RequestApi::Mechanism(mechanism) => (mechanism.as_str(), FetchCredentials::Include),
    };
    let credentials = match credentials {
        FetchCredentials::Omit => "omit",
        FetchCredentials::SameOrigin => "same-origin",
        FetchCredentials::Include => "include",
    };
    [json!(means), json!(credentials), json!(url), json!(request.method), json!(request.headers)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_marker(line: &str, expected: Option<&str>) {
        assert_eq!(marker(line), expected, "{line}");
    }

    #[test]
    fn a_line_is_known_by_its_marker() {
        check_marker("sid=g12v3; Path=/", Some("g12v3"));
        check_marker("s(ig)=\"g12v3\" x", Some("g12v3"));
        check_marker("g1v2\u{e9}", Some("g1v2"));
        check_marker("sid=gone; Domain=g.test", None);
    }
}
