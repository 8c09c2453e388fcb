//! How each means of a document makes a request, in the terms of the standards.

use matrix::{FetchCredentials, RequestApi, RequestMechanism};
use spec_model::fetch::{CredentialsMode, MixedContentDestination, RequestMode};

/// How a means makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Means {
    /// The request's mode.
    pub mode: RequestMode,
    /// The request's credentials mode.
    pub credentials: CredentialsMode,
    /// Whose request it is.
    pub initiator: Initiator,
    /// What the document that uses it learns of the response.
    pub learns: Learns,
}

/// Whose request it is, as far as cookies are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initiator {
    /// The document's; a dedicated or a shared worker's counts as its document's.
    Document,
    /// The document's, for a frame in it.
    Frame,
    /// A top-level navigation that the document starts.
    Navigation,
    /// A top-level navigation that a top-level document of the client's origin starts.
    Refresh,
    /// A service worker's.
    ServiceWorker,
}

/// What a document learns of a response that it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Learns {
    /// That there is one.
    Event,
    /// That a document has come of it.
    Landing,
    /// All of it, unless it is opaque.
    Response,
}

impl Means {
    /// Returns how a means makes a request.
    pub fn of(api: RequestApi) -> Self {
        let script = |credentials| Self {
            mode: RequestMode::Cors,
            credentials,
            initiator: Initiator::Document,
            learns: Learns::Response,
        };
        match api {
            RequestApi::Fetch(credentials) => script(credentials_mode(credentials)),
            RequestApi::FetchNoCors(credentials) => {
                Self { mode: RequestMode::NoCors, ..script(credentials_mode(credentials)) }
            }
            // Spec: https://xhr.spec.whatwg.org/#the-send()-method.
            RequestApi::Xhr { with_credentials: false, .. } => script(CredentialsMode::SameOrigin),
            RequestApi::Xhr { with_credentials: true, .. } => script(CredentialsMode::Include),
            RequestApi::Mechanism(mechanism) => Self::of_mechanism(mechanism),
        }
    }

    fn of_mechanism(mechanism: RequestMechanism) -> Self {
        let cors = |credentials, learns| Self {
            mode: RequestMode::Cors,
            credentials,
            initiator: Initiator::Document,
            learns,
        };
        // Spec:
        // https://html.spec.whatwg.org/multipage/urls-and-fetching.html#create-a-potential-cors-request.
        let no_cors = Self {
            mode: RequestMode::NoCors,
            credentials: CredentialsMode::Include,
            initiator: Initiator::Document,
            learns: Learns::Event,
        };
        // Spec:
        // https://html.spec.whatwg.org/multipage/browsing-the-web.html#create-navigation-params-by-fetching.
        let navigation = |initiator| Self {
            mode: RequestMode::Navigate,
            credentials: CredentialsMode::Include,
            initiator,
            learns: Learns::Landing,
        };
        match mechanism {
            // Spec: https://w3c.github.io/beacon/#sendbeacon-method; its body needs no preflight.
            RequestMechanism::Beacon
            | RequestMechanism::Img
            | RequestMechanism::Prefetch
            | RequestMechanism::Preload
            | RequestMechanism::Script
            | RequestMechanism::Stylesheet
            | RequestMechanism::Video => no_cors,
            // Spec: https://drafts.csswg.org/css-fonts-4/#font-fetching-requirements, and for
            // module scripts
            // https://html.spec.whatwg.org/multipage/webappapis.html#module-script-credentials-mode.
            RequestMechanism::Font
            | RequestMechanism::ModuleScript
            | RequestMechanism::ScriptAnonymous => cors(CredentialsMode::SameOrigin, Learns::Event),
            RequestMechanism::ScriptUseCredentials => cors(CredentialsMode::Include, Learns::Event),
            // Spec: https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource.
            RequestMechanism::EventSource => cors(CredentialsMode::SameOrigin, Learns::Response),
            RequestMechanism::EventSourceWithCredentials
            | RequestMechanism::DedicatedWorker
            | RequestMechanism::FetchKeepalive
            | RequestMechanism::SharedWorker => cors(CredentialsMode::Include, Learns::Response),
            // Spec: https://websockets.spec.whatwg.org/#concept-websocket-establish.
            RequestMechanism::WebSocket => Self { mode: RequestMode::WebSocket, ..no_cors },
            RequestMechanism::ServiceWorker => Self {
                initiator: Initiator::ServiceWorker,
                ..cors(CredentialsMode::Include, Learns::Response)
            },
            RequestMechanism::FormGetIntoFrame
            | RequestMechanism::FormPostIntoFrame
            | RequestMechanism::Iframe
            | RequestMechanism::Object => navigation(Initiator::Frame),
            RequestMechanism::FormGet
            | RequestMechanism::FormPost
            | RequestMechanism::Link
            | RequestMechanism::LinkBlank
            | RequestMechanism::Location
            | RequestMechanism::WindowOpen => navigation(Initiator::Navigation),
            RequestMechanism::MetaRefresh | RequestMechanism::RefreshHeader => {
                navigation(Initiator::Refresh)
            }
        }
    }

    /// Returns what its request is for, as far as mixed content is concerned.
    pub fn destination(self) -> MixedContentDestination {
        match self.initiator {
            Initiator::Navigation | Initiator::Refresh => MixedContentDestination::TopLevelDocument,
            Initiator::Document | Initiator::Frame | Initiator::ServiceWorker => {
                MixedContentDestination::Other
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
