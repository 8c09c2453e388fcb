//! A request as the page makes it.

use matrix::{FetchCredentials, RequestApi, RequestMechanism, UploadEvents};
use serde_json::{Value, json};
use url::Url;

/// The mechanisms by which a page makes a request and stays, and which tell it when the browser is
/// done with the response.
const MECHANISMS: [RequestMechanism; 9] = [
    RequestMechanism::EventSource,
    RequestMechanism::EventSourceWithCredentials,
    RequestMechanism::FetchKeepalive,
    RequestMechanism::Iframe,
    RequestMechanism::Img,
    RequestMechanism::Script,
    RequestMechanism::ScriptAnonymous,
    RequestMechanism::ScriptUseCredentials,
    RequestMechanism::Stylesheet,
];

/// A request that a script or an element of the page makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// Its URL.
    pub url: Url,
    /// Its method.
    pub method: String,
    /// The header fields that the script adds.
    pub headers: Vec<(String, String)>,
    /// Its credentials mode.
    pub credentials: FetchCredentials,
    /// By what it is made.
    pub means: PageMeans,
}

/// By what a page makes a request and stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageMeans(&'static str);

impl PageMeans {
    /// A script's `fetch`, in mode `cors`.
    pub const FETCH: Self = Self("fetch");

    /// Returns these means with their credentials mode; `None` for what leads away from the page,
    /// or does not tell it when the browser is done.
    pub fn of(api: RequestApi) -> Option<(Self, FetchCredentials)> {
        match api {
            RequestApi::Fetch(credentials) => Some((Self::FETCH, credentials)),
            RequestApi::FetchNoCors(credentials) => Some((Self("fetch-no-cors"), credentials)),
            RequestApi::Mechanism(mechanism) => MECHANISMS
                .contains(&mechanism)
                .then_some((Self(mechanism.as_str()), FetchCredentials::Include)),
            RequestApi::Xhr { upload: UploadEvents::Observed, .. } => None,
            RequestApi::Xhr { with_credentials: true, upload: UploadEvents::Ignored } => {
                Some((Self("xhr"), FetchCredentials::Include))
            }
            RequestApi::Xhr { with_credentials: false, upload: UploadEvents::Ignored } => {
                Some((Self("xhr"), FetchCredentials::SameOrigin))
            }
        }
    }
}

impl PageRequest {
    /// Returns the body of the function that makes it.
    pub(crate) const SCRIPT: &'static str = include_str!("request.js");

    /// Returns the arguments of that function.
    pub(crate) fn arguments(&self) -> [Value; 5] {
        let headers: serde_json::Map<String, Value> =
            self.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        [
            json!(self.means.0),
            json!(self.credentials.as_str()),
            json!(self.url),
            json!(self.method),
            headers.into(),
        ]
    }
}
