//! How a script makes a request.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::mechanism::{ContentKind, RequestMechanism};

/// How a script makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestApi {
    /// `fetch(url, { credentials })`, in mode `cors`.
    Fetch(FetchCredentials),
    /// `fetch(url, { credentials, mode: "no-cors" })`.
    FetchNoCors(FetchCredentials),
    /// Something else than a script's call for a response.
    Mechanism(RequestMechanism),
    /// `XMLHttpRequest`, with or without `withCredentials`.
    Xhr {
        /// The value of `withCredentials`.
        with_credentials: bool,
        /// Whether somebody listens to the events of its upload.
        upload: UploadEvents,
    },
}

/// Whether somebody listens to the events of an upload by `XMLHttpRequest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UploadEvents {
    /// Nobody does.
    Ignored,
    /// A listener does.
    Observed,
}

/// The body of a request that a script makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScriptRequestBody {
    /// A `ReadableStream` of this text.
    Stream(String),
    /// A string.
    Text(String),
}

/// What a call of `fetch()` says besides its credentials and `no-cors`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FetchInit {
    /// Whether `mode` is `same-origin`.
    pub mode: FetchMode,
    /// The member `redirect`.
    pub redirect: FetchRedirect,
    /// Whether the call takes the values of its members.
    pub values: FetchValues,
}

/// The `mode` of a `fetch` call, as far as its API does not say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FetchMode {
    /// The one of its API.
    #[default]
    OfApi,
    /// `same-origin`.
    SameOrigin,
}

/// The `redirect` member of a `fetch` call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant is the value that it is named for")]
pub enum FetchRedirect {
    Error,
    #[default]
    Follow,
    Manual,
}

/// Whether a `fetch` call takes the values of its members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FetchValues {
    /// It takes all.
    #[default]
    Taken,
    /// It takes none but those of its enumeration for `credentials`, and has another.
    UnknownCredentials,
    /// Another member has a value that it does not take.
    UnknownOther,
}

impl FetchInit {
    /// Returns whether nothing is said.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for RequestApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fetch(credentials) => {
                write!(f, "fetch with credentials: {}", credentials.as_str())
            }
            Self::FetchNoCors(credentials) => {
                write!(f, "fetch with credentials: {}, mode: no-cors", credentials.as_str())
            }
            Self::Mechanism(mechanism) => f.write_str(mechanism.as_str()),
            Self::Xhr { with_credentials: true, .. } => {
                f.write_str("XMLHttpRequest with withCredentials")
            }
            Self::Xhr { with_credentials: false, .. } => {
                f.write_str("XMLHttpRequest without withCredentials")
            }
        }
    }
}

impl RequestApi {
    /// Returns the method of its requests where nothing else is asked for.
    pub fn method(self) -> &'static str {
        match self {
            Self::Mechanism(mechanism) => mechanism.method(),
            Self::Fetch(_) | Self::FetchNoCors(_) | Self::Xhr { .. } => "GET",
        }
    }

    /// Returns what it takes for a response.
    pub fn content(self) -> ContentKind {
        match self {
            Self::Mechanism(mechanism) => mechanism.content(),
            Self::Fetch(_) | Self::FetchNoCors(_) | Self::Xhr { .. } => ContentKind::Text,
        }
    }
}

/// The `credentials` member of a `fetch` call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant is the value that it is named for")]
pub enum FetchCredentials {
    Omit,
    SameOrigin,
    Include,
}

impl FetchCredentials {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::Omit, Self::SameOrigin, Self::Include];

    /// Returns the value as a script writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Omit => "omit",
            Self::SameOrigin => "same-origin",
            Self::Include => "include",
        }
    }
}
