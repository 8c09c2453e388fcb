//! What a question may have been besides, where nobody says.

use diagnosis::{EvidenceGap, Question};
use matrix::RequestApi;
use url::Url;

/// A question with another value of what is unknown about the request.
#[derive(Clone, Debug)]
pub(crate) struct OtherReading {
    /// The question.
    pub(crate) question: Question,
    /// What is unknown.
    pub(crate) unknown: UnknownPart,
}

/// What is unknown about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnknownPart {
    /// By which means it was made, and so with which credentials.
    Credentials,
    /// Which page is around the frame that made it.
    PageAround,
}

impl OtherReading {
    /// Returns the question as it is if the request was made by other means.
    pub(super) fn by(api: RequestApi, question: &Question) -> Self {
        let mut question = question.clone();
        question.request.api = api;
        Self { question, unknown: UnknownPart::Credentials }
    }

    /// Returns the question as it is if its document is in a frame below a page of another site.
    pub(super) fn below_another_site(question: &Question) -> Self {
        let around = Url::parse("https://another-site.example/").expect("it is a URL");
        let mut question = question.clone();
        let document = question.document();
        let page = std::mem::replace(&mut question.page, around);
        question.frames.insert(0, page);
        let around = question.document();
        if let Some(later) = question.follow_up.as_mut().filter(|one| one.document == document) {
            later.document = around;
        }
        Self { question, unknown: UnknownPart::PageAround }
    }

    /// Returns what holds then, in words that follow "if".
    pub(crate) fn told(&self, words: &str) -> String {
        match self.unknown {
            UnknownPart::Credentials => {
                format!("if it was made by {}, {words}", self.question.request.api)
            }
            UnknownPart::PageAround => {
                format!("if the page around that frame is of another site, {words}")
            }
        }
    }

    /// Returns what an answer lacks that would be another one then.
    pub(crate) fn gap(&self, otherwise: String) -> EvidenceGap {
        match self.unknown {
            UnknownPart::Credentials => EvidenceGap::CredentialsUnknown { otherwise },
            UnknownPart::PageAround => EvidenceGap::PageAroundUnknown { otherwise },
        }
    }
}
