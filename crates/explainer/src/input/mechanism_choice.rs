//! What makes a request, with or without a credentials mode.

use matrix::{FetchCredentials, RequestApi, RequestMechanism, UploadEvents};

/// What makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MechanismChoice {
    /// `fetch()`, by its credentials mode.
    Fetch,
    /// Something that has no credentials mode.
    Other(RequestMechanism),
    /// A navigation of the whole window, also by a document in a frame: `target=_top`.
    IntoWindow(RequestMechanism),
    /// `XMLHttpRequest`, by `withCredentials`.
    Xhr,
}

/// How the name of a mechanism ends that navigates the whole window.
const INTO_WINDOW: &str = "-into-window";

/// What a document in a frame can let navigate the whole window.
const INTO_WINDOW_MECHANISMS: [RequestMechanism; 4] = [
    RequestMechanism::FormGet,
    RequestMechanism::FormPost,
    RequestMechanism::Link,
    RequestMechanism::Location,
];

impl MechanismChoice {
    /// Every choice, in the order of their names, `fetch` and `xhr` first.
    pub fn all() -> impl Iterator<Item = Self> {
        let others = RequestMechanism::ALL.iter().copied().map(Self::Other);
        let into_window = INTO_WINDOW_MECHANISMS.into_iter().map(Self::IntoWindow);
        [Self::Fetch, Self::Xhr].into_iter().chain(others).chain(into_window)
    }

    /// Returns its name.
    pub fn name(self) -> String {
        match self {
            Self::Fetch => "fetch".to_owned(),
            Self::Xhr => "xhr".to_owned(),
            Self::Other(mechanism) => mechanism.as_str().to_owned(),
            Self::IntoWindow(mechanism) => format!("{}{INTO_WINDOW}", mechanism.as_str()),
        }
    }

    /// Returns the choice that means a request of a document in a frame, or in none.
    pub fn of_mechanism(mechanism: RequestMechanism, is_in_frame: bool) -> Self {
        if is_in_frame && INTO_WINDOW_MECHANISMS.contains(&mechanism) {
            Self::IntoWindow(mechanism)
        } else {
            Self::Other(mechanism)
        }
    }

    /// Returns whether it is the handshake of a WebSocket.
    pub(super) fn is_websocket(self) -> bool {
        self == Self::Other(RequestMechanism::WebSocket)
    }

    /// Returns its way to send credentials to other origins, where it has one.
    pub fn with_credentials(self) -> Option<RequestApi> {
        match self {
            Self::Fetch | Self::Xhr => Some(RequestApi::Fetch(FetchCredentials::Include)),
            Self::Other(_) | Self::IntoWindow(_) => None,
        }
    }

    /// Returns how it makes requests with these credentials, in a frame or in none.
    ///
    /// # Errors
    /// What is wrong about the credentials.
    pub fn api(
        self,
        credentials: Option<RequestApi>,
        is_in_frame: bool,
    ) -> Result<RequestApi, String> {
        let include = RequestApi::Fetch(FetchCredentials::Include);
        match (self, credentials) {
            (Self::Other(mechanism), None) if is_in_frame => {
                Ok(RequestApi::Mechanism(mechanism.within_frame()))
            }
            (Self::Other(mechanism) | Self::IntoWindow(mechanism), None) => {
                Ok(RequestApi::Mechanism(mechanism))
            }
            (Self::Other(_) | Self::IntoWindow(_), Some(_)) => {
                Err(format!("the credentials of `{}` follow from what it is", self.name()))
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
