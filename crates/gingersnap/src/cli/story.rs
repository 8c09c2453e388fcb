//! The options that make a story of a question: cookies that are there, and what is asked then.

use std::time::Duration;

use clap::Args;
use matrix::{FetchCredentials, RequestApi, RequestMechanism, UploadEvents};
use url::Url;

use crate::cli::values::{api, http_url, mechanism, request_url};

/// What was there before the request, and which request is asked about behind it.
#[derive(Clone, Debug, Args)]
pub(crate) struct StoryArgs {
    /// What makes the request: `fetch`, `xhr`, `img`, `script`, `form-post`, `link`, `iframe`,
    /// `websocket` and others [default: fetch, and websocket for wss].
    #[arg(long, value_name = "MECHANISM", value_parser = mechanism, conflicts_with = "har")]
    pub(crate) mechanism: Option<MechanismChoice>,
    /// `Set-Cookie` line of a cookie that is there already; may be repeated.
    #[arg(long, value_name = "LINE", conflicts_with = "har")]
    pub(crate) have: Vec<String>,
    /// URL whose response set the cookies of --have, when it was visited [default: the request's].
    #[arg(long, value_name = "URL", value_parser = http_url, requires = "have")]
    pub(crate) have_from: Option<Url>,
    /// Line that the page's script writes to `document.cookie` before the request; may be
    /// repeated.
    #[arg(long, value_name = "LINE", conflicts_with = "har")]
    pub(crate) script_sets: Vec<String>,
    /// URL of the later request that must carry the cookies [default: the same request again].
    #[arg(long, value_name = "URL", value_parser = request_url, conflicts_with = "har")]
    pub(crate) then: Option<Url>,
    /// What makes the later request [default: what makes the first, or fetch with credentials
    /// behind a navigation].
    #[arg(long, value_name = "MECHANISM", value_parser = mechanism, requires = "then")]
    pub(crate) then_mechanism: Option<MechanismChoice>,
    /// Credentials mode of the later request, as in --credentials [default: include].
    #[arg(long, value_name = "HOW", value_parser = api, requires = "then")]
    pub(crate) then_credentials: Option<RequestApi>,
    /// URL of the page that makes the later request [default: the same page].
    #[arg(long, value_name = "URL", value_parser = http_url, requires = "then")]
    pub(crate) then_page: Option<Url>,
    /// URL of a frame in that page; for nested frames, repeat it from the outermost to the
    /// innermost.
    #[arg(long = "then-frame", value_name = "URL", value_parser = http_url, requires = "then")]
    pub(crate) then_frames: Vec<Url>,
    /// How long after the response the later request is made, such as `3m` [default: at once].
    #[arg(
        long,
        value_name = "DURATION",
        value_parser = humantime::parse_duration,
        requires = "then"
    )]
    pub(crate) after: Option<Duration>,
}

/// What makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MechanismChoice {
    /// `fetch()`, by its credentials mode.
    Fetch,
    /// Something that has no credentials mode.
    Other(RequestMechanism),
    /// `XMLHttpRequest`, by `withCredentials`.
    Xhr,
}

impl MechanismChoice {
    /// Returns its way to send credentials to other origins, where it has one.
    pub(crate) fn with_credentials(self) -> Option<RequestApi> {
        match self {
            Self::Fetch | Self::Xhr => Some(RequestApi::Fetch(FetchCredentials::Include)),
            Self::Other(_) => None,
        }
    }

    /// Returns how it makes requests with these credentials, or what is wrong about them.
    pub(crate) fn api(self, credentials: Option<RequestApi>) -> Result<RequestApi, String> {
        let include = RequestApi::Fetch(FetchCredentials::Include);
        match (self, credentials) {
            (Self::Other(mechanism), None) => Ok(RequestApi::Mechanism(mechanism)),
            (Self::Other(mechanism), Some(_)) => {
                let name = mechanism.as_str();
                Err(format!("the credentials of `{name}` follow from what it is"))
            }
            (Self::Fetch, None) => Ok(RequestApi::Fetch(FetchCredentials::SameOrigin)),
            (Self::Fetch, Some(given @ (RequestApi::Fetch(_) | RequestApi::FetchNoCors(_)))) => {
                Ok(given)
            }
            (Self::Xhr, Some(given @ RequestApi::Xhr { .. })) => Ok(given),
            (Self::Xhr, given) => {
                let with_credentials = given == Some(include);
                Ok(RequestApi::Xhr { with_credentials, upload: UploadEvents::Ignored })
            }
            (Self::Fetch, Some(RequestApi::Xhr { .. } | RequestApi::Mechanism(_))) => {
                Err("`fetch` has omit, same-origin and include".to_owned())
            }
        }
    }
}
