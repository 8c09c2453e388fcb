//! What makes a request, with or without a credentials mode.

use matrix::{FetchCredentials, RequestApi, RequestMechanism, UploadEvents};

/// What makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MechanismChoice {
    /// `fetch()`, by its credentials mode.
    Fetch,
    /// Something that has no credentials mode.
    Other(RequestMechanism),
    /// `XMLHttpRequest`, by `withCredentials`.
    Xhr,
}

impl MechanismChoice {
    /// Returns whether it is the handshake of a WebSocket.
    pub(super) fn is_websocket(self) -> bool {
        self == Self::Other(RequestMechanism::WebSocket)
    }

    /// Returns its way to send credentials to other origins, where it has one.
    pub fn with_credentials(self) -> Option<RequestApi> {
        match self {
            Self::Fetch | Self::Xhr => Some(RequestApi::Fetch(FetchCredentials::Include)),
            Self::Other(_) => None,
        }
    }

    /// Returns how it makes requests with these credentials.
    ///
    /// # Errors
    /// What is wrong about the credentials.
    pub fn api(self, credentials: Option<RequestApi>) -> Result<RequestApi, String> {
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
