//! What happens in a browser, in time order: requests with all their responses, and what scripts
//! write.
//!
//! One cookie jar per engine goes through a story, by the engine's model ([`play`]). What becomes
//! of each cookie is read off the steps.

mod play;

pub(crate) use play::{PlayedCookie, PlayedRequest, PlayedStory, play};

use matrix::{FetchCredentials, RequestApi};
use oracle::ClientDocument;
use run_model::plan::RequestScript;
use spec_model::{Timestamp, UserAgent, document_origin};
use url::{Origin, Url};

use crate::http::response_head::ResponseHead;

/// What happens in a browser, in time order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// The steps, in order.
    pub steps: Vec<StoryStep>,
}

/// Something that happens at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryStep {
    /// When it happens.
    pub at: Timestamp,
    /// What happens.
    pub action: StoryAction,
}

/// What happens in a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoryAction {
    /// A request is made and answered.
    Request(StoryRequest),
    /// A script of the document writes a line to `document.cookie`.
    ScriptWrite {
        /// The document.
        document: DocumentPlace,
        /// The line.
        line: String,
    },
    /// A first-party response sets a cookie: it is there already.
    Visit {
        /// Where it comes from.
        url: Url,
        /// The value of its `Set-Cookie` field.
        line: String,
    },
}

/// A request with everything that was answered to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryRequest {
    /// Who makes it.
    pub started_by: RequestStarter,
    /// Where it goes first.
    pub url: Url,
    /// By which means, with which method and header fields.
    pub script: RequestScript,
    /// What was answered there, and wherever redirects led.
    pub answers: Vec<StoryAnswer>,
}

impl StoryRequest {
    /// Returns a request with credentials by a document whose response has this `Set-Cookie` line.
    pub(crate) fn that_sets(line: &str, document: DocumentPlace, url: Url) -> Self {
        let mut response = ResponseHead::ok();
        response.headers.push(("Set-Cookie".to_owned(), line.to_owned()));
        Self {
            started_by: RequestStarter::Document(document),
            url,
            script: RequestScript::bare(RequestApi::FetchNoCors(FetchCredentials::Include)),
            answers: vec![StoryAnswer { preflight: None, response }],
        }
    }
}

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestStarter {
    /// A document.
    Document(DocumentPlace),
    /// The user, who types an address or opens a bookmark.
    User,
}

/// What a server answers to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryAnswer {
    /// To the CORS preflight; `None` where that is unknown. It is then assumed to allow the
    /// request.
    pub preflight: Option<ResponseHead>,
    /// To the request itself.
    pub response: ResponseHead,
}

/// Where a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentPlace {
    /// The URL of the top-level document.
    pub page: Url,
    /// The URLs of nested frames, outermost first; the innermost is the document.
    pub frames: Vec<Url>,
}

impl DocumentPlace {
    /// Returns the document's own URL.
    pub fn url(&self) -> &Url {
        self.frames.last().unwrap_or(&self.page)
    }

    /// Returns the document as the rules see it.
    pub(crate) fn document(&self, now: Timestamp, user_agent: UserAgent<'_>) -> ClientDocument {
        let frames: Vec<Origin> = self.frames.iter().map(document_origin).collect();
        let (url, page) = (self.url().clone(), document_origin(&self.page));
        ClientDocument::new(url, page, &frames, now, user_agent)
    }
}

impl RequestStarter {
    /// Returns the document that makes a request to this URL.
    pub(crate) fn document(
        &self,
        url: &Url,
        now: Timestamp,
        user_agent: UserAgent<'_>,
    ) -> ClientDocument {
        match self {
            Self::Document(place) => place.document(now, user_agent),
            Self::User => ClientDocument::of_user(url.clone(), now, user_agent),
        }
    }
}
