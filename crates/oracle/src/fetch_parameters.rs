//! How each means of a document makes a request, in the terms of the standards.

use matrix::{FetchCredentials, RequestApi, RequestMechanism};
use spec_model::fetch::{CredentialsMode, MixedContentDestination, RequestMode};
use spec_model::{Quirk, QuirkSet};

/// How a means makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchParameters {
    /// The request's mode.
    pub mode: RequestMode,
    /// The request's credentials mode.
    pub credentials: CredentialsMode,
    /// Whose request it is.
    pub initiator: RequestInitiator,
    /// What the document that uses it learns of the response.
    pub visibility: ResponseVisibility,
    /// What it is for, as far as mixed content is concerned.
    pub destination: MixedContentDestination,
}

/// Whose request it is, as far as cookies are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestInitiator {
    /// The document's; a dedicated worker's counts as its document's.
    Document,
    /// The document's, for a frame in it.
    Frame,
    /// A top-level navigation that the document starts.
    Navigation,
    /// A top-level navigation that a top-level document of the client's origin starts.
    Refresh,
    /// A service worker's.
    ServiceWorker,
    /// A shared worker's.
    SharedWorker,
}

/// What a document learns of a response that it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseVisibility {
    /// That there is one.
    Event,
    /// That a document has come of it.
    Navigation,
    /// All of it, unless it is opaque.
    Full,
}

impl FetchParameters {
    /// Returns how a means makes a request.
    pub fn of(api: RequestApi, quirks: QuirkSet) -> Self {
        let script = |credentials| Self {
            mode: RequestMode::Cors,
            credentials,
            initiator: RequestInitiator::Document,
            visibility: ResponseVisibility::Full,
            destination: MixedContentDestination::Other,
        };
        match api {
            RequestApi::Fetch(credentials) => script(credentials_mode(credentials)),
            RequestApi::FetchNoCors(credentials) => {
                Self { mode: RequestMode::NoCors, ..script(credentials_mode(credentials)) }
            }
            // Spec: https://xhr.spec.whatwg.org/#the-send()-method.
            RequestApi::Xhr { with_credentials: false, .. } => script(CredentialsMode::SameOrigin),
            RequestApi::Xhr { with_credentials: true, .. } => script(CredentialsMode::Include),
            RequestApi::Mechanism(mechanism) => Self::of_mechanism(mechanism, quirks),
        }
    }

    fn of_mechanism(mechanism: RequestMechanism, quirks: QuirkSet) -> Self {
        let cors = |credentials, visibility| Self {
            mode: RequestMode::Cors,
            credentials,
            initiator: RequestInitiator::Document,
            visibility,
            destination: MixedContentDestination::Other,
        };
        // Spec:
        // https://html.spec.whatwg.org/multipage/urls-and-fetching.html#create-a-potential-cors-request.
        let no_cors = Self {
            mode: RequestMode::NoCors,
            credentials: CredentialsMode::Include,
            initiator: RequestInitiator::Document,
            visibility: ResponseVisibility::Event,
            destination: MixedContentDestination::Other,
        };
        // Spec:
        // https://html.spec.whatwg.org/multipage/browsing-the-web.html#create-navigation-params-by-fetching.
        let navigation = |initiator| Self {
            mode: RequestMode::Navigate,
            credentials: CredentialsMode::Include,
            initiator,
            visibility: ResponseVisibility::Navigation,
            destination: match initiator {
                RequestInitiator::Navigation | RequestInitiator::Refresh => {
                    MixedContentDestination::TopLevelDocument
                }
                RequestInitiator::Document
                | RequestInitiator::Frame
                | RequestInitiator::ServiceWorker
                | RequestInitiator::SharedWorker => MixedContentDestination::Other,
            },
        };
        match mechanism {
            // Spec: https://w3c.github.io/beacon/#sendbeacon-method; its body needs no preflight.
            RequestMechanism::Beacon
            | RequestMechanism::Prefetch
            | RequestMechanism::Script
            | RequestMechanism::Stylesheet => no_cors,
            RequestMechanism::Img | RequestMechanism::Preload | RequestMechanism::Video => {
                Self { destination: MixedContentDestination::Media, ..no_cors }
            }
            // Spec: https://drafts.csswg.org/css-fonts-4/#font-fetching-requirements, and for
            // module scripts
            // https://html.spec.whatwg.org/multipage/webappapis.html#module-script-credentials-mode.
            // Quirk: a font has credentials.
            RequestMechanism::Font if quirks.has(Quirk::FontsWithCredentials) => {
                cors(CredentialsMode::Include, ResponseVisibility::Event)
            }
            RequestMechanism::Font
            | RequestMechanism::ModuleScript
            | RequestMechanism::ScriptAnonymous => {
                cors(CredentialsMode::SameOrigin, ResponseVisibility::Event)
            }
            RequestMechanism::ScriptUseCredentials => {
                cors(CredentialsMode::Include, ResponseVisibility::Event)
            }
            // Spec: https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource.
            RequestMechanism::EventSource => {
                cors(CredentialsMode::SameOrigin, ResponseVisibility::Full)
            }
            RequestMechanism::EventSourceWithCredentials
            | RequestMechanism::DedicatedWorker
            | RequestMechanism::FetchKeepalive => {
                cors(CredentialsMode::Include, ResponseVisibility::Full)
            }
            // Spec: https://websockets.spec.whatwg.org/#concept-websocket-establish.
            RequestMechanism::WebSocket => Self { mode: RequestMode::WebSocket, ..no_cors },
            RequestMechanism::SharedWorker => Self {
                initiator: RequestInitiator::SharedWorker,
                ..cors(CredentialsMode::Include, ResponseVisibility::Full)
            },
            RequestMechanism::ServiceWorker => Self {
                initiator: RequestInitiator::ServiceWorker,
                ..cors(CredentialsMode::Include, ResponseVisibility::Full)
            },
            RequestMechanism::FormGetIntoFrame
            | RequestMechanism::FormPostIntoFrame
            | RequestMechanism::Iframe
            | RequestMechanism::Object => navigation(RequestInitiator::Frame),
            RequestMechanism::FormGet
            | RequestMechanism::FormPost
            | RequestMechanism::Link
            | RequestMechanism::LinkBlank
            | RequestMechanism::Location
            | RequestMechanism::WindowOpen => navigation(RequestInitiator::Navigation),
            RequestMechanism::MetaRefresh | RequestMechanism::RefreshHeader => {
                navigation(RequestInitiator::Refresh)
            }
        }
    }
}

/// Spec: [Fetch, new Request](https://fetch.spec.whatwg.org/#dom-request) step 26.
fn credentials_mode(credentials: FetchCredentials) -> CredentialsMode {
    match credentials {
        FetchCredentials::Omit => CredentialsMode::Omit,
        FetchCredentials::SameOrigin => CredentialsMode::SameOrigin,
        FetchCredentials::Include => CredentialsMode::Include,
    }
}
