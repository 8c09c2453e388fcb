//! The options that make a story of a question: cookies that are there, and what is asked then.

use std::time::Duration;

use clap::Args;
use explainer::values::{api, http_url, later_url_from, mechanism, request_text};
use explainer::{MechanismChoice, StoryInput};
use matrix::RequestApi;
use url::Url;

/// What was there before the request, and which request is asked about behind it.
#[derive(Clone, Debug, Args)]
pub(crate) struct StoryArgs {
    /// What makes the request: `fetch`, `xhr`, `img`, `script`, `form-post`, `link`, `iframe`,
    /// `websocket` and others [default: fetch, and websocket for wss]. In a frame, `form-post` and
    /// `link` load the response into that frame, `form-post-into-window` and `link-into-window`
    /// into the whole window.
    #[arg(long, value_name = "MECHANISM", value_parser = mechanism, conflicts_with = "har")]
    pub(crate) mechanism: Option<MechanismChoice>,
    /// `Set-Cookie` line of a cookie that is there already; may be repeated.
    #[arg(long, value_name = "LINE", conflicts_with = "har")]
    pub(crate) have: Vec<String>,
    /// URL whose response set the cookies of --have, when it was visited [default: the request's].
    #[arg(
        long,
        value_name = "URL",
        value_parser = http_url,
        requires = "have",
        conflicts_with = "har"
    )]
    pub(crate) have_from: Option<Url>,
    /// Line that the page's script writes to `document.cookie` before the request; may be
    /// repeated.
    #[arg(long, value_name = "LINE", conflicts_with = "har")]
    pub(crate) script_sets: Vec<String>,
    /// URL or path of the later request that must carry the cookies [default: those that
    /// redirects lead to, and the same request again, if that is no login].
    #[arg(long, value_name = "URL", value_parser = request_text, conflicts_with = "har")]
    pub(crate) then: Option<String>,
    /// What makes the later request [default: what makes the first, or fetch with credentials
    /// behind a navigation].
    #[arg(
        long,
        value_name = "MECHANISM",
        value_parser = mechanism,
        requires = "then",
        conflicts_with = "har"
    )]
    pub(crate) then_mechanism: Option<MechanismChoice>,
    /// Credentials mode of the later request, as in --credentials [default: include].
    #[arg(long, value_name = "HOW", value_parser = api, requires = "then", conflicts_with = "har")]
    pub(crate) then_credentials: Option<RequestApi>,
    /// URL of the page that makes the later request [default: the same page, or the one
    /// that a navigation led to].
    #[arg(
        long,
        value_name = "URL",
        value_parser = http_url,
        requires = "then",
        conflicts_with = "har"
    )]
    pub(crate) then_page: Option<Url>,
    /// URL of a frame in that page; for nested frames, repeat it from the outermost to the
    /// innermost.
    #[arg(
        long = "then-frame",
        value_name = "URL",
        value_parser = http_url,
        requires = "then",
        conflicts_with = "har"
    )]
    pub(crate) then_frames: Vec<Url>,
    /// How long after the response the later request is made, such as `3m` [default: at once].
    #[arg(
        long,
        value_name = "DURATION",
        value_parser = humantime::parse_duration,
        requires = "then",
        conflicts_with = "har"
    )]
    pub(crate) after: Option<Duration>,
}

impl StoryArgs {
    /// Returns what the options say of a request that a document makes.
    ///
    /// # Errors
    /// What is wrong with the URL of the later request.
    pub(crate) fn input(
        &self,
        document: Option<&Url>,
        request: Option<&Url>,
    ) -> Result<StoryInput, String> {
        let own = self.then_frames.last().or(self.then_page.as_ref());
        let navigated_to = request.filter(|_| self.mechanism.is_some());
        let later = |text: &String| later_url_from(text, own, document, navigated_to);
        Ok(StoryInput {
            mechanism: self.mechanism,
            have: self.have.clone(),
            have_from: self.have_from.clone(),
            script_sets: self.script_sets.clone(),
            then: self.then.as_ref().map(later).transpose()?,
            then_mechanism: self.then_mechanism,
            then_credentials: self.then_credentials,
            then_page: self.then_page.clone(),
            then_frames: self.then_frames.clone(),
            after: self.after,
        })
    }
}
