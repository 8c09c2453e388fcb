//! A browser that plays questions.

use std::io;
use std::path::PathBuf;

use browser_driver::{
    BrowserSession, DriverSource, JarError, LaunchError, LaunchOptions, OpenError, WebDriverError,
    WindowRole,
};
use diagnosis::Question;
use matrix::{FetchCredentials, Profile, RequestApi};
use serde_json::{Value, json};
use url::Url;

use crate::compare::QuizFacts;
use crate::site::{EMPTY_DOCUMENT, QuizSite};

/// Makes a request as a script does, and returns whether it could read the response.
const REQUEST: &str = r#"
const [api, credentials, url, method, headers] = given;
if (api === "fetch") {
    try {
        await (await fetch(url, { method, headers, credentials, cache: "no-store" })).text();
        return true;
    } catch { return false; }
}
return await new Promise(ended => {
    const request = new XMLHttpRequest();
    request.onload = () => ended(true);
    request.onerror = () => ended(false);
    request.open(method, url);
    request.withCredentials = credentials === "include";
    for (const [name, value] of headers) request.setRequestHeader(name, value);
    request.send();
});
"#;

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
    /// A script answered nothing that it can answer.
    #[error("a script of the quiz answered `{0}`")]
    Answer(Value),
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
        let options = LaunchOptions::new(profile, site.proxy(), work_dir);
        let mut session = BrowserSession::launch(driver, options).await?;
        session.clear_cookies().await?;
        Ok(Self { session, site })
    }

    /// Plays a question and returns what the browser did.
    ///
    /// # Errors
    ///
    /// If the browser does not do as it is told.
    pub async fn play(&mut self, question: &Question) -> Result<QuizFacts, PlayError> {
        self.site.ask(question.clone());
        let probe = empty_document(&question.url);
        self.session.visit(&question.page, &probe).await?;
        let arguments = arguments(question);
        let mut readable = false;
        let mut seen = 0;
        for _ in 0..2 {
            seen = self.site.requests().len();
            let answer = self.session.run_in(WindowRole::Page, REQUEST, &arguments).await?;
            readable = answer.as_bool().ok_or(PlayError::Answer(answer))?;
        }
        let requests = self.site.requests();
        let again = requests.get(seen).map(String::as_str).unwrap_or_default();
        let page_cookie = self.document_cookie(WindowRole::Page).await?;
        self.session.navigate_probe(&probe).await?;
        let target_cookie = self.document_cookie(WindowRole::Probe).await?;
        let values: Vec<&str> = question.set_cookie_lines().map(value).collect();
        let in_cookies = |cookies: &str| {
            let has = |value: &&str| cookies.split("; ").any(|one| one.ends_with(*value));
            values.iter().map(has).collect()
        };
        Ok(QuizFacts {
            readable,
            sent: in_cookies(again),
            readable_on_page: in_cookies(&page_cookie),
            readable_on_target: in_cookies(&target_cookie),
        })
    }

    /// Closes the browser.
    pub async fn stop(self) {
        self.session.stop().await;
        self.site.stop().await;
    }

    async fn document_cookie(&mut self, window: WindowRole) -> Result<String, PlayError> {
        let cookie = self.session.run_in(window, "return document.cookie;", &[]).await?;
        match cookie {
            Value::String(cookie) => Ok(cookie),
            other => Err(PlayError::Answer(other)),
        }
    }
}

/// Returns the value of a `Set-Cookie` line, which is unique in a quiz.
fn value(line: &str) -> &str {
    let pair = line.split(';').next().unwrap_or_default();
    pair.split_once('=').map_or(pair, |(_, value)| value).trim()
}

fn empty_document(on: &Url) -> Url {
    let mut url = on.clone();
    url.set_query(Some(EMPTY_DOCUMENT));
    url
}

fn arguments(question: &Question) -> [Value; 5] {
    let (api, credentials) = match question.request.api {
        RequestApi::Fetch(credentials) | RequestApi::FetchNoCors(credentials) => {
            ("fetch", credentials)
        }
        RequestApi::Xhr { with_credentials: true, .. } => ("xhr", FetchCredentials::Include),
        RequestApi::Xhr { with_credentials: false, .. } | RequestApi::Mechanism(_) => {
            ("xhr", FetchCredentials::SameOrigin)
        }
    };
    let credentials = match credentials {
        FetchCredentials::Omit => "omit",
        FetchCredentials::SameOrigin => "same-origin",
        FetchCredentials::Include => "include",
    };
    let request = &question.request;
    [
        json!(api),
        json!(credentials),
        json!(question.url),
        json!(request.method),
        json!(request.headers),
    ]
}
